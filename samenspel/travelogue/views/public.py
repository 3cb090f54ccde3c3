"""The travelogue for everybody: a page with three files."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from samenspel.circles.models import Expedition
from samenspel.foundation import ranges
from samenspel.people.visits import for_everybody
from samenspel.travelogue import book, making
from samenspel.travelogue.models import Made, Travelogue

SOON = 20  # seconds after which whoever fetches a file may ask again


def _shown(slug: str) -> Travelogue:
    found = book.shown_of(get_object_or_404(Expedition, slug=slug))
    if found is None:
        raise Http404
    return found


@for_everybody
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """What is in it, and the files; or that they are being made anew."""
    travelogue = _shown(slug)
    return _page(request, travelogue, making.checked(travelogue))


def _page(request: HttpRequest, travelogue: Travelogue, made: Made | None) -> HttpResponse:
    context = {
        "travelogue": travelogue,
        "expedition": travelogue.expedition,
        "made": made,
        "files": making.sizes_of(made) if made and made.is_ready else [],
        "public": book.chosen(travelogue, book.public_of(travelogue.expedition)),
    }
    return render(request, "travelogue/public.html", context)


@for_everybody
def cover(request: HttpRequest, slug: str) -> HttpResponse:
    """Its cover, as it is drawn today."""
    travelogue = _shown(slug)
    made = making.newest(travelogue)
    if made is None:
        raise Http404
    drawn = book.told(travelogue, made.day).pictures[0].identity
    return HttpResponse(drawn, content_type="image/svg+xml")


@for_everybody
def file(request: HttpRequest, slug: str, ending: str) -> Any:
    """One of the files, after a look at everything in it; else the page, which says why."""
    travelogue = _shown(slug)
    if ending not in making.KINDS:
        raise Http404
    made = making.checked(travelogue)
    if made is None or ending not in made.sizes:
        answer = _page(request, travelogue, made)
        answer.status_code = HTTPStatus.NOT_FOUND
        if made and made.is_busy:
            answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
            answer.headers["Retry-After"] = str(SOON)
        return answer
    return handed(request, made, ending)


def handed(request: HttpRequest, made: Made, ending: str) -> Any:
    """The file, or the part of it that is asked for, to be saved under a name that tells what it is
    and of when. Files that are made anew are others: whoever has half of the old begins again."""
    answer = ranges.part(
        making.path_of(made, ending),
        request,
        kind=making.KINDS[ending],
        name=f"{made.travelogue.expedition.slug}-{made.day:%Y-%m-%d}.{ending}",
        etag=f"{made.key}.{ending}",
        whole=True,
        saved=True,
    )
    if answer.status_code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        del answer["Cache-Control"]  # the page says who may keep it
    return answer
