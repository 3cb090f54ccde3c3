"""From a source to the report in which it stands, and where somebody's words stand there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.circles.models import Circle
from samenspel.sources.models import Request, Source
from samenspel.sources.traces import Place
from samenspel.sources.ways import Way

from . import reports
from .models import Card
from .report_models import Settled


def way_to(source: Source, person: Any) -> Way | None:
    """From a report's words to the report with its cards; from a card to the report it lies in."""
    if source.kind == Source.Kind.REPORT:
        settled = Settled.objects.visible_to(person).filter(source=source)
        report = settled.values_list("report", flat=True).first()
        words, main = _("Read it with its cards and pictures"), True
    elif source.kind == Source.Kind.CARD:
        card = Card.objects.visible_to(person).filter(source=source)
        pitstop = card.values_list("pitstop", flat=True).first()
        report = reports.key_of(pitstop) if pitstop else None
        words, main = _("Read the report in which it lies"), False
        if report and not reports.open_for(person, report):
            return None
    else:
        return None
    url = reverse("pitstops:report", args=[report]) if report else ""
    return Way(words, url, "source", main=main) if report else None


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """The report in which a card lies."""
    if source.kind != Source.Kind.CARD:
        return
    found = reports.report_of_card(source)
    if found is not None:
        report, version = found
        yield Place(
            kind=_("report"),
            title=report.about.title,
            url=reverse("pitstops:report", args=[report.pk]),
            since=version.created.date(),
            standing=source.circle > Circle.PRIVATE,
            with_source=True,
        )


def lift(source: Source, request: Request | None) -> None:
    """Nothing to lift: a report names a card and holds none of its words."""
