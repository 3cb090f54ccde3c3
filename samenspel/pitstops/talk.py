"""Moments that are marked while people talk, by the clock on the wall.

Nobody knows then which recording holds them. Afterwards whoever has one tells when it began, and
each moment that is kept becomes one of the recording (`sources.moments`), with all that those can
become. Without a recording a report can take them in.

Whoever may mark in a recording may mark in a talk: members of the coalition and the team. A phone
without an account may not: when something was handed in from there is written down nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.deeds import Rule, deed, may
from samenspel.circles.sight import BOOKS
from samenspel.foundation import live
from samenspel.foundation.errors import Refused
from samenspel.sources import moments
from samenspel.sources.models import Moment, Recording, Source
from samenspel.sources.moments import Use, Uses, marks
from samenspel.sources.typeset import clock

from . import blocks as pieces
from .blocks import Block, Part, from_json
from .models import Kind, Pitstop, TalkMoment
from .reporting import keep, newest, writes
from .rights import leads

if TYPE_CHECKING:
    from samenspel.people.models import Person

    from .report_models import Report, ReportVersion

MOST = moments.MOST
TWICE = timedelta(milliseconds=moments.TWICE)
LATEST = timedelta(hours=12)  # that a phone without a connection kept a press
SILENT = (Kind.REFLECT, Kind.VOTE, Kind.MIRROR)
AT_THE_TABLE = (Kind.TALK, Kind.REVIEW)  # when a phone offers it

changes_talk = Rule(
    frozenset({"whoever marked it", *leads.who}),
    lambda person, moment: moment.by_id == person.pk or leads(person, moment.pitstop),
)


@deed("pitstop.mark", may=marks)
def mark(
    pitstop: Pitstop,
    *,
    by: Person,
    words: str = "",
    key: UUID | None = None,
    ago: timedelta = timedelta(),
) -> TalkMoment:
    """Mark this moment of a meeting that is on, with a few words of your own.

    `ago` is how long it took to arrive. The same `key` counts once; so does a second press.
    """
    if ago > LATEST:
        raise Refused(_("That was more than twelve hours ago. It can't be added any more."))
    at = timezone.now() - max(ago, timedelta())
    if pitstop.began is None or (pitstop.ended and at > pitstop.ended):
        raise Refused(_("This pitstop is not on."))
    at, words = max(at, pitstop.began), moments.short(words)
    rows = TalkMoment.objects.unguarded(BOOKS)
    here = rows.filter(pitstop=pitstop)
    near = Q(words=words, at__gt=at - TWICE, at__lt=at + TWICE)
    again: TalkMoment | None = here.filter(near | Q(pk=key), by=by).first()
    if again is not None:
        return again
    if here.count() >= MOST:
        raise Refused(_("There are many moments here already. Take one away first."))
    if key is None or rows.filter(pk=key).exists():
        key = uuid4()
    made: TalkMoment = TalkMoment.objects.create(pk=key, pitstop=pitstop, at=at, words=words, by=by)
    live.nudge(pitstop.topic, to="lead")
    return made


@deed("pitstop.word_moment", may=changes_talk)
def word(moment: TalkMoment, *, words: str, by: Person) -> TalkMoment:
    """Say afterwards, or in other words, what a moment of a talk is about."""
    moment.words = moments.short(words)
    moment.save(update_fields=["words"])
    live.nudge(moment.pitstop.topic, to="lead")
    return moment


@deed("pitstop.unmark", may=changes_talk)
def unmark(moment: TalkMoment, *, by: Person) -> None:
    """Take a moment of a talk away. What it became in a recording stays there."""
    TalkMoment.objects.unguarded(BOOKS).filter(pk=moment.pk).delete()
    live.nudge(moment.pitstop.topic, to="lead")


def of(pitstop: Pitstop, person: Any, *, own: bool = False) -> list[TalkMoment]:
    """What was marked at a meeting, for members of the coalition and the team; `own` only."""
    if not may(person, "pitstop.mark", pitstop):
        return []
    rows = TalkMoment.objects.visible_to(person).filter(pitstop=pitstop).select_related("by")
    # Laid in a recording, it is read by whoever may hear that.
    rows = rows.filter(Q(moment=None) | Q(moment__in=Moment.objects.visible_to(person)))
    found = list(rows.filter(by=person) if own else rows)
    for row in found:
        row.pitstop = pitstop
    return found


# In a recording


@dataclass(frozen=True)
class Laid:
    """Where a moment falls in a recording (milliseconds), and whether that is within it."""

    moment: TalkMoment
    at: int
    fits: bool
    words: str
    kept: bool = True
    new: bool = False
    """It falls within now, and was not offered to keep before."""

    @property
    def place(self) -> str:
        return clock(self.at)


def waiting(source: Source, person: Any) -> list[TalkMoment]:
    """What was marked at meetings of the same coalition and day, and lies in no recording yet."""
    if not source.coalition_id or not marks(person, source):
        return []
    rows = TalkMoment.objects.visible_to(person).filter(
        pitstop__coalition=source.coalition_id,
        pitstop__day=source.moment,
        pitstop__rehearsal=False,
        moment=None,
    )
    return list(rows.select_related("pitstop", "by"))


def laid_out(found: Sequence[TalkMoment], recording: Recording, began: datetime) -> list[Laid]:
    """Where each of these falls in a recording that began at this time."""
    rows = []
    for row in found:
        at = int((row.at - began).total_seconds() * 1000)
        rows.append(Laid(row, at, 0 <= at <= recording.duration, row.words))
    return rows


@deed("pitstop.lay_moments", may=marks)
def lay(recording: Recording, *, kept: Sequence[Laid], by: Person) -> int:
    """Lay moments of a talk in its recording, those of them that fit; how many."""
    laid = set()
    for each in (each for each in kept if each.fits):
        rows = (
            TalkMoment.objects.unguarded(BOOKS).select_for_update(of=("self",)).filter(moment=None)
        )
        row = rows.select_related("by").filter(pk=each.moment.pk).first()
        if row is None:  # somebody took it away, or laid it elsewhere
            continue
        whose = row.by if each.words == row.words else by
        row.moment = moments.mark(recording, at=each.at, words=each.words, of=whose, by=by)
        row.save(update_fields=["moment"])
        laid.add(row.moment.pk)
    return len(laid)


def chosen(
    found: Sequence[Laid], words: Mapping[str, str], *, offered: Sequence[str], keep: Sequence[str]
) -> list[Laid]:
    """The same, as somebody ticked and worded them in a form that offered these."""
    return [
        replace(
            each,
            words=words.get(key, each.words),
            kept=key in keep or key not in offered,
            new=each.fits and key not in offered,
        )
        for each in found
        for key in [str(each.moment.pk)]
    ]


def uses(source: Source, found: Sequence[Moment], person: Any) -> Uses:
    """What was marked at the meeting of that day can be laid in this recording."""
    many = len(waiting(source, person))
    if not many:
        return Uses()
    words = ngettext("Lay %d moment of the talk in it", "Lay %d moments of the talk in it", many)
    return Uses(
        all=Use(words % many, reverse("pitstops:lay", args=[source.pk]), "passage", asks=True)
    )


# In a report


@deed("report.take_moment", may=writes)
def write_down(report: Report, *, moment: TalkMoment, by: Person) -> tuple[ReportVersion, Block]:
    """Put a moment of the talk in its report, as a text to go on from."""
    if moment.pitstop_id != report.pitstop_id:
        raise Refused(_("This is not here any more."))
    time = timezone.localtime(moment.at)
    new = pieces.block(Part.SAID, text=f"{time:%H:%M} {moment.words}".strip())
    return keep(report, pieces.added(from_json(newest(report).blocks), new, ""), by=by), new
