"""The picture of the journey for narrow screens: time goes down, and each line stands upright."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .journey import Line, Sort, Tick, cut, part_of, quarters

# Units are those of its viewBox: as wide as WIDTH, or more where there are many lines.
WIDTH, LEFT, RIGHT = 328.0, 88.0, 68.0
HEAD, BELOW = 104.0, 18.0
LEAST, MOST = 20.0, 52.0  # between two lines
SHORTEST, MONTH, LONGEST = 260.0, 24.0, 620.0
LONGEST_NAME = 15
DAYS = 30.44


@dataclass(frozen=True)
class Upright:
    """Lines from the left, each with where its marks stand on it: a sort and a height."""

    lines: list[tuple[str, float, list[tuple[Sort, float]]]]
    ticks: list[Tick]
    reached: float
    width: float
    height: float
    head: float = HEAD

    @property
    def foot(self) -> float:
        return self.height - BELOW

    @property
    def end(self) -> float:
        return self.width - RIGHT + 8


def upright(lines: Sequence[Line], starts: date, ends: date, today: date) -> Upright:
    long = min(max((ends - starts).days / DAYS * MONTH, SHORTEST), LONGEST)
    between = min(max((WIDTH - LEFT - RIGHT) / max(len(lines) - 1, 1), LEAST), MOST)

    def down(day: date) -> float:
        return round(HEAD + part_of(day, starts, ends) * long, 1)

    standing = [
        (
            cut(line.name, LONGEST_NAME),
            round(LEFT + between * number, 1),
            [(mark.sort, down(mark.day)) for mark in line.marks],
        )
        for number, line in enumerate(lines)
    ]
    return Upright(
        lines=standing,
        ticks=[Tick(down(day), label) for day, label in quarters(starts, ends)],
        reached=down(today),
        width=max(WIDTH, standing[-1][1] + RIGHT),
        height=HEAD + long + BELOW,
    )
