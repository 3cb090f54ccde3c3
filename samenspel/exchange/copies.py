"""Texts that came in by a file of an export of this site: what they came from, and what that means.

What comes from a text here is known by its guid. Anybody can write a guid in a file, so it has to
be one of a text that went out by the register, and most of the words have to be in that text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from samenspel.circles.models import Circle
from samenspel.sources.models import Source, Version

from .likeness import is_mostly_in
from .models import Copied, Export, Held
from .refi.names import ORIGIN, own_guid

if TYPE_CHECKING:
    from . import project
    from .work import Work

REACH = "taking back reaches everywhere"
_EXPORT = re.compile(rf"{ORIGIN} \((?P<slug>[\w-]+)-(?P<number>\d{{1,9}})\)")


class Origins:
    """The texts on this site that those of one file came from."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def of(self, families: Sequence[Sequence[project.Source]]) -> dict[str, list[Source]]:
        """By the guid of the newest words in the file; what came from elsewhere has none."""
        newest = {family[-1].guid: family for family in families}
        found: dict[str, list[Source]] = defaultdict(list)
        for guid, row in self._called(list(newest)):
            if is_mostly_in((each.text for each in newest[guid]), _words_of(row)):
                found[guid].append(row)
        return {guid: self._those_told(rows) for guid, rows in found.items()}

    def _called(self, guids: list[str]) -> Iterator[tuple[str, Source]]:
        """What went out under these guids: a text, or an earlier version of one on its own."""
        known = _went_out().exclude(expedition=self.work.expedition)
        for row in known.filter(guid__in=[UUID(guid) for guid in guids]):
            yield str(row.guid), row
        earlier = {self._earlier[guid]: guid for guid in guids if guid in self._earlier}
        for row in _went_out().filter(pk__in=earlier):
            yield earlier[row.pk], row

    @cached_property
    def _earlier(self) -> dict[str, int]:
        """Texts that went out, by the guids that their earlier versions have in a file."""
        several = Version.objects.unguarded(REACH).filter(number__gt=1).values("source")
        rows = Version.objects.unguarded(REACH).filter(source__in=several).order_by()
        rows = rows.filter(source__in=_went_out())
        pairs = rows.values_list("source", "source__guid", "number")
        return {own_guid("version", guid, number): pk for pk, guid, number in pairs}

    def _those_told(self, rows: list[Source]) -> list[Source]:
        """Of a text that stands in several expeditions: the one that the file says it is from."""
        return [row for row in rows if row.pk in self._told] or rows

    @cached_property
    def _told(self) -> set[int]:
        named = _EXPORT.fullmatch(self.work.head.origin)
        if named is None:
            return set()
        held = Held.objects.unguarded(REACH).filter(
            export__expedition__slug=named["slug"], export__number=int(named["number"])
        )
        return set(held.values_list("source", flat=True))

    def keep(self, versions: Iterable[Version], origins: dict[str, list[Source]]) -> None:
        """Write down what the sources of these new versions came from."""
        copies = {version.source_id: version.source for version in versions}
        Copied.objects.unguarded(REACH).bulk_create(
            Copied(origin=origin, copy=copy)
            for copy in copies.values()
            for origin in origins.get(str(copy.guid), ())
        )


def _went_out() -> Any:
    """Texts that the register knows: in a project, for only there a text has its guid."""
    held = Held.objects.unguarded(REACH).filter(export__kind=Export.Kind.QDPX)
    return Source.objects.unguarded(REACH).filter(pk__in=held.values("source"))


def _words_of(row: Source) -> Iterable[str]:
    rows: Iterable[str] = (
        Version.objects.unguarded(REACH).filter(source=row).values_list("text", flat=True)
    )
    return rows


def reach(origins: Iterable[Source]) -> Circle:
    """How far words may be read that came from these: no further than in any of those places.

    What only its own coalition reads, others do not read elsewhere.
    """
    widest, todo, seen = Circle.PUBLIC, list(origins), set()
    while todo:
        row = todo.pop()
        if row.pk not in seen:
            seen.add(row.pk)
            lets = Circle(row.ceiling) if row.circle >= Circle.TEAM else Circle.PRIVATE
            widest = min(widest, lets)
            todo += origins_of(row)
    return widest


def origins_of(copy: Source) -> list[Source]:
    rows = Copied.objects.unguarded(REACH).filter(copy=copy).select_related("origin")
    return [row.origin for row in rows]


def copied_among(rows: Iterable[Source]) -> list[Source]:
    """Those of these that came from another text."""
    by_key = {row.pk: row for row in rows}
    keys = Copied.objects.unguarded(REACH).filter(copy__in=by_key).values_list("copy", flat=True)
    return [by_key[key] for key in sorted(set(keys))]


def copies_of(source: Source) -> list[Copied]:
    rows = Copied.objects.unguarded(REACH).filter(origin=source).order_by("copy")
    return list(rows.select_related("copy__author", "copy__expedition"))


def all_copies_of(source: Source) -> list[Copied]:
    """Also those that came from another copy; each once."""
    found: dict[int, Copied] = {}
    todo = copies_of(source)
    while todo:
        row = todo.pop(0)
        if row.copy_id not in found:
            found[row.copy_id] = row
            todo += copies_of(row.copy)
    return list(found.values())
