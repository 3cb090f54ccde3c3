"""The mirror of an expedition: what its coalitions shared of theirs, put together.

All who are in one circle read the same figures. What is shared with fewer people than that circle
does not count, also not for those who may see it: so the whole never tells more than its parts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenspel.circles.models import OWN, TEAM, Circle, Expedition, Voice
from samenspel.circles.roles import held

from . import hiding
from .figures import AT_THE_TABLE, VOICES, Cell, Line, Told, VoiceLine, elements_of
from .models import Element, Framework, Round, Shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HALF_YEAR = 6


@dataclass(frozen=True, order=True)
class Period:
    """Half a year. Rounds are put together by it, and by nothing else: there is no filter."""

    year: int
    second: bool

    @classmethod
    def of(cls, round: Round) -> Period:
        return cls(round.moment.year, round.moment.month > HALF_YEAR)

    @property
    def name(self) -> str:
        words = _("July to December %d") if self.second else _("January to June %d")
        return words % self.year

    @property
    def short(self) -> str:
        return (_("Jul–Dec %d") if self.second else _("Jan–Jun %d")) % self.year


@dataclass(frozen=True)
class Span(Cell):
    """The middle one of the coalitions' figures, with the lowest and the highest."""

    lowest: Cell | None = None
    highest: Cell | None = None
    coalitions: int = 0

    @property
    def middle(self) -> str:
        return super().text

    @property
    def text(self) -> str:
        """Such as "3 (2 or less – 4)"."""
        if self.lowest is None or self.highest is None or self.lowest == self.highest:
            return super().text
        return f"{super().text} ({self.lowest.text} – {self.highest.text})"

    @property
    def reach(self) -> tuple[float, float] | None:
        if self.lowest is None or self.highest is None or self.lowest == self.highest:
            return None
        return self.lowest.mean, self.highest.mean


@dataclass(frozen=True)
class Overall(Told):
    """The figures of half a year over coalitions, with the rounds that were shared."""

    place: Expedition
    list: Framework
    period: Period
    rounds: tuple[Round, ...]

    @property
    def whose(self) -> str:
        return self.place.name

    @property
    def title(self) -> str:
        return _("%s: coalitions together in the mirror") % self.place.name

    @property
    def framework(self) -> Framework:
        return self.list

    @property
    def when(self) -> str:
        return self.period.name

    @property
    def when_in_short(self) -> str:
        return self.period.short

    @property
    def heading(self) -> str:
        return self.when

    @property
    def lacking(self) -> str:
        return _("too few coalitions")

    @property
    def about_change(self) -> str:
        return _("Here only coalitions count that were there each time.")

    @property
    def meaning(self) -> str:
        return _(
            "A mark: the middle one of the coalitions. A line: from the lowest to the highest."
        )


@dataclass(frozen=True)
class Together:
    """All that was shared with one list, and the later versions of it.

    `moments` are those of which something is told, oldest first, and `alike` the same ones with
    only the coalitions that were there each time; `thin` those with too few coalitions.
    """

    key: int
    moments: tuple[Overall, ...]
    alike: tuple[Overall, ...]
    thin: tuple[Overall, ...]

    @property
    def framework(self) -> Framework:
        return (self.moments or self.thin)[-1].list

    @property
    def now(self) -> Overall | None:
        return self.moments[-1] if self.moments else None

    @property
    def earlier(self) -> tuple[Overall, ...]:
        return self.moments[:-1]

    @property
    def later(self) -> tuple[Overall, ...]:
        """What was shared since, by too few coalitions yet."""
        return tuple(each for each in self.thin if not self.now or each.period > self.now.period)


def circle_of(person: Any, place: Expedition) -> Circle:
    """The circle in which somebody reads the mirror of an expedition."""
    if not travels(person, place):
        return Circle.PUBLIC
    within = place.pk in held(person).expeditions((*OWN, *TEAM))
    return Circle.EXPEDITION if within else Circle.PARTNERS


def travels(person: Any, place: Expedition) -> bool:
    """Whether somebody has a place in this expedition, whichever."""
    known = person is not None and person.is_authenticated
    return known and place.pk in held(person).expeditions()


def read(place: Expedition, person: Any) -> list[Together]:
    """What may be told over coalitions to this person, by list. Three queries."""
    rows = list(
        Shown.objects.visible_to(person)
        .filter(expedition=place, circle__gte=circle_of(person, place))
        .select_related("round__framework", "round__coalition")
        .order_by("round__moment", "round__pk")
    )
    first = _first_versions(place)
    elements = elements_of({row.round.framework_id for row in rows})
    by_list: dict[int, list[Shown]] = defaultdict(list)
    for row in rows:
        by_list[first[row.round.framework_id]].append(row)
    return [_together(place, key, by_list[key], elements) for key in sorted(by_list)]


def _first_versions(place: Expedition) -> dict[int, int]:
    """By list the first version of it."""
    lists = Framework.objects.unguarded(AT_THE_TABLE).filter(expedition=place).order_by("pk")
    first: dict[int, int] = {}
    for pk, replaces in lists.values_list("pk", "replaces"):
        first[pk] = first.get(replaces, pk)
    return first


Parts = dict[int | None, hiding.Data]  # the figures of each coalition, with elements by their kin


def _together(
    place: Expedition, key: int, rows: list[Shown], elements: Mapping[int, list[Element]]
) -> Together:
    newest = max((row.round.framework for row in rows), key=lambda each: each.number)
    parts: dict[Period, Parts] = defaultdict(dict)
    rounds: dict[Period, dict[int | None, Round]] = defaultdict(dict)
    for row in rows:  # oldest first: of two rounds in one half year the later one counts
        where, period = row.round.coalition_id, Period.of(row.round)
        parts[period][where] = _by_kin(row.figures, elements[row.round.framework_id])
        rounds[period][where] = row.round

    def over(period: Period, found: Iterable[hiding.Data], *, spread: bool = True) -> Overall:
        told = hiding.overall(list(found))
        return Overall(
            voices=tuple(_voice(voice, told) for voice in VOICES),
            lines=tuple(_line(each, told, spread=spread) for each in elements[newest.pk]),
            place=place,
            list=newest,
            period=period,
            rounds=tuple(
                round
                for where, round in rounds[period].items()
                if any(parts[period][where]["cells"].values()) or not told["cells"]
            ),
        )

    moments = [over(period, parts[period].values()) for period in sorted(parts)]
    told = [each for each in moments if each.told]
    same = _alike({each.period: parts[each.period] for each in told})
    return Together(
        key,
        tuple(told),
        tuple(over(period, found.values(), spread=False) for period, found in same.items()),
        tuple(each for each in moments if not each.told),
    )


def _by_kin(told: hiding.Data, elements: Iterable[Element]) -> hiding.Data:
    kin = {str(each.pk): str(each.kin) for each in elements}
    cells = {
        voice: {kin[element]: cell for element, cell in row.items()}
        for voice, row in told["cells"].items()
    }
    return {"voices": told["voices"], "cells": cells}


def _alike(moments: Mapping[Period, Parts]) -> dict[Period, Parts]:
    """Moments that can be compared: each figure from the same coalitions every time.

    A moment that would leave too few of them is passed over; {} when there is nothing to compare.
    """
    kept: dict[Period, Parts] = {}
    common: set[int | None] = set()
    for period in sorted(moments, reverse=True):
        both = common & set(moments[period]) if kept else set(moments[period])
        if len(both) >= hiding.COALITIONS:
            kept, common = {period: moments[period], **kept}, both
    if len(kept) < 2:
        return {}
    always = set.intersection(*(set(_places(parts)) for parts in kept.values()))
    return {period: _only(parts, always) for period, parts in kept.items()}


def _places(parts: Parts) -> Iterable[tuple[int | None, str, str]]:
    for where, told in parts.items():
        for voice, row in told["cells"].items():
            for element in row:
                yield where, voice, element


def _only(parts: Parts, places: set[tuple[int | None, str, str]]) -> Parts:
    return {
        where: {
            "voices": told["voices"],
            "cells": {
                voice: {kin: cell for kin, cell in row.items() if (where, voice, kin) in places}
                for voice, row in told["cells"].items()
            },
        }
        for where, told in parts.items()
    }


def _voice(voice: Voice, told: hiding.Data) -> VoiceLine:
    was = told["voices"].get(voice.value, {})
    if "n" in was:
        return VoiceLine(voice, "told", was["n"], was["coalitions"])
    return VoiceLine(voice, "few" if was else "none")


def _line(element: Element, told: hiding.Data, *, spread: bool) -> Line:
    cells: dict[str, Cell | None] = {}
    for voice in VOICES:
        row = told["cells"].get(voice.value, {}).get(str(element.kin))
        cells[voice.value] = _span(row, spread=spread) if row else None
    return Line(element, cells)


def _span(row: hiding.Data, *, spread: bool) -> Span:
    return Span(
        row["half"],
        row["edge"],
        lowest=_cell(row["lowest"]) if spread else None,
        highest=_cell(row["highest"]) if spread else None,
        coalitions=row["coalitions"],
    )


def _cell(half: int) -> Cell:
    return Cell(half, hiding.edge(half, hiding.LEAST_FOR_WORDS))
