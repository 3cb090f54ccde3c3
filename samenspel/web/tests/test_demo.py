"""The invented expedition, as it stands after loading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from samenspel.agendas import reading as agendas
from samenspel.circles.models import OWN, Circle, Coalition, Expedition, Membership, Role
from samenspel.foundation.models import Entry
from samenspel.lessons.models import Edition, EditionQuote, Quote
from samenspel.people.models import Person
from samenspel.pitstops import preparing
from samenspel.pitstops.models import Agreed, Card, Pitstop
from samenspel.reflections import asking
from samenspel.reflections.models import Reflection
from samenspel.sources.models import Source, Version
from samenspel.threads.models import Coding, Passage, Thread, ThreadPassage, latest_status
from samenspel.web import demo
from samenspel.web.demo import doors
from samenspel.web.demo.load import load


@pytest.fixture(scope="module")
def expedition(django_db_setup: None, django_db_blocker: Any) -> Iterator[Expedition]:
    """Loaded once for all that is asked here, and then undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


def somebody(key: str) -> Person:
    return Person.objects.get(email=f"{key}@achterom.example")


def test_it_is_in_its_fourteenth_month(expedition: Expedition) -> None:
    assert expedition.invented
    assert timezone.localdate() - expedition.starts == timedelta(days=425)
    assert expedition.ends > timezone.localdate()
    assert Coalition.objects.filter(expedition=expedition).count() == 5


def test_everything_that_was_written_is_there(expedition: Expedition) -> None:
    told = sum(len(content["reflection"]) for content in demo.coalitions().values())
    assert Reflection.objects.unguarded("demo").count() == told
    passages = demo.read("passages")["passage"]
    assert Passage.objects.unguarded("demo").count() == len(passages)
    given = sum(len(row["codes"]) + len(row.get("second", [])) for row in passages)
    assert Coding.objects.unguarded("demo").count() == given
    gathered = sum("thread" in row for row in passages)
    assert ThreadPassage.objects.unguarded("demo").count() == gathered
    assert Version.objects.unguarded("demo").filter(text="").count() == 0


def test_passages_hold_the_words_and_know_who_speaks(expedition: Expedition) -> None:
    rows = Passage.objects.unguarded("demo").annotate(words=Passage.words_at())
    assert {row.words for row in rows} == {row["words"] for row in demo.read("passages")["passage"]}
    assert all(row.speakers.unguarded("demo").count() == 1 for row in rows)


def test_days_go_by_in_order_and_none_is_still_to_come(expedition: Expedition) -> None:
    days = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert days == sorted(days)
    assert days[0].date() == expedition.starts
    assert days[-1] < timezone.now()
    for source in Source.objects.unguarded("demo"):
        assert expedition.starts <= source.moment <= timezone.localdate()


def test_agreements_and_questions_stand_in_every_state(expedition: Expedition) -> None:
    place = expedition.coalitions.get(slug="kolkerhaven")
    ria = somebody("ria")
    rows = list(agendas.agreements(place, ria))
    assert Counter(row.state for row in rows) == {"open": 4, "stuck": 1, "kept": 3, "dropped": 1}
    assert [row.who for row in rows if row.is_late] == ["Orlando"]
    assert all(row.people.exists() for row in rows if row.who != "Wie dienst heeft")
    live = Counter(row.state for row in agendas.questions(place, ria))
    assert live == {"asked": 3, "answered": 2}
    first, second = agendas.versions(place, ria)
    changes = {pair.letter: pair.change for pair in agendas.beside(first, second)}
    assert changes == {
        "A": "voorlopig antwoord",
        "B": "van de lijst",
        "C": "",
        "D": "voorlopig antwoord",
        "E": "anders gezegd",
        "F": "nieuw",
    }


def test_threads_stand_where_they_stand(expedition: Expedition) -> None:
    threads = Thread.objects.unguarded("demo").annotate(status=latest_status())
    assert Counter(thread.status for thread in threads) == {
        "adopted": 4,
        "proposed": 3,
        "seed": 1,
    }


def test_a_passer_by_reads_four_lessons_and_sees_an_honest_gap(expedition: Expedition) -> None:
    editions = Edition.objects.visible_to(None).standing()
    assert editions.count() == 4
    (gap,) = EditionQuote.objects.visible_to(None).exclude(lifted=None)
    assert gap.words == gap.name == ""
    assert "zonder uitleg" in gap.edition.claim


def test_one_speaker_was_asked_and_did_not_answer_yet(expedition: Expedition) -> None:
    quotes = Quote.objects.unguarded("demo").with_answers()
    (waiting,) = quotes.filter(answer=None)
    assert waiting.speaker.person == somebody("samir")


def test_a_question_waits_in_every_coalition(expedition: Expedition) -> None:
    for coalition in expedition.coalitions.all():
        asked = coalition.rounds.first()
        assert timedelta(0) < timezone.localdate() - asked.day <= timedelta(days=14)
        assert coalition.rhythm.next_day() == asked.day + timedelta(weeks=4)


def test_who_left_reads_no_longer_and_who_came_back_as_a_neighbour_does(
    expedition: Expedition,
) -> None:
    within = Source.objects.unguarded("demo").filter(circle=Circle.COALITION)
    assert not within.visible_to(somebody("marieke")).exclude(author=somebody("marieke")).exists()
    assert within.visible_to(somebody("yusuf")).filter(coalition__slug="rozenwaard").exists()


def test_the_fund_reads_what_was_released_to_it_and_no_more(expedition: Expedition) -> None:
    seen = Source.objects.visible_to(somebody("floor"))
    assert {source.circle for source in seen} == {Circle.PARTNERS, Circle.PUBLIC}


def test_the_same_day_gives_the_same_expedition(expedition: Expedition) -> None:
    first = Reflection.objects.unguarded("demo").order_by("source__created").first()
    assert str(first.key) == "6b9458e1-ab4a-57f4-b4e6-773e8847c04c"
    slugs = Edition.objects.visible_to(None).standing().values_list("slug", flat=True)
    assert set(slugs) == {
        "leg-de-sleutel-bij-wie-er-woont-en-vraag-niet-om-een",
        "vraag-eerst-wie-er-kan-en-prik-dan-pas-een-datum",
        "zeg-op-je-eerste-dag-tot-wanneer-je-er-bent",
        "zeg-sorry-zonder-uitleg-en-blijf-daarna-komen",
    }


@pytest.mark.django_db
def test_the_command_refuses_where_an_expedition_lives() -> None:
    Expedition.objects.create(
        name="Echt", slug="echt", starts=timezone.localdate(), ends=timezone.localdate()
    )
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("demo")
    with pytest.raises(CommandError, match="not wiped"):
        call_command("demo", "--fresh")
    with pytest.raises(CommandError, match="not here yet"):
        call_command("demo", "--links")
    assert Expedition.objects.count() == 1


def test_links_let_in_one_person_per_role(expedition: Expedition, settings: Any) -> None:
    with pytest.raises(CommandError, match="SAMENSPEL_DEMO"):
        call_command("demo", "--links")
    settings.DEMO_DOORS = True
    out = StringIO()
    call_command("demo", "--links", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 11
    assert all("http" in line for line in lines)


def test_the_links_lead_where_their_names_say(expedition: Expedition, settings: Any) -> None:
    settings.DEMO_DOORS = True
    for _ in range(2):
        found = {role: (name, url) for role, name, url in doors.links()}
    roles = {
        name: Membership.objects.live().get(person__name=name, coalition__isnull=False).role
        for name, _ in found.values()
        if Membership.objects.live().filter(person__name=name, role__in=OWN).exists()
    }
    for role in ("resident", "welfare worker", "resident without an account"):
        assert roles[found[role][0]] == Role.MEMBER, role
    assert roles[found["coordinator"][0]] == Role.COORDINATOR
    question = urlsplit(found["resident without an account"][1]).path
    page = Client().get(question)
    assert page.context["desk"].person.email is None
    assert "textarea" in page.content.decode()
    kolkerhaven = page.context["desk"].place
    assert asking.under_way(kolkerhaven).filter(author__email=None).count() == 1
    consent = urlsplit(found["resident who is asked for their words"][1]).path
    assert consent.startswith("/toestemming/")


def test_the_pitstops_of_a_coalition_lie_there(expedition):
    ria = somebody("ria")
    place = Coalition.objects.get(name="Kolkerhaven")
    been, coming = Pitstop.objects.visible_to(ria).filter(coalition=place).order_by("day")
    assert been.ended
    assert been.ended < timezone.now() - timedelta(days=60)
    assert timezone.localdate() < coming.day <= timezone.localdate() + timedelta(days=7)
    assert coming.began is None
    cards = Card.objects.visible_to(ria).filter(pitstop=been)
    assert cards.filter(kind__in=["friction", "flow"]).count() == 15
    assert {*cards.values_list("voice", flat=True)} == {"resident", "professional", "other"}
    assert Agreed.objects.visible_to(ria).filter(pitstop=been).count() == 4
    # Its words were said on that day, and nobody but the coalition reads them.
    said = Source.objects.visible_to(ria).filter(kind=Source.Kind.CARD)
    assert {*said.values_list("moment", flat=True)} == {been.day}
    assert not Source.objects.visible_to(somebody("floor")).filter(kind=Source.Kind.CARD).exists()
    sheet = preparing.sheet(coming, ria)
    assert sheet.before == been
    assert [(each.name, each.dots) for each in sheet.frictions] == [
        ("Wie komt er niet meer?", 7),
        ("Wanneer is het van ons?", 7),
        ("Weten wat de ander doet", 4),
    ]
    assert {part.title for part in sheet.parts} == {
        "Wat er sindsdien schuurde",
        "Het horen nog waard",
    }
