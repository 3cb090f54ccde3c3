"""Pages of an expedition for everybody. They keep nothing about a passer-by, and set no cookie."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language

from samenspel.circles.models import Expedition
from samenspel.lessons import public
from samenspel.people.visits import for_everybody
from samenspel.site import journey, linked, reading
from samenspel.site.upright import upright
from samenspel.stories import public as stories

NEWEST = 3


def told_of(expedition: Expedition) -> dict[str, Any]:
    """All that the first page of an expedition shows to everybody. Five queries."""
    pages, moments = reading.pages(expedition), reading.moments(expedition)
    editions = journey.first_editions(expedition)
    today = timezone.localdate()
    lines = journey.lines_of(pages, moments, editions)
    newest = public.editions().newest().filter(expedition=expedition)[:NEWEST]
    return {
        "expedition": expedition,
        "pages": pages,
        "dots": reading.dots(pages),
        "unmapped": reading.unmapped(pages),
        "stops": journey.stops(expedition, moments, editions),
        "picture": journey.picture(lines, expedition.starts, expedition.ends, today),
        "upright": upright(lines, expedition.starts, expedition.ends, today),
        "coming": [each for each in moments if each.is_meeting and each.day >= today],
        "lessons": public.with_quotes(newest),
        "episodes": stories.heard(
            list(stories.latest().filter(expedition=expedition)[:NEWEST]), get_language() or ""
        ),
        "linked": linked.expedition(expedition),
    }


@for_everybody
def coalitions(request: HttpRequest, slug: str) -> HttpResponse:
    """The coalitions that show themselves: on a map, and in a list."""
    expedition = get_object_or_404(Expedition, slug=slug)
    pages = reading.pages(expedition)
    context = {
        "expedition": expedition,
        "pages": pages,
        "dots": reading.dots(pages),
        "unmapped": reading.unmapped(pages),
    }
    return render(request, "site/coalitions.html", context)


@for_everybody
def coalition(request: HttpRequest, slug: str, coalition: str) -> HttpResponse:
    """What one coalition tells to everybody."""
    expedition = get_object_or_404(Expedition, slug=slug)
    told = reading.page_at(expedition, coalition)
    if told is None:
        raise Http404
    moments = [m for m in reading.moments(expedition) if m.coalition_id == told.coalition.pk]
    context = {
        "expedition": expedition,
        "told": told,
        "page": told.page,
        "coalition": told.coalition,
        "dots": reading.dots([told.page]),
        "moments": moments,
        "linked": linked.coalition(told, moments),
    }
    return render(request, "site/coalition.html", context)


@for_everybody
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """Meetings that people can come to, and those that have been."""
    expedition = get_object_or_404(Expedition, slug=slug)
    found = [each for each in reading.moments(expedition) if each.is_meeting]
    today = timezone.localdate()
    context = {
        "expedition": expedition,
        "coming": [each for each in found if each.day >= today],
        "been": [each for each in reversed(found) if each.day < today],
        "linked": linked.meetings(expedition, found),
    }
    return render(request, "site/meetings.html", context)


@for_everybody
def about(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is behind an expedition, and whom to write to."""
    expedition = get_object_or_404(Expedition, slug=slug)
    context = {"expedition": expedition, "front": reading.front(expedition)}
    return render(request, "site/about.html", context)


@for_everybody
def privacy(request: HttpRequest, slug: str) -> HttpResponse:
    """What this site keeps of whoever reads it, and of whoever is quoted."""
    expedition = get_object_or_404(Expedition, slug=slug)
    context = {"expedition": expedition, "front": reading.front(expedition)}
    return render(request, "site/privacy.html", context)
