"""A meeting as every phone sees it, read once for each time that it moved on.

A room full of phones asks for the same thing at the same moment. Whatever a facilitator does, and
at most twice a second what phones do, moves the meeting's topic on (`foundation.live`); until then
this process keeps what it read. What phones do is told as `COUNTS` or `CARDS`: then the plan, the
meeting with its steps and who sits at it, is still the same. A phone's own seat is kept with the
plan while the meeting is on; what it handed in is never in here.
"""

from __future__ import annotations

from collections import OrderedDict
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from samenspel.foundation import live

from . import looking
from .models import Kind, Pitstop, Seat, Step
from .seats import TABLE, hash_of

if TYPE_CHECKING:
    from datetime import datetime

    from .looking import Counted, Heap, Seated, Seen
    from .seats import Phones

MOST_KEPT = 64
# Who hears that something was handed in, and who that a card came or changed that everybody sees.
# Neither changes a step or a seat.
COUNTS, CARDS = "counts", "cards"
TO_ALL = ("all", CARDS)
TO_LEADS = (*TO_ALL, "lead", COUNTS)


@dataclass
class Plan:
    """A meeting, its steps, and who sits at it."""

    pitstop: Pitstop
    steps: dict[int, Step]
    places: dict[str, Seat] = field(default_factory=dict)  # by the hash of a phone's secret

    @cached_property
    def seated(self) -> Seated:
        return looking.seated(self.pitstop)


@dataclass
class Glance:
    """A meeting at one revision. Nobody changes what it holds: threads share it."""

    plan: Plan
    revision: int

    @property
    def pitstop(self) -> Pitstop:
        return self.plan.pitstop

    @property
    def steps(self) -> dict[int, Step]:
        return self.plan.steps

    @property
    def phones(self) -> Phones:
        return self.plan.seated.phones

    @property
    def step(self) -> Step | None:
        return self.pitstop.step

    @cached_property
    def count(self) -> Counted:
        return looking.count(self.pitstop, self.step, self.plan.seated)

    @cached_property
    def on_the_table(self) -> Step | None:
        """The step whose cards lie on the table now."""
        if self.step is None:
            return None
        return self.step if self.step.takes_cards else self.step.about

    @cached_property
    def shown(self) -> list[Seen]:
        """The cards that everybody may see."""
        return looking.cards(self.on_the_table, looking.SCREEN, self.phones)

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
    meeting = at(pk)
    known = meeting.plan.places if meeting and meeting.pitstop.is_on else {}
    place = hash_of(secret)
    if place not in known:
        rows = Seat.objects.unguarded(TABLE).order_by()
        seat = next(iter(rows.filter(secret_hash=place, pitstop=pk)), None)
        if seat is None:
            return None
        if meeting is not None:
            seat.pitstop = meeting.pitstop
        known[place] = seat
    return Place(copy(known[place]), meeting)  # who leaves changes the seat; threads share this one


def seat_of(pk: int, secret: str) -> Seat | None:
    """The seat of this phone at this meeting, with the meeting and its present step."""
    place = place_of(pk, secret)
    return place.seat if place else None


_kept: OrderedDict[tuple[int, int, datetime | None], Glance] = OrderedDict()
_plans: OrderedDict[tuple[int, int], Plan] = OrderedDict()


def at(pk: int) -> Glance | None:
    """The meeting as it is now. One question when nothing moved since."""
    state = live.moment(f"pitstop:{pk}")
    if not state.revision:  # it never moved: nobody can be in
        return None
    key = (pk, state.revision, state.changed)
    found = _kept.get(key)
    if found is None:
        plan = _plan(pk, state)
        if plan is None:
            return None
        found = Glance(plan, state.revision)
        _keep(_kept, key, found)
    return found


def _plan(pk: int, state: live.State) -> Plan | None:
    key = (pk, state.newest(set(state.heard) - {COUNTS, CARDS}))
    found = _plans.get(key)
    if found is None:
        found = _read(pk)
        if found is not None:
            _keep(_plans, key, found)
    return found


def _keep(kept: OrderedDict[Any, Any], key: object, found: object) -> None:
    kept[key] = found
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)


def forget() -> None:
    """For tests, whose meetings come back under the same number."""
    _kept.clear()
    _plans.clear()


def _read(pk: int) -> Plan | None:
    rows = Pitstop.objects.unguarded(TABLE).select_related("coalition")
    pitstop = rows.filter(pk=pk).first()
    if pitstop is None:
        return None
    steps = {step.pk: step for step in Step.objects.unguarded(TABLE).filter(pitstop=pk)}
    for step in steps.values():
        step.pitstop = pitstop
        step.about = steps.get(step.about_id or 0)
    pitstop.step = steps.get(pitstop.step_id or 0)
    return Plan(pitstop, steps)
