"""Threads go back, people answer for themselves, and what comes out is theirs to give."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Mail
from samenspel.recognition import actions, asking
from samenspel.recognition.models import Answer, RecognitionRound
from samenspel.recognition.reading import outcomes, passages
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions as threads
from samenspel.threads.models import Step, latest_status
from samenspel.threads.tests.builders import a_passage, a_thread

from .builders import a_round, a_shared_thread, answers, members_of, the_card, the_sheet


def words(response):
    html = response.content.decode()
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split("<main")[1])))


def page(person, name, *args):
    client = Client()
    client.force_login(person)
    return words(client.get(reverse(f"recognition:{name}", args=args)))


def test_a_thread_goes_back_and_is_proposed(cast):
    thread = a_shared_thread(cast)
    a_round(cast, thread)
    status = type(thread).objects.visible_to(cast.els).annotate(status=latest_status())
    assert status.get(pk=thread.pk).status == Step.Status.PROPOSED
    assert Mail.objects.filter(to=cast.bo.email).count() == 1


def test_a_thread_of_the_team_alone_does_not_go_back(cast):
    hidden = a_thread(cast, a_passage(cast, a_source(cast, circle=Circle.TEAM), "de sleutel"))
    with pytest.raises(Refused, match="Samen Oost"):
        a_round(cast, hidden)
    assert not RecognitionRound.objects.unguarded("command line").exists()


def test_the_team_asks_where_it_looks_along_and_members_do_not_ask(cast):
    with pytest.raises(Refused):
        a_round(cast, by=cast.fenna)  # she looks along with Oost only
    with pytest.raises(NotYours):
        a_round(cast, by=cast.bo)


def test_a_card_shows_what_that_coalition_reads_and_no_more(cast):
    near = a_source(cast, circle=Circle.TEAM, text="Alleen Oost leest dit.")
    thread = a_shared_thread(cast)
    threads.add(thread, passage=a_passage(cast, near, "Alleen Oost"), by=cast.els)
    opened = a_round(cast, thread)
    seen = {
        person.name: [row.words for row in passages(the_card(opened, place), person)]
        for person, place in [(cast.amina, cast.oost), (cast.cor, cast.west)]
    }
    assert seen == {"Amina": ["de sleutel", "Alleen Oost"], "Cor": ["de sleutel"]}
    assert the_card(opened, cast.west).unseen == 0  # one person: the number would tell of them


def test_no_needs_a_reason_and_yes_does_not(cast):
    card = the_card(a_round(cast), cast.oost)
    for said in ("no", "partly"):
        with pytest.raises(Refused, match="in een regel"):
            actions.answer(card, said=said, because="  ", by=cast.amina)
    actions.answer(card, said="yes", by=cast.amina)


def test_only_own_people_answer_and_what_they_say_again_holds(cast):
    opened = a_round(cast)
    card = the_card(opened, cast.oost)
    for person in (cast.cor, cast.els, cast.fons):
        with pytest.raises(NotYours):
            actions.answer(card, said="yes", by=person)
    actions.answer(card, said="yes", by=cast.amina)
    actions.answer(card, said="no", because="Toch niet.", by=cast.amina)
    assert [(one.said, one.voice) for one in answers(opened)] == [("no", "resident")]


def test_nobody_is_led_before_it_is_closed_and_then_each_reads_what_was_given(cast):
    opened = a_round(cast)
    card = the_card(opened, cast.oost)
    actions.answer(card, said="no", because="Te somber.", circle=Circle.TEAM, by=cast.amina)
    actions.answer(card, said="yes", because="Zo is het.", circle=Circle.COALITION, by=cast.bram)
    actions.answer(card, said="no", because="Stil.", circle=Circle.PRIVATE, by=cast.bo)
    sheet = the_sheet(opened, cast.oost)
    for person in (cast.bram, cast.bo, cast.els):
        assert "Te somber." not in page(person, "sheet", sheet.pk)
    actions.close(opened, by=cast.els)
    among = page(cast.bram, "sheet", sheet.pk)
    assert "Te somber." in among
    assert "Amina" in among
    assert "Zo is het." in among
    assert "Stil." not in among
    team = page(cast.els, "round", opened.pk)
    assert "Te somber." in team
    assert "Zo is het." not in team
    assert "Amina" not in team
    assert "Stil." in page(cast.bo, "mine")
    with pytest.raises(Refused):
        actions.answer(card, said="yes", by=cast.amina)


def test_figures_by_voice_from_five_on_and_lifted_when_too_few_are_left(cast):
    opened = a_round(cast)
    card = the_card(opened, cast.oost)
    for number, person in enumerate(members_of(cast, cast.oost, 5)):
        said = "yes" if number else "no"
        actions.answer(card, said=said, because="Zo.", circle=Circle.PRIVATE, by=person)
    actions.answer(card, said="no", because="Nee.", circle=Circle.PRIVATE, by=cast.bram)
    actions.close(opened, by=cast.els)
    (outcome,) = outcomes([the_card_of(opened, cast)], cast.els)
    assert [(line.voice, line.counts) for line in outcome.lines] == [
        ("resident", {"no": 1, "yes": 4})
    ]
    assert outcome.held_back
    first = answers(opened)[0]
    actions.take_back(first, by=first.author)
    (outcome,) = outcomes([the_card_of(opened, cast)], cast.els)
    assert not outcome.lines
    assert outcome.held_back


def the_card_of(opened, cast):
    card = the_card(opened, cast.oost)
    return type(card).objects.visible_to(cast.els).select_related("sheet__round").get(pk=card.pk)


def test_taken_back_the_words_are_nowhere(cast):
    opened = a_round(cast)
    actions.answer(the_card(opened, cast.oost), said="no", because="Te somber.", by=cast.amina)
    actions.close(opened, by=cast.els)
    with pytest.raises(NotYours):
        actions.take_back(answers(opened)[0], by=cast.bo)
    client = Client()
    client.force_login(cast.amina)
    client.post(reverse("recognition:mine_back", args=[answers(opened)[0].pk]))
    assert not Answer.objects.unguarded("command line").filter(because__contains="somber")


def test_new_words_ask_again_and_the_old_answer_stays_with_the_old_words(cast):
    thread = a_shared_thread(cast, claim="Alles begint opnieuw")
    opened = a_round(cast, thread)
    sheet = the_sheet(opened, cast.oost)
    actions.answer(the_card(opened, cast.oost), said="no", because="Te somber.", by=cast.amina)
    threads.reword(thread, claim="Wie weggaat, neemt iets mee", by=cast.els)
    assert "anders" in page(cast.amina, "answer", sheet.pk)
    actions.answer(the_card(opened, cast.oost), said="yes", by=cast.amina)
    actions.close(opened, by=cast.els)
    told = page(cast.bram, "thread", thread.pk)
    assert "Te somber." in told
    assert "Alles begint opnieuw" in told


def test_what_a_coordinator_said_of_earlier_words_is_told_so(cast):
    thread = a_shared_thread(cast)
    a_round(cast, thread)
    threads.recognise(cast.oost, thread=thread, said="yes", by=cast.bo)
    threads.reword(thread, claim="Wie de sleutel heeft, hoort erbij", by=cast.els)
    client = Client()
    client.force_login(cast.cor)
    told = words(client.get(reverse("threads:thread", args=[thread.pk])))
    assert "Over een eerdere zin: herkend door Samen Oost." in told


def test_it_closes_by_itself_after_the_last_day(cast):
    opened = a_round(cast)
    assert actions.close_due() == 0
    yesterday = timezone.localdate() - timedelta(days=1)
    RecognitionRound.objects.unguarded("command line").update(closes=yesterday)
    assert actions.close_due() == 1
    opened = RecognitionRound.objects.visible_to(cast.els).get(pk=opened.pk)
    assert opened.closed


def test_typed_from_paper_never_over_what_somebody_answered_themselves(cast):
    opened = a_round(cast)
    card = the_card(opened, cast.oost)
    actions.type_in(card, person=cast.amina, said="yes", by=cast.bo)
    actions.answer(card, said="no", because="Ik bedoelde nee.", by=cast.amina)
    with pytest.raises(Refused):
        actions.type_in(card, person=cast.amina, said="yes", by=cast.bo)
    with pytest.raises(Refused):
        actions.type_in(card, person=cast.cor, said="yes", by=cast.bo)
    (kept,) = answers(opened)
    assert kept.said == "no"
    assert kept.typed_by is None


def test_by_link_on_a_phone_nothing_typed_is_lost(cast):
    opened = a_round(cast)
    (letter,) = asking.ask(the_sheet(opened, cast.oost), people=[cast.amina], by=cast.bo)
    client = Client()
    path = reverse("recognition:link_card", args=[letter.key.token, 1])
    reverse("recognition:by_link", args=[letter.key.token])
    given = {"said": "no", "because": "", "circle": "1"}
    refused = client.post(path, given)
    assert refused.status_code == 422
    assert "checked" in refused.content.decode()
    assert client.post(path, given | {"because": "Bij ons niet."}).status_code == 302
    assert "Bij ons niet." in words(
        client.get(reverse("recognition:by_link", args=[letter.key.token]))
    )
    actions.close(opened, by=cast.els)
    late = client.post(path, given | {"because": "Toch wel, want dit."})
    assert late.status_code == 422
    assert "Toch wel, want dit." in late.content.decode()
    back = reverse("recognition:link_back", args=[letter.key.token, 1])
    client.post(back)
    assert not answers(opened)


def test_a_whole_paper_sheet_or_nothing(cast):
    opened = a_round(
        cast, a_shared_thread(cast), a_shared_thread(cast, claim="Tijd bepaalt wie er is")
    )
    sheet = the_sheet(opened, cast.oost)
    client = Client()
    client.force_login(cast.bo)
    path = reverse("recognition:type_in", args=[sheet.pk])
    first, second = (f"k{card.pk}" for card in sheet.cards.visible_to(cast.bo).order_by("place"))
    given = {
        "person": cast.amina.pk,
        f"{first}-said": "yes",
        f"{first}-circle": "1",
        f"{second}-said": "no",
        f"{second}-circle": "1",
    }
    assert client.post(path, given).status_code == 422
    assert not answers(opened)
    given[f"{second}-because"] = "Zo niet."
    assert client.post(path, given).status_code == 302
    assert [one.typed_by for one in answers(opened)] == [cast.bo, cast.bo]
