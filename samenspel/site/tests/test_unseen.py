"""A coalition that shows itself nowhere is not to be found by what stands beside given words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles import actions as circles
from samenspel.lessons import actions as lessons
from samenspel.lessons import checking
from samenspel.lessons.tests.builders import (
    a_lesson,
    a_quote,
    a_shared_question,
    described,
    given,
    looked_at,
    published,
    the_proof,
)
from samenspel.site import actions
from samenspel.sources.models import Naming
from samenspel.stories.tests.builders import out

from .builders import a_shown_page

SAID = "De sleutel ligt bij de buurvrouw."


@pytest.fixture
def lesson(cast: Any) -> Any:
    """Rests on words of a resident of Zandhove, named by role, and answers a question of Oost."""
    cast.oost.place = "Zandhove"
    cast.oost.save()
    begun = described(cast, a_lesson(cast), question=a_shared_question(cast))
    given(cast, a_quote(cast, begun, SAID), naming=Naming.ROLE)
    return begun


def everywhere(slug: str) -> dict[str, str]:
    """What a passer-by reads of a lesson, wherever it stands."""
    paths = [
        reverse("lessons:lesson", args=[slug]),
        *(reverse("lessons:file", args=[slug, ending]) for ending in ("md", "json", "bib")),
        reverse("lessons:feed"),
        reverse("lessons:json_feed"),
        reverse("site:frame", args=[slug]),
        reverse("site:api_lesson", args=[slug]),
    ]
    found = {path: Client().get(path).content.decode() for path in paths}
    assert all(SAID in found[path] for path in paths if not path.endswith(".bib"))
    return found


def test_the_place_is_left_out_beside_a_quote(cast, lesson):
    edition = published(cast, lesson=looked_at(cast, lesson))
    for path, told in everywhere(edition.slug).items():
        assert "Zandhove" not in told, path
        assert "Samen Oost" not in told, path
    assert "een bewoner" in everywhere(edition.slug)[edition.lesson_url]


def test_it_stands_there_while_the_coalition_shows_itself(cast, lesson):
    edition = published(cast, lesson=looked_at(cast, lesson))
    page = a_shown_page(cast)
    told = everywhere(edition.slug)[edition.lesson_url]
    assert "een bewoner, Zandhove" in told
    assert "Samen Oost" in told
    english = Client(headers={"accept-language": "en"}).get(edition.lesson_url).content.decode()
    assert "a resident, Zandhove" in english
    actions.hide(page, by=cast.bo)
    assert "Zandhove" not in everywhere(edition.slug)[edition.lesson_url]


def test_it_stands_there_while_the_coalition_wants_to_be_named(cast, lesson):
    looked_at(cast, lesson)
    checking.say(the_proof(lesson, cast.oost), said="yes", named=True, by=cast.bo)
    edition = lessons.publish(lesson, by=cast.wim)
    assert "een bewoner, Zandhove" in everywhere(edition.slug)[edition.lesson_url]
    checking.say(the_proof(lesson, cast.oost), said="no", words="Toch niet.", by=cast.bo)
    told = Client().get(edition.lesson_url).content.decode()
    assert "Zandhove" not in told


def test_an_episode_for_everybody_tells_no_place_either(cast):
    cast.oost.place, cast.oost.latitude, cast.oost.longitude = "Zandhove", 52.12345, 5.1
    cast.oost.save()
    edition = out(cast)
    feed = reverse("stories:feed", args=[edition.expedition.slug])
    paths = [edition.episode_url, feed, "/expeditie/polder/"]
    for path in paths:
        assert "Zandhove" not in Client().get(path).content.decode(), path
    a_shown_page(cast)
    for path in paths:
        assert "Zandhove" in Client().get(path).content.decode(), path
    assert "52.1" not in Client().get(feed).content.decode()


def test_how_many_do_not_show_themselves_is_not_told(cast):
    a_shown_page(cast)

    def read() -> str:
        path = "/expeditie/polder/coalities/"
        return re.sub(r'nonce="[^"]*"', "", Client().get(path).content.decode())

    before = read()
    circles.form(cast.expedition, name="Stil", place="Stil", by=cast.fons)
    assert read() == before
