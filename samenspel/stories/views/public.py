"""Pages and files of episodes, for everybody. They keep nothing about a passer-by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from samenspel.circles.deeds import may
from samenspel.circles.models import Expedition
from samenspel.foundation import ranges
from samenspel.foundation.cards import Card, picture
from samenspel.foundation.templatetags.face import icon
from samenspel.people.visits import Asked, for_everybody
from samenspel.people.visits import number as whole
from samenspel.sources.typeset import clock, typeset
from samenspel.stories import beside_episodes, margins, podcast, public, taking_out, texts
from samenspel.stories.forms import StretchForm, at
from samenspel.stories.models import EpisodeEdition
from samenspel.stories.public import Heard
from samenspel.stories.rights import makes

A_PAGE = 20
COMES_BACK = 600  # seconds, after which a program may ask again
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
        "episodes": public.heard(list(page), translation.get_language() or ""),
        "languages": _translated(page) if of else [],
        "page": page,
        "expedition": of,
        "site": settings.SITE_URL,
        "examines": of is not None and may(request.user, "podcast.examine", of),
    }
    return render(request, "stories/episodes.html", context)


def _translated(rows: Iterable[EpisodeEdition]) -> list[str]:
    """The languages in which these can be followed besides that of this site."""
    there = {code for row in rows for code in Heard(row).languages}
    return [code for code in podcast.others() if code in there]


@for_everybody
def by_number(request: Asked, pk: int) -> HttpResponse:
    """Where the search leads: to the episode, at the paragraph that was found."""
    found = get_object_or_404(public.editions(request.user), pk=pk)
    languages = Heard(found).languages
    number = whole(request.GET.get("vertaling"))
    words = f"?woorden={languages[min(number, len(languages) - 1)]}" if len(languages) > 1 else ""
    asked = request.GET.get("alinea", "")
    place = f"#p{whole(asked)}" if asked else ""
    return redirect(f"{found.episode_url}{words}{place}")


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


def card(request: Asked, heard: Heard) -> HttpResponse:
    """The episode as a picture beside a link: its title, and no word that is said in it."""
    edition = heard.edition
    with translation.override(heard.language):
        example = _("An invented example") if edition.expedition.invented else ""
        length = clock(edition.master.duration) if edition.master else ""
        told = Card(heard.title, above=example, below=length, site=edition.expedition.name)
    return picture(request, told)


def answer(request: Asked, heard: Heard, name: str) -> HttpResponse:
    """The file of this name. Whoever may have it was asked before."""
    heard, plain = _named(heard, name)
    ending = plain.rpartition(".")[2]
    if name == heard.sound_name:
        return sound_of(request, heard)
    if plain == "kaart.png":
        return card(request, heard)
    if plain == "omslag.jpg" and (cover := heard.edition.cover):
        return HttpResponse(bytes(cover.picture), content_type="image/jpeg")
    if plain == f"tekst.{ending}" and ending in heard.texts:
        kind = f"{public.TEXTS[ending]}; charset=utf-8"
        return _for_others(HttpResponse(MAKES[ending](heard), content_type=kind))
    if plain == "hoofdstukken.json" and heard.chapters:
        kind = "application/json+chapters; charset=utf-8"
        return _for_others(HttpResponse(texts.chapters(heard), content_type=kind))
    raise Http404


def _named(heard: Heard, name: str) -> tuple[Heard, str]:
    """The edition in the language that stands in the name of a file, and the name without it."""
    stem, _dot, ending = name.rpartition(".")
    stem, _dot, language = stem.partition(".")
    if language and language not in heard.edition.translations:
        raise Http404
    return heard.told_in(language), f"{stem}.{ending}"


def _for_others(response: HttpResponse) -> HttpResponse:
    """Players on other sites read these; they come without a cookie, so only what is public."""
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def sound_of(request: Asked, heard: Heard) -> HttpResponse:
    """The sound in parts; streamed, when no server stands around this process."""
    edition = heard.edition
    path, sha256 = heard.file or (None, "")
    if path is None or not path.exists():
        raise Http404
    name = heard.named(f"{edition.slug}-{edition.number}.mp3")
    response = ranges.part(path, request, kind="audio/mpeg", name=name, etag=sha256, whole=True)
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
    heard = Heard(found, language=request.GET.get("woorden") or translation.get_language() or "")
    margin = _margin(request, heard)
    links = _about(heard) if margin.get("talks") else {}
    context = {
        "heard": heard,
        "edition": found,
        "expedition": found.expedition,
        "others": [heard.told_in(code) for code in heard.languages],
        "player": heard.player,
        "makes": request.user.is_authenticated and makes(request.user, found.episode),
        "speaks": bool(taking_out.speaks_as(request.user, slug)),
        "text": typeset(heard.paragraphs, heard.voices, beside=links),
        **margin,
    }
    return render(request, "stories/episode.html", context)


def _margin(request: Asked, heard: Heard) -> dict[str, Any]:
    """The margin is for who came in, beside the edition that others hear now."""
    if not request.user.is_authenticated:
        return {}
    person, slug = request.user, heard.edition.slug
    beside_episodes.with_remarks(heard, person)
    parts, stretches = beside_episodes.parts(heard), beside_episodes.stretches(heard)
    many = heard.remarks.get(stretches, 0)
    where = (beside_episodes.KIND, slug)
    beside = beside_episodes.beside_stretches(heard)
    return {
        "talks": may(person, "remark.write", heard.edition),
        "stretches": stretches,
        "about": StretchForm(),
        "readers_of": margins.unsaid(beside, person),
        "many": many,
        "told": margins.told(person, *where, stretches, beside.sound) if many else [],
        "whole": beside_episodes.WHOLE,
        "said": heard.remarks.get(beside_episodes.WHOLE, 0),
        "lost": margins.lost(person, *where, parts),
    }


def _about(heard: Heard) -> dict[int, SafeString]:
    """Beside each turn of the text: the way to say something about it."""
    where = [beside_episodes.KIND, heard.edition.slug, beside_episodes.stretches(heard)]
    page = reverse("stories:margin", args=where)
    return {
        number: _about_turn(page, at(begin), at(stop) if stop is not None else "")
        for number, begin, stop in beside_episodes.turns(heard)
    }


def _about_turn(page: str, begin: str, stop: str) -> SafeString:
    words = _("Something about this bit")
    asked = {"van": begin, **({"tot": stop} if stop else {})}
    return format_html(
        '<a class="about-this no-print" href="{}?{}#zeg" data-about="{}" data-until="{}" '
        'title="{}">{}<span class="only-read-aloud">{}: {}</span></a>',
        *(page, urlencode(asked, safe=":"), begin, stop, words, icon("speech"), words, begin),
    )


def being_changed(request: Asked, edition: EpisodeEdition) -> HttpResponse:
    """Somebody took their voice out; it is back when its sound was made anew."""
    told = {"edition": edition, "expedition": edition.expedition}
    response = render(request, "stories/being_changed.html", told, status=503)
    response["Retry-After"] = str(COMES_BACK)
    return response


def _gone(request: Asked, slug: str, number: int | None = None, name: str = "") -> HttpResponse:
    """That something stood here; what was replaced leads to what took its place."""
    if waits := public.underway(request.user, slug):
        return being_changed(request, waits)
    stood = public.tombstone(slug, number)
    if stood is None:
        raise Http404
    newer = _find(request.user, slug)
    if newer is not None and stood.why == EpisodeEdition.Why.REPLACED:
        at = reverse("stories:file", args=[slug, newer.number, name]) if name else newer.episode_url
        return redirect(at)
    told = {"edition": stood, "expedition": stood.expedition}
    return render(request, "stories/gone.html", told, status=410)
