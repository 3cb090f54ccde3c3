"""How we know: what may be told of the thread; and how others name a lesson as their source."""

from __future__ import annotations

import json
import re
from typing import Any

import feedparser
import pytest
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.models import Circle, Membership, Role, Voice
from samenspel.circles.tests.cast import a_person
from samenspel.lessons import actions, citing, knowing, public
from samenspel.lessons.models import EditionQuote
from samenspel.sources.tests.builders import a_source
from samenspel.threads.tests.builders import a_passage, a_thread

from .builders import (
    CLAIM,
    a_lesson,
    a_quote,
    described,
    given,
    pictured,
    publish,
    published,
    take_back,
)

SAID = "Mijn kanarie zingt."
SECRET = "Dit zei ik alleen hier."


def a_voice(cast: Any, name: str, voice: str, place: Any) -> Any:
    person = a_person(name)
    Membership.objects.create(
        person=person,
        expedition=cast.expedition,
        coalition=place,
        role=Role.MEMBER,
        voice=voice,
    )
    return person


def passages(cast, residents, professionals):
    told = []
    voices = [Voice.RESIDENT] * residents + [Voice.PROFESSIONAL] * professionals
    for number, voice in enumerate(voices):
        place = cast.west if number % 2 else cast.oost
        by = a_voice(cast, f"stem{number}", voice, place)
        text = f"{SECRET} {number}."
        source = a_source(cast, by=by, place=place, text=text, voice=voice, circle=Circle.TEAM)
        told.append(a_passage(cast, source, SECRET))
    return told


def a_lesson_on(cast, residents, professionals):
    thread = a_thread(cast, *passages(cast, residents, professionals))
    return described(cast, a_lesson(cast), thread=thread)


def read(client, edition):
    return client.get(edition.lesson_url).content.decode()


def test_enough_people_are_counted_and_their_words_stay_where_they_are(cast, client):
    lesson = a_lesson_on(cast, 6, 5)
    given(cast, a_quote(cast, lesson, SAID))
    edition = publish(cast, lesson)
    assert public.with_quotes([edition])[0].known == {
        "passages": 11,
        "coalitions": 2,
        "moments": 1,
        "voices": {"resident": 6, "professional": 5},
    }
    text = read(client, edition)
    assert "In totaal 11 fragmenten, van 6 bewoners, 5 professionals" in text
    assert "in 2 coalities" in text
    assert SECRET not in text
    assert SAID in text


@pytest.mark.parametrize(
    ("residents", "professionals", "whole", "voices"),
    [
        (4, 0, False, False),
        (5, 0, True, True),
        (3, 2, True, False),
        (6, 4, True, False),
        (5, 5, True, True),
    ],
)
def test_a_handful_of_people_is_not_told(cast, residents, professionals, whole, voices):
    lesson = a_lesson_on(cast, residents, professionals)
    known = knowing.known(lesson, cast.wim)
    assert bool(known) is whole
    assert bool(known.get("voices")) is voices


def test_who_is_quoted_is_taken_off_first(cast, client):
    """Seven people, of whom three stand there with a name: the other four are a handful."""
    rows = passages(cast, 7, 0)
    lesson = described(cast, a_lesson(cast), thread=a_thread(cast, *rows))
    for passage in rows[:3]:
        quote = actions.quote(
            lesson, version=passage.version, start=passage.start, end=passage.end, by=cast.wim
        )
        given(cast, quote)
    assert knowing.known(lesson, cast.wim) == {}
    text = read(client, publish(cast, lesson))
    assert "te weinig mensen" in text
    assert "fragmenten" not in text


def test_all_of_them_quoted_leaves_nobody_out(cast):
    rows = passages(cast, 5, 0)
    lesson = described(cast, a_lesson(cast), thread=a_thread(cast, *rows))
    for passage in rows:
        actions.quote(
            lesson, version=passage.version, start=passage.start, end=passage.end, by=cast.wim
        )
    assert knowing.known(lesson, cast.wim)["passages"] == 5


def test_who_reads_less_counts_less(cast):
    lesson = a_lesson_on(cast, 12, 0)
    assert knowing.known(lesson, cast.wim)["passages"] == 12
    assert knowing.known(lesson, cast.fenna)["passages"] == 6


def test_a_lesson_without_a_thread_says_nothing_of_it(cast, client):
    edition = published(cast)
    assert "te weinig mensen" not in read(client, edition)


# Citing


def file(client, edition, ending):
    response = client.get(reverse("lessons:file", args=[edition.slug, ending]))
    assert response.status_code == 200
    return response


def test_a_lesson_is_cited_by_its_edition(cast, client):
    edition = published(cast)
    year = timezone.localdate().year
    url = f"http://testserver{edition.get_absolute_url()}"
    (lesson,) = public.with_quotes([edition])
    line = citing.line(lesson)
    assert line.startswith(f"Reis door de polder ({year}). {CLAIM}. Uitgave 1. Samenspel. http")
    assert line.endswith(edition.get_absolute_url())
    assert line in read(client, edition)
    text = file(client, edition, "bib").content.decode()
    assert re.fullmatch(r"@misc\{[\w-]+,\n(  \w+ = \{.*\},?\n)+\}\n", text)
    assert f"  year = {{{year}}}," in text
    assert f"  title = {{{{{CLAIM}}}}}," in text
    (item,) = json.loads(file(client, edition, "csl.json").content)
    assert item["title"] == CLAIM
    assert item["author"] == [{"literal": "Reis door de polder"}]
    assert item["URL"].endswith(edition.get_absolute_url())
    assert item["issued"]["date-parts"][0][0] == year
    assert "Amina" not in text + json.dumps(item)
    assert url.endswith("/1/")


def test_what_means_something_in_bibtex_is_written_out(cast):
    edition = published(cast, lesson=a_lesson(cast, claim="100% {samen} & \\input_x"))
    text = citing.bibtex(public.with_quotes([edition])[0])
    assert r"100\% \{samen\} \& \textbackslash{}input\_x" in text


def data_of(text):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return json.loads(found[1])


def test_machines_read_what_a_passer_by_reads(cast, client):
    said = "Wij </script><b>zeiden</b> niets."
    lesson = pictured(cast, described(cast, a_lesson(cast), meant_for="residents"))
    edition = published(cast, said, "En dit.", lesson=lesson)
    told = data_of(read(client, edition))
    assert (told["@type"], told["headline"], told["version"]) == ("Article", CLAIM, 1)
    assert told["citation"][0]["text"] == said
    assert told["citation"][0]["creditText"] == "Amina"
    assert told["image"].endswith(edition.picture_url)
    take_back(EditionQuote.objects.unguarded("command line").filter(edition=edition).first())
    text = read(client, edition)
    assert len(data_of(text)["citation"]) == 1
    assert "zeiden" not in text


def test_the_json_feed_tells_what_stands(cast, client):
    edition = published(cast, SAID, "En dit.")
    for name, args in {"json_feed": [], "json_feed_of_expedition": ["polder"]}.items():
        response = client.get(reverse(f"lessons:{name}", args=args))
        assert response["Content-Type"] == "application/feed+json"
        told = response.json()
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        (item,) = told["items"]
        assert (item["title"], item["language"]) == (CLAIM, "nl")
        assert SAID in item["content_html"]
        assert item["url"].endswith(edition.lesson_url)
    atom = feedparser.parse(client.get(reverse("lessons:feed")).content).entries[0]
    assert atom.id == item["id"]
    take_back(EditionQuote.objects.unguarded("command line").filter(edition=edition).first())
    text = client.get(reverse("lessons:json_feed")).content.decode()
    assert "kanarie" not in text
    actions.retract(edition.lesson, by=cast.wim)
    assert client.get(reverse("lessons:json_feed")).json()["items"] == []
    assert (
        client.get(reverse("lessons:json_feed_of_expedition", args=["nergens"])).status_code == 404
    )
