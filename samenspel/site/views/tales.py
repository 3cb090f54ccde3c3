"""Stories for everybody: a list, a page for each, feeds. They tell when one was taken back."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenspel.circles.models import Expedition
from samenspel.foundation.cards import Card, picture
from samenspel.foundation.feeds import AtomWithGaps
from samenspel.foundation.unchanged import cheap_when_same
from samenspel.people.visits import for_everybody
from samenspel.site import linked
from samenspel.site.tales import PublicTale, gone, gone_since, stood_at, tale_at, tales, with_words
from samenspel.sources.typeset import typeset

A_PAGE = 20
MOST = 50


@for_everybody
@cheap_when_same
def of_expedition(request: HttpRequest, slug: str) -> HttpResponse:
    """The stories and reports of an expedition, newest first."""
    expedition = get_object_or_404(Expedition, slug=slug)
    page = Paginator(tales(expedition), A_PAGE).get_page(request.GET.get("pagina"))
    context = {"expedition": expedition, "page": page, "tales": with_words(page)}
    return render(request, "site/tales.html", context)


@for_everybody
def tale(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One story, in its newest words."""
    expedition = get_object_or_404(Expedition, slug=slug)
    found = tale_at(expedition, number)
    if found is None:
        return stood_here(request, expedition, number)
    context = {
        "expedition": expedition,
        "told": found,
        "source": found.source,
        "text": typeset(found.paragraphs, found.voices, skip=1 if found.titled else 0),
        "linked": linked.tale(found),
    }
    return render(request, "site/tale.html", context)


def stood_here(request: HttpRequest, expedition: Expedition, number: int) -> HttpResponse:
    """That a story stood here, where one did."""
    stood = stood_at(expedition, number)
    if stood is None:
        raise Http404
    told = {"expedition": expedition, "stood": gone_since(stood)}
    return render(request, "site/tale_gone.html", told, status=410)


@for_everybody
def card(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A picture beside the link, without words of the story: others keep it for a long time."""
    expedition = get_object_or_404(Expedition, slug=slug)
    found = tale_at(expedition, number)
    if found is None:
        raise Http404
    title = _("A report, to read") if found.is_report else _("A story, to read")
    above = _("An invented example") if expedition.invented else ""
    days = [found.place] if found.place else []
    below = " · ".join([*days, date_format(found.source.moment, "j F Y")])
    return picture(request, Card(title, above=above, below=below, site=expedition.name))


@for_everybody
@cheap_when_same
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Titles and links as Atom. The words stay behind the link, so that they can be taken back."""
    expedition = get_object_or_404(Expedition, slug=slug)
    site = expedition.site
    told = AtomWithGaps(
        title=_title(expedition),
        link=site + reverse("site:tales", args=[slug]),
        description=expedition.summary,
        language=get_language(),
        feed_url=site + request.path,
        gone=[(site + each.url, gone_since(each)) for each in gone(expedition)[:MOST]],
    )
    for each in with_words(tales(expedition)[:MOST]):
        told.add_item(
            title=each.called,
            link=each.url,
            description=each.line,
            unique_id=each.url,
            pubdate=each.tale.since,
            updateddate=each.changed,
            author_name=expedition.name,
            language=each.source.language,
        )
    return HttpResponse(told.writeString("utf-8"), content_type=told.content_type)


@for_everybody
@cheap_when_same
def json_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as JSON Feed 1.1 (jsonfeed.org)."""
    expedition = get_object_or_404(Expedition, slug=slug)
    site = expedition.site
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _title(expedition),
        "description": expedition.summary,
        "home_page_url": site + reverse("site:tales", args=[slug]),
        "feed_url": site + request.path,
        "language": get_language(),
        "items": [_item(each) for each in with_words(tales(expedition)[:MOST])],
        "_taken_back": [
            {"id": site + each.url, "when": gone_since(each).isoformat()}
            for each in gone(expedition)[:MOST]
        ],
    }
    return JsonResponse(
        told, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False}
    )


def _item(told: PublicTale) -> dict[str, Any]:
    return {
        "id": told.url,
        "url": told.url,
        "title": told.called,
        "content_text": told.line,
        "image": told.card,
        "date_published": told.tale.since.isoformat(),
        "date_modified": told.changed.isoformat(),
        "authors": [{"name": told.tale.expedition.name}],
        "language": told.source.language,
    }


def _title(expedition: Expedition) -> str:
    return _("Stories of %s") % expedition.name
