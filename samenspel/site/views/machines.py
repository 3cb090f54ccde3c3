"""For machines that look on behalf of people: what can be found, and pictures beside links."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samenspel.circles.models import Expedition
from samenspel.foundation.cards import Card
from samenspel.lessons import public
from samenspel.lessons.views.cards import picture
from samenspel.lessons.views.public import for_everybody
from samenspel.site import linked, reading
from samenspel.site.models import PublicPage

OF_AN_EXPEDITION = ("coalitions", "meetings", "about", "privacy")


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
    """Every page that everybody may find, with the day on which it last changed when known."""
    found = [(linked.at(path), day) for path, day in _paths()]
    found += [
        (lesson.url, lesson.edition.created)
        for lesson in public.with_quotes(public.editions().newest())
    ]
    context = {"found": found}
    return render(request, "site/sitemap.xml", context, content_type="application/xml")


def _paths() -> Iterator[tuple[str, object]]:
    yield reverse("web:home"), None
    yield reverse("lessons:lessons"), None
    yield reverse("web:fund"), None
    for expedition in Expedition.objects.order_by("slug"):
        yield reverse("web:expedition", args=[expedition.slug]), None
        yield reverse("lessons:of_expedition", args=[expedition.slug]), None
        for name in OF_AN_EXPEDITION:
            yield reverse(f"site:{name}", args=[expedition.slug]), None
    pages = PublicPage.objects.visible_to(None).select_related("coalition", "expedition")
    for page in pages.order_by("expedition__slug", "coalition__slug"):
        yield reading.url_of(page), page.changed
