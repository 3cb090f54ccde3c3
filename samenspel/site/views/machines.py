"""For machines that look on behalf of people: what can be found, and pictures beside links."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samenspel.circles.models import Expedition
from samenspel.foundation.cards import Card, picture
from samenspel.lessons import public
from samenspel.people.visits import for_everybody
from samenspel.site import hosts, linked, reading, tales
from samenspel.site.models import PublicPage
from samenspel.stories import public as stories

Entry = tuple[str, str, datetime | None]  # site, path, when it last changed
OF_AN_EXPEDITION = (
    *("site:coalitions", "site:tales", "site:meetings", "web:follow"),
    *("site:about", "site:privacy", "site:kit"),
)

more_pages: list[Callable[[], Iterator[Entry]]] = []  # of the rooms above, as they start


@for_everybody
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """An expedition as a picture beside a link."""
    expedition = get_object_or_404(Expedition, slug=slug)
    days = f"{date_format(expedition.starts, 'F Y')} – {date_format(expedition.ends, 'F Y')}"
    return picture(
        request,
        Card(expedition.name, above=_example(expedition), below=days, site="Samenspel"),
    )


@for_everybody
def coalition_card(request: HttpRequest, slug: str, coalition: str) -> HttpResponse:
    """A coalition as a picture beside a link, as long as it shows itself."""
    expedition = get_object_or_404(Expedition, slug=slug)
    told = reading.page_at(expedition, coalition)
    if told is None:
        raise Http404
    place = told.coalition.place if told.coalition.place != told.coalition.name else ""
    return picture(
        request,
        Card(told.coalition.name, above=_example(expedition), below=place, site=expedition.name),
    )


def _example(expedition: Expedition) -> str:
    return _("An invented example") if expedition.invented else ""


@for_everybody
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that everybody may find at this address, with the day on which it last changed."""
    own = hosts.of_request(request)
    here = own.site if own else settings.SITE_URL
    above = (entry for pages in more_pages for entry in pages())
    found = [*_pages(), *_lessons(), *_tales(), *_episodes(), *above]
    if own is None:
        names = ("web:home", "lessons:lessons", "web:fund")
        found = [*((here, reverse(name), None) for name in names), *found]
    context = {"found": [(site + path, day) for site, path, day in found if site == here]}
    return render(request, "site/sitemap.xml", context, content_type="application/xml")


def _lessons() -> Iterator[Entry]:
    for edition in public.editions().newest():
        yield edition.expedition.site, edition.lesson_url, edition.created


def _tales() -> Iterator[Entry]:
    rows: Any = tales.tales()
    for each in rows:
        yield each.expedition.site, each.url, max(each.since, each.worded or each.since)


def _episodes() -> Iterator[Entry]:
    heard = stories.heard(list(stories.latest()))
    for expedition in {each.edition.expedition for each in heard}:
        yield settings.SITE_URL, reverse("stories:of_expedition", args=[expedition.slug]), None
    for each in heard:
        yield settings.SITE_URL, each.edition.episode_url, each.edition.created


def _pages() -> Iterator[Entry]:
    for expedition in Expedition.objects.order_by("slug"):
        site, slug = expedition.site, expedition.slug
        yield site, linked.home(expedition).removeprefix(site), None
        yield site, reverse("lessons:of_expedition", args=[slug]), None
        for name in OF_AN_EXPEDITION:
            yield site, reverse(name, args=[slug]), None
    pages = PublicPage.objects.visible_to(None).select_related("coalition", "expedition")
    for page in pages.order_by("expedition__slug", "coalition__slug"):
        yield page.expedition.site, reading.url_of(page), page.changed
