"""The public interface does what its description says, and forgets with the pages."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from django.test import Client
from openapi_spec_validator import validate
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from samenspel.circles.models import Circle
from samenspel.lessons import actions as lessons
from samenspel.lessons.models import EditionQuote
from samenspel.lessons.tests import builders
from samenspel.lessons.tests.builders import (
    a_lesson,
    a_shared_question,
    pictured,
    published,
    take_back,
)
from samenspel.site import interface
from samenspel.site.urls import urlpatterns
from samenspel.site.views import interface as views
from samenspel.sources import actions as sources
from samenspel.stories.tests.builders import SAID as SAID_THERE
from samenspel.stories.tests.builders import out

API = "/api/v1"
SAID = "Mijn KANARIE zingt in de gang."


def described(client: Client) -> dict[str, Any]:
    return client.get(f"{API}/openapi.json").json()


def ask(client: Client, path: str, operation: str, status: int = 200, **more: Any) -> Any:
    """The answer, held against what the description says of this operation and status."""
    answer = client.get(API + path, **more)
    assert answer.status_code == status, path
    document = described(client)
    (told,) = [
        each["get"]["responses"]
        for each in document["paths"].values()
        if each["get"]["operationId"] == operation
    ]
    ((kind, content),) = told[str(status)]["content"].items()
    assert answer["Content-Type"] == kind
    resource = DRAFT202012.create_resource(document)
    registry = Registry().with_resource("urn:api", resource)
    schema = _from_the_document(content["schema"])
    checker = jsonschema.Draft202012Validator(
        schema, registry=registry, format_checker=jsonschema.FormatChecker()
    )
    checker.validate(answer.json())
    return answer.json()


def _from_the_document(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {
            key: f"urn:api{value}" if key == "$ref" else _from_the_document(value)
            for key, value in schema.items()
        }
    return [_from_the_document(each) for each in schema] if isinstance(schema, list) else schema


def test_the_description_is_sound_and_of_what_is_there(client, db):
    document = described(client)
    validate(document)
    assert document["openapi"].startswith("3.1")
    told = {re.sub(r"\{\w+\}", "x", path) for path in document["paths"]}
    there = {
        "/" + re.sub(r"<[^>]+>", "x", str(each.pattern)).removeprefix("api/v1/")
        for each in urlpatterns
        if str(each.pattern).startswith("api/v1/") and "openapi" not in str(each.pattern)
    }
    assert told == there


def test_lessons_come_as_described_by_page(cast, client):
    for number in range(3):
        published(cast, lesson=a_lesson(cast, claim=f"Les {number}"))
    first = ask(client, "/lessons?per_page=2", "lessons")
    assert (first["total"], len(first["items"]), first["previous"]) == (3, 2, None)
    rest = ask(client, first["next"].split("/api/v1")[1], "lessons")
    assert [item["claim"] for item in first["items"] + rest["items"]] == ["Les 2", "Les 1", "Les 0"]
    assert rest["next"] is None
    assert 'rel="prev"' in client.get(first["next"].removeprefix("http://localhost:8000"))["Link"]
    assert ask(client, "/lessons?expedition=kust", "lessons")["total"] == 0
    assert ask(client, "/lessons?expedition=polder", "lessons")["total"] == 3
    assert len(ask(client, "/expeditions", "expeditions")["items"]) == 2


@pytest.mark.parametrize(
    "asked", ["page=0", "page=x", "per_page=101", "page=" + "9" * 30, "page=²"]
)
def test_what_is_not_understood_is_said(client, db, asked):
    assert ask(client, f"/lessons?{asked}", "lessons", 400)["status"] == 400


def test_what_is_not_there_is_said(cast, client):
    published(cast)
    ask(client, "/lessons?page=2", "lessons", 404)
    ask(client, "/lessons?expedition=%00", "lessons", 400)
    ask(client, "/lessons/niets", "lesson", 404)
    lesson = a_lesson(cast, claim="Nog niet af")
    ask(client, f"/lessons/{lesson.slug}", "lesson", 404)


def test_words_that_were_taken_back_are_gone_with_the_next_question(cast, client):
    edition = published(cast, SAID, "De koffie staat al klaar.")
    lessons.correct(edition.lesson, difference="Een punt.", by=cast.wim)
    where = [
        ("/lessons", "lessons"),
        (f"/lessons/{edition.slug}", "lesson"),
        (f"/lessons/{edition.slug}/editions/1", "edition"),
    ]
    kept = {}
    for path, name in where:
        assert SAID in str(ask(client, path, name))
        kept[path] = client.get(API + path)["ETag"]
        assert client.get(API + path, HTTP_IF_NONE_MATCH=kept[path]).status_code == 304
    take_back(EditionQuote.objects.unguarded("command line").filter(edition=edition)[0])
    for path, name in where:
        told = ask(client, path, name, HTTP_IF_NONE_MATCH=kept[path])
        assert "KANARIE" not in str(told)
        assert "Amina" not in str(told)
    assert ask(client, f"/lessons/{edition.slug}", "lesson")["quotes"][0] == {"taken_back": True}
    assert ask(client, f"/lessons/{edition.slug}/editions/1", "edition")["newest_edition"] == 2


def test_a_lesson_that_was_taken_back_says_so(cast, client):
    edition = published(cast, SAID)
    lessons.retract(edition.lesson, by=cast.wim)
    for path, name in (("", "lesson"), ("/editions/1", "edition")):
        told = ask(client, f"/lessons/{edition.slug}{path}", name, 410)
        assert told["lesson"]["why"] == "retracted"
        assert "KANARIE" not in str(told)
    (gone,) = ask(client, "/taken-back", "taken_back")["items"]
    assert gone["slug"] == edition.slug
    assert ask(client, "/lessons", "lessons")["total"] == 0


def test_a_lesson_tells_what_stands_beside_it(cast, client):
    lesson = builders.described(
        cast,
        a_lesson(cast),
        question=a_shared_question(cast),
        meant_for="both",
        behind="Wij van Oost.",
        links=[{"kind": "guide", "title": "Over sleutels", "url": "https://example.org/boek"}],
    )
    pictured(cast, lesson)
    edition = published(cast, lesson=lesson)
    told = ask(client, f"/lessons/{edition.slug}", "lesson")
    assert told["for_whom"] == "both"
    assert told["behind"] == "Wij van Oost."
    assert told["question"]["words"]
    assert told["question"]["coalition"] == ""  # it shows itself nowhere
    assert [each["title"] for each in told["links"]] == ["Over sleutels"]
    assert told["picture"]["shows"] == "Een deur die openstaat."
    assert edition.claim in told["cite_as"]
    assert {"elements", "thread", "coalitions"} < told.keys()


def test_episodes_come_as_described(cast, client):
    edition = out(cast)
    (told,) = ask(client, "/episodes", "episodes")["items"]
    assert told == ask(client, f"/episodes/{edition.slug}", "episode")
    assert told == ask(client, f"/episodes/{edition.slug}/editions/1", "episode_edition")
    assert (told["title"], told["edition"], told["place"]) == (edition.title, 1, "")
    assert told["sound"]["bytes"] > 0
    assert {each.rpartition(".")[2] for each in told["texts"]} == {"vtt", "srt", "txt"}
    assert all(words not in str(told) for _who, words, *_when in SAID_THERE)
    assert ask(client, "/episodes?expedition=kust", "episodes")["total"] == 0
    ask(client, "/episodes/niets", "episode", 404)
    sound = client.get(told["sound"]["url"].removeprefix("http://localhost:8000"))
    assert (sound.status_code, int(sound["Content-Length"])) == (200, told["sound"]["bytes"])
    sound.close()


def test_an_episode_that_was_taken_back_says_so(cast, client):
    edition = out(cast)
    where = [("/episodes", "episodes"), (f"/episodes/{edition.slug}", "episode")]
    kept = {path: client.get(API + path)["ETag"] for path, _name in where}
    for path, tag in kept.items():
        assert client.get(API + path, HTTP_IF_NONE_MATCH=tag).status_code == 304
    sources.narrow(edition.source, to=Circle.PRIVATE, by=cast.amina)
    again = client.get(f"{API}/episodes", HTTP_IF_NONE_MATCH=kept["/episodes"])
    assert again.json()["items"] == []
    told = ask(client, f"/episodes/{edition.slug}", "episode", 410)
    assert told["episode"]["slug"] == edition.slug
    assert edition.title not in str(told)
    (gone,) = ask(client, "/taken-back/episodes", "taken_back_episodes")["items"]
    assert gone["slug"] == edition.slug


def test_somebody_who_asks_too_often_waits_and_others_do_not(cast, client, monkeypatch):
    monkeypatch.setattr(views, "TRIES", 3)
    for _ in range(3):
        assert client.get(f"{API}/lessons").status_code == 200
    told = client.get(f"{API}/lessons")
    assert told.status_code == 429
    assert told["Retry-After"] == str(interface.MINUTES * 60)
    assert client.get(f"{API}/lessons", REMOTE_ADDR="192.0.2.9").status_code == 200
    assert client.get(f"{API}/openapi.json").status_code == 200


def test_it_sets_no_cookie_and_takes_nothing(cast, client):
    published(cast)
    for path in ("/lessons", "/expeditions", "/taken-back", "/openapi.json"):
        answer = client.get(API + path)
        assert not answer.cookies
        assert "no-cache" in answer["Cache-Control"]
        # Pages of others may read it, and never as somebody who is signed in here.
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        for method in (client.post, client.put, client.delete, client.patch):
            refused = method(API + path)
            assert refused.status_code == 405
            assert refused["Content-Type"].startswith("application/problem+json")
    assert client.get("/api/").status_code == 200


def test_an_address_that_is_not_there_says_where_to_look(client, db):
    for path in ("/api/v1/nee", "/api/v2/lessons"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer["Content-Type"].startswith("application/problem+json")
        assert "http://localhost:8000/api/v1/openapi.json" in answer.json()["detail"]


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_with_one_and_with_three(cast, client, many, django_assert_num_queries):
    for number in range(many):
        published(cast, lesson=a_lesson(cast, claim=f"Les {number}"))
    client.get(f"{API}/lessons")  # the first is counted anew
    with django_assert_num_queries(6):
        client.get(f"{API}/lessons")
