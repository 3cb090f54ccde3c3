"""The feeds: what was published, and what was taken back.

Atom tells the latter as RFC 6721 does; JSON Feed 1.1 has no word for it, and gets one of ours.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samenspel.circles.models import Expedition
from samenspel.foundation.feeds import AtomWithGaps
from samenspel.foundation.unchanged import cheap_when_same
from samenspel.lessons import public
from samenspel.lessons.public import PublicLesson
from samenspel.people.visits import for_everybody

MOST = 50


class Lessons(Feed[PublicLesson, Any]):
    feed_type = AtomWithGaps

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().__call__(request, *args, **kwargs)
        # The newest date does not change when words are taken back: it would answer "not modified".
        del response["Last-Modified"]
        return response

    def get_object(self, request: HttpRequest, expedition: str = "") -> Expedition | None:
        return get_object_or_404(Expedition, slug=expedition) if expedition else None

    def title(self, of: Expedition | None) -> str:
        return _("Lessons of %s") % of.name if of else _("Lessons")

    def subtitle(self, of: Expedition | None) -> str:
        return of.summary if of else _("What coalitions learned, in their own words.")

    def link(self, of: Expedition | None) -> str:
        return (
            reverse("lessons:of_expedition", args=[of.slug]) if of else reverse("lessons:lessons")
        )

    def feed_extra_kwargs(self, of: Expedition | None) -> dict[str, Any]:
        gone = public.tombstones()
        rows = (gone.filter(expedition=of) if of else gone)[:MOST]
        return {"gone": [(settings.SITE_URL + each.lesson_url, each.withdrawn) for each in rows]}

    def items(self, of: Expedition | None) -> list[PublicLesson]:
        rows = public.editions().newest()
        return public.with_quotes((rows.filter(expedition=of) if of else rows)[:MOST])

    def item_title(self, item: PublicLesson) -> str:
        return item.edition.claim

    def item_description(self, item: PublicLesson) -> str:
        return render_to_string("lessons/in_feed.html", {"lesson": item, "edition": item.edition})

    def item_link(self, item: PublicLesson) -> str:
        return item.url

    def item_guid(self, item: PublicLesson) -> str:
        """The name of an entry, which stays when its expedition gets another address."""
        return f"{settings.SITE_URL}{item.edition.lesson_url}"

    def item_pubdate(self, item: PublicLesson) -> datetime:
        return item.edition.created

    def item_updateddate(self, item: PublicLesson) -> datetime:
        lifted = [quote.lifted for quote in item.quotes if quote.lifted]
        newest: datetime = max([item.edition.created, *lifted])
        return newest

    def item_extra_kwargs(self, item: PublicLesson) -> dict[str, Any]:
        return {"language": item.edition.language}

    def item_author_name(self, item: PublicLesson) -> str:
        return item.edition.expedition.name


def _lessons(request: HttpRequest, expedition: str = "") -> HttpResponse:
    return Lessons()(request, expedition=expedition)


feed = for_everybody(cheap_when_same(_lessons))


@for_everybody
@cheap_when_same
def json_feed(request: HttpRequest, expedition: str = "") -> HttpResponse:
    """The same as JSON Feed 1.1 (jsonfeed.org); ids are those of the Atom feed."""
    of = get_object_or_404(Expedition, slug=expedition) if expedition else None
    told = Lessons()
    gone = told.feed_extra_kwargs(of)["gone"]
    name = "lessons:json_feed_of_expedition" if of else "lessons:json_feed"
    here = reverse(name, args=[of.slug] if of else [])
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": told.title(of),
        "description": told.subtitle(of),
        "home_page_url": settings.SITE_URL + told.link(of),
        "feed_url": settings.SITE_URL + here,
        "language": get_language(),
        "items": [_item(told, each) for each in told.items(of)],
        "_taken_back": [{"id": entry, "when": when.isoformat()} for entry, when in gone],
    }
    return JsonResponse(
        feed, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False}
    )


def _item(told: Lessons, lesson: PublicLesson) -> dict[str, Any]:
    edition = lesson.edition
    return {
        "id": told.item_guid(lesson),
        "url": lesson.url,
        "title": edition.claim,
        "content_html": told.item_description(lesson),
        "image": lesson.card,
        "date_published": edition.created.isoformat(),
        "date_modified": told.item_updateddate(lesson).isoformat(),
        "authors": [{"name": told.item_author_name(lesson)}],
        "language": edition.language,
        "tags": [facet.name for facet in lesson.elements],
    }
