"""What partners and others may pass on, and the frame for their own site."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt

from samenspel.circles.models import Expedition
from samenspel.lessons import public
from samenspel.lessons.public import PublicLesson
from samenspel.people.visits import for_everybody
from samenspel.site import kit

NEWEST = 3
TYPES = {"html": "text/html", "txt": "text/plain"}


@for_everybody
def of_lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """One lesson to pass on: short, long, as a picture, in a newsletter, in a frame."""
    found = _newest(slug)
    if found is None:
        return _gone_or_never(request, slug)
    context = {"kit": kit.of(found), "lesson": found, "expedition": found.edition.expedition}
    return render(request, "site/kit_lesson.html", context)


@for_everybody
def of_expedition(request: HttpRequest, slug: str) -> HttpResponse:
    """A whole expedition to pass on: its newest lessons for a newsletter, its picture and feeds."""
    expedition = get_object_or_404(Expedition, slug=slug)
    lessons = public.with_quotes(public.editions().newest().filter(expedition=expedition))
    context = {
        "expedition": expedition,
        "lessons": lessons,
        "newest": lessons[:NEWEST],
        "block_html": kit.block(lessons[:NEWEST], "html"),
        "block_text": kit.block(lessons[:NEWEST], "txt"),
    }
    return render(request, "site/kit.html", context)


@for_everybody
def block(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The piece for a newsletter, as a file."""
    if ending not in TYPES:
        raise Http404
    found = _newest(slug)
    if found is None:
        return _gone_or_never(request, slug)
    with translation.override(found.edition.language):
        words = kit.block([found], ending)
    answer = HttpResponse(words, content_type=f"{TYPES[ending]}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}.{ending}"'
    return answer


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@for_everybody
def frame(request: HttpRequest, slug: str) -> HttpResponse:
    """A lesson within a page of another site. The only page that may stand there."""
    found = _newest(slug)
    if found is None and not public.tombstone(slug):
        raise Http404
    language = found.edition.language if found else translation.get_language()
    with translation.override(language):
        context = {"lesson": found, "edition": found.edition if found else None}
        return render(request, "site/frame.html", context, status=200 if found else 410)


def _newest(slug: str) -> PublicLesson | None:
    found = public.with_quotes(public.editions().filter(slug=slug).order_by("-number")[:1])
    return found[0] if found else None


def _gone_or_never(request: HttpRequest, slug: str) -> HttpResponse:
    stood = public.tombstone(slug)
    if stood is None:
        raise Http404
    return render(request, "lessons/gone.html", {"edition": stood}, status=410)
