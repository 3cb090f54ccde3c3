"""What rose and fell since last time, as a share of the sources in which something was coded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .lens import Choice, Head, Lens, Side
from .matrix import ALL, Figure, Matrix, measured, to_share

SIDES = (Side.CODE, Side.MOMENT)
LEVEL = 0.005  # less of a difference is none


@dataclass(frozen=True)
class Change:
    """One code: its figure in every period, and in the last two of them."""

    head: Head
    over: list[Figure]
    before: Figure
    now: Figure

    @property
    def known(self) -> bool:
        both = (self.before, self.now)
        return all(figure.looked_at and not figure.base_held for figure in both)

    @property
    def more(self) -> float:
        return self.now.of_sources - self.before.of_sources if self.known else 0.0

    @property
    def points(self) -> int:
        """The difference in whole percents."""
        return round(100 * self.more)


@dataclass(frozen=True)
class Course:
    """Codes over time. `last` and `previous`: the newest periods in which something was coded."""

    matrix: Matrix

    @property
    def choice(self) -> Choice:
        return self.matrix.choice

    @cached_property
    def periods(self) -> list[Head]:
        return self.matrix.column_heads

    @cached_property
    def looked_at(self) -> list[Head]:
        return [head for head in self.periods if self.matrix.at(ALL, head.key).looked_at]

    @property
    def last(self) -> Head | None:
        return self.looked_at[-1] if self.looked_at else None

    @property
    def previous(self) -> Head | None:
        return self.looked_at[-2] if len(self.looked_at) > 1 else None

    @cached_property
    def changes(self) -> list[Change]:
        """Of every code that was ever given; what rose most first."""
        last, previous = (head.key if head else "none" for head in (self.last, self.previous))
        found = [
            Change(
                row,
                [self.matrix.at(row.key, head.key) for head in self.periods],
                before=self.matrix.at(row.key, previous),
                now=self.matrix.at(row.key, last),
            )
            for row in self.matrix.row_heads
            if (whole := self.matrix.at(row.key, ALL)).cell.passages or whole.held
        ]
        return sorted(found, key=lambda change: -change.more)

    @property
    def rose(self) -> list[Change]:
        return [change for change in self.changes if change.known and change.more > LEVEL]

    @property
    def fell(self) -> list[Change]:
        fallen = [change for change in self.changes if change.known and change.more < -LEVEL]
        return fallen[::-1]

    @property
    def level(self) -> list[Change]:
        return [change for change in self.changes if not change.known or abs(change.more) <= LEVEL]


def course(lens: Lens, choice: Choice, *, shared: bool) -> Course:
    make = to_share if shared else measured
    return Course(make(lens, choice.without(*SIDES), *SIDES))
