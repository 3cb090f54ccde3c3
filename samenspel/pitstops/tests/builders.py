"""Meetings made by the real deeds, and phones that sit at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.utils import timezone
from PIL import Image
from PIL.ExifTags import GPS, IFD

from samenspel.circles.models import Circle, Coalition, Membership, Role, Voice
from samenspel.circles.tests.cast import Cast, a_person
from samenspel.people.models import Person
from samenspel.pitstops import actions, glance, occasions, reporting, scripts, seats, table
from samenspel.pitstops.blocks import Block, Blocks, from_json
from samenspel.pitstops.models import Card, Kind, Pitstop, Report, Seat, Step
from samenspel.pitstops.seats import TABLE

WORDS = "De sleutel lag bij Bram. Toen konden we er niet in."


def a_pitstop(cast: Cast, *, script: str = "2-friction-and-flow", **more: Any) -> Pitstop:
    return actions.plan(
        more.pop("place", cast.oost),
        **{
            "title": "Pitstop in het voorjaar",
            "script": scripts.shipped()[script],
            "by": cast.bo,
            **more,
        },
    )


def begun(cast: Cast, **more: Any) -> Pitstop:
    return actions.begin(a_pitstop(cast, **more), by=cast.bo)


def step(pitstop: Pitstop, kind: str) -> Step:
    return Step.objects.unguarded(TABLE).filter(pitstop=pitstop, kind=kind).first()


def at(pitstop: Pitstop, kind: str, by: Any) -> Step:
    """The meeting, gone on (or back) to its first step of this kind."""
    there = step(pitstop, kind)
    actions.go(pitstop, to=there, by=by)
    return there


@dataclass
class Phone:
    seat: Seat
    secret: str

    def fresh(self) -> Seat:
        found = glance.seat_of(self.seat.pitstop_id, self.secret)
        assert found
        return found

    def says(self, text: str = WORDS, **more: Any) -> Card:
        seat = self.fresh()
        there = more.pop("step", None) or seat.pitstop.step
        return table.hand_in(
            seat, there, secret=self.secret, key=more.pop("key", None) or uuid4(), text=text, **more
        )

    def cookie(self) -> dict[str, str]:
        return {f"plek{self.seat.pitstop_id}": self.secret}


def a_phone(pitstop: Pitstop, *, voice: str = Voice.RESIDENT, **more: Any) -> Phone:
    return Phone(*seats.join(pitstop, voice=voice, **more))


def reflecting(cast: Cast, **more: Any) -> Pitstop:
    """A meeting that is at its own reflection."""
    pitstop = begun(cast, **more)
    at(pitstop, Kind.REFLECT, cast.bo)
    return pitstop


@dataclass
class Held:
    """A meeting that was held: its report, the phones that were there, and their cards."""

    pitstop: Pitstop
    report: Report
    phones: list[Phone]
    cards: list[Card]

    @property
    def blocks(self) -> Blocks:
        return from_json(reporting.newest(self.report).blocks)

    def part(self, part: str, n: int = 0) -> Block:
        return [block for block in self.blocks if block.part == part][n]


def held(
    cast: Cast, *, words: Sequence[str] = (WORDS,), agreed: Sequence[str] = (), **more: Any
) -> Held:
    """A meeting with a card for each of these words, dots, what was agreed, and a draft."""
    pitstop = reflecting(cast, **more)
    there = pitstop.step
    phones = [a_phone(pitstop) for _ in words]
    cards = [phone.says(each) for phone, each in zip(phones, words, strict=True)]
    actions.make_pile(there, name="Sleutels", cards=cards[:-1] or cards, by=cast.bo)
    votes = at(pitstop, Kind.VOTE, cast.bo)
    for phone in phones:
        seat = phone.fresh()
        for key, _thing in table.targets_of(votes):
            table.vote(seat, votes, secret=phone.secret, target=key, dots=1)
    for what in agreed:
        actions.agree(pitstop, what=what, who="Bo en de buurvrouw", by=cast.bo)
    actions.end(pitstop, by=cast.bo)
    report = Report.objects.unguarded(TABLE).get(pitstop=pitstop)
    report.pitstop = pitstop
    cards = list(Card.objects.unguarded(TABLE).filter(pk__in=[c.pk for c in cards]))
    return Held(pitstop, report, phones, sorted(cards, key=lambda card: str(card.pk)))


@dataclass
class Written:
    """A report that was begun from a blank page."""

    report: Report

    blocks = Held.blocks
    part = Held.part


def a_coordinator(cast: Cast, place: Coalition, name: str) -> Person:
    person = a_person(name)
    Membership.objects.create(
        person=person,
        expedition=cast.expedition,
        coalition=place,
        role=Role.COORDINATOR,
        since=timezone.localdate(),
    )
    return person


def an_exchange(cast: Cast, **more: Any) -> Written:
    """West came to see Oost."""
    told = {
        "title": "Op bezoek bij de voordeur",
        "day": timezone.localdate(),
        "kind": "exchange",
        "circle": Circle.TEAM,
        "guests": [cast.west],
        "by": cast.bo,
    }
    return Written(occasions.begin(more.pop("place", cast.oost), **(told | more)))


def a_picture(**more: Any) -> bytes:
    """A photograph as a phone sends it, with the place where it was taken."""
    made = BytesIO()
    exif = Image.Exif()
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (52.0, 30.0, 0.0)
    size = more.pop("size", (400, 300))
    Image.new("RGB", size, "white").save(made, more.pop("format", "JPEG"), exif=exif, **more)
    return made.getvalue()
