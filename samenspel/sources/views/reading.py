"""Reading what was said: the list of sources, one source, and its text to take along."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify

from samenspel.circles.deeds import may
from samenspel.circles.models import Circle, Coalition
from samenspel.circles.places import places_of
from samenspel.people.visits import number
from samenspel.sources import looks, moments, sounding, transcribing, ways
from samenspel.sources.forms import FilterForm
from samenspel.sources.models import Source, Version
from samenspel.sources.naming import as_read, heard_in
from samenspel.sources.readers import Paragraph, decompose
from samenspel.sources.typeset import typeset
from samenspel.sources.writing import spoken

A_PAGE = 25
MOST_VOICES = 6


@dataclass(frozen=True)
class Mark:
    """A moment as it was typed, and why it is not kept."""

    when: str
    words: str
    recording: str
    refused: str


def sources(request: HttpRequest) -> HttpResponse:
    """Everything that was said, as far as this reader may read it."""
    seen = Source.objects.visible_to(request.user)
    places = Coalition.objects.filter(pk__in=seen.order_by().values("coalition"))
    form = FilterForm(request.GET, list(places.values_list("pk", "name")))
    found = form.filtered(seen).select_related("coalition", "expedition")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("pagina"))
    rows = list(page.object_list)
    heard = heard_in(rows, request.user)
    sounds = sounding.lengths(rows, request.user)
    return render(
        request,
        "sources/sources.html",
        {
            "form": form,
            "page": page,
            "rows": [
                (row, list(heard[row.pk].values())[:MOST_VOICES], sounds.get(row.pk, ""))
                for row in rows
            ],
            "may_bring": request.user.is_authenticated and bool(places_of(request.user)),
        },
    )


def source(request: HttpRequest, pk: int) -> HttpResponse:
    return page_of(request, pk)


def page_of(request: HttpRequest, pk: int, mark: Mark | None = None) -> HttpResponse:
    """The page of a source; with a moment that was typed and could not be kept."""
    one, versions, version = find(request, pk)
    looks.record(request.user, [one])
    heard = heard_in([one], request.user)[one.pk]
    paragraphs = as_read(paragraphs_of(version), heard)
    player = sounding.player(one, version, request.user)
    titled = paragraphs[:1] and paragraphs[0].text == one.title
    return render(
        request,
        "sources/source.html",
        {
            "source": one,
            "version": version,
            "versions": versions,
            "heard": heard.values(),
            "text": typeset(
                paragraphs,
                {each.name: each.voice for each in heard.values()},
                skip=1 if titled else 0,
            ),
            "titled": titled,
            "player": player,
            "moments": moments.board(one, player, request.user) if player else None,
            "mark": mark,
            "machine": transcribing.wrote(version, request.user) if player else None,
            "looked": looks.of(one, request.user),
            "ways": ways.on(one, request.user),
            "may_revise": may(request.user, "source.revise", one),
            "may_choose_circle": may(request.user, "source.widen", one)
            or (one.circle > Circle.PRIVATE and may(request.user, "source.narrow", one)),
        },
        status=422 if mark else 200,
    )


def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The words as a text file, for whoever may read them."""
    one, _, version = find(request, pk)
    looks.record(request.user, [one])
    heard = heard_in([one], request.user)[one.pk]
    words = f"{one.title}\n\n{spoken(as_read(paragraphs_of(version), heard))}"
    response = HttpResponse(words, content_type="text/plain; charset=utf-8")
    name = slugify(one.title) or "bron"
    response["Content-Disposition"] = f'attachment; filename="{name}-{version.number}.txt"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def find(request: HttpRequest, pk: int) -> tuple[Source, list[Version], Version]:
    """A source, its versions from new to old, and the one that was asked for (or the newest)."""
    one: Source = get_object_or_404(
        Source.objects.visible_to(request.user).select_related("coalition", "expedition"), pk=pk
    )
    versions = list(one.versions.visible_to(request.user).defer("text", "layout"))
    asked = number(request.GET.get("versie")) or versions[0].number
    version = next((each for each in versions if each.number == asked), None)
    if version is None:
        raise Http404
    return one, versions, version


def paragraphs_of(version: Version) -> tuple[Paragraph, ...]:
    return decompose(version.text, version.layout)
