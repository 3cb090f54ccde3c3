"""The pictures and sheets of each page: always what may leave the team."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.http import Http404, HttpResponse
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from samenspel.insight import drawing
from samenspel.insight import files as written
from samenspel.insight.asking import OfCourse, OfMatrix, OfTogether, Question
from samenspel.insight.lens import Lens
from samenspel.insight.showing import Table, chosen_words
from samenspel.people.links import keep_private
from samenspel.people.visits import Asked
from samenspel.threads import bench

PICTURES = ("svg", "png")
AQuestion = TypeVar("AQuestion", bound=Question)


def matrix(request: Asked, slug: str, kind: str) -> HttpResponse:
    asked = _asked(OfMatrix, request, slug, kind)
    table = Table(asked.answer, asked.measure)
    if kind in PICTURES:
        drawn = drawing.heat(table, asked.title, _about(asked))
        return _picture("insight/heat.svg.html", drawn, kind, slug, _("table"))
    return _sheet(written.of_matrix(table), kind, slug, _("table"))


def together(request: Asked, slug: str, kind: str) -> HttpResponse:
    asked = _asked(OfTogether, request, slug, kind)
    if kind in PICTURES:
        parts = [*_about(asked), str(asked.how.label)]
        drawn = drawing.arcs(asked.answer, _("Codes that go together"), parts, top=96)
        return _picture("insight/arcs.svg.html", drawn, kind, slug, _("together"))
    return _sheet(written.of_together(asked.answer), kind, slug, _("together"))


def over_time(request: Asked, slug: str, kind: str) -> HttpResponse:
    asked = _asked(OfCourse, request, slug, kind)
    if kind in PICTURES:
        drawn = drawing.timeline(asked.answer, _("What rose and what fell"), _about(asked))
        return _picture("insight/timeline.svg.html", drawn, kind, slug, _("over time"))
    return _sheet(written.of_course(asked.answer), kind, slug, _("over time"))


def _asked(kind_of: type[AQuestion], request: Asked, slug: str, kind: str) -> AQuestion:
    """What is asked, of what may leave the team; no file of what may not."""
    if kind not in written.MIME:
        raise Http404
    lens = Lens(request.user, bench.at(request, slug))
    asked = kind_of(lens, request.GET, shared=True)
    if asked.answer is None:
        raise Http404
    return asked


def _about(asked: Question) -> list[str]:
    day = date_format(localdate(), "j F Y")
    return [asked.lens.expedition.name, day, *chosen_words(asked.lens, asked.answer.choice)]


def _picture(template: str, drawn: object, kind: str, slug: str, name: str) -> HttpResponse:
    return _attached(written.picture(template, drawn, kind), kind, slug, name)


def _sheet(rows: Iterable[Any], kind: str, slug: str, name: str) -> HttpResponse:
    return _attached(written.sheet(rows, kind, name), kind, slug, name)


def _attached(content: bytes, kind: str, slug: str, name: str) -> HttpResponse:
    answer: Any = HttpResponse(content, content_type=written.MIME[kind])
    answer["Content-Disposition"] = f'attachment; filename="{slug}-{slugify(name)}.{kind}"'
    kept: HttpResponse = keep_private(answer)
    return kept
