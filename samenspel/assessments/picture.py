"""Geometry of the two pictures of the mirror: the voices on one scale, and over moments.

Units are those of the viewBox; `templates/assessments/*.svg` draw it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from django.utils.translation import gettext as _

from samenspel.foundation.charts import Mark, mark, tidy

from .figures import Cell, Line, Told, VoiceLine

LOW, HIGH = 1, 5
START, END = 12.0, 188.0  # of the scale in a row of 200 wide
HEIGHT = 40.0
LEFT = 270.0  # of the names in a picture that stands alone
WIDTH = 760.0
HEAD = 112.0
STEP = 58.0
SPARK = 120.0


def place(value: float) -> float:
    return START + (END - START) * (value - LOW) / (HIGH - LOW)


@dataclass(frozen=True)
class Dot:
    """The mark of a voice. `arrow` points on when the figure is that or beyond; `apart` is a wide
    line behind it."""

    voice: str
    mark: Mark
    cell: Cell
    arrow: str
    apart: str


def dots(line: Line, height: float = HEIGHT) -> list[Dot]:
    """The voices of one element, each at its own height so that none hides another."""
    told = line.told
    step = height / (len(told) + 1)
    return [
        _dot(voice, cell, step * (number + 1)) for number, (voice, cell) in enumerate(told.items())
    ]


def _dot(voice: str, cell: Cell, y: float) -> Dot:
    x = place(cell.mean)
    sign = {"high": 1, "low": -1}.get(cell.edge, 0)
    back, on = -4 * sign, 4 * sign
    arrow = f"M{tidy(x, y)}H{tidy(x + 17 * sign)}m{tidy(back, -4)}l{tidy(on, 4)}l{tidy(back, 4)}"
    apart = _apart(cell.reach, y) if cell.reach else ""
    return Dot(voice, mark(voice, x, y, 5.5), cell, arrow if sign else "", apart)


def _apart(reach: tuple[float, float], y: float) -> str:
    left, right = max(place(reach[0]), 4), min(place(reach[1]), 196)
    return f"M{tidy(left, y - 5)}v10M{tidy(left, y)}H{tidy(right)}M{tidy(right, y - 5)}v10"


@dataclass(frozen=True)
class Row:
    """An element in a picture: its name in lines, and its dots."""

    line: Line
    y: float
    name: list[str]
    dots: list[Dot]

    @property
    def middle(self) -> float:
        return self.y + HEIGHT / 2

    @property
    def name_y(self) -> float:
        return self.middle + 5 - 9 * (len(self.name) - 1)


@dataclass(frozen=True)
class Picture:
    """The voices on one scale, to stand alone."""

    figures: Told
    rows: list[Row]
    height: float
    ticks: list[float]
    width: float = WIDTH
    left: float = LEFT

    @property
    def legend(self) -> list[tuple[float, VoiceLine]]:
        return legend(self.figures)


def named(line: Line) -> list[str]:
    """The name of an element in lines, and whether it is one of their own."""
    own = [_("(our own)")] if line.element.additional else []
    return wrap(" ".join([line.element.name, *own]), 30)[:3]


def legend(figures: Told) -> list[tuple[float, VoiceLine]]:
    """Where each voice is named in a picture that stands alone."""
    step = 240 if any(line.coalitions for line in figures.told) else 150
    return [(24.0 + step * number, line) for number, line in enumerate(figures.told)]


def alone(figures: Told) -> Picture:
    rows = [
        Row(line, HEAD + STEP * number, named(line), dots(line))
        for number, line in enumerate(figures.lines)
    ]
    height = HEAD + STEP * len(rows) + 88
    return Picture(figures, rows, height, [place(value) for value in range(LOW, HIGH + 1)])


@dataclass(frozen=True)
class Path:
    """One voice over moments: a line through its marks, interrupted where nothing is told."""

    voice: str
    d: str
    marks: list[Mark]


@dataclass(frozen=True)
class Change:
    """One element over moments; `cells` by voice, oldest first, None where nothing is told."""

    line: Line
    paths: list[Path]
    cells: list[tuple[str, list[Cell | None]]]


def changes(now: Told, before: Sequence[Told]) -> list[Change]:
    """Every element of `now` that was scored before, as often as it was."""
    rounds = [*before, now]
    by_kin = [{line.element.kin: line for line in figures.lines} for figures in rounds]
    found = []
    for line in now.lines:
        over = [lines.get(line.element.kin) for lines in by_kin]
        cells = [
            (told.voice.value, [one.cells[told.voice.value] if one else None for one in over])
            for told in now.present
        ]
        cells = [(voice, row) for voice, row in cells if any(row)]
        if any(sum(cell is not None for cell in row) > 1 for _voice, row in cells):
            found.append(Change(line, [_path(voice, row) for voice, row in cells], cells))
    return found


def _path(voice: str, cells: list[Cell | None]) -> Path:
    step = (SPARK - 20) / max(len(cells) - 1, 1)
    marks: list[Mark] = []
    pieces, draws = [], False
    for number, cell in enumerate(cells):
        if cell is None:
            draws = False
            continue
        x, y = 10 + step * number, _height(cell.mean)
        pieces.append(f"{'L' if draws else 'M'}{tidy(x, y)}")
        marks.append(mark(voice, x, y, 4))
        draws = True
    return Path(voice, "".join(pieces), marks)


def _height(value: float) -> float:
    """From 52 for 1 to 8 for 5."""
    return 52 - 44 * (value - LOW) / (HIGH - LOW)


def moments(now: Told, before: Sequence[Told]) -> list[str]:
    return [figures.when_in_short for figures in [*before, now]]


@dataclass(frozen=True)
class Over:
    """The change over moments, to stand alone."""

    figures: Told
    moments: list[str]
    rows: list[tuple[float, list[str], Change]]
    height: float
    width: float = WIDTH
    left: float = LEFT

    @property
    def legend(self) -> list[tuple[float, VoiceLine]]:
        return legend(self.figures)


def over_moments(now: Told, before: Sequence[Told]) -> Over:
    step = 84.0
    rows = [
        (HEAD + step * number, named(change.line), change)
        for number, change in enumerate(changes(now, before))
    ]
    return Over(now, moments(now, before), rows, HEAD + step * max(len(rows), 1) + 56)
