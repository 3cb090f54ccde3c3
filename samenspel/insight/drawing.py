"""Geometry of the pictures: a table in shades, codes that go together, codes over time.

Units are those of the viewBox; `templates/insight/*.svg.html` draw it. The same data give the same
picture: nothing is thrown or left to chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from textwrap import wrap

from django.utils.translation import gettext as _

from samenspel.foundation.charts import tidy

from .course import Change, Course
from .lens import Head
from .showing import Shown, Table
from .timeline import BAR, BAR_GAP, BAR_HIGH, Bar, bars, highest_share
from .together import Pair, Together

HEAD = 96.0
FOOT = 62.0
LEFT = 280.0
ROW = 26.0
COLUMN = 108.0
MOST_ARCS = 40
MOST_CODES = 28


def named(label: str, width: int = 34, lines: int = 2) -> list[str]:
    """A name in lines that fit."""
    parts = wrap(label, width) or [""]
    if len(parts) > lines:
        parts = [*parts[: lines - 1], parts[lines - 1][: width - 1] + "…"]
    return parts


def mark_of(head: Head) -> str:
    return head.code.mark if head.code else ""


# A table in shades


@dataclass(frozen=True)
class Square:
    x: float
    y: float
    shown: Shown


@dataclass(frozen=True)
class HeatRow:
    y: float
    head: Head
    name: str
    cells: list[Square]


@dataclass(frozen=True)
class Heat:
    title: str
    parts: list[str]
    columns: list[tuple[float, list[str]]]
    rows: list[HeatRow]
    width: float
    height: float
    left: float = LEFT
    cell: float = COLUMN
    row: float = ROW


def heat(table: Table, title: str, parts: Sequence[str]) -> Heat:
    head = HEAD + 18.0 * max((len(named(name, 15, 3)) for name in table.heads()), default=1)
    rows = []
    for number, (row, _name, cells, everything) in enumerate(table.rows()):
        y = head + ROW * number
        squares = [Square(LEFT + COLUMN * at, y, cell) for at, cell in enumerate(cells)]
        squares.append(Square(LEFT + COLUMN * len(cells) + 8, y, everything))
        name = " ".join(filter(None, [mark_of(row), named(row.label, 36, 1)[0]]))
        rows.append(HeatRow(y, row, name, squares))
    columns = [
        (LEFT + COLUMN * (at + 0.5), named(name, 15, 3)) for at, name in enumerate(table.heads())
    ]
    columns.append((LEFT + COLUMN * (len(columns) + 0.5) + 8, [_("All")]))
    width = max(LEFT + COLUMN * len(columns) + 32, 640)
    return Heat(title, list(parts), columns, rows, width, head + ROW * len(rows) + FOOT)


# Codes that go together: the codes one below the other, so that every name can be read, and an
# arc from one to the other. Which stand beside each other follows from how often they meet, so
# that most arcs are short; a round or springy picture of the same would cross its own names.


@dataclass(frozen=True)
class Node:
    y: float
    r: float
    head: Head
    name: str
    often: int


@dataclass(frozen=True)
class Arc:
    d: str
    width: float
    shade: int
    pair: Pair


@dataclass(frozen=True)
class Arcs:
    title: str
    parts: list[str]
    nodes: list[Node]
    arcs: list[Arc]
    width: float
    height: float
    left: float


def arcs(found: Together, title: str = "", parts: Sequence[str] = (), *, top: float = 24) -> Arcs:
    pairs = strongest(found.pairs)
    order = beside_each_other(pairs)
    most = max((pair.both for pair in pairs), default=1)
    often = {head.key: 0 if found.shared else found.often(head) for head in order}
    largest = max(often.values(), default=0) or 1
    step = 34.0
    nodes = [
        Node(
            top + step * (number + 0.5),
            4 + 7 * sqrt(often[head.key] / largest),
            head,
            " ".join(filter(None, [mark_of(head), named(head.label, 34, 1)[0]])),
            often[head.key],
        )
        for number, head in enumerate(order)
    ]
    place = {node.head.key: node.y for node in nodes}
    x = max((28 + 8.2 * len(node.name) for node in nodes), default=LEFT)
    drawn = [_arc(pair, x, place, pair.both / most) for pair in reversed(pairs)]
    widest = max((abs(place[p.one.key] - place[p.other.key]) / 2 for p in pairs), default=40)
    width, height = x + widest * 0.8 + 60, top + step * len(order) + 16
    return Arcs(title, list(parts), nodes, drawn, max(width, 420 if title else 0), height, x)


def _arc(pair: Pair, x: float, place: dict[str, float], share: float) -> Arc:
    above, below = sorted([place[pair.one.key], place[pair.other.key]])
    half = (below - above) / 2
    reach = x + 14 + half * 0.8
    d = (
        f"M{tidy(x, above)}C{tidy(reach + half * 0.27, above)} "
        f"{tidy(reach + half * 0.27, below)} {tidy(x, below)}"
    )
    return Arc(d, round(1.5 + 7.5 * share, 1), min(6, 1 + int(share * 6)), pair)


def strongest(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs that meet most often, between not more codes than fit in a picture."""
    kept: list[Pair] = []
    codes: set[str] = set()
    for pair in pairs:
        with_these = codes | {pair.one.key, pair.other.key}
        if len(with_these) <= MOST_CODES and len(kept) < MOST_ARCS:
            kept.append(pair)
            codes = with_these
    return kept


def beside_each_other(pairs: Sequence[Pair]) -> list[Head]:
    """The codes in a row in which those that meet often stand near.

    Chains are joined end to end, beginning with the strongest pair (a greedy seriation).
    """
    chains: dict[str, list[Head]] = {}
    for pair in pairs:
        for head in (pair.one, pair.other):
            chains.setdefault(head.key, [head])
    for pair in pairs:
        one, other = chains[pair.one.key], chains[pair.other.key]
        if one is other:
            continue
        joined = _joined(one, other, pair)
        for head in joined:
            chains[head.key] = joined
    row: list[Head] = []
    for chain in chains.values():
        if chain[0] not in row:
            row += chain
    return row


def _joined(one: list[Head], other: list[Head], pair: Pair) -> list[Head]:
    """Two chains as one, turned so that the pair comes as close as it can."""

    def gap(first: list[Head], second: list[Head]) -> int:
        row = [head.key for head in [*first, *second]]
        return abs(row.index(pair.one.key) - row.index(pair.other.key))

    ways = [(a, b) for a in (one, one[::-1]) for b in (other, other[::-1])]
    first, second = min(ways, key=lambda way: gap(*way))
    return [*first, *second]


# Codes over time


@dataclass(frozen=True)
class TimeRow:
    y: float
    name: list[str]
    bars: list[Bar]
    change: Change


@dataclass(frozen=True)
class Timeline:
    title: str
    parts: list[str]
    first: str
    last: str
    rows: list[TimeRow]
    width: float
    height: float
    left: float = LEFT
    middle: float = LEFT
    high: float = BAR_HIGH


def timeline(course: Course, title: str, parts: Sequence[str]) -> Timeline:
    step, head = 50.0, HEAD + 10
    highest = highest_share(course)
    told = [change for change in course.changes if any(figure.looked_at for figure in change.over)]
    rows = [
        TimeRow(
            head + step * number,
            named(" ".join(filter(None, [mark_of(change.head), change.head.label]))),
            bars(change, course, highest, x=LEFT),
            change,
        )
        for number, change in enumerate(told)
    ]
    end = LEFT + len(course.periods) * (BAR + BAR_GAP)
    first, last = (
        (course.periods[0].label, course.periods[-1].label) if course.periods else ("", "")
    )
    return Timeline(
        title,
        list(parts),
        first,
        last,
        rows,
        max(end + 190, 900),
        head + step * len(rows) + FOOT,
        middle=end + 16,
    )
