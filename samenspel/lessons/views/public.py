"""Pages for everybody. They keep nothing about a passer-by, and set no cookie."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from samenspel.circles.models import Expedition
from samenspel.lessons import files, public
from samenspel.lessons.public import PublicLesson
from samenspel.lessons.seeking import Sought, choices

from .beside import as_jpeg

A_PAGE = 20


def for_everybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that may be kept by caches, but is asked for again each time.

    So that words which were taken back are gone with the next request. The language follows
    `?taal=`, for a reader who has no cookie.
    """

    @require_safe
    @functools.wraps(view)
    def look(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("taal")
        language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response.headers["Content-Language"] = language or settings.LANGUAGE_CODE
        known = request.user.is_authenticated
        patch_cache_control(response, no_cache=True, **{"private" if known else "public": True})
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return look


@for_everybody
def lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest edition of a lesson."""
    return _edition(request, slug)


@for_everybody
def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One edition, by its number."""
    return _edition(request, slug, number)


@for_everybody
def by_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the search leads: to the lesson of an edition that stands."""
    return redirect(get_object_or_404(public.editions(), pk=pk).lesson_url)


@for_everybody
def lesson_file(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The newest edition as a file: its text, its data, or how to cite it."""
    if ending not in files.PUBLIC:
        raise Http404
    found = _find(slug)
    if found is None:
        return _gone(request, slug)
    response = files.answer(found, ending)
    response["Link"] = f'<{found.url}>; rel="canonical"'
    return response


@for_everybody
def picture(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The picture of an edition that stands."""
    return as_jpeg(public.picture_of(slug, number))


@for_everybody
def lessons(request: HttpRequest, expedition: str = "") -> HttpResponse:
    """All lessons, or those of one expedition, newest first; of these, what is asked for."""
    rows = public.editions().newest()
    of = None
    if expedition:
        of = get_object_or_404(Expedition, slug=expedition)
        rows = rows.filter(expedition=of)
    sought = Sought.read(request.GET)
    page = Paginator(sought.within(rows), A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "lessons": public.with_quotes(page),
        "page": page,
        "expedition": of,
        "sought": sought,
        "choices": choices(rows, sought),
    }
    return render(request, "lessons/lessons.html", context)


@for_everybody
def sitemap(request: HttpRequest) -> HttpResponse:
    found = public.with_quotes(public.editions().newest())
    expeditions = {lesson.edition.expedition for lesson in found}
    context = {
        "lessons": found,
        "expeditions": sorted(expeditions, key=lambda each: each.slug),
        "site": settings.SITE_URL,
    }
    return render(request, "lessons/sitemap.xml", context, content_type="application/xml")


def _find(slug: str, number: int | None = None) -> PublicLesson | None:
    rows = public.editions().filter(slug=slug).order_by("-number")
    if number is not None:
        rows = rows.filter(number=number)
    found = public.with_quotes(rows[:1])
    return found[0] if found else None


def _edition(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    found = _find(slug, number)
    if found is None:
        return _gone(request, slug, number)
    public.lead_back(found, request.user)
    others = list(public.editions().filter(slug=slug).order_by("-number"))
    context = {
        "lesson": found,
        "edition": found.edition,
        "picture_url": found.edition.picture_url,
        "others": [other for other in others if other != found.edition],
        "newest": others[0],
    }
    response = render(request, "lessons/lesson.html", context)
    if found.changed:
        response["Last-Modified"] = http_date(found.changed.timestamp())
    return response


def _gone(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    stood = public.tombstone(slug, number)
    if stood is None:
        raise Http404
    return render(request, "lessons/gone.html", {"edition": stood}, status=410)
