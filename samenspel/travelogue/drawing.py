"""The pictures of a travelogue as SVG files: cover, journey, map, codes to scan.

They carry their colours with them, so that they look the same on paper, in an e-book and on a
screen. The same book gives the same text, so that a change is noticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from math import pi, sin
from typing import TYPE_CHECKING, Any

import segno
from django.template.loader import render_to_string
from django.utils import timezone

from samenspel.foundation import charts
from samenspel.foundation.charts import Place
from samenspel.site.journey import Picture as Way

if TYPE_CHECKING:
    from .book import Book

# The cover: an A4 page in tenths of a millimetre. The thread begins below and winds up to the end.
WIDTH, HEIGHT = 2100, 2970
BEGIN, END = 2860, 1010
SWING, BENDS = 640, 2.5
STEPS = 240
GAP = 0.012  # of the whole way: what is left open where a voice was taken back


@dataclass(frozen=True)
class Spot:
    """Something on the thread: its place, how it is drawn, and which way the thread goes there."""

    x: float
    y: float
    sort: str
    ahead: bool


def cover(book: Book, firsts: Sequence[Any], gaps: set[str]) -> str:
    """The thread of this journey: travelled up to the day of the book, with what lies on it."""
    starts, ends = book.expedition.starts, book.expedition.ends

    def along(day: date) -> float:
        return min(max((day - starts).days / max((ends - starts).days, 1), 0), 1)

    lessons = [(along(timezone.localdate(each.created)), each.slug) for each in firsts]
    open_at = sorted(at for at, slug in lessons if slug in gaps)
    reached = along(book.day)
    spots = [(along(day.day), "meeting" if day.is_meeting else "step") for day in book.public.days]
    spots += [(at, "lesson") for at, _slug in lessons]
    told = {
        "width": WIDTH,
        "height": HEIGHT,
        "travelled": list(_pieces(reached, open_at)),
        "ahead": _path(reached, 1) if reached < 1 else "",
        "spots": [Spot(*_at(at), sort, at > reached) for at, sort in sorted(spots)],
        "begin": _at(0),
        "end": _at(1),
    }
    return _drawn("cover", told)


def _at(part: float) -> tuple[float, float]:
    """Where the thread is after this part of the way; its bends grow calmer toward the end."""
    swing = SWING * sin(part * BENDS * 2 * pi + 0.6) * (1 - 0.35 * part)
    return round(WIDTH / 2 + swing, 1), round(BEGIN + (END - BEGIN) * part, 1)


def _path(begin: float, end: float) -> str:
    steps = max(int((end - begin) * STEPS), 2)
    points = (_at(begin + (end - begin) * step / steps) for step in range(steps + 1))
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def _pieces(reached: float, open_at: Iterable[float]) -> Iterable[str]:
    """The travelled thread, broken where a voice was taken back."""
    begin = 0.0
    for at in open_at:
        if begin < at - GAP < reached:
            yield _path(begin, at - GAP)
        begin = max(begin, at + GAP)
    if begin < reached:
        yield _path(begin, reached)


def way(picture: Way) -> str:
    return _drawn("way", {"picture": picture})


def map_of(places: Iterable[Place]) -> str:
    return _drawn("map", {"dots": charts.dots(places)})


def qr(address: str) -> str:
    """A code to scan; as dark as ink, with the margin that readers ask for."""
    into = BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(into, kind="svg", xmldecl=False, dark="#231d19", border=4, omitsize=True, nl=False)
    return into.getvalue().decode()


def _drawn(name: str, told: dict[str, Any]) -> str:
    return render_to_string(f"travelogue/drawn/{name}.svg", told)
