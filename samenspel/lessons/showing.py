"""The marks of the neighbour test as a page shows them: in their text, and told in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Coalition

from .models import Lesson
from .neighbours import Kind
from .weighing import Found, Piece, places_of

KINDS = {
    Kind.OWN: _("on the list of the coalition"),
    Kind.NAME: _("name of somebody who takes part"),
    Kind.PLACE: _("place or organisation of the coalition"),
    Kind.CAPITAL: _("perhaps a name"),
    Kind.PERSON: _("a name, says the second sieve"),
    Kind.SPOT: _("a place or an organisation, says the second sieve"),
    Kind.AGE: _("an age"),
    Kind.DATE: _("a day"),
    Kind.PHONE: _("a telephone number"),
    Kind.MAIL: _("an address on the web"),
    Kind.NUMBER: _("a number"),
}


@dataclass
class Shown:
    """One text with its marks. `parts` are (words, how): how is '', 'open' or 'kept'."""

    piece: Piece
    label: str
    found: list[Found] = field(default_factory=list)

    @property
    def parts(self) -> list[tuple[str, str]]:
        spans = sorted(
            (mark.start, mark.end, "kept" if each.weighed else "open")
            for each in self.found
            for mark in each.marks
        )
        text, at = self.piece.text, 0
        told: list[tuple[str, str]] = []
        for start, end, how in spans:
            told += [(text[at:start], ""), (text[start:end], how)]
            at = end
        return [part for part in [*told, (text[at:], "")] if part[0]]

    @property
    def rows(self) -> list[tuple[Found, str]]:
        return [(each, str(KINDS[each.mark.kind])) for each in self.found]


def shown(found: Iterable[Found]) -> list[Shown]:
    """By text, in the order in which they stand in the lesson."""
    told: dict[str, Shown] = {}
    for each in found:
        key = each.piece.key
        if key not in told:
            told[key] = Shown(each.piece, _label(each.piece))
        told[key].found.append(each)
    return list(told.values())


def _label(piece: Piece) -> str:
    if piece.quote:
        return str(_("A quote"))
    if piece.field == "shows":
        return str(_("What is to be seen on the picture"))
    return str(Lesson._meta.get_field(piece.field).verbose_name)  # type: ignore[union-attr]


def named(place: Coalition) -> list[str]:
    """The places and organisations that are looked for besides the list, by the alphabet."""
    return sorted(set(places_of([place])))
