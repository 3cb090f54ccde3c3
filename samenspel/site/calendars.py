"""Meetings that people can come to, for their own calendar (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from samenspel.circles.sight import BOOKS

from .models import CalledOff, Moment

MAKER = "-//Samenspel//site//NL"
KEPT = timedelta(days=30)
AGAIN = timedelta(hours=12)


def meetings() -> QuerySet[Moment]:
    rows: QuerySet[Moment] = Moment.objects.visible_to(None).filter(kind=Moment.Kind.MEETING)
    return rows.select_related("coalition", "expedition").order_by("day", "pk")


def called_off() -> QuerySet[CalledOff]:
    """The meetings that were called off in the last thirty days."""
    rows: QuerySet[CalledOff] = CalledOff.objects.visible_to(None)
    return rows.filter(at__gt=timezone.now() - KEPT).order_by("day", "pk")


def forget_called_off() -> None:
    CalledOff.objects.unguarded(BOOKS).filter(at__lt=timezone.now() - KEPT).delete()


def written(name: str, meetings: Iterable[Moment], called_off: Iterable[CalledOff]) -> bytes:
    """A calendar of whole days: a moment has no hour, so no zone of time is needed.

    A meeting keeps its UID, and its SEQUENCE goes up with each change. The same meetings give the
    same bytes: DTSTAMP is the time of the last change, as RFC 5545 asks of a published calendar.
    """
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for each in meetings:
        made.add_component(_event(each))
    for gone in called_off:
        made.add_component(_gone(gone))
    told: bytes = made.to_ical()
    return told


def _event(moment: Moment) -> Event:
    page = reverse("site:meetings", args=[moment.expedition.slug])
    where = moment.place or (moment.coalition.place if moment.coalition else "")
    event = Event()
    event.add("uid", str(moment.key))
    event.add("dtstamp", moment.changed)
    event.add("last-modified", moment.changed)
    event.add("sequence", moment.number)
    event.add("dtstart", moment.day)
    event.add("dtend", moment.day + timedelta(days=1))
    event.add("summary", moment.title)
    if where:
        event.add("location", where)
    if moment.text:
        event.add("description", moment.text)
    event.add("url", moment.expedition.site + page)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    return event


def _gone(gone: CalledOff) -> Event:
    event = Event()
    event.add("uid", str(gone.key))
    event.add("dtstamp", gone.at)
    event.add("sequence", gone.number)
    event.add("dtstart", gone.day)
    event.add("dtend", gone.day + timedelta(days=1))
    event.add("summary", _("Called off"))
    event.add("status", "CANCELLED")
    return event
