"""Who can read this, in words and in a number, from the same rule that decides it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Circle, Coalition, Expedition
from .roles import belongs
from .sight import readers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samenspel.people.models import Person


@dataclass(frozen=True)
class Readers:
    """`level` rings are filled; `words` is the sentence beside them."""

    level: int
    words: str


@dataclass
class Imagined:
    """A row that is not there yet, to tell who would read it."""

    author_id: int | None
    coalition_id: int | None
    expedition_id: int
    circle: Circle


def who_reads(row: Any, looker: Any = None) -> Readers:
    """Who can read this row. One query; none for what is private or public."""
    circle = Circle(row.circle)
    people = 0 if circle in (Circle.PRIVATE, Circle.PUBLIC) else readers(row).count()
    group = ""
    if row.coalition_id:
        group = _("our group") if belongs(looker, row.coalition_id) else row.coalition.name
    mine = looker is None or getattr(looker, "pk", None) == row.author_id
    return Readers(circle.value, sentence(circle, people, group, mine=mine))


def who_would_read(
    place: Coalition | Expedition, person: Person, circles: Sequence[Circle]
) -> dict[Circle, Readers]:
    """The same, before saving: for words of `person` kept at `place`, by circle."""
    here = isinstance(place, Coalition)
    expedition = place.expedition_id if isinstance(place, Coalition) else place.pk
    group = ""
    if isinstance(place, Coalition):
        group = _("our group") if belongs(person, place.pk) else place.name
    told = {}
    for circle in circles:
        if circle == Circle.COALITION and not here:
            continue
        row = Imagined(person.pk, place.pk if here else None, expedition, circle)
        people = 0 if circle in (Circle.PRIVATE, Circle.PUBLIC) else readers(row).count()
        told[circle] = Readers(circle.value, sentence(circle, people, group))
    return told


def who_will_read(coalition: Coalition) -> Readers:
    """Who reads first what somebody new will tell here."""
    row = Imagined(None, coalition.pk, coalition.expedition_id, Circle.COALITION)
    people = readers(row).count()
    return Readers(Circle.COALITION.value, sentence(Circle.COALITION, people, coalition.name))


def sentence(circle: Circle, people: int, group: str = "", *, mine: bool = True) -> str:
    """One or two short sentences, such as 'Only our group (7 people). Not the fund.'"""
    many = ngettext("%d person", "%d people", people) % people
    say = {"group": group, "people": many}
    match circle:
        case Circle.PRIVATE:
            return _("Only you.") if mine else _("Only the one who wrote it.")
        case Circle.COALITION:
            return _("Only %(group)s (%(people)s). Not the fund.") % say
        case Circle.TEAM if group:
            words = _("%(group)s and the support team (%(people)s). Not the fund.") % say
            return capfirst(words)
        case Circle.TEAM:
            return _("Only the support team (%(people)s). Not the fund.") % say
        case Circle.EXPEDITION:
            return _("All coalitions and the support team (%(people)s). Not the fund.") % say
        case Circle.PARTNERS:
            return _("All coalitions, the fund and its partners (%(people)s).") % say
        case _:
            return _("Everybody, on the internet.")
