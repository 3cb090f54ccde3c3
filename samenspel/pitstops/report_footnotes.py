"""Footnotes of a report: a part of it leads to a moment in a recording.

A block holds the id of the moment and nothing else. A moment that was taken away, or whose
recording is gone, leaves a gap; whoever may not hear it reads that there is one, and no words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed, may, place_of
from samenspel.foundation.errors import Refused
from samenspel.sources.models import Moment, Source
from samenspel.sources.moments import Use, Uses, address
from samenspel.sources.typeset import clock

from . import reports
from .blocks import Block, Part, find, from_json
from .report_models import Report, ReportVersion
from .reporting import keep, newest, writes

if TYPE_CHECKING:
    from samenspel.people.models import Person

    from .reports import Opened, Row

MOST = 20  # beside one part
NOTED = (Part.HEADING, Part.SAID, Part.CARDS)


@dataclass(frozen=True)
class Note:
    """A numbered note. Without `url` this reader can't hear it; `gone`: nobody can."""

    number: int
    moment: int
    at: str = ""
    words: str = ""
    url: str = ""
    gone: bool = False

    @property
    def told(self) -> str:
        """The note as a line of text."""
        if self.gone:
            return _("a moment that was taken away")
        if not self.url:
            return _("a moment in a recording that you can't hear")
        return f"{self.at} {self.words}".strip()


@deed("report.footnote", may=writes)
def add(report: Report, *, block: str, moment: Moment, by: Person) -> ReportVersion:
    """Let a part of the report lead to a moment in a recording of the same coalition."""
    if place_of(moment) != place_of(report):
        raise Refused(_("This recording is of another coalition."))
    now = from_json(newest(report).blocks)
    part = find(now, block)
    if part.part not in NOTED:
        raise Refused(_("Choose a heading, a text or a pile of cards."))
    if moment.pk in part.notes:
        raise Refused(_("This moment stands there already."))
    if len(part.notes) >= MOST:
        raise Refused(_("There are many notes here already. Take one away first."))
    noted = replace(part, notes=(*part.notes, moment.pk))
    return keep(report, tuple(noted if each == part else each for each in now), by=by)


@deed("report.unfootnote", may=writes)
def remove(report: Report, *, block: str, moment: int, by: Person) -> ReportVersion:
    """Take a footnote out of the report."""
    now = from_json(newest(report).blocks)
    part = find(now, block)
    without = replace(part, notes=tuple(each for each in part.notes if each != moment))
    return keep(report, tuple(without if each == part else each for each in now), by=by)


# Reading


def lay(rows: Iterable[Row], person: Any) -> None:
    """Number the notes of these rows, as this reader may hear them. Two questions at most."""
    noted = [(row, key) for row in rows for key in row.block.notes]
    if not noted:
        return
    keys = {key for _row, key in noted}
    seen = Moment.objects.visible_to(person).filter(pk__in=keys)
    heard = {row.pk: row for row in seen.select_related("recording")}
    there = _there(keys - heard.keys())
    for number, (row, key) in enumerate(noted, 1):
        moment = heard.get(key)
        row.notes.append(
            Note(number, key, clock(moment.at), moment.words, address(moment))
            if moment
            else Note(number, key, gone=key not in there)
        )


def _there(missing: set[int]) -> set[int]:
    """Which of these still are, for somebody else."""
    if not missing:
        return set()
    rows = Moment.objects.unguarded("a tombstone").filter(pk__in=missing)
    return set(rows.values_list("pk", flat=True))


def parts(report: Report) -> Iterator[Block]:
    """The parts that a footnote can stand with."""
    for each in from_json(newest(report).blocks):
        if each.part in NOTED and each.text.strip():
            yield each


# From the recording


def reports_of(source: Source, person: Any) -> list[Report]:
    """The reports of the same coalition and day, in which this person writes.

    One that was settled in a smaller circle is not opened for whoever only sees the meeting.
    """
    if not source.coalition_id:
        return []
    place, day = source.coalition_id, source.moment
    rows = Report.objects.visible_to(person).filter(
        Q(pitstop__coalition=place, pitstop__day=day)
        | Q(occasion__coalition=place, occasion__day=day)
    )
    found = (reports.open_for(person, pk) for pk in rows.values_list("pk", flat=True))
    return [each.report for each in found if each and _writes_in(each, person)]


def _writes_in(opened: Opened, person: Any) -> bool:
    return opened.inside and may(person, "report.footnote", opened.report)


def uses(source: Source, moments: Sequence[Moment], person: Any) -> Uses:
    """Each moment can become a footnote in the report of that day."""
    found = reports_of(source, person) if moments else []
    if not found:
        return Uses()
    words = _("A footnote in the report")
    return Uses(
        {
            row.pk: Use(words, reverse("pitstops:footnote", args=[row.pk]), "quote", asks=True)
            for row in moments
        }
    )
