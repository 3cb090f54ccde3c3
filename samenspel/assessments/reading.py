"""Rounds, words and lists, for pages here and above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samenspel.circles.roles import belongs

from . import figures
from .models import Answered, Element, Framework, Remark, Round

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samenspel.circles.models import Coalition, Expedition

    from .figures import Figures


@dataclass(frozen=True)
class Latest:
    """What the page of a coalition tells of the mirror: open rounds, and the last closed one."""

    to_fill_in: list[Round]
    closed: Round | None

    def __bool__(self) -> bool:
        return bool(self.to_fill_in or self.closed)


def latest(place: Coalition, person: Any) -> Latest:
    """For its own people what they may still fill in, and for all the newest figures they may see.

    Two queries at most, three for the coalition's own.
    """
    closed = next(iter(closed_rounds(place, person)), None)
    if not belongs(person, place.pk):
        return Latest([], closed)
    mine = Answered.objects.unguarded(figures.AT_THE_TABLE).filter(person=person)
    here = Round.objects.visible_to(person).filter(coalition=place, closed=None)
    return Latest(list(here.exclude(pk__in=mine.values("round"))), closed)


def closed_rounds(place: Coalition, person: Any) -> list[Round]:
    """The rounds whose figures this person may see, newest first."""
    from .models import Mirror, Shown

    found: dict[int, Round] = {}
    for table in (Mirror, Shown):
        rows = table.objects.visible_to(person).filter(coalition=place)
        found |= {row.round_id: row.round for row in rows.select_related("round__framework")}
    return sorted(found.values(), key=lambda round: (round.moment, round.pk), reverse=True)


def elements_of(round: Round) -> list[Element]:
    """The elements of a sheet, for whoever holds one."""
    rows = Element.objects.unguarded(figures.AT_THE_TABLE).filter(framework=round.framework_id)
    return list(rows)


def lists_of(place: Expedition, person: Any) -> QuerySet[Framework]:
    """The lists in use in an expedition."""
    found: QuerySet[Framework] = Framework.objects.visible_to(person).filter(
        expedition=place, retired=None
    )
    return found


@dataclass(frozen=True)
class Said:
    """What one voice wrote with one element; without one: what is missing."""

    element: Element | None
    voice: str
    words: list[str]


def words_of(now: Figures, person: Any) -> list[Said]:
    """The remarks of a round by element and voice, for the coalition itself. One query."""
    by_place: dict[tuple[int | None, str], list[str]] = {}
    rows = Remark.objects.visible_to(person).filter(mirror__round=now.round)
    for element, voice, words in rows.values_list("element", "voice", "words"):
        by_place.setdefault((element, voice), []).append(words)
    places = [line.element for line in now.lines]
    return [
        Said(element, voice.value, by_place[place])
        for element in [*places, None]
        for voice in figures.VOICES
        if (place := (element.pk if element else None, voice.value)) in by_place
    ]
