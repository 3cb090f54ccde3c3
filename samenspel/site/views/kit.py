"""What partners and others may pass on, and the frames for their own site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_exempt

from samenspel.circles.models import Expedition
from samenspel.lessons import public as lessons
from samenspel.people.visits import for_everybody
from samenspel.site import kit
from samenspel.site.tales import stood_at, tale_at, tales, with_words
from samenspel.stories import public as stories

from .tales import stood_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from samenspel.lessons.public import PublicLesson
    from samenspel.site.kit import Piece
    from samenspel.site.tales import PublicTale
    from samenspel.stories.public import Heard

NEWEST = 3
STORIES = 20
TYPES = {"html": "text/html", "txt": "text/plain"}


@for_everybody
def of_expedition(request: HttpRequest, slug: str) -> HttpResponse:
    """A whole expedition to pass on: its newest for a newsletter, its picture and feeds."""
    expedition = get_object_or_404(Expedition, slug=slug)
    told = lessons.with_quotes(lessons.editions().newest().filter(expedition=expedition))
    heard = stories.heard(list(stories.latest().filter(expedition=expedition)))
    stories_told = with_words(tales(expedition)[:STORIES])
    newest = [kit.lesson(each) for each in told[:NEWEST]]
    newest += [kit.episode(each) for each in heard[:NEWEST]]
    newest += [kit.tale(each) for each in stories_told[:NEWEST]]
    context = {
        "expedition": expedition,
        "lessons": told,
        "episodes": [each.edition for each in heard],
        "tales": stories_told,
        "block_html": kit.block(newest, "html") if newest else "",
        "block_text": kit.block(newest, "txt") if newest else "",
    }
    return render(request, "site/kit.html", context)


@for_everybody
def of_lesson(request: HttpRequest, slug: str) -> HttpResponse:
    """One lesson to pass on: short, long, as a picture, in a newsletter, in a frame."""
    found = _lesson(slug)
    return _page(request, slug, kit.lesson(found)) if found else _lesson_gone(request, slug)


@for_everybody
def of_episode(request: HttpRequest, slug: str) -> HttpResponse:
    """One episode to pass on, as a lesson is."""
    found = _episode(slug)
    return _page(request, slug, kit.episode(found)) if found else _episode_gone(request, slug)


@for_everybody
def of_tale(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One story to pass on, without a word of it: those stay behind the link."""
    expedition, found = _tale(slug, number)
    if found is None:
        return stood_here(request, expedition, number)
    return _page(request, f"verhaal-{number}", kit.tale(found))


def _page(request: HttpRequest, slug: str, piece: Piece) -> HttpResponse:
    context = {
        "kit": kit.of(piece),
        "piece": piece,
        "expedition": piece.expedition,
        "slug": slug,
        "text_file": piece.block.removesuffix("html") + "txt",
    }
    return render(request, "site/kit_one.html", context)


@for_everybody
def block(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """The piece for a newsletter, as a file."""
    found = _lesson(slug)
    return _file(kit.lesson(found), slug, ending) if found else _lesson_gone(request, slug)


@for_everybody
def episode_block(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    found = _episode(slug)
    return _file(kit.episode(found), slug, ending) if found else _episode_gone(request, slug)


@for_everybody
def tale_block(request: HttpRequest, slug: str, number: int, ending: str) -> HttpResponse:
    expedition, found = _tale(slug, number)
    if found is None:
        return stood_here(request, expedition, number)
    return _file(kit.tale(found), f"verhaal-{number}", ending)


def _file(piece: Piece, slug: str, ending: str) -> HttpResponse:
    if ending not in TYPES:
        raise Http404
    with translation.override(piece.language):
        words = kit.block([piece], ending)
    answer = HttpResponse(words, content_type=f"{TYPES[ending]}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{slug}.{ending}"'
    return answer


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@for_everybody
def frame(request: HttpRequest, slug: str) -> HttpResponse:
    """A lesson within a page of another site. It, an episode and a story may stand there."""
    return _framed(request, "site/frame.html", "lesson", _lesson(slug), lessons.tombstone, slug)


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@for_everybody
def episode_frame(request: HttpRequest, slug: str) -> HttpResponse:
    """An episode, with its sound, within a page of another site."""
    found = _episode(slug)
    return _framed(request, "site/episode_frame.html", "heard", found, stories.tombstone, slug)


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@for_everybody
def tale_frame(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """How a story begins, within a page of another site; or that one stood here."""
    expedition, found = _tale(slug, number)
    if found is None and stood_at(expedition, number) is None:
        raise Http404
    with translation.override(found.source.language if found else translation.get_language()):
        context = {"told": found, "expedition": expedition}
        return render(request, "site/tale_frame.html", context, status=200 if found else 410)


def _framed(
    request: HttpRequest,
    template: str,
    name: str,
    found: PublicLesson | Heard | None,
    tombstone: Callable[[str], Any],
    slug: str,
) -> HttpResponse:
    """What was found, in its own language; or that something stood here."""
    if found is None and not tombstone(slug):
        raise Http404
    edition = found.edition if found else None
    with translation.override(edition.language if edition else translation.get_language()):
        context = {name: found, "edition": edition}
        return render(request, template, context, status=200 if found else 410)


def _lesson(slug: str) -> PublicLesson | None:
    found = lessons.with_quotes(lessons.editions().filter(slug=slug).order_by("-number")[:1])
    return found[0] if found else None


def _episode(slug: str) -> Heard | None:
    found = stories.heard(list(stories.latest().filter(slug=slug).order_by("-number")[:1]))
    return found[0] if found else None


def _tale(slug: str, number: int) -> tuple[Expedition, PublicTale | None]:
    expedition = get_object_or_404(Expedition, slug=slug)
    return expedition, tale_at(expedition, number)


def _lesson_gone(request: HttpRequest, slug: str) -> HttpResponse:
    return _gone(request, "lessons/gone.html", lessons.tombstone(slug))


def _episode_gone(request: HttpRequest, slug: str) -> HttpResponse:
    return _gone(request, "stories/gone.html", stories.tombstone(slug))


def _gone(request: HttpRequest, template: str, stood: Any) -> HttpResponse:
    if stood is None:
        raise Http404
    told = {"edition": stood, "expedition": stood.expedition}
    return render(request, template, told, status=410)
