"""The journey of an expedition: as stops to read, and as a picture with a line per coalition.

What stands on it everybody may know: its first and last day, the days that were told of, and the
lessons that came out. Plain rows go in; `picture` knows no table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.models import Expedition
from samenspel.foundation.charts import Stop
from samenspel.lessons import public
from samenspel.lessons.models import Edition

from .models import Moment, PublicPage

Sort = Literal["meeting", "step", "lesson"]


def first_editions(expedition: Expedition) -> list[Edition]:
    """The first edition of every lesson that stands, in order. One query."""
    rows = public.editions().filter(expedition=expedition, number=1)
    return list(rows.order_by("created"))


def stops(
    expedition: Expedition,
    moments: Sequence[Moment] = (),
    editions: Sequence[Edition] | None = None,
) -> list[Stop]:
    """The expedition from its first day to its last, with days and lessons on the way."""
    today = timezone.localdate()
    told = first_editions(expedition) if editions is None else editions
    dated = [(each.day, _moment_stop(each, today)) for each in moments]
    dated += [
        (_day(of_month[0].created), _lessons_stop(expedition, month, of_month))
        for month, of_month in _by_month(told).items()
    ]
    dated.sort(key=lambda each: each[0])
    started = (expedition.starts, Stop(_("We set out"), _month(expedition.starts)))
    past = [stop for day, stop in [started, *dated] if day <= today]
    ahead = [stop for day, stop in [started, *dated] if day > today]
    found = past
    if expedition.starts < today < expedition.ends:
        here = _month(today)
        found = [*past, Stop(_("We are here"), "" if past[-1].when == here else here, "now")]
    found += [_ahead(stop) for stop in ahead]
    last = Stop(_("The last day"), _month(expedition.ends))
    return [*found, last if expedition.ends <= today else _ahead(last)]


def _ahead(stop: Stop) -> Stop:
    return Stop(stop.title, stop.when, "ahead", stop.href, stop.note)


def _moment_stop(moment: Moment, today: date) -> Stop:
    whose = [moment.coalition.name] if moment.coalition else []
    where = [moment.place] if moment.place else []
    when = date_format(moment.day, "j F Y")
    return Stop(moment.title, when, note=" · ".join([*whose, *where]))


def _by_month(editions: Iterable[Edition]) -> dict[str, list[Edition]]:
    found: dict[str, list[Edition]] = {}
    for edition in editions:
        found.setdefault(_month(_day(edition.created)), []).append(edition)
    return found


def _lessons_stop(expedition: Expedition, month: str, told: list[Edition]) -> Stop:
    many = len(told)
    title = ngettext("%d lesson", "%d lessons", many) % many
    href = told[0].lesson_url
    if many > 1:
        href = reverse("lessons:of_expedition", args=[expedition.slug])
    return Stop(title, month, "past", href, " · ".join(edition.claim for edition in told))


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _month(day: date) -> str:
    return date_format(day, "F Y")


# The picture. Units are those of its viewBox: as wide as WIDTH, a row for each line.

WIDTH, LEFT, RIGHT = 880.0, 158.0, 24.0
FIRST, ROW, BELOW = 44.0, 58.0, 34.0
LETTER = 6.6  # the width of an average letter of a label
LONGEST_NAME = 21
QUARTER = 3


@dataclass(frozen=True)
class Mark:
    """Something on a line: `sort` says how it is drawn, `label` is empty where there is no room."""

    day: date
    title: str
    sort: Sort
    x: float = 0
    label: str = ""
    anchor: str = "middle"


@dataclass(frozen=True)
class Line:
    """A line of the picture: of one coalition, or (first) of all of them together."""

    name: str
    marks: Sequence[Mark] = field(default_factory=list)
    y: float = 0

    @property
    def short(self) -> str:
        return cut(self.name, LONGEST_NAME)


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class Picture:
    lines: list[Line]
    ticks: list[Tick]
    reached: float
    height: float
    left: float = LEFT
    width: float = WIDTH

    @property
    def end(self) -> float:
        return self.width - RIGHT

    @property
    def ground(self) -> float:
        return self.height - 26

    @property
    def foot(self) -> float:
        return self.height - 8


def lines_of(
    pages: Iterable[PublicPage], moments: Sequence[Moment], editions: Iterable[Edition]
) -> list[Line]:
    """What is drawn: first the way that all go together, then each coalition that shows itself."""
    lessons = [Mark(_day(e.created), e.claim, "lesson") for e in editions]
    common = [_mark(each) for each in moments if each.coalition_id is None]
    found = [Line(_("All together"), marks=sorted([*common, *lessons], key=lambda m: m.day))]
    for page in pages:
        own = [_mark(each) for each in moments if each.coalition_id == page.coalition_id]
        found.append(Line(page.of.name, own))
    return found


def _mark(moment: Moment) -> Mark:
    return Mark(moment.day, moment.title, "meeting" if moment.is_meeting else "step")


def picture(lines: Sequence[Line], starts: date, ends: date, today: date) -> Picture:
    """Lay the lines out between two days; a mark outside them stands at the edge."""

    def across(day: date) -> float:
        return round(LEFT + part_of(day, starts, ends) * (WIDTH - LEFT - RIGHT), 1)

    laid = [
        Line(line.name, _labelled(line.marks, across), FIRST + ROW * number)
        for number, line in enumerate(lines)
    ]
    ticks = [Tick(across(day), label) for day, label in quarters(starts, ends)]
    height = FIRST + ROW * (len(lines) - 1) + BELOW + 20
    return Picture(laid, ticks, reached=across(today), height=height)


def part_of(day: date, starts: date, ends: date) -> float:
    """How far a day is on the way, from 0 to 1."""
    return min(max((day - starts).days / max((ends - starts).days, 1), 0), 1)


def _labelled(marks: Sequence[Mark], across: Callable[[date], float]) -> list[Mark]:
    """Each mark with its place; a label only where it does not touch the one before it."""
    found, free = [], LEFT
    for mark in sorted(marks, key=lambda each: each.day):
        x = across(mark.day)
        words = cut(mark.title, 24) if mark.sort != "lesson" else ""
        half = len(words) * LETTER / 2
        anchor, begins, over = "middle", x - half, x + half
        if over > WIDTH:
            anchor, begins, over = "end", x - 2 * half, x
        elif begins < LEFT:
            anchor, begins, over = "start", x, x + 2 * half
        fits = bool(words) and begins >= free
        if fits:
            free = over + LETTER
        found.append(Mark(mark.day, mark.title, mark.sort, x, words if fits else "", anchor))
    return found


def quarters(starts: date, ends: date) -> list[tuple[date, str]]:
    """The first day of every third month between two days, and what it is called."""
    months = range(starts.year * 12 + starts.month, ends.year * 12 + ends.month + 1)
    firsts = [date(month // 12, month % 12 + 1, 1) for month in months if month % QUARTER == 0]
    return [(day, date_format(day, "M Y")) for day in firsts if starts <= day <= ends]


def cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
