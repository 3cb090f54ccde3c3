"""Rounds and answers, made by the real deeds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from samenspel.circles.models import Circle, Membership, Role, Voice
from samenspel.circles.tests.cast import Cast, a_person
from samenspel.people.models import Person
from samenspel.recognition import actions
from samenspel.recognition.models import Answer, Card, RecognitionRound, Sheet
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions as threads
from samenspel.threads.models import Thread
from samenspel.threads.tests.builders import a_passage, a_thread


def a_shared_thread(
    cast: Cast, claim: str = "Wie de sleutel heeft, doet mee", *, of: Person | None = None
) -> Thread:
    """A thread that all coalitions may read, on words that they may read too."""
    source = a_source(cast, by=of, circle=Circle.EXPEDITION)
    thread = a_thread(cast, a_passage(cast, source, "de sleutel"), claim=claim)
    return threads.widen(thread, to=Circle.EXPEDITION, by=cast.els)


def a_round(cast: Cast, *about: Thread, **more: Any) -> RecognitionRound:
    return actions.open_round(
        cast.expedition,
        **{
            "title": "Najaar",
            "closes": timezone.localdate() + timedelta(days=7),
            "about": about or [a_shared_thread(cast)],
            "coalitions": [cast.oost, cast.west],
            "by": cast.els,
            **more,
        },
    )


def the_sheet(opened: RecognitionRound, coalition: Any) -> Sheet:
    found: Sheet = Sheet.objects.unguarded("command line").get(round=opened, coalition=coalition)
    return found


def the_card(opened: RecognitionRound, coalition: Any) -> Card:
    cards = Card.objects.unguarded("command line").order_by("place")
    found: Card = cards.filter(sheet=the_sheet(opened, coalition))[0]
    return found


def members_of(cast: Cast, coalition: Any, many: int, voice: str = Voice.RESIDENT) -> list[Person]:
    people = [a_person(f"{coalition.slug}{voice}{number}") for number in range(many)]
    for person in people:
        Membership.objects.create(
            person=person,
            expedition=cast.expedition,
            coalition=coalition,
            role=Role.MEMBER,
            voice=voice,
        )
    return people


def answers(opened: RecognitionRound) -> list[Answer]:
    rows = Answer.objects.unguarded("command line").filter(card__sheet__round=opened)
    return list(rows.order_by("id"))
