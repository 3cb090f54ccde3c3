"""The meetings of an expedition, or of one coalition, as a calendar to follow."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from samenspel.circles.models import Coalition, Expedition
from samenspel.people.visits import for_everybody
from samenspel.site import calendars, reading


@for_everybody
def of_expedition(request: HttpRequest, slug: str) -> HttpResponse:
    return _answer(get_object_or_404(Expedition, slug=slug))


@for_everybody
def of_coalition(request: HttpRequest, slug: str, coalition: str) -> HttpResponse:
    """As long as the coalition shows itself."""
    told = reading.page_at(get_object_or_404(Expedition, slug=slug), coalition)
    if told is None:
        raise Http404
    return _answer(told.coalition)


def _answer(place: Expedition | Coalition) -> HttpResponse:
    of = {"coalition": place} if isinstance(place, Coalition) else {"expedition": place}
    words = calendars.written(
        place.name,
        calendars.meetings().filter(**of),
        calendars.called_off().filter(**of),
    )
    answer = HttpResponse(words, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{place.slug}.ics"'
    return answer
