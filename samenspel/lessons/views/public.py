"""Pages for everybody. They keep nothing about a passer-by, and set no cookie."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import http_date

from samenspel.circles.models import Expedition
from samenspel.lessons import files, public
from samenspel.lessons.public import PublicLesson
from samenspel.lessons.seeking import Sought, choices
from samenspel.people.visits import for_everybody

from .beside import as_jpeg

A_PAGE = 20


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
        "expedition": found.edition.expedition,
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
    told = {"edition": stood, "expedition": stood.expedition}
    return render(request, "lessons/gone.html", told, status=410)
