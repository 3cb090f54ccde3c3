"""The mirror of an expedition: a page, and its pictures and figures to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samenspel.assessments import drawing, hiding, overall, picture
from samenspel.circles.deeds import may
from samenspel.circles.models import Circle, Expedition

from .pictures import as_csv, file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samenspel.assessments.overall import Overall, Together
    from samenspel.people.visits import Asked


def page(request: Asked, pk: int) -> HttpResponse:
    """For those who travel along, also when there is too little; for others what is public."""
    place = get_object_or_404(Expedition, pk=pk)
    lists = overall.read(place, request.user)
    if not (any(each.now for each in lists) or overall.travels(request.user, place)):
        raise Http404
    circle = overall.circle_of(request.user, place)
    context = {
        "expedition": place,
        "lists": lists,
        "circle": circle,
        "circle_name": Circle(circle).label,
        "least": hiding.LEAST_FOR_WORDS,
        "may_write": may(request.user, "framework.write", place),
    }
    return render(request, "assessments/overall.html", context)


def voices(request: Asked, pk: int, row: str, kind: str) -> HttpResponse:
    now, _all = _told_or_404(request, pk, row)
    return file(
        now, drawing.svg("assessments/voices.svg.html", picture.alone(now)), kind, _("mirror")
    )


def change(request: Asked, pk: int, row: str, kind: str) -> HttpResponse:
    now, found = _told_or_404(request, pk, row)
    if not found.alike:
        raise Http404
    over = picture.over_moments(found.alike[-1], found.alike[:-1])
    return file(now, drawing.svg("assessments/change.svg.html", over), kind, _("change"))


def table(request: Asked, pk: int, row: int) -> HttpResponse:
    """The same figures as rows: one for each element, voice and half year."""
    now, found = _told_or_404(request, pk, row)
    head = [
        _("When"),
        pgettext("mirror", "Element"),
        _("Voice"),
        _("Middle"),
        _("Lowest"),
        _("Highest"),
        _("Coalitions"),
    ]
    rows = [line for each in found.moments for line in _lines(each)]
    return as_csv(now, [head, *rows])


def _lines(told: Overall) -> Iterator[list[str]]:
    for line in told.lines:
        for voice in told.present:
            begin = [told.when, line.element.name, str(voice.voice.label)]
            cell = line.cells[voice.voice.value]
            if isinstance(cell, overall.Span) and cell.lowest and cell.highest:
                figures = [cell.middle, cell.lowest.text, cell.highest.text, str(cell.coalitions)]
            else:
                figures = [_("too few coalitions"), "", "", ""]
            yield [*begin, *figures]


def _told_or_404(request: Asked, pk: int, row: int | str) -> tuple[Overall, Together]:
    place = get_object_or_404(Expedition, pk=pk)
    for found in overall.read(place, request.user):
        if found.key == int(row) and found.now:
            return found.now, found
    raise Http404
