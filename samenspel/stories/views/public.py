"""Pages and files of episodes, for everybody. They keep nothing about a passer-by."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from samenspel.circles.deeds import may
from samenspel.circles.models import Expedition
from samenspel.foundation import ranges
from samenspel.foundation.cards import Card, picture
from samenspel.people.visits import Asked, for_everybody
from samenspel.people.visits import number as whole
from samenspel.sources.typeset import clock, typeset
from samenspel.stories import beside_episodes, margins, masters, public, texts
from samenspel.stories.models import EpisodeEdition
from samenspel.stories.public import Heard
from samenspel.stories.rights import makes

A_PAGE = 20
MAKES = {"vtt": texts.vtt, "srt": texts.srt, "txt": texts.txt}


@for_everybody
def episodes(request: Asked, expedition: str = "") -> HttpResponse:
    """All episodes, or those of one expedition, newest first."""
    rows = public.latest(request.user)
    of = get_object_or_404(Expedition, slug=expedition) if expedition else None
    if of:
        rows = rows.filter(expedition=of)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "episodes": public.heard(list(page)),
        "page": page,
        "expedition": of,
        "site": settings.SITE_URL,
        "examines": of is not None and may(request.user, "podcast.examine", of),
    }
    return render(request, "stories/episodes.html", context)


@for_everybody
def by_number(request: Asked, pk: int) -> HttpResponse:
    """Where the search leads: to the episode, at the paragraph that was found."""
    found = get_object_or_404(public.editions(request.user), pk=pk)
    asked = request.GET.get("alinea", "")
    return redirect(f"{found.episode_url}#p{whole(asked)}" if asked else found.episode_url)


@for_everybody
def episode(request: Asked, slug: str) -> HttpResponse:
    """The newest edition of an episode."""
    return _page(request, slug)


@for_everybody
def edition(request: Asked, slug: str, number: int) -> HttpResponse:
    """One edition, by its number."""
    return _page(request, slug, number)


@for_everybody
def file(request: Asked, slug: str, number: int, name: str) -> HttpResponse:
    """A file of an edition: its sound, its cover, its words or its chapters."""
    found = _find(request.user, slug, number)
    if found is None:
        return _gone(request, slug, number, name)
    return answer(request, Heard(found), name)


def card(request: Asked, edition: EpisodeEdition) -> HttpResponse:
    """The episode as a picture beside a link: its title, and no word that is said in it."""
    with translation.override(edition.language):
        example = _("An invented example") if edition.expedition.invented else ""
        length = clock(edition.master.duration) if edition.master else ""
        told = Card(edition.title, above=example, below=length, site=edition.expedition.name)
    return picture(request, told)


def answer(request: Asked, heard: Heard, name: str) -> HttpResponse:
    """The file of this name. Whoever may have it was asked before."""
    stem, _dot, ending = name.rpartition(".")
    if name == heard.sound_name:
        return sound_of(request, heard.edition)
    if name == "kaart.png":
        return card(request, heard.edition)
    if name == "omslag.jpg" and (cover := heard.edition.cover):
        return HttpResponse(bytes(cover.picture), content_type="image/jpeg")
    if stem == "tekst" and ending in heard.texts:
        kind = f"{public.TEXTS[ending]}; charset=utf-8"
        return _for_others(HttpResponse(MAKES[ending](heard), content_type=kind))
    if name == "hoofdstukken.json" and heard.edition.chapters:
        kind = "application/json+chapters; charset=utf-8"
        return _for_others(HttpResponse(texts.chapters(heard), content_type=kind))
    raise Http404


def _for_others(response: HttpResponse) -> HttpResponse:
    """Players on other sites read these; they come without a cookie, so only what is public."""
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def sound_of(request: Asked, edition: EpisodeEdition) -> HttpResponse:
    """The sound in parts; streamed, when no server stands around this process."""
    master = edition.master
    path = masters.path_of(master) if master else None
    if master is None or path is None or not path.exists():
        raise Http404
    name = f"{edition.slug}-{edition.number}.mp3"
    response = ranges.part(
        path, request, kind="audio/mpeg", name=name, etag=master.sha256, whole=True
    )
    if response.status_code != 416:
        del response["Cache-Control"]  # the page says who may keep it
    return response  # type: ignore[return-value]


def _find(person: Any, slug: str, number: int | None = None) -> EpisodeEdition | None:
    rows = public.editions(person).filter(slug=slug).order_by("-number")
    return rows.filter(number=number).first() if number is not None else rows.first()


def _page(request: Asked, slug: str, number: int | None = None) -> HttpResponse:
    found = _find(request.user, slug, number)
    if found is None:
        return _gone(request, slug, number)
    heard = Heard(found)
    voices = {name: voice for voice, name in heard.voices}
    context = {
        "heard": heard,
        "edition": found,
        "player": heard.player,
        "text": typeset(heard.paragraphs, voices),
        "makes": request.user.is_authenticated and makes(request.user, found.episode),
        **_margin(request, heard),
    }
    return render(request, "stories/episode.html", context)


def _margin(request: Asked, heard: Heard) -> dict[str, Any]:
    """The margin is for who came in, beside the edition that others hear now."""
    if not request.user.is_authenticated:
        return {}
    beside_episodes.with_remarks(heard, request.user)
    parts = [str(chapter.start) for chapter in heard.chapters]
    return {
        "talks": may(request.user, "remark.write", heard.edition),
        "lost": margins.lost(request.user, beside_episodes.KIND, heard.edition.slug, parts),
    }


def _gone(request: Asked, slug: str, number: int | None = None, name: str = "") -> HttpResponse:
    """That something stood here; what was replaced leads to what took its place."""
    stood = public.tombstone(slug, number)
    if stood is None:
        raise Http404
    newer = _find(request.user, slug)
    if newer is not None and stood.why == EpisodeEdition.Why.REPLACED:
        at = reverse("stories:file", args=[slug, newer.number, name]) if name else newer.episode_url
        return redirect(at)
    return render(request, "stories/gone.html", {"edition": stood}, status=410)
