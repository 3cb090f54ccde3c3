"""What a round told, to read and to draw: only ever from what was frozen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.models import Voice

from .models import Element, Framework, Mirror, Round, Shown

VOICES = tuple(Voice)
AT_THE_TABLE = "the mirror at the table"
REACH = 0.75  # points to both sides of a mark, of the line that says "far apart"


@dataclass(frozen=True)
class Cell:
    """The mean of one voice on one element, in half points, and what else may be told of it."""

    half: int
    edge: str = ""
    far: bool | None = None
    words: bool = False

    @property
    def mean(self) -> float:
        return self.half / 2

    @property
    def number(self) -> str:
        return str(number_format(Decimal(self.half) / 2, decimal_pos=self.half % 2))

    @property
    def text(self) -> str:
        """Such as "3,5" or "4 or more"."""
        if self.edge == "high":
            return _("%s or more") % self.number
        return _("%s or less") % self.number if self.edge == "low" else self.number

    @property
    def reach(self) -> tuple[float, float] | None:
        """From where to where, in points, the line behind the mark goes."""
        return (self.mean - REACH, self.mean + REACH) if self.far else None


@dataclass(frozen=True)
class VoiceLine:
    """One voice in a round, or over coalitions. `state` is told, few, lifted or none."""

    voice: Voice
    state: str
    many: int = 0
    coalitions: int = 0

    @property
    def label(self) -> str:
        """Such as "5 residents", or "26 residents, 4 coalitions"."""
        told = [f"{self.many} {self.people}"]
        if self.coalitions:
            places = ngettext("%d coalition", "%d coalitions", self.coalitions)
            told.append(places % self.coalitions)
        return ", ".join(told)

    @property
    def people(self) -> str:
        """The voice in the plural, within a sentence."""
        named = {"resident": _("residents"), "professional": _("professionals")}
        return named.get(self.voice.value) or _("others")


@dataclass(frozen=True)
class Line:
    """One element, with a cell (or None) for each voice."""

    element: Element
    cells: dict[str, Cell | None]

    @property
    def told(self) -> dict[str, Cell]:
        return {voice: cell for voice, cell in self.cells.items() if cell}

    @property
    def gap(self) -> float:
        """The distance between the voices, in points; 0 when fewer than two are told."""
        means = [cell.mean for cell in self.told.values()]
        return max(means) - min(means) if means else 0.0

    @property
    def far(self) -> list[str]:
        return [voice for voice, cell in self.told.items() if cell.far]

    @property
    def lowest(self) -> float:
        return min((cell.mean for cell in self.told.values()), default=5.0)


@dataclass(frozen=True)
class Told(ABC):
    """What can be drawn: the voices, and what they say of each element."""

    voices: tuple[VoiceLine, ...]
    lines: tuple[Line, ...]

    @property
    @abstractmethod
    def whose(self) -> str: ...

    @property
    @abstractmethod
    def title(self) -> str: ...

    @property
    @abstractmethod
    def framework(self) -> Framework: ...

    @property
    @abstractmethod
    def when(self) -> str: ...

    @property
    def when_in_short(self) -> str:
        return self.when

    @property
    @abstractmethod
    def heading(self) -> str:
        """What stands above the picture within a page."""

    @property
    @abstractmethod
    def meaning(self) -> str:
        """What a mark and a line stand for."""

    @property
    @abstractmethod
    def lacking(self) -> str:
        """What stands where there is no figure."""

    @property
    def about_change(self) -> str:
        """What has to be known of a change over moments, if anything."""
        return ""

    @property
    def told(self) -> list[VoiceLine]:
        return [line for line in self.voices if line.state == "told"]

    @property
    def hidden(self) -> list[VoiceLine]:
        return [line for line in self.voices if line.state in ("few", "lifted")]

    @property
    def present(self) -> list[VoiceLine]:
        """The voices that get a column."""
        return [line for line in self.voices if line.state != "none"]


@dataclass(frozen=True)
class Figures(Told):
    """A closed round as somebody may see it. `outside` when it was shared with them."""

    round: Round
    outside: bool = False

    @property
    def moment(self) -> date:
        return self.round.moment

    @property
    def whose(self) -> str:
        return str(self.round.coalition)

    @property
    def title(self) -> str:
        return f"{self.whose}: {self.round.title}"

    @property
    def framework(self) -> Framework:
        return self.round.framework

    @property
    def when(self) -> str:
        return date_format(self.moment, "j F Y")

    @property
    def when_in_short(self) -> str:
        return date_format(self.moment, "M Y")

    @property
    def heading(self) -> str:
        return f"{self.round.title}, {self.when}"

    @property
    def lacking(self) -> str:
        return _("too few answers")

    @property
    def meaning(self) -> str:
        return _(
            "Means per voice, rounded to half points. A wide line: people of that voice are far "
            "apart."
        )


def of(round: Round) -> Figures | None:
    """The figures of a round for its own people, such as on a projector; None before it closed.

    Asks nobody's rights and gives no words: the caller knows who is at the table. Two queries.
    """
    mirror = Mirror.objects.unguarded(AT_THE_TABLE).filter(round=round).first()
    return _read([(round, mirror.figures)])[0] if mirror else None


def seen(person: Any, pk: int) -> Figures | None:
    """The figures of a round as far as this person may see them. Up to three queries."""
    parts = "round__framework", "round__coalition__expedition"
    own = Mirror.objects.visible_to(person).filter(round=pk).select_related(*parts).first()
    if own:
        return _read([(own.round, own.figures)])[0]
    shown = Shown.objects.visible_to(person).filter(round=pk).select_related(*parts).first()
    return _read([(shown.round, shown.figures)], outside=True)[0] if shown else None


def earlier(now: Figures) -> list[Figures]:
    """Rounds of the same coalition with (an earlier version of) the same list, oldest first.

    As far out as `now` is: beside shared figures stand only rounds that were shared as far.
    Three queries.
    """
    kin = [line.element.kin for line in now.lines]
    lists = Element.objects.unguarded(AT_THE_TABLE).filter(kin__in=kin).values("framework")
    round = now.round
    table: Any = Shown if now.outside else Mirror
    rows = (
        table.objects.unguarded(AT_THE_TABLE)
        .filter(round__coalition=round.coalition_id, round__framework__in=lists)
        .filter(round__moment__lte=round.moment)
        .exclude(round=round)
        .select_related("round__framework", "round__coalition")
        .order_by("round__moment", "round__pk")
    )
    if now.outside:
        circle = Shown.objects.unguarded(AT_THE_TABLE).get(round=round).circle
        rows = rows.filter(circle__gte=circle)
    before = [(row.round, row.figures) for row in rows]
    before = [(r, f) for r, f in before if (r.moment, r.pk) < (round.moment, round.pk)]
    return _read(before, outside=now.outside)


def _read(rows: list[tuple[Round, Any]], *, outside: bool = False) -> list[Figures]:
    elements = elements_of({round.framework_id for round, _told in rows})
    return [
        Figures(
            voices=tuple(_voice(voice, told) for voice in VOICES),
            lines=tuple(_line(element, told) for element in elements[round.framework_id]),
            round=round,
            outside=outside,
        )
        for round, told in rows
    ]


def elements_of(lists: Collection[int]) -> dict[int, list[Element]]:
    """The elements of these lists, by list. One query."""
    elements: dict[int, list[Element]] = {pk: [] for pk in lists}
    for element in Element.objects.unguarded(AT_THE_TABLE).filter(framework__in=lists):
        elements[element.framework_id].append(element)
    return elements


def _voice(voice: Voice, told: Any) -> VoiceLine:
    was = told["voices"].get(voice.value, {})
    state = next((name for name in ("lifted", "few") if name in was), "none")
    return VoiceLine(voice, "told", was["n"]) if "n" in was else VoiceLine(voice, state)


def _line(element: Element, told: Any) -> Line:
    cells: dict[str, Cell | None] = {}
    for voice in VOICES:
        row = told["cells"].get(voice.value, {}).get(str(element.pk))
        cells[voice.value] = row and Cell(row["half"], row["edge"], row["far"], row["words"])
    return Line(element, cells)


def talk_order(figures: Figures) -> list[Line]:
    """What to talk about first: where voices differ most, then where one is divided, then what is
    lowest."""
    return sorted(
        (line for line in figures.lines if line.told),
        key=lambda line: (-line.gap, -len(line.far), line.lowest, line.element.position),
    )


def why(line: Line) -> str:
    """Why an element comes early in the talk, in a few words."""
    if line.gap >= 1:
        return _("The voices differ.")
    if line.far:
        return _("Within one voice you are far apart.")
    if line.lowest <= 2.5:
        return _("A low figure.")
    return ""
