"""Figures as they stand on a page: in words, with a shade, and a way to their passages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .course import Change, Course
from .lens import NONE, Choice, Head, Side
from .matrix import ALL, Figure, Matrix
from .percents import percent
from .timeline import bars, highest_share
from .together import Pair, Together

PASSAGES, SOURCE_SHARE, PASSAGE_SHARE = "aantal", "bronnen", "fragmenten"
SHADES = 6
FEW_MARK = "°"
NAMES = {
    "code": "code",
    "coalition": "coalitie",
    "moment": "moment",
    "voice": "stem",
    "element": "element",
    "thread": "draad",
}


@dataclass(frozen=True)
class Shown:
    """A figure on a page. `href` leads to its passages; `words` say what stands there."""

    text: str
    beside: str = ""
    shade: int = 0
    href: str = ""
    words: str = ""
    few: bool = False
    held: bool = False


def query(choice: Choice, **more: str) -> str:
    """A choice as it stands in an address."""
    told = {name: getattr(choice, field) for field, name in NAMES.items()}
    told |= {"codeur": choice.coder, "onder": "on" if choice.rolled else ""} | more
    return urlencode({name: value for name, value in told.items() if value})


def passages_url(slug: str, choice: Choice) -> str:
    return f"{reverse('insight:passages', args=[slug])}?{query(choice)}"


def value(figure: Figure, measure: str) -> float:
    if measure == SOURCE_SHARE:
        return figure.of_sources
    return figure.of_passages if measure == PASSAGE_SHARE else float(figure.cell.passages)


def told(figure: Figure, measure: str) -> tuple[str, str]:
    """The figure in words, and for a share the counts beside it."""
    cell, base = figure.cell, figure.base
    if measure == PASSAGES or not figure.looked_at:
        return number_format(cell.passages, force_grouping=True), ""
    if measure == SOURCE_SHARE:
        return percent(figure.of_sources), _of(cell.sources, base.sources)
    return percent(figure.of_passages), _of(cell.passages, base.passages)


def _of(some: int, all_of_them: int) -> str:
    return _("%(some)s of %(all)s") % {
        "some": number_format(some, force_grouping=True),
        "all": number_format(all_of_them, force_grouping=True),
    }


def in_words(figure: Figure) -> str:
    """'4 passages, in 3 sources': what a cell says to whoever does not see the table."""
    cell = figure.cell
    passages = ngettext("%d passage", "%d passages", cell.passages) % cell.passages
    sources = ngettext("in %d source", "in %d sources", cell.sources) % cell.sources
    return f"{passages}, {sources}"


@dataclass(frozen=True)
class Table:
    """A matrix, ready to be written down."""

    matrix: Matrix
    measure: str

    @property
    def rows_there(self) -> bool:
        figure = self.matrix.at(ALL, ALL)
        return bool(self.matrix.row_heads) and (figure.held or figure.looked_at)

    @property
    def lens(self) -> Any:
        return self.matrix.lens

    def highest(self) -> float:
        """The largest figure within the table, apart from what stands for all."""
        within = [
            value(self.matrix.at(row.key, column.key), self.measure)
            for row in self.matrix.row_heads
            for column in self.matrix.column_heads
        ]
        return max(within, default=0.0)

    def heads(self) -> list[str]:
        return [capfirst(head.label) for head in self.matrix.column_heads]

    def rows(self) -> Iterator[tuple[Head, Any, list[Shown], Shown]]:
        """Of each row its head, its name, its cells, and all of them together."""
        highest = self.highest()
        for head in self.matrix.row_heads:
            cells = [self._shown(head, column, highest) for column in self.matrix.column_heads]
            yield head, head.name, cells, self._shown(head, Head(ALL, ""), 0)

    def foot(self) -> list[Shown]:
        """What all rows are together, in each column and at last in all."""
        everything = Head(ALL, "")
        return [
            self._shown(everything, column, 0) for column in [*self.matrix.column_heads, everything]
        ]

    def _shown(self, row: Head, column: Head, highest: float) -> Shown:
        figure = self.matrix.at(row.key, column.key)
        if figure.held or (figure.base_held and self.measure != PASSAGES):
            return Shown("–", words=_("held back: too few people"), held=True)
        if not figure.looked_at and not figure.cell.passages:
            return Shown("", words=_("nothing coded here"))
        text, beside = told(figure, self.measure)
        share = value(figure, self.measure) / highest if highest else 0
        return Shown(
            text=text,
            beside=beside,
            shade=shade(share),
            href=self._href(row, column) if figure.cell.passages else "",
            words=in_words(figure),
            few=not self.matrix.shared and figure.few and NONE not in (row.key, column.key),
        )

    def _href(self, row: Head, column: Head) -> str:
        choice = self.matrix.choice
        for side, head in [(self.matrix.rows, row), (self.matrix.columns, column)]:
            choice = choice.at(side, head.key)
        return passages_url(self.lens.expedition.slug, choice)


def shade(share: float) -> int:
    """From 0 (nothing) to 6 (the most); what is there is never 0."""
    return min(SHADES, 1 + int(share * SHADES)) if share > 0 else 0


def chosen_words(lens: Any, choice: Choice, *, apart_from: Iterable[Side] = ()) -> list[str]:
    """What is held still, in words: for a title, a file and the top of a page of passages."""
    words = [
        capfirst(lens.told(side, choice.of(side)))
        for side in Side
        if side not in apart_from and choice.of(side)
    ]
    coder = next((str(c) for c in lens.coders if str(c.pk) == choice.coder), "")
    words += [
        _("in the red thread ‘%s’") % thread.claim
        for thread in (lens.threads if choice.thread else [])
        if str(thread.pk) == choice.thread
    ]
    return [*filter(None, words), *([_("coded by %s") % coder] if coder else [])]


# Codes that go together


@dataclass(frozen=True)
class PairRow:
    """Two codes that lie together, in words, with the way to their passages."""

    pair: Pair
    one: str
    other: str
    strength: str
    href: str
    shade: int


def pair_rows(found: Together, pairs: Iterable[Pair], opens: str) -> list[PairRow]:
    """Some of the pairs, shaded beside all of them."""
    highest = max((pair.both for pair in found.pairs), default=1)
    return [
        PairRow(
            pair,
            pair.one.name,
            pair.other.name,
            "" if found.shared else percent(pair.strength),
            f"{opens}?{_pair_query(found, pair)}",
            shade(pair.both / highest),
        )
        for pair in pairs
    ]


def _pair_query(found: Together, pair: Pair) -> str:
    choice = found.choice.at(Side.CODE, pair.one.key)
    return query(choice, met=pair.other.key, hoe=found.how)


# Codes over time


@dataclass(frozen=True)
class ChangeRow:
    """One code over time, in words."""

    change: Change
    name: str
    bars: list[Any]
    before: tuple[str, str]
    now: tuple[str, str]
    more: str
    href: str
    before_href: str


def course_groups(course: Course) -> list[tuple[str, str, list[ChangeRow]]]:
    """What rose, fell and stayed; those without rows are left out."""
    told = [
        ("rose", _("Rose"), course.rose),
        ("fell", _("Fell"), course.fell),
        ("level", _("The same, or not told"), course.level),
    ]
    highest = highest_share(course)
    return [
        (key, label, [_change_row(course, change, highest) for change in changes])
        for key, label, changes in told
        if changes
    ]


def _change_row(course: Course, change: Change, highest: float) -> ChangeRow:
    return ChangeRow(
        change,
        change.head.name,
        bars(change, course, highest),
        _share_told(change.before),
        _share_told(change.now),
        _points(change),
        _opens(course, change, change.now, course.last),
        _opens(course, change, change.before, course.previous),
    )


def _opens(course: Course, change: Change, figure: Figure, period: Head | None) -> str:
    """The way to the passages of a code in one period."""
    if not figure.cell.passages or period is None:
        return ""
    choice = course.choice.at(Side.CODE, change.head.key).at(Side.MOMENT, period.key)
    return passages_url(course.matrix.lens.expedition.slug, choice)


def _share_told(figure: Figure) -> tuple[str, str]:
    if figure.held or figure.base_held:
        return "–", ""
    return told(figure, SOURCE_SHARE) if figure.looked_at else ("", "")


def _points(change: Change) -> str:
    """'+15' or '−8': percentage points."""
    if not change.known or not change.points:
        return "" if not change.known else "0"
    sign = "+" if change.points > 0 else "−"
    return f"{sign}{abs(change.points)}"
