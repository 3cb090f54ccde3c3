"""Deeds with a travelogue: choose what stands in it, have it made, show it, put it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed, team
from samenspel.circles.models import Circle, Expedition
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import ChangedMeanwhile, Refused, needed
from samenspel.sources.echoes import echoes

from . import book, making
from .models import LONGEST_TITLE, Made, Travelogue

if TYPE_CHECKING:
    from samenspel.people.models import Person

LONGEST_FOREWORD = 6000


@deed("travelogue.write", may=team)
def write(
    expedition: Expedition,
    *,
    title: str,
    by: Person,
    foreword: str = "",
    language: str = "nl",
    everything: bool = True,
    chosen: dict[str, list[str]] | None = None,
    revision: int = 0,
) -> Travelogue:
    """Choose what stands in the travelogue, and word its title and foreword."""
    row = _of(expedition) or Travelogue(
        author=by, expedition=expedition, circle=Circle.TEAM, ceiling=Circle.PUBLIC, revision=0
    )
    if row.revision != revision:
        raise ChangedMeanwhile(row.revision)
    row.title = needed(title, _("Give it a name."), longest=LONGEST_TITLE)
    row.foreword = foreword.strip()[:LONGEST_FOREWORD]
    row.language, row.everything, row.chosen = language, everything, chosen or {}
    _hold_no_words(row)
    row.revision, row.changed = row.revision + 1, timezone.now()
    row.save()
    return row


def _hold_no_words(row: Travelogue) -> None:
    """The makers' own text holds no words of who is quoted: they could not be taken back there."""
    public = book.public_of(row.expedition)
    given = [quote.words for lesson in public.lessons for quote in lesson.given]
    if echo := echoes(f"{row.title}\n{row.foreword}", given):
        said = _("‘%s’ is also in your own text. Take it out there.") % echo
        why = _("Only as a quote can words be taken back.")
        raise Refused(f"{said} {why}")


@deed("travelogue.make", may=team)
def make(travelogue: Travelogue, *, by: Person) -> Made:
    """Have the files of the travelogue made."""
    if not book.chosen(travelogue, book.public_of(travelogue.expedition)):
        raise Refused(str(making.TROUBLES["empty"]))
    waiting = making.newest(travelogue)
    if waiting and waiting.is_busy:
        making.throw_away([waiting])
    return making.want(travelogue)


@deed("travelogue.show", may=team)
def show(travelogue: Travelogue, *, by: Person) -> Travelogue:
    """Let everybody take the travelogue along."""
    made = making.newest(travelogue)
    if made is None or not made.is_ready or not making.is_current(made):
        raise Refused(_("Make the files first, and look at them."))
    travelogue.circle, travelogue.shown, travelogue.shown_by = Circle.PUBLIC, timezone.now(), by
    travelogue.save(update_fields=["circle", "shown", "shown_by"])
    mine = Made.objects.unguarded(BOOKS).filter(pk=made.pk, handed_out=None)
    mine.update(handed_out=timezone.now())
    return travelogue


@deed("travelogue.hide", may=team)
def hide(travelogue: Travelogue, *, by: Person) -> Travelogue:
    """Put the travelogue away. Its address is as if it never was, from the next click."""
    travelogue.circle, travelogue.shown, travelogue.shown_by = Circle.TEAM, None, None
    travelogue.save(update_fields=["circle", "shown", "shown_by"])
    return travelogue


def _of(expedition: Expedition) -> Any:
    rows = Travelogue.objects.unguarded(BOOKS).filter(expedition=expedition)
    return rows.select_related("expedition").select_for_update(of=("self",), no_key=True).first()
