"""The site with a few pages to try live parts on. What they show stands in the cache, which is a
table: a test writes it, and the server, a process of its own, reads it."""

from __future__ import annotations

from collections.abc import Collection

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path

from samenspel.foundation import live

TOPIC = "proef:1"


def may_listen(topic: str, whos: Collection[str]) -> Collection[str]:
    cache.set("asked", (cache.get("asked") or 0) + 1)
    return set(whos) - set(cache.get("shut") or [])


live.door("proef:", may_listen)

HEAD = """{% extends "base.html" %}{% load static %}
{% block title %}Proef{% endblock %}
{% block head %}<link rel="stylesheet" href="{% static "foundation/live.css" %}">{% endblock %}
{% block scripts %}<script type="module" src="{% static "web/js/live-region.js" %}"></script>
<script type="module" src="{% static "web/js/late-post.js" %}"></script>{% endblock %}"""

REGION = (
    HEAD
    + """{% block content %}<h1>Proef</h1>{% live_state %}
<live-region id="region" src="/proef/deel/" rev="{{ rev }}"
  stream="/live/{{ ticket }}/" stand="/live/{{ ticket }}/stand/">{{ part|safe }}</live-region>
{% endblock %}"""
)

POST = (
    HEAD
    + """{% block content %}<h1>Proef</h1>
<late-post {% late_words %} data-key="seat:1/card" data-who="seat:1"
  {% if shared %}data-shared{% endif %}>
<form method="post" class="form">{% csrf_token %}<input type="hidden" name="key" value="{{ key }}">
<p><label for="words">Wat zie je?</label><textarea id="words" name="words" required></textarea></p>
<div class="buttons"><button class="button" name="do" value="hand-in">Lever in</button></div></form>
<p role="status"></p></late-post>
<ul id="kept">{% for words in kept %}<li>{{ words }}</li>{% endfor %}</ul>{% endblock %}"""
)


def shown(words: str, request: HttpRequest, **said: object) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(words).render(said, request))


def page(request: HttpRequest) -> HttpResponse:
    said = {
        "rev": live.revision(TOPIC),
        "ticket": live.ticket(TOPIC, to=["lead"], who="seat:1", hours=1),
        "part": cache.get("part") or "<p>begin</p>",
    }
    return shown(REGION, request, **said)


def part(request: HttpRequest) -> HttpResponse:
    cache.set("fetched", (cache.get("fetched") or 0) + 1)
    words = cache.get("part") or "<p>begin</p>"
    return HttpResponse(words, status=cache.get("status") or 200)


def post(request: HttpRequest) -> HttpResponse:
    """Keeps each key once, as a table with a unique key would; refuses what a test tells it to."""
    kept: dict[str, str] = cache.get("kept") or {}
    if request.method == "POST":
        cache.set("came", (cache.get("came") or 0) + 1)
        if refusal := cache.get("refusal"):
            return JsonResponse({"words": refusal}, status=400)
        if cache.get("status"):
            return HttpResponse(status=cache.get("status"))
        kept.setdefault(request.POST["key"], request.POST["words"])
        cache.set("kept", kept)
        if request.headers.get("X-Live"):
            return HttpResponse(status=204)
    key = cache.get("next") or "11111111-1111-4111-8111-111111111111"
    shared = cache.get("shared")
    return shown(POST, request, key=key, kept=kept.values(), shared=shared)


urlpatterns = [
    path("proef/", page),
    path("proef/deel/", part),
    path("proef/post/", post),
    path("", include("samenspel.web.urls")),
]
