"""The site's own addresses, with "hello" and, per measured page, bare SQL in a bare template."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from bench import nudging
from samenspel.web.urls import urlpatterns as pages

LIST = Engine().from_string(
    "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>"
    "{% for row in rows %}<p>{% for cell in row %}{{ cell }} {% endfor %}</p>{% endfor %}"
)

BARE = {
    "coalition": (
        "SELECT s.title, s.kind, s.moment, p.name FROM sources_source s "
        "JOIN people_person p ON p.id = s.author_id "
        "WHERE s.coalition_id = %s AND s.circle >= 2 ORDER BY s.moment DESC LIMIT 20"
    ),
    "source": (
        'SELECT substr(v.text, p.start + 1, p."end" - p.start), c.name_nl '
        "FROM threads_passage p JOIN sources_version v ON v.id = p.version_id "
        "LEFT JOIN threads_coding g ON g.passage_id = p.id "
        "LEFT JOIN threads_code c ON c.id = g.code_id WHERE v.source_id = %s ORDER BY p.start"
    ),
    "thread": (
        'SELECT substr(v.text, p.start + 1, p."end" - p.start), t.weight, t.note, s.title '
        "FROM threads_threadpassage t JOIN threads_passage p ON p.id = t.passage_id "
        "JOIN sources_version v ON v.id = p.version_id JOIN sources_source s ON s.id = v.source_id "
        "WHERE t.thread_id = %s ORDER BY s.moment"
    ),
    "search": (
        "SELECT r.label, r.words FROM sources_words w JOIN sources_searchrow r ON r.id = w.rowid "
        "WHERE sources_words MATCH 'sleutel' AND %s > 0 ORDER BY bm25(sources_words) LIMIT 20"
    ),
    "lesson": (
        "SELECT q.words, q.name, q.voice FROM lessons_editionquote q "
        'JOIN lessons_edition e ON e.id = q.edition_id WHERE e.id = %s ORDER BY q."order"'
    ),
}


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def bare(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(BARE[name], [pk])
        rows: list[Any] = cursor.fetchall()
    return HttpResponse(LIST.render(Context({"title": name, "rows": rows})))


urlpatterns = [
    *pages,
    path("bench/hello/", hello),
    path("bench/tickets/", nudging.tickets),
    path("bench/nudge/", nudging.nudge),
    path("bench/<slug:name>/<int:pk>/", bare),
]
