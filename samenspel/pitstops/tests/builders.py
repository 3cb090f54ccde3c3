"""Meetings made by the real deeds, and phones that sit at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from samenspel.circles.models import Voice
from samenspel.circles.tests.cast import Cast
from samenspel.pitstops import actions, scripts, seats, table
from samenspel.pitstops.models import Card, Kind, Pitstop, Seat, Step
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
        found = seats.find(self.seat.pitstop_id, self.secret)
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
