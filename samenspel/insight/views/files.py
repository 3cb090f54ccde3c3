"""The pictures and sheets of each page: always what may leave the team."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samenspel.insight import drawing, later
from samenspel.insight import files as written
from samenspel.insight.asking import OfCourse, OfMatrix, OfTogether, Question
from samenspel.insight.lens import Lens
from samenspel.insight.showing import Table, chosen_words
from samenspel.people.visits import Asked
from samenspel.threads import bench

from .along import PICTURES, handed, insist_known, numbered

AQuestion = TypeVar("AQuestion", bound=Question)


def matrix(request: Asked, slug: str, kind: str) -> HttpResponse:
    asked = _asked(OfMatrix, request, slug, kind)

    def make(called: str) -> bytes:
        table = Table(asked.answer, asked.measure)
        if kind in PICTURES:
            drawn = drawing.heat(table, asked.title, _about(asked, called))
            return written.picture("insight/heat.svg.html", drawn, kind)
        return written.sheet(written.of_matrix(table), kind, _("table"), called)

    page = _page(asked, "matrix")
    return _handed(request, asked, kind, page=page, name=_("table"), make=make)


def together(request: Asked, slug: str, kind: str) -> HttpResponse:
    asked = _asked(OfTogether, request, slug, kind)

    def make(called: str) -> bytes:
        if kind in PICTURES:
            parts = [*_about(asked, called), str(asked.how.label)]
            drawn = drawing.arcs(asked.answer, _("Codes that go together"), parts, top=96)
            return written.picture("insight/arcs.svg.html", drawn, kind)
        return written.sheet(written.of_together(asked.answer), kind, _("together"), called)

    page = _page(asked, "together")
    return _handed(request, asked, kind, page=page, name=_("together"), make=make)


def over_time(request: Asked, slug: str, kind: str) -> HttpResponse:
    asked = _asked(OfCourse, request, slug, kind)

    def make(called: str) -> bytes:
        if kind in PICTURES:
            about = _about(asked, called)
            drawn = drawing.timeline(asked.answer, _("What rose and what fell"), about)
            return written.picture("insight/timeline.svg.html", drawn, kind)
        return written.sheet(written.of_course(asked.answer), kind, _("over time"), called)

    page = _page(asked, "over_time")
    return _handed(request, asked, kind, page=page, name=_("over time"), make=make)


def _asked(kind_of: type[AQuestion], request: Asked, slug: str, kind: str) -> AQuestion:
    """What is asked, of what may leave the team; no file of what may not."""
    insist_known(kind)
    lens = Lens(request.user, bench.at(request, slug))
    asked = kind_of(lens, request.GET, shared=True)
    if asked.too_fine:
        raise Http404
    return asked


def _handed(request: Asked, asked: Question, kind: str, *, page: str, **how: Any) -> HttpResponse:
    """The file, or first the page on which its figures are on their way."""
    if request.method == "POST":
        told = later.told(asked)
        if told.waits:
            messages.info(
                request, _("This is being counted first. Take it along once it is there.")
            )
        if told.waits or told.failed:
            return redirect(page)
        asked.answer = told.answer
    return handed(request, asked.lens, kind, page=page, **how)


def _page(asked: Question, tab: str) -> str:
    where = reverse(f"insight:{tab}", args=[asked.lens.expedition.slug])
    return f"{where}?{asked.address()}&uit=1"


def _about(asked: Question, called: str) -> list[str]:
    day = date_format(localdate(), "j F Y")
    held_still = chosen_words(asked.lens, asked.answer.choice)
    return numbered([asked.lens.expedition.name, day, *held_still], called)
