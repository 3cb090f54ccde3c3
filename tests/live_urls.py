"""The site with a few pages to try live parts on. What they show stands in the cache, which is a
table: a test writes it, and the server, a process of its own, reads it."""

from __future__ import annotations

from collections.abc import Collection

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from samenspel.foundation import live

TOPIC = "proef:1"


def may_listen(topic: str, whos: Collection[str]) -> Collection[str]:
    cache.set("asked", (cache.get("asked") or 0) + 1)
    return set(whos) - set(cache.get("shut") or [])


live.door("proef:", may_listen)

PAGE = """{% extends "base.html" %}{% load static %}
{% block title %}Proef{% endblock %}
{% block content %}<h1>Proef</h1>
{% live_state %}
<live-region id="region" src="/proef/deel/" rev="{{ rev }}"
  stream="/live/{{ ticket }}/" stand="/live/{{ ticket }}/stand/">{{ part|safe }}</live-region>
{% endblock %}
{% block scripts %}<script type="module" src="{% static "web/js/live-region.js" %}"></script>
<script type="module" src="{% static "web/js/late-post.js" %}"></script>{% endblock %}"""


def page(request: HttpRequest) -> HttpResponse:
    said = {
        "rev": live.revision(TOPIC),
        "ticket": live.ticket(TOPIC, to=["lead"], who="seat:1", hours=1),
        "part": cache.get("part") or "<p>begin</p>",
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(said, request))


def part(request: HttpRequest) -> HttpResponse:
    status = cache.get("status") or 200
    cache.set("fetched", (cache.get("fetched") or 0) + 1)
    return HttpResponse(cache.get("part") or "<p>begin</p>", status=status)


urlpatterns = [
    path("proef/", page),
    path("proef/deel/", part),
    path("", include("samenspel.web.urls")),
]
