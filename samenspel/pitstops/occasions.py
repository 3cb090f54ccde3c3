"""Deeds with a report that is of no pitstop: begin it, say what it is of, throw it away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenspel.circles.deeds import coordinator, deed, team
from samenspel.circles.models import Circle, Coalition
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused, needed
from samenspel.stories import margins

from . import drafting, report_margins, reporting, reports
from .report_models import (
    Correction,
    Guest,
    Occasion,
    Report,
    ReportVersion,
    SentBack,
    Settled,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from samenspel.people.models import Person

NARROWEST, WIDEST = Circle.TEAM, Circle.EXPEDITION
keeps = coordinator | team


@deed("report.begin", may=keeps)
def begin(
    place: Coalition,
    *,
    title: str,
    day: date,
    kind: str,
    circle: Circle,
    by: Person,
    guests: Collection[Coalition] = (),
) -> Report:
    """Begin a report from a blank page, of an exchange or of something else.

    `guests` are the other coalitions that were at the exchange; `circle` tells who reads along.
    """
    occasion = Occasion(author=by, **place.where, circle=circle, ceiling=WIDEST)
    _tell(occasion, title=title, day=day, kind=kind, circle=circle, guests=guests)
    report: Report = Report.objects.create(occasion=occasion, language=by.language)
    reporting.keep(report, drafting.blank(), by=by)
    return report


@deed("report.change", may=keeps)
def change(report: Report, *, by: Person, **told: Any) -> Report:
    """Change the title and day of a report, what it is of, and who reads along.

    Once it is settled its source says who reads it: who read along before stays the same.
    """
    occasion = _occasion(report)
    if reports.is_settled(report):
        told["circle"] = Circle(occasion.circle)
    else:
        margins.narrowed(report_margins.KIND, str(report.pk), told["circle"])
    _tell(occasion, **told)
    return report


@deed("report.discard", may=keeps)
def discard(report: Report, *, by: Person) -> None:
    """Throw a report away that nobody else had a part in yet."""
    occasion = _occasion(report)
    if stays := why_it_stays(report, by):
        raise Refused(stays)
    Occasion.objects.unguarded(BOOKS).filter(pk=occasion.pk).delete()


def why_it_stays(report: Report, person: Any) -> str:
    """Why somebody can't throw a report away: others had a part in it. Nothing when they can."""
    for rows in (Settled.objects, SentBack.objects, Correction.objects):
        if rows.unguarded(BOOKS).filter(report=report).exists():
            return _("This report was sent back or settled already. Others count on it.")
    versions = ReportVersion.objects.unguarded(BOOKS).filter(report=report)
    talked = margins.is_talked_about(report_margins.KIND, str(report.pk))
    if talked or versions.exclude(made_by=person).exists():
        return _("Somebody else wrote in this report. It stays.")
    return ""


def guests_at(person: Any, report: Report) -> QuerySet[Coalition]:
    """The other coalitions that were there, for whoever sees what the report is of."""
    there = Guest.objects.visible_to(person).filter(occasion=report.occasion_id)
    return Coalition.objects.filter(pk__in=there.values("coalition"))


def _occasion(report: Report) -> Occasion:
    if report.occasion is None:
        raise Refused(_("This is the report of a pitstop. Change it there."))
    return report.occasion


def _tell(
    occasion: Occasion,
    *,
    title: str,
    day: date,
    kind: str,
    circle: Circle,
    guests: Collection[Coalition] = (),
) -> None:
    if kind not in Occasion.Kind.values:
        raise Refused(_("Choose what it is the report of."))
    if not NARROWEST <= circle <= WIDEST:
        raise Refused(_("Choose who reads along."))
    others = Coalition.objects.filter(expedition=occasion.expedition_id)
    if set(guests) - set(others.exclude(pk=occasion.coalition_id or 0)):
        raise Refused(_("Choose coalitions that travel along."))
    occasion.title = needed(title, _("Give the report a title."), longest=120)
    occasion.day, occasion.kind, occasion.circle = day, kind, circle
    occasion.save()
    there = Guest.objects.unguarded(BOOKS).filter(occasion=occasion)
    there.exclude(coalition__in=guests).delete()
    known = set(there.values_list("coalition", flat=True))
    for guest in guests:
        if guest.pk not in known:
            Guest.objects.create(occasion=occasion, coalition=guest)
