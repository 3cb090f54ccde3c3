"""How firmly a thread stands, in coalitions, voices, moments and coders: as far as one may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import ngettext

from samenspel.circles.models import Voice

from .models import Coding, Thread, ThreadPassage

Weight = ThreadPassage.Weight


@dataclass
class Standing:
    weights: dict[int, str] = field(default_factory=dict)
    coalitions: set[str] = field(default_factory=set)
    moments: set[date] = field(default_factory=set)
    people: dict[str, set[tuple[str, int]]] = field(default_factory=dict)
    heard_in: dict[str, set[int]] = field(default_factory=dict)
    """By voice: the passages in which it is heard."""
    coders: set[int] = field(default_factory=set)

    @property
    def passages(self) -> int:
        return len(self.weights)

    @property
    def against(self) -> int:
        return list(self.weights.values()).count(Weight.CONTRADICTS)

    @property
    def one_sided(self) -> str:
        """The voice that is missing, when only residents or only professionals speak."""
        heard = {voice for voice, people in self.people.items() if people}
        both = {Voice.RESIDENT.value, Voice.PROFESSIONAL.value}
        missing = both - heard
        return missing.pop() if len(missing) == 1 else ""

    @property
    def least_heard(self) -> str:
        """The voice of residents or professionals that is heard, but clearly less than the other:
        by fewer people or, with as many people, in fewer passages."""
        weights = {
            voice: (len(self.people.get(voice, ())), len(self.heard_in.get(voice, ())))
            for voice in (Voice.RESIDENT.value, Voice.PROFESSIONAL.value)
        }
        least, most = sorted(weights, key=lambda voice: weights[voice])
        return least if weights[least][0] and weights[least] < weights[most] else ""

    @property
    def least_heard_in(self) -> set[int]:
        return self.heard_in.get(self.least_heard, set())

    def parts(self) -> list[str]:
        """'4 passages', '3 coalitions', '2 moments': for a line."""
        return [
            ngettext("%d passage", "%d passages", self.passages) % self.passages,
            ngettext("%d coalition", "%d coalitions", len(self.coalitions)) % len(self.coalitions),
            ngettext("%d moment", "%d moments", len(self.moments)) % len(self.moments),
            *self._coded_by(),
        ]

    def _coded_by(self) -> list[str]:
        many = len(self.coders)
        return [ngettext("%d coder", "%d coders", many) % many] if many else []

    def weighed(self) -> str:
        """'2 carry it, 1 contradicts it': what the passages do."""
        counts = Counter(self.weights.values())
        told = {
            Weight.CARRIES: ngettext("%d carries it", "%d carry it", counts[Weight.CARRIES]),
            Weight.NUANCES: ngettext("%d nuances it", "%d nuance it", counts[Weight.NUANCES]),
            Weight.CONTRADICTS: ngettext(
                "%d contradicts it", "%d contradict it", counts[Weight.CONTRADICTS]
            ),
        }
        return ", ".join(told[weight] % counts[weight] for weight in Weight if counts[weight]) + "."

    def voices(self) -> list[tuple[str, str]]:
        """Each voice with how many people: ('resident', '3 residents')."""
        told = []
        for voice in Voice:
            count = len(self.people.get(voice, ()))
            if count:
                told.append((voice.value, many(voice, count)))
        return told


def many(voice: Voice, count: int) -> str:
    """'3 residents'."""
    if voice == Voice.RESIDENT:
        return ngettext("%d resident", "%d residents", count) % count
    if voice == Voice.PROFESSIONAL:
        return ngettext("%d professional", "%d professionals", count) % count
    return ngettext("%d other", "%d others", count) % count


def standings(
    threads: Iterable[Thread], person: Any, *, coders: bool = False
) -> dict[int, Standing]:
    """For each thread where it stands, counting only what this person may read. One query,
    and one more for the coders."""
    found = {thread.pk: Standing() for thread in threads}
    source = "passage__version__source"
    rows = (
        ThreadPassage.objects.visible_to(person)
        .filter(thread__in=found)
        .order_by()
        .values_list(
            "thread",
            "passage",
            "weight",
            f"{source}__coalition__name",
            f"{source}__moment",
            "passage__speakers__voice",
            "passage__speakers__person",
            "passage__speakers",
        )
    )
    for thread, passage, weight, coalition, moment, voice, who, speaker in rows:
        standing = found[thread]
        standing.weights[passage] = weight
        standing.moments.add(moment)
        if coalition:
            standing.coalitions.add(coalition)
        if voice:
            someone = ("person", who) if who else ("speaker", speaker)
            standing.people.setdefault(voice, set()).add(someone)
            standing.heard_in.setdefault(voice, set()).add(passage)
    if coders:
        _ask_who_coded(found, person)
    return found


def _ask_who_coded(found: dict[int, Standing], person: Any) -> None:
    path = "passage__gathered__thread"
    codings = Coding.objects.visible_to(person).filter(**{f"{path}__in": found}).order_by()
    for thread, coder in codings.values_list(path, "coder").distinct():
        if thread in found:
            found[thread].coders.add(coder)
