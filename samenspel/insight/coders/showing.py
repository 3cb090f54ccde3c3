"""Figures of agreement as they stand on a page, in a sheet and in a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from samenspel.insight.agreement import Comparison, Figure, Row, Why
from samenspel.threads.desk import code_tag
from samenspel.threads.models import Code

RARE, COMMON = 0.1, 0.9
"""The share of units with a code below or above which alpha and kappa say little by themselves."""
PERCENT, ALPHA, ORDINAL = "percent", "alpha", "ordinal"
UNITISED, KAPPA, AC1 = "u_alpha", "kappa", "ac1"
COLUMNS = (PERCENT, ALPHA, AC1, KAPPA, ORDINAL, UNITISED)
NAMES = {
    PERCENT: gettext_lazy("same, in percent"),
    ALPHA: pgettext_lazy("coefficient", "alpha"),
    AC1: pgettext_lazy("coefficient", "AC1"),
    KAPPA: pgettext_lazy("coefficient", "kappa"),
    ORDINAL: gettext_lazy("alpha of how much"),
    UNITISED: gettext_lazy("alpha of stretches"),
}
BY_CODE = "code"


@dataclass(frozen=True)
class Shown:
    """A figure in words; `why` when there is none."""

    text: str
    interval: str = ""
    why: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    code: Code
    depth: int
    row: Row
    cells: dict[str, Shown]

    @property
    def tag(self) -> SafeString:
        return code_tag(self.code)

    @property
    def shown(self) -> list[Shown]:
        return [self.cells[name] for name in COLUMNS]

    @property
    def units(self) -> int:
        return sum(self.row.given)

    @property
    def rare(self) -> bool:
        return bool(self.units) and self._share < RARE and not self.too_few

    @property
    def common(self) -> bool:
        return bool(self.units) and self._share > COMMON and not self.too_few

    @property
    def too_few(self) -> bool:
        return self.cells[ALPHA].value is None

    @property
    def _share(self) -> float:
        return (self.row.given.by_all + self.row.given.by_some / 2) / self.units


def figure(name: str, found: Figure) -> Shown:
    if found.value is None:
        return Shown("–", why=WHY[found.why or Why.TOO_FEW]())
    say = _percent if name == PERCENT else _number
    if found.interval is None:
        return Shown(say(found.value), value=found.value)
    low, high = found.interval.low, found.interval.high
    told = _("%(low)s to %(high)s") % {"low": say(low), "high": say(high)}
    return Shown(say(found.value), told, value=found.value, low=low, high=high)


WHY = {
    Why.TOO_FEW: lambda: _("too few to say"),
    Why.ONE_VALUE: lambda: _("nothing to tell apart"),
    Why.NOT_TWO: lambda: _("only for two coders"),
}


def _number(value: float) -> str:
    return number_format(_tidy(value, 2), 2)


def _percent(value: float) -> str:
    """In whole percents; where not everything is alike it is never '100 %'."""
    digits = 1 if 0.995 <= value < 1 else 0
    return _("%s%%") % number_format(min(round(100 * value, digits), 100), digits)


def _tidy(value: float, digits: int) -> float:
    """Rounded, and never '-0,00'."""
    return round(value, digits) + 0.0


def lines(codes: list[tuple[int, Code]], comparison: Comparison, order: str = "") -> list[Line]:
    """In the order of the codebook, or by a column; `-` before its name: the highest first."""
    found = [
        Line(
            code,
            0 if order else depth,
            row,
            {name: figure(name, getattr(row, name)) for name in COLUMNS},
        )
        for depth, code in codes
        if (row := comparison.rows.get(code.pk)) is not None
    ]
    name = order.removeprefix("-")
    if name == BY_CODE:
        found.sort(key=lambda line: line.code.name.casefold(), reverse=order.startswith("-"))
    elif name in COLUMNS:
        some = [line for line in found if line.cells[name].value is not None]
        some.sort(key=lambda line: line.cells[name].value or 0.0, reverse=order.startswith("-"))
        found = [*some, *(line for line in found if line.cells[name].value is None)]
    return found


@dataclass(frozen=True)
class Head:
    """A head of the table that sorts it: `sorted` is what a reader by ear hears of it."""

    name: str
    label: str
    order: str
    sorted: str
    title: str


def heads(order: str, two: bool) -> list[Head]:
    names = {name: str(label) for name, label in NAMES.items()}
    names[KAPPA] = kappa_of(two)
    return [Head(name, names[name], *_order(name, order), title=TITLES[name]()) for name in COLUMNS]


def head_of_codes(order: str) -> Head:
    return Head(BY_CODE, _("code"), *_order(BY_CODE, order), title="")


def kappa_of(two: bool) -> str:
    return _("Cohen's kappa") if two else _("Fleiss' kappa")


TITLES = {
    PERCENT: lambda: _("How often coders said the same"),
    ALPHA: lambda: _("Krippendorff's alpha: the same, corrected for chance"),
    AC1: lambda: _("Gwet's AC1: steadier where a code is rare or nearly everywhere"),
    KAPPA: lambda: _("The same by another habit of correcting for chance"),
    ORDINAL: lambda: _("Krippendorff's ordinal alpha: nothing marked, a part of it, or all of it"),
    UNITISED: lambda: _("Krippendorff's alpha of stretches: also whether they begin and end alike"),
}


def _order(name: str, order: str) -> tuple[str, str]:
    if order == name:
        return f"-{name}", "ascending"
    if order == f"-{name}":
        return name, "descending"
    return (name if name == BY_CODE else f"-{name}"), ""


def sheet(
    found: list[Line], comparison: Comparison, *, two: bool, counts: bool, enough: set[int]
) -> Iterator[Any]:
    """As rows. The counts are left out of what tells of only a part of the texts: there they could
    come down to a few people; and of a code that in these texts doesn't rest on `enough`."""
    names = {name: str(label) for name, label in NAMES.items()}
    names[KAPPA] = kappa_of(two)
    numbers = [pgettext("coders", "all"), _("some"), _("nobody")] if counts else []
    columns = [
        part
        for name in COLUMNS
        for part in (
            names[name],
            pgettext("border of an interval", "%s, from") % names[name],
            pgettext("border of an interval", "%s, to") % names[name],
        )
    ]
    yield [_("code"), _("units"), *numbers, *columns, _("remark")]
    for line in found:
        given = list(line.row.given) if line.code.pk in enough else [None] * 3
        given = given if counts else []
        yield [line.code.name, line.units, *given, *_cells(line.shown), _remark(line)]
    last = overall(comparison)
    units = comparison.overall.percent.n
    remark = last[COLUMNS.index(ALPHA)].why
    yield [_("all codes together"), units, *(None for _number in numbers), *_cells(last), remark]


def overall(comparison: Comparison) -> list[Shown]:
    """All codes together, by column."""
    return [figure(name, getattr(comparison.overall, name)) for name in COLUMNS]


def _cells(shown: list[Shown]) -> list[float | None]:
    return [_plain(each) for cell in shown for each in (cell.value, cell.low, cell.high)]


def _plain(value: float | None) -> float | None:
    return None if value is None else _tidy(value, 4)


def _remark(line: Line) -> str:
    if line.too_few:
        return line.cells[ALPHA].why
    if line.rare:
        return _("rare: look at percent and AC1 as well")
    return _("nearly everywhere: look at percent and AC1 as well") if line.common else ""


@dataclass(frozen=True)
class Closer:
    """A figure for whoever knows it: its name, what it asks in plain words, and what came out."""

    name: str
    asks: str
    shown: Shown


def closer(comparison: Comparison, coders: Sequence[Any]) -> list[Closer]:
    """Kappa by both habits, and stretches and codes looked at apart."""
    told = comparison.closer
    names = {coder.pk: str(coder) for coder in coders}
    by_pair = [
        Closer(
            capfirst(
                _("Cohen's kappa, %(one)s and %(other)s")
                % {"one": names[one], "other": names[other]}
            ),
            _("Both judged the same, corrected by what each of them is used to give."),
            figure(KAPPA, found),
        )
        for (one, other), found in told.cohen.items()
    ]
    return [
        *by_pair,
        Closer(
            capfirst(_("Fleiss' kappa")),
            _("The same, corrected by what all coders together are used to give."),
            figure(KAPPA, told.fleiss),
        ),
        Closer(
            _("|uα"),
            _("Did they mark the same parts of the text, with whatever code?"),
            figure(UNITISED, told.same_parts),
        ),
        Closer(
            _("cuα"),
            _("Where two coders marked something: did they give it the same code?"),
            figure(UNITISED, told.same_code),
        ),
    ]


def closer_by_code(
    codes: list[tuple[int, Code]], comparison: Comparison
) -> list[tuple[Code, Shown]]:
    """(k)u-alpha of each code."""
    found = comparison.closer.by_code
    return [(code, figure(UNITISED, found[code.pk])) for _depth, code in codes if code.pk in found]
