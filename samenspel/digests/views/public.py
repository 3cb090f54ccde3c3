"""All ways to follow an expedition, side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from samenspel.circles.models import Expedition
from samenspel.people.visits import for_everybody
from samenspel.stories import public as stories


@for_everybody
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Podcast, calendar, feeds and mail, in plain words."""
    expedition = get_object_or_404(Expedition, slug=slug)
    context = {
        "expedition": expedition,
        "heard": stories.latest().filter(expedition=expedition).exists(),
        "addresses": {
            name: f"{expedition.site}{reverse(page, args=[slug])}"
            for name, page in (
                ("podcast", "stories:feed"),
                ("calendar", "site:calendar"),
                ("atom", "lessons:feed_of_expedition"),
                ("json", "lessons:json_feed_of_expedition"),
                ("tales", "site:tales_feed"),
                ("tales_json", "site:tales_json_feed"),
            )
        },
    }
    return render(request, "digests/follow.html", context)
