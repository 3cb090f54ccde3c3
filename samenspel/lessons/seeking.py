"""Looking for public lessons: by element, thread and place, and by whom they are for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from .models import Editions, Facet, MeantFor

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 9  # digits of a key
FOR = {"bewoners": MeantFor.RESIDENTS, "organisaties": MeantFor.ORGANISATIONS}


@dataclass(frozen=True)
class Choice:
    """One list to choose from: the `name` it has in the address, and (key, words) of each."""

    name: str
    label: str
    options: list[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Sought:
    """What somebody asked for; what is not there finds nothing."""

    element: str = ""
    thread: str = ""
    place: str = ""
    meant_for: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Sought:
        told = {name: query.get(name, "")[:80].replace("\0", "") for name in NAMES}
        thread = told["draad"]
        return cls(
            element=told["element"],
            thread=thread if thread.isascii() and thread.isdigit() else "",
            place=told["plaats"],
            meant_for=told["voor"] if told["voor"] in FOR else "",
        )

    @property
    def anything(self) -> bool:
        return bool(self.element or self.thread or self.place or self.meant_for)

    def within(self, rows: Editions) -> Editions:
        facets = {Facet.Kind.ELEMENT: self.element, Facet.Kind.PLACE: self.place}
        for kind, key in facets.items():
            if key:
                found = Facet.objects.visible_to(None).filter(kind=kind, key=key)
                rows = rows.filter(pk__in=found.values("edition"))
        if self.thread:
            rows = rows.filter(thread=int(self.thread[:MOST]))
        if self.meant_for:
            both = [FOR[self.meant_for], MeantFor.BOTH]
            rows = rows.filter(meant_for__in=both)
        return rows


NAMES = ("element", "draad", "plaats", "voor")


def choices(rows: Editions, sought: Sought) -> list[Choice]:
    """What these lessons can be looked for by. Two queries."""
    facets = _facets(rows)
    lists = [
        Choice(
            "voor",
            _("For whom"),
            [("bewoners", _("for residents")), ("organisaties", _("for organisations"))],
            sought.meant_for,
        ),
        Choice("element", _("Element"), facets[Facet.Kind.ELEMENT], sought.element),
        Choice("draad", _("Red thread"), _threads(rows), sought.thread),
        Choice("plaats", _("Place"), facets[Facet.Kind.PLACE], sought.place),
    ]
    return [each for each in lists if each.options]


def _facets(rows: Editions) -> dict[str, list[tuple[str, str]]]:
    """By kind: the key of each, and its name as it was worded last."""
    named: dict[str, dict[str, str]] = {kind: {} for kind in Facet.Kind.values}
    for facet in Facet.objects.visible_to(None).filter(edition__in=rows):
        named[facet.kind][facet.key] = facet.name
    return {kind: sorted(each.items(), key=lambda one: one[1]) for kind, each in named.items()}


def _threads(rows: Editions) -> list[tuple[str, str]]:
    found = rows.filter(~Q(thread=None)).order_by("created").values_list("thread", "beside")
    named = {str(key): beside["thread"]["claim"] for key, beside in found if "thread" in beside}
    return sorted(named.items(), key=lambda each: each[1])
