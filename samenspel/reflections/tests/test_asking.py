"""Questions reach people by mail or on paper, once; a link opens one question and its answer."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Mail
from samenspel.reflections import actions, asking
from samenspel.reflections.models import Ask, Draft, Prompt, Reflection, Rhythm, Round
from samenspel.sources import actions as sources

from .builders import WORDS, a_prompt, a_rhythm

TOWN = ZoneInfo("Europe/Amsterdam")
ANSWER = {"text": WORDS, "circle": "1", "number": "0", "do": "share"}


def put(cast, *people, **more):
    chosen = people or [cast.amina]
    prompt = more.pop("prompt", None) or a_prompt(cast)
    return asking.ask(cast.oost, prompt=prompt, people=chosen, **{"by": cast.bo, **more})


def without_address(person):
    person.email = None
    person.save()
    return person


def url(letter, name="answer"):
    return reverse(f"reflections:{name}", args=[letter.key.token])


def words(response):
    return response.content.decode()


def test_who_has_an_address_gets_a_mail_and_who_has_none_a_letter(cast):
    mailed, letter = put(cast, cast.bram, without_address(cast.amina))
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == ("bram@example.org", "Wat schuurde er deze weken?")
    assert mailed.key.url in mail.text
    assert (mailed.on_paper, letter.on_paper) == (False, True)
    assert letter.key.code
    assert not mailed.key.code


def test_a_letter_can_be_answered_with_a_pen(cast, client):
    client.force_login(cast.bo)
    asked = {"prompt": a_prompt(cast).pk, "people": without_address(cast.amina).pk}
    page = words(
        client.post(f"/coalitie/{cast.oost.pk}/vraag/", {**asked, "once": str(uuid.uuid4())})
    )
    ticks = page.partition('class="letter-ticks"')[2].partition("</ul>")[0]
    assert ticks.count("<li>") == 5
    assert "Alleen onze groep (3 mensen). Niet het fonds." in ticks
    assert "Alleen jij" not in ticks
    assert page.count("<i></i>") == 6
    assert "Naam: Amina" in page
    assert "Geef dit papier aan Bo terug." in page


@pytest.mark.parametrize("name", ["amina", "bram", "cor", "fons", "pia"])
def test_questions_are_put_by_coordinators_and_the_team(cast, name):
    with pytest.raises(NotYours):
        put(cast, by=getattr(cast, name))


def test_a_question_goes_to_who_belongs_here_and_must_still_be_asked(cast):
    with pytest.raises(Refused, match="bij deze coalitie"):
        put(cast, cast.cor)
    retired = actions.retire_prompt(a_prompt(cast), by=cast.bo)
    with pytest.raises(Refused, match="niet meer gesteld"):
        put(cast, prompt=retired)
    elsewhere = actions.write_prompt(cast.west, kind="flow", question_nl="Hoe?", by=cast.els)
    with pytest.raises(Refused, match="niet meer gesteld"):
        put(cast, prompt=elsewhere)


def test_who_was_asked_is_between_them_and_the_asker(cast):
    (letter,) = put(cast)
    seers = {n for n, p in cast.everybody().items() if Ask.objects.visible_to(p).exists()}
    assert seers == {"amina"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Ask.objects.visible_to(cast.amina).filter(pk=letter.asked.pk).update(circle=1, ceiling=1)


def test_answering_needs_no_account(cast, client):
    (letter,) = put(cast)
    assert "Wat schuurde er deze weken?" in words(client.get(url(letter)))
    answer = client.post(url(letter), ANSWER, follow=True)
    told = Reflection.objects.visible_to(cast.bram).get()
    assert (told.source.author, told.prompt) == (cast.amina, letter.asked.prompt)
    assert "Bewaard." in words(answer)
    assert WORDS.split(".")[0] in words(client.get(url(letter)))


def test_a_link_answers_once(cast, client):
    (letter,) = put(cast)
    for _ in range(2):
        client.post(url(letter), ANSWER)
    assert Reflection.objects.visible_to(cast.amina).count() == 1
    late = client.post(url(letter, "answer_keep"), {**ANSWER, "text": "Meer"})
    assert late.status_code == 409
    assert not Draft.objects.visible_to(cast.amina).exists()


def test_what_is_typed_at_a_link_is_kept_for_who_it_is_of(cast, client):
    (letter,) = put(cast)
    saved = client.post(url(letter, "answer_keep"), {**ANSWER, "text": "Nog bezig"}).json()
    assert saved["number"] == 1
    assert Draft.objects.visible_to(cast.amina).get().text == "Nog bezig"
    assert "Nog bezig" in words(Client().get(url(letter)))


def test_the_same_link_takes_back_and_says_it_better(cast, client):
    (letter,) = put(cast)
    client.post(url(letter), ANSWER)
    client.post(url(letter, "answer_revise"), {"text": "Beter gezegd.", "number": "1"})
    assert "Beter gezegd." in words(client.get(url(letter)))
    assert "terugnemen?" in words(client.get(url(letter, "answer_circle"), {"naar": "0"}))
    client.post(url(letter, "answer_circle"), {"naar": "0"})
    assert not Reflection.objects.visible_to(cast.bram).exists()


def test_somebody_elses_visit_to_a_link_acts_as_its_owner_only(cast, client):
    (letter,) = put(cast)
    client.force_login(cast.bram)
    client.post(url(letter), ANSWER)
    assert Reflection.objects.visible_to(cast.amina).get().source.author == cast.amina


def test_a_withdrawn_link_opens_nothing_and_what_was_told_stays(cast, client):
    (letter,) = put(cast)
    client.post(url(letter), ANSWER)
    asking.withdraw(letter.asked, by=cast.bo)
    assert client.get(url(letter)).status_code == 404
    assert Reflection.objects.visible_to(cast.bram).exists()
    assert not asking.under_way(cast.oost)


def test_nothing_can_be_changed_before_there_is_an_answer(cast, client):
    (letter,) = put(cast)
    assert client.get(url(letter, "answer_circle")).status_code == 404
    assert client.get(url(letter, "answer_revise")).status_code == 404


def at(day, hour=10):
    return time_machine.travel(
        datetime(day.year, day.month, day.day, hour, tzinfo=TOWN), tick=False
    )


def test_the_rhythm_asks_everybody_once(cast):
    today = timezone.localdate()
    rhythm = a_rhythm(cast, first=today)
    without_address(cast.bram)
    with at(today):
        assert asking.send_due() == 1
        assert asking.send_due() == 0
    asked = Round.objects.get()
    assert (asked.day, asked.prompt) == (today, rhythm.prompts.visible_to(cast.bo).get())
    assert set(Mail.objects.values_list("to", flat=True)) == {"amina@example.org", "bo@example.org"}


def test_the_rhythm_waits_for_the_morning_and_catches_up_a_few_days(cast):
    today = timezone.localdate()
    a_rhythm(cast, first=today)
    with at(today, hour=6):
        assert asking.send_due() == 0
    with at(today + timedelta(days=asking.LATE + 1)):
        assert asking.send_due() == 0
    with at(today + timedelta(days=asking.LATE)):
        assert asking.send_due() == 1
    assert Round.objects.get().day == today


def test_a_rhythm_without_questions_or_at_rest_sends_nothing(cast):
    today = timezone.localdate()
    prompt = a_prompt(cast)
    a_rhythm(cast, prompt, first=today)
    actions.retire_prompt(prompt, by=cast.bo)
    with at(today):
        assert asking.send_due() == 0
        actions.choose_rhythm(cast.oost, weeks=None, prompts=[], by=cast.bo, first=today)
        assert asking.send_due() == 0
    assert not Round.objects.exists()


def test_the_rhythm_goes_on_after_the_expedition_until_the_coalition_lets_it_rest(cast, bo):
    today = timezone.localdate()
    a_rhythm(cast, first=today)
    cast.expedition.ends = today - timedelta(days=1)
    cast.expedition.save()
    assert "Dat gaat door na de expeditie" in words(bo.get(rhythm_page(cast)))
    with at(today):
        assert asking.send_due() == 1
    bo.post(rhythm_page(cast), {"weeks": "0", "first": f"{today}"})
    page = words(bo.get(rhythm_page(cast)))
    assert "Er komt nu geen vraag" in page
    assert "nog geen ritme" not in page
    with at(today + timedelta(weeks=2)):
        assert asking.send_due() == 0


def test_a_coalition_that_gets_no_question_does_not_hold_up_the_next(cast, caplog):
    today = timezone.localdate()
    prompt = a_prompt(cast, place=cast.expedition, by=cast.els)
    west = Rhythm.objects.create(coalition=cast.west, weeks=2, first=today, chosen_by=cast.cor)
    west.prompts.add(prompt)
    a_rhythm(cast, first=today)

    def refuse(sender, instance, **_more):
        if instance.coalition == cast.west:
            raise RuntimeError("no room left")

    pre_save.connect(refuse, sender=Round)
    try:
        with at(today):
            assert asking.send_due() == 1
    finally:
        pre_save.disconnect(refuse, sender=Round)
    assert Round.objects.get().coalition == cast.oost
    assert f"coalition {cast.west.pk}" in caplog.text
    assert Ask.objects.unguarded("command line").filter(coalition=cast.west).count() == 0


@pytest.fixture
def bo(cast):
    client = Client()
    client.force_login(cast.bo)
    return client


def rhythm_page(cast):
    return reverse("reflections:rhythm", args=[cast.oost.pk])


def test_a_coordinator_chooses_the_rhythm_on_a_page(cast, bo):
    prompt = a_prompt(cast)
    path = reverse("reflections:rhythm", args=[cast.oost.pk])
    refused = bo.post(path, {"weeks": "2", "first": "2030-01-07"})
    assert "Kies minstens één vraag" in words(refused)
    bo.post(path, {"weeks": "2", "first": "2030-01-07", "prompts": [prompt.pk]})
    cast.oost.refresh_from_db()
    assert cast.oost.rhythm.weeks == 2
    assert "Elke 2 weken" in words(bo.get(path))


def test_members_see_the_rhythm_but_do_not_choose_it(cast, client):
    client.force_login(cast.amina)
    path = reverse("reflections:rhythm", args=[cast.oost.pk])
    assert client.get(path).context["form"] is None
    assert client.post(path, {"weeks": "2", "first": "2030-01-07"}).status_code == 404


def test_the_page_mails_and_prints(cast, bo):
    without_address(cast.amina)
    prompt = a_prompt(cast)
    path = reverse("reflections:ask", args=[cast.oost.pk])
    people = [cast.amina.pk, cast.bram.pk]
    answer = bo.post(path, {"prompt": prompt.pk, "people": people, "once": uuid.uuid4()})
    (letter,) = answer.context["letters"]
    assert letter.key.spaced_code in words(answer)
    assert "<svg" in letter.key.qr
    assert Mail.objects.count() == 1
    row = letter.asked.pk
    bo.post(reverse("reflections:withdraw", args=[cast.oost.pk, row]))
    assert [a.author for a in asking.under_way(cast.oost)] == [cast.bram]


def test_a_page_sent_twice_asks_nobody_twice(cast, bo):
    without_address(cast.amina)
    path = reverse("reflections:ask", args=[cast.oost.pk])
    filled = {
        "prompt": a_prompt(cast).pk,
        "people": [cast.amina.pk, cast.bram.pk],
        "once": bo.get(path).context["form"]["once"].value(),
    }
    bo.post(path, filled)
    again = bo.post(path, filled, follow=True)
    assert "Dit is net al gevraagd." in words(again)
    assert len(asking.under_way(cast.oost)) == 2
    assert Mail.objects.count() == 1
    bo.post(path, {**filled, "once": bo.get(path).context["form"]["once"].value()})
    assert len(asking.under_way(cast.oost)) == 4


def test_the_page_of_asking_does_not_tell_who_answered(cast, bo):
    (letter,) = put(cast, cast.amina)
    path = reverse("reflections:ask", args=[cast.oost.pk])
    before = words(bo.get(path))
    told = actions.share(
        cast.oost,
        text=WORDS,
        kind="friction",
        prompt=letter.asked.prompt,
        key=letter.asked.key,
        by=cast.amina,
    )
    sources.narrow(told.source, to=Circle.PRIVATE, by=cast.amina)

    def plain(page):
        return [
            line
            for line in page.splitlines()
            if not any(fresh in line for fresh in ("csrfmiddlewaretoken", "nonce", 'name="once"'))
        ]

    assert plain(words(bo.get(path))) == plain(before)


def test_questions_are_written_bettered_and_retired_on_pages(cast, bo):
    path = reverse("reflections:prompts", args=[cast.oost.pk])
    fields = {"question_nl": "Wat hielp?", "question_en": "", "kind": "worked", "origin": ""}
    bo.post(path, fields)
    first = Prompt.objects.visible_to(cast.bo).get()
    page = reverse("reflections:prompt", args=[first.pk])
    bo.post(page, {**fields, "question_nl": "Wat hielp echt?"})
    first.refresh_from_db()
    second = Prompt.objects.visible_to(cast.bo).get(retired=None)
    assert (first.question_nl, second.question_nl, second.number) == (
        "Wat hielp?",
        "Wat hielp echt?",
        2,
    )
    bo.post(reverse("reflections:retire", args=[second.pk]))
    assert not Prompt.objects.visible_to(cast.bo).filter(retired=None).exists()


def test_the_team_writes_for_the_whole_expedition(cast, client):
    path = reverse("reflections:expedition_prompts", args=[cast.expedition.pk])
    fields = {"question_nl": "Wat hielp?", "question_en": "What helped?", "kind": "worked"}
    client.force_login(cast.bo)
    assert client.post(path, fields).status_code == 404
    client.force_login(cast.els)
    client.post(path, fields)
    assert Prompt.objects.visible_to(cast.cor).get().question_en == "What helped?"
