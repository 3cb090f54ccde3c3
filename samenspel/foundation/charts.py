"""Geometry of the pictures that are drawn on the server.

Plain data goes in, shapes with coordinates come out; templates under `foundation/` turn them
into SVG. Nothing here knows what a picture is about. Coordinates are in the units of the
picture's own viewBox; y grows downward. The kinds of a mark are the three voices of the house:
resident, professional and (anything else) other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Literal

KINDS = ("resident", "professional", "other")
RING_COUNT = 6
RING_STEP = 7.4
RING_CORE = 6.0


def tidy(*numbers: float) -> str:
    """Coordinates as an SVG path writes them: one decimal, no trailing zeros."""
    return " ".join(f"{number:.1f}".removesuffix(".0") for number in numbers)


@dataclass(frozen=True)
class Mark:
    """A voice's shape around a point: a circle, a square or a diamond of about equal weight."""

    kind: str
    x: float
    y: float
    r: float

    @property
    def d(self) -> str:
        x, y, r = self.x, self.y, self.r
        if self.kind == "resident":
            half = f"a{tidy(r, r)} 0 1 1 "
            return f"M{tidy(x - r, y)}{half}{tidy(2 * r, 0)}{half}{tidy(-2 * r, 0)}z"
        if self.kind == "professional":
            side = 1.8 * r
            return f"M{tidy(x - side / 2, y - side / 2)}h{tidy(side)}v{tidy(side)}h{tidy(-side)}z"
        return f"M{tidy(x, y - r)}l{tidy(r, r)}l{tidy(-r, r)}l{tidy(-r, -r)}z"


def mark(kind: str, x: float, y: float, r: float) -> Mark:
    return Mark(kind if kind in KINDS else "other", x, y, r)


@dataclass(frozen=True)
class Ring:
    radius: float
    filled: bool


def rings(level: int) -> list[Ring]:
    """Six concentric rings, outermost first, filled from the middle up to `level` (0 to 5).

    The viewBox is 96 wide and high with the middle at 48.
    """
    if not 0 <= level < RING_COUNT:
        raise ValueError(f"a ring level lies between 0 and {RING_COUNT - 1}, not {level}")
    return [
        Ring(radius=round(RING_CORE + number * RING_STEP, 1), filled=number <= level)
        for number in reversed(range(RING_COUNT))
    ]


@dataclass(frozen=True)
class Stop:
    """A stop on a journey. Give them in order; `state` is past, now or ahead."""

    title: str
    when: str = ""
    state: Literal["past", "now", "ahead"] = "past"
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Leg:
    """A stop with the line before and after it: thread-line (travelled), thread-ahead, or none."""

    stop: Stop
    before: str
    after: str


def legs(stops: Sequence[Stop]) -> list[Leg]:
    lines = ["thread-ahead" if stop.state == "ahead" else "thread-line" for stop in stops]
    return [
        Leg(stop, before=line if number else "", after=after)
        for number, (stop, line, after) in enumerate(
            zip(stops, lines, [*lines[1:], ""], strict=False)
        )
    ]


@dataclass(frozen=True)
class StripStop:
    x: float
    state: str


@dataclass(frozen=True)
class Strip:
    """A journey at a glance: a line with dots, travelled up to `reached`."""

    width: int
    stops: list[StripStop]
    reached: float

    @property
    def end(self) -> float:
        return self.stops[-1].x if self.stops else self.reached


def strip(states: Sequence[str], width: int = 240) -> Strip:
    """Dots at equal distances for the states (past, now, ahead) of a journey's stops."""
    margin = 8.0
    step = (width - 2 * margin) / max(len(states) - 1, 1)
    stops = [StripStop(round(margin + step * number, 1), s) for number, s in enumerate(states)]
    passed = [stop.x for stop in stops if stop.state != "ahead"]
    return Strip(width, stops, reached=passed[-1] if passed else margin)


def progress(done: int, total: int, width: int = 240) -> Strip:
    """`done` of `total` steps; the next one is now."""
    states = ["past" if n < done else "now" if n == done else "ahead" for n in range(total)]
    return strip(states, width)


@dataclass(frozen=True)
class Moment:
    """What was told at one moment: the voices above the line and those below it."""

    label: str
    above: Sequence[str] = ()
    below: Sequence[str] = ()


@dataclass(frozen=True)
class Column:
    label: str
    x: float
    marks: list[Mark]
    labelled: bool


@dataclass(frozen=True)
class Tide:
    width: float
    height: float
    line: float
    columns: list[Column]

    @property
    def end(self) -> float:
        return self.width - 4

    @property
    def label_y(self) -> float:
        return self.height - 6


def tide(moments: Sequence[Moment], columns_to_label: int = 9) -> Tide:
    """One mark for each thing told, piled up above and below a line that is time.

    The picture is as high as its highest piles need, so that marks never touch.
    """
    step, pile, r, left = 40.0, 15.0, 6.0, 20.0
    highest = max((len(m.above) for m in moments), default=0)
    deepest = max((len(m.below) for m in moments), default=0)
    line = 12 + max(highest, 1) * pile
    every = -(-len(moments) // columns_to_label) or 1
    columns = []
    for number, moment in enumerate(moments):
        x = left + step * number + step / 2
        up = [mark(kind, x, line - 13 - pile * n, r) for n, kind in enumerate(moment.above)]
        down = [mark(kind, x, line + 13 + pile * n, r) for n, kind in enumerate(moment.below)]
        columns.append(
            Column(moment.label, x, up + down, labelled=(len(moments) - 1 - number) % every == 0)
        )
    height = line + 14 + max(deepest, 1) * pile + 22
    return Tide(
        width=max(2 * left + step * len(moments), 320), height=height, line=line, columns=columns
    )


@dataclass(frozen=True)
class Pair:
    """Two voices on one scale; None where a voice is hidden or silent."""

    label: str
    resident: float | None = None
    professional: float | None = None
    href: str = ""


@dataclass(frozen=True)
class DrawnPair:
    pair: Pair
    marks: list[Mark]
    bridge: tuple[float, float] | None


@dataclass(frozen=True)
class Scale:
    low: int
    high: int
    ticks: list[float]
    rows: list[DrawnPair]


def scale(pairs: Iterable[Pair], low: int = 1, high: int = 5) -> Scale:
    """Pairs of dots on a line of 200 by 24, `low` at 12 and `high` at 188."""

    def place(value: float) -> float:
        return 12 + 176 * (value - low) / (high - low)

    rows = []
    for pair in pairs:
        values = {"professional": pair.professional, "resident": pair.resident}
        marks = [mark(k, place(v), 12, 5) for k, v in values.items() if v is not None]
        if len(marks) == 2 and abs(marks[0].x - marks[1].x) < 8:
            marks = [mark(m.kind, m.x, 7 if m.kind == "resident" else 17, 4.5) for m in marks]
        xs = sorted(m.x for m in marks)
        rows.append(DrawnPair(pair, marks, (xs[0], xs[1]) if len(xs) == 2 else None))
    return Scale(low, high, [place(tick) for tick in range(low, high + 1)], rows)


@dataclass(frozen=True)
class Bead:
    """Something gathered: `on` the thread, `near` it, `off` it (against) or a `gap` (gone)."""

    kind: str = "other"
    place: Literal["on", "near", "off", "gap"] = "on"


@dataclass(frozen=True)
class Strand:
    width: float
    path: str
    marks: list[Mark]


STRAND_LINE = 24.0
STRAND_STEP = 34.0
BEAD_AT = {"on": STRAND_LINE, "near": 13.0, "off": 41.0}
BEND = "c9 0 8 -11 17 -11c9 0 8 11 17 11"


def strand(beads: Sequence[Bead]) -> Strand:
    """One line through the beads, 50 high: it bends for what nuances, leaves aside what
    contradicts, and is honestly interrupted where something was taken back."""
    pieces = {"gap": "h6m22 0h6", "near": BEND}
    path = "".join(pieces.get(bead.place, f"h{tidy(STRAND_STEP)}") for bead in beads)
    marks = [
        mark(bead.kind, 25 + STRAND_STEP * number, BEAD_AT[bead.place], 7)
        for number, bead in enumerate(beads)
        if bead.place != "gap"
    ]
    width = 16 + STRAND_STEP * len(beads)
    return Strand(width, f"M2 {tidy(STRAND_LINE)}h6{path}h6", marks)


@dataclass(frozen=True)
class Place:
    """A place on the map, in degrees (WGS 84)."""

    name: str
    latitude: float
    longitude: float
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Dot:
    place: Place
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


MAP_WIDTH, MAP_HEIGHT = 300, 348
MAP_WEST, MAP_NORTH, MAP_SCALE = 3.25, 53.62, 118.0


def on_map(latitude: float, longitude: float) -> tuple[float, float]:
    """Where a place falls on the map (300 by 348): plate carrée, true at 52 degrees north."""
    x = (longitude - MAP_WEST) * MAP_SCALE * cos(radians(52.2)) + 4
    return round(x, 1), round((MAP_NORTH - latitude) * MAP_SCALE * 0.99 + 4, 1)


def dots(places: Iterable[Place]) -> list[Dot]:
    """Places as dots with a label on the roomier side; labels that would touch move apart."""
    drawn: list[Dot] = []
    for place in sorted(places, key=lambda p: -p.latitude):
        x, y = on_map(place.latitude, place.longitude)
        anchor, label_x = ("end", x - 10) if x > MAP_WIDTH * 0.58 else ("start", x + 10)
        label_y = y + 4.5
        above = [d.label_y for d in drawn if d.anchor == anchor and abs(d.label_x - label_x) < 110]
        if above:
            label_y = max(label_y, max(above) + 17)
        drawn.append(Dot(place, x, y, round(label_x, 1), round(label_y, 1), anchor))
    return drawn
