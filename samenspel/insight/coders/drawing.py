"""A picture of one figure for each code: a dot, and the interval as a line through it.

Units are those of the viewBox; `templates/insight/dots.svg.html` draws it.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

from django.utils.formats import number_format

from .showing import PERCENT, Line, Shown

HEAD, FOOT, ROW = 104.0, 62.0, 34.0
LEFT, WIDE, RIGHT = 250.0, 400.0, 150.0
AROUND = 24.0


@dataclass(frozen=True)
class Dot:
    y: float
    line: Line
    shown: Shown
    name: list[str]
    x: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Dots:
    title: str
    parts: list[str]
    dots: list[Dot]
    ticks: list[Tick]
    top: float
    left: float = LEFT
    width: float = LEFT + WIDE + RIGHT

    @property
    def height(self) -> float:
        return self.top + ROW * len(self.dots) + FOOT

    @property
    def bottom(self) -> float:
        return self.top + ROW * len(self.dots)

    @property
    def zero(self) -> float | None:
        """Where chance is, when something lies below it."""
        return next((tick.x for tick in self.ticks[1:] if tick.label == "0"), None)


def dots(lines: list[Line], name: str, title: str, parts: list[str], top: float = HEAD) -> Dots:
    """From -1, or from 0 when nothing lies below it, to 1."""
    values = [
        each
        for line in lines
        for each in (line.cells[name].value, line.cells[name].low)
        if each is not None
    ]
    least = min(values, default=0.0)
    low = 0.0 if least >= 0 else -0.5 if least >= -0.5 else -1.0

    def place(value: float) -> float:
        return round(LEFT + WIDE * (max(value, low) - low) / (1 - low), 1)

    def dot(number: int, line: Line) -> Dot:
        shown = line.cells[name]
        at = [None if v is None else place(v) for v in (shown.value, shown.low, shown.high)]
        label = wrap(f"{line.code.mark} {line.code.name}", 28) or [""]
        if len(label) > 2:
            label = [label[0], f"{label[1][:26]}…"]
        return Dot(top + ROW * number + ROW / 2, line, shown, label, *at)

    steps = [low + 0.25 * n for n in range(round((1 - low) / 0.25) + 1)]
    ticks = [Tick(place(step), _label(step, name)) for step in steps]
    return Dots(title, parts, [dot(n, line) for n, line in enumerate(lines)], ticks, top)


def _label(value: float, name: str) -> str:
    if name == PERCENT:
        return f"{round(100 * value)}%"
    return (
        number_format(value, 2)
        if value % 0.5
        else number_format(value, 1)
        if value % 1
        else str(round(value))
    )
