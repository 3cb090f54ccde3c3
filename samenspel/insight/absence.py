"""Where a code is absent; and where nobody looked yet, which is something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count

from .counting import EMPTY, Counts, count
from .lens import Choice, Head, Lens, Side

SIDES = (Side.COALITION, Side.VOICE, Side.MOMENT)


@dataclass(frozen=True)
class Place:
    """Where a code could have been found: in so many sources, of which so many were coded."""

    side: Side
    head: Head
    sources: int
    looked_at: int


@dataclass(frozen=True)
class Absent:
    """A code that was given somewhere, and the places that were looked at without finding it."""

    head: Head
    passages: int
    places: list[Place]


@dataclass(frozen=True)
class Figures:
    """What was coded, by code and place, and by place alone."""

    cells: dict[Side, Counts]
    looked: dict[Side, Counts]


@dataclass(frozen=True)
class Absence:
    """`known`: figures that were worked out before."""

    lens: Lens
    choice: Choice
    known: Figures | None = None

    @cached_property
    def places(self) -> list[Place]:
        found = []
        for side in SIDES:
            looked, there = self.figures.looked[side], self._sources(side)
            for head in self.lens.heads(side):
                sources = there.get(head.key, 0)
                at = Place(side, head, sources, looked.get((head.key,), EMPTY).sources)
                if at.sources or at.looked_at or side == Side.COALITION:
                    found.append(at)
        return [at for at in found if at.head.key != "0"]

    @property
    def not_looked_at(self) -> list[Place]:
        return [at for at in self.places if not at.looked_at]

    @cached_property
    def codes(self) -> list[Absent]:
        """Codes that are absent somewhere, the most given ones first: there it tells most."""
        found = [
            Absent(head, passages, places)
            for head in self.lens.heads(Side.CODE, rolled=self.choice.rolled)
            if (passages := self._given(head)) and (places := list(self._without(head)))
        ]
        return sorted(found, key=lambda absent: -absent.passages)

    @cached_property
    def never(self) -> list[Head]:
        """Codes that were never given."""
        heads = self.lens.heads(Side.CODE, rolled=self.choice.rolled)
        return [head for head in heads if not self._given(head)]

    def _without(self, head: Head) -> Iterator[Place]:
        for at in self.places:
            if at.looked_at and (head.key, at.head.key) not in self.figures.cells[at.side]:
                yield at

    def _given(self, head: Head) -> int:
        """Each passage has one moment, so those of all moments are all passages."""
        cells = self.figures.cells[Side.MOMENT]
        return sum(cell.passages for keys, cell in cells.items() if keys[0] == head.key)

    @cached_property
    def figures(self) -> Figures:
        if self.known is not None:
            return self.known
        return Figures(
            {side: count(self.lens, self.choice, Side.CODE, side) for side in SIDES},
            {side: count(self.lens, self.choice, side) for side in SIDES},
        )

    def _sources(self, side: Side) -> dict[str, int]:
        """How many sources there are to look in."""
        by = {
            Side.COALITION: "coalition",
            Side.MOMENT: self.lens.by_moment(),
            Side.VOICE: "speakers__voice",
        }[side]
        sources = self.lens.sources
        grouped = sources.values(by) if isinstance(by, str) else sources.values(at=by)
        rows = grouped.annotate(many=Count("pk", distinct=True))
        names = (by if isinstance(by, str) else "at", "many")
        return {self.lens.key(side, value): many for value, many in rows.values_list(*names)}
