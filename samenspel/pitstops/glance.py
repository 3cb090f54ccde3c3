"""A meeting as every phone sees it, read once for each time that it moved on.

A room full of phones asks for the same thing at the same moment. Whatever a facilitator does, and
at most twice a second what phones do, moves the meeting's topic on (`foundation.live`); until then
this process keeps what it read. What differs from phone to phone is never in here.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from samenspel.foundation import live

from . import looking
from .models import Kind, Pitstop, Seat, Step
from .seats import TABLE, hash_of

if TYPE_CHECKING:
    from datetime import datetime

    from .looking import Counted, Heap, Seen

MOST_KEPT = 64


@dataclass
class Glance:
    """A meeting at one revision. Nobody changes what it holds: threads share it."""

    pitstop: Pitstop
    steps: dict[int, Step]
    revision: int

    @property
    def step(self) -> Step | None:
        return self.pitstop.step

    @cached_property
    def count(self) -> Counted:
        return looking.count(self.pitstop, self.step)

    @cached_property
    def on_the_table(self) -> Step | None:
        """The step whose cards lie on the table now."""
        if self.step is None:
            return None
        return self.step if self.step.takes_cards else self.step.about

    @cached_property
    def shown(self) -> list[Seen]:
        """The cards that everybody may see."""
        return looking.cards(self.on_the_table, looking.SCREEN, self.count.by_voice)

    @cached_property
    def heaps(self) -> list[Heap]:
        """The same by pile; in a talk with the dots of the vote about them, most first."""
        heaps = looking.heaps(self.on_the_table, self.shown, votes=self.vote)
        return looking.weightiest(heaps) if self.vote else heaps

    @property
    def vote(self) -> Step | None:
        if self.step is None or self.step.kind != Kind.TALK:
            return None
        votes = (s for s in self.steps.values() if s.kind == Kind.VOTE and not s.skipped)
        return next((s for s in votes if s.about_id == self.step.about_id), None)


@dataclass(frozen=True)
class Place:
    """A phone's seat, and the meeting that it sits at."""

    seat: Seat
    meeting: Glance | None


def place_of(pk: int, secret: str) -> Place | None:
    """Where this phone sits at this meeting, if it does."""
    if not secret:
        return None
    rows = Seat.objects.unguarded(TABLE)
    seat: Seat | None = rows.filter(secret_hash=hash_of(secret), pitstop=pk).first()
    if seat is None:
        return None
    meeting = at(pk)
    if meeting is not None:
        seat.pitstop = meeting.pitstop
    return Place(seat, meeting)


def seat_of(pk: int, secret: str) -> Seat | None:
    """The seat of this phone at this meeting, with the meeting and its present step."""
    place = place_of(pk, secret)
    return place.seat if place else None


_kept: OrderedDict[tuple[int, int, datetime], Glance] = OrderedDict()


def at(pk: int) -> Glance | None:
    """The meeting as it is now. One question when nothing moved since."""
    revision, changed = live.moment(f"pitstop:{pk}")
    if changed is None:  # it never moved: nobody can be in
        return None
    key = (pk, revision, changed)
    found = _kept.get(key)
    if found is None:
        found = _read(pk, revision)
        if found is None:
            return None
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def _read(pk: int, revision: int) -> Glance | None:
    rows = Pitstop.objects.unguarded(TABLE).select_related("coalition")
    pitstop = rows.filter(pk=pk).first()
    if pitstop is None:
        return None
    steps = {step.pk: step for step in Step.objects.unguarded(TABLE).filter(pitstop=pk)}
    for step in steps.values():
        step.pitstop = pitstop
        step.about = steps.get(step.about_id or 0)
    pitstop.step = steps.get(pitstop.step_id or 0)
    return Glance(pitstop, steps, revision)
