"""The page of a coalition, its history, and the fund's view of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from samenspel.agendas import actions as agendas
from samenspel.agendas.tests.builders import a_question, an_agreement, in_days
from samenspel.circles import actions
from samenspel.circles.models import Circle, Membership, Voice
from samenspel.lessons.tests.builders import a_lesson, published
from samenspel.reflections.models import Kind
from samenspel.reflections.tests.builders import a_reflection
from samenspel.sources.models import Source
from samenspel.sources.tests.builders import a_source
from samenspel.threads.models import Thread
from samenspel.web import fund


def get(person, path: str, status: int = 200) -> str:
    client = Client()
    if person is not None:
        client.force_login(person)
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def page(person, cast) -> str:
    return get(person, f"/coalitie/{cast.oost.pk}/")


def test_each_reads_of_a_coalition_what_is_theirs(cast):
    actions.describe(cast.oost, ground="Een buurthuis.", reason="Om te leren.", by=cast.bo)
    a_source(cast, text="Voor ons alleen.")
    own, along, next_door = page(cast.amina, cast), page(cast.els, cast), page(cast.cor, cast)
    by_fund = page(cast.fons, cast)
    get(None, f"/coalitie/{cast.oost.pk}/", 404)
    assert all("Een buurthuis." in seen for seen in (own, along, next_door, by_fund))
    assert "Voor ons alleen." in own
    assert not any("Voor ons alleen." in seen for seen in (along, next_door, by_fund))
    assert "Bram" in own
    assert "Bram" in along
    assert not any("Bram" in seen for seen in (next_door, by_fund))
    assert "2 bewoners" in next_door
    assert "2 bewoners" in by_fund
    assert "Om te leren." in by_fund


def test_who_looks_along_until_when_stands_on_the_page(cast):
    until = Membership.objects.get(person=cast.els, coalition=cast.oost)
    assert "Els, onderzoeker" in page(cast.amina, cast)
    assert f"/lid/{until.pk}/einde/" in page(cast.bo, cast)
    assert f"/lid/{until.pk}/einde/" not in page(cast.amina, cast)
    client = Client()
    client.force_login(cast.bo)
    assert client.post(f"/lid/{until.pk}/einde/").status_code == 302
    assert "Els, onderzoeker" not in page(cast.amina, cast)


def test_friction_and_flow_make_a_picture(cast):
    a_reflection(cast, by=cast.amina, kind=Kind.FLOW)
    a_reflection(cast, by=cast.bram, kind=Kind.FRICTION)
    seen = page(cast.bo, cast)
    assert "mark-resident" in seen.split('<svg class="tide"')[1]
    assert "Wat schuurt en wat stroomt" not in page(cast.fons, cast)


def test_the_picture_is_the_same_on_both_pages(cast):
    last_month = timezone.localdate().replace(day=1) - timedelta(days=1)
    a_reflection(cast, by=cast.amina, kind=Kind.WORKED, moment=last_month)
    a_reflection(cast, by=cast.bram, kind=Kind.FRICTION)
    here = page(cast.bo, cast)
    there = get(cast.bo, f"/coalitie/{cast.oost.pk}/verteld/")
    drawn = [seen.split('<svg class="tide"')[1].split("</svg>")[0] for seen in (here, there)]
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("many", [1, 3])
def test_a_coalition_costs_the_same_with_one_and_with_three(cast, many, django_assert_num_queries):
    for _ in range(many):
        a_reflection(cast, by=cast.amina, kind=Kind.FLOW)
        a_source(cast, by=cast.bram, voice=Voice.PROFESSIONAL)
        an_agreement(cast)
        a_question(cast)
    client = Client()
    client.force_login(cast.bo)
    path = f"/coalitie/{cast.oost.pk}/"
    client.get(path)
    with django_assert_num_queries(21):
        client.get(path)


def test_the_page_tells_the_next_three_agreements_and_the_questions(cast):
    for day in (9, 2, 5, 30):
        an_agreement(cast, what=f"Over {day} dagen", by_when=in_days(day))
    agendas.turn_out(an_agreement(cast, what="Al klaar"), state="kept", by=cast.bo)
    a_question(cast, words="Wie sluit er af?")
    seen = page(cast.amina, cast)
    assert seen.index("Over 2 dagen") < seen.index("Over 5 dagen") < seen.index("Over 9 dagen")
    assert "Over 30 dagen" not in seen
    assert "Al klaar" not in seen
    assert "Wie sluit er af?" in seen
    assert "Wat we afspraken" not in page(cast.cor, cast)


def test_a_new_coalition_is_told_what_an_agenda_is_for(cast):
    seen = page(cast.amina, cast)
    assert "Er staat niets open." in seen
    assert "Waar lopen jullie steeds tegenaan?" in seen
    assert "Waar lopen jullie steeds tegenaan?" not in page(cast.els, cast)


def test_the_history_tells_what_the_team_and_the_fund_did(cast):
    access = Membership.objects.get(person=cast.els, coalition=cast.oost)
    actions.end_access(access, by=cast.fons)
    told = get(cast.amina, f"/coalitie/{cast.oost.pk}/geschiedenis/")
    assert "Fons" in told
    assert "programmamanager" in told
    assert "stopte de toegang" in told


def test_the_history_keeps_a_private_word_private(cast):
    a_source(cast, by=cast.bram, circle=Circle.PRIVATE)
    path = f"/coalitie/{cast.oost.pk}/geschiedenis/"
    assert "bewaarde" not in get(cast.amina, path)
    assert "bewaarde" in get(cast.bram, path)
    a_source(cast, by=cast.bram, circle=Circle.COALITION)
    assert "bewaarde" in get(cast.amina, path)
    for stranger in (cast.cor, cast.els, cast.fons):
        get(stranger, path, status=404)


def test_the_funds_view_is_what_the_fund_gets(cast):
    for circle in Circle:
        a_source(cast, circle=circle, text=f"Kring {circle.name}")
    seen = get(cast.amina, f"/coalitie/{cast.oost.pk}/als-het-fonds/")
    by_fund = Source.objects.visible_to(cast.fons).filter(coalition=cast.oost)
    words = fund.seen_by(cast.fons, cast.oost)
    assert {said.source for said in words["words"]} == set(by_fund)
    assert words["many"] == by_fund.count() == 2
    assert set(words["threads"]) == set(Thread.objects.visible_to(cast.fons))
    assert "Kring PARTNERS" in seen
    assert "Kring PUBLIC" in seen
    assert not any(f"Kring {name}" in seen for name in ("PRIVATE", "TEAM", "EXPEDITION"))
    assert dict(fund.kept_from(cast.fons, cast.amina, cast.oost)) == {
        Circle.PRIVATE: 1,
        Circle.COALITION: 1,
        Circle.TEAM: 1,
        Circle.EXPEDITION: 1,
    }


def test_the_funds_view_shows_what_was_agreed_and_asked_as_far_as_it_was_shared(cast):
    path = f"/coalitie/{cast.oost.pk}/als-het-fonds/"
    agreed, asked = an_agreement(cast, who="Nel"), a_question(cast)
    assert agreed.what not in get(cast.amina, path)
    agendas.widen_agreement(agreed, to=Circle.PARTNERS, by=cast.bo)
    agendas.widen_question(asked, to=Circle.PARTNERS, by=cast.bo)
    seen = get(cast.amina, path)
    assert agreed.what in seen
    assert asked.words in seen
    assert "Nel" not in seen


def test_the_funds_view_shows_the_lessons_that_everybody_reads(cast):
    path = f"/coalitie/{cast.oost.pk}/als-het-fonds/"
    assert "Lessen van Reis door de polder" not in get(cast.amina, path)
    lesson = published(cast).lesson
    a_lesson(cast, claim="Nog niet af")
    seen = get(cast.amina, path)
    assert "Lessen van Reis door de polder" in seen
    assert f'href="/les/{lesson.slug}/"' in seen
    assert "Nog niet af" not in seen


def test_the_funds_view_is_for_the_coalition_itself(cast):
    path = f"/coalitie/{cast.oost.pk}/als-het-fonds/"
    get(cast.cor, path, status=404)
    get(cast.fons, path, status=404)
    client = Client()
    client.force_login(cast.amina)
    assert client.get("/kijk-als/fonds/").url == path


def test_everybody_reads_what_the_fund_can_see(cast):
    told = get(None, "/wat-ziet-het-fonds/")
    assert told.count("Het fonds kan dit niet lezen.") == 4
    assert told.count("Het fonds kan dit lezen.") == 2


def test_a_coordinator_changes_what_is_told_and_keeps_what_was_typed(cast):
    client = Client()
    client.force_login(cast.bo)
    path = f"/coalitie/{cast.oost.pk}/vertellen/"
    wrong = client.post(path, {"name": "", "place": "Oost", "ground": "Wij tuinieren."})
    assert "Wij tuinieren." in wrong.content.decode()
    right = client.post(path, {"name": "Samen Oost", "place": "Oost", "ground": "Wij tuinieren."})
    assert right.status_code == 302
    assert "Wij tuinieren." in page(cast.cor, cast)
    get(cast.amina, path, status=404)


def test_the_host_is_told_whether_all_is_well(db):
    answer = Client().get("/gezond/")
    assert answer.status_code == 200
    assert answer.json() == {"well": True, "database": True, "migrations": True, "worker": True}
    assert "Sitemap: " in Client().get("/robots.txt").content.decode()
    assert "Contact: mailto:" in Client().get("/.well-known/security.txt").content.decode()
