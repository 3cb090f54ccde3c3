"""Stories for everybody: there while everybody may read them, and an honest gap after that."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from samenspel.circles.models import Circle
from samenspel.recognition import choosing
from samenspel.reflections.models import Kind as About
from samenspel.reflections.tests.builders import a_reflection
from samenspel.site.models import Tale
from samenspel.sources import actions, traces
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent, Source
from samenspel.sources.tests.builders import a_source, a_talk

from .builders import a_shown_page, in_days

HOME = "/expeditie/polder/"
LIST = f"{HOME}verhalen/"
FEEDS = (f"{LIST}feed/", f"{LIST}feed.json")
TITLE, WORDS = "De sleutel", "Wie heeft de sleutel? Wij niet."


def get(path: str, status: int = 200, **more: Any) -> str:
    answer = Client().get(path, **more)
    assert answer.status_code == status, path
    return answer.content.decode()


def the_tale(source: Source) -> Tale:
    found: Tale = Tale.objects.unguarded("command line").get(source=source)
    return found


def test_what_is_let_go_to_everybody_stands_on_the_site(cast):
    source = a_source(cast, circle=Circle.TEAM)
    for path in (LIST, HOME, *FEEDS, "/sitemap.xml"):
        told = get(path)
        assert TITLE not in told, path
        assert "/verhalen/1" not in told, path
    actions.widen(source, to=Circle.PUBLIC, by=cast.amina)
    here = the_tale(source).url
    for path in (LIST, HOME, *FEEDS):
        assert TITLE in get(path), path
    page = get(here)
    assert WORDS in page
    assert "Amina" not in page
    assert "een bewoner" in page
    assert here in get("/sitemap.xml")
    assert Client().get(f"{here}kaart.png").status_code == 200


@pytest.mark.parametrize("to", [Circle.PARTNERS, Circle.PRIVATE])
def test_taken_back_it_is_gone_with_the_next_request(cast, to):
    source = a_source(cast, circle=Circle.PUBLIC)
    here, client = the_tale(source).url, Client()
    kept = {path: client.get(path)["ETag"] for path in (here, LIST, HOME, *FEEDS)}
    for path, tag in kept.items():
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304, path
    actions.narrow(source, to=to, by=cast.amina)
    gone = client.get(here, headers={"if-none-match": kept.pop(here)})
    assert gone.status_code == 410
    assert "teruggenomen" in gone.content.decode()
    assert TITLE not in gone.content.decode()
    for path, tag in kept.items():
        answer = client.get(path, headers={"if-none-match": tag})
        assert answer.status_code == 200, path
        assert TITLE not in answer.content.decode(), path
    get(f"{here}kaart.png", 404)
    atom, feed = (get(path) for path in FEEDS)
    assert re.search(rf'<at:deleted-entry[^>]*ref="[^"]*{here}"', atom)
    assert [each["id"].endswith(here) for each in json.loads(feed)["_taken_back"]] == [True]
    assert here not in get("/sitemap.xml")


def test_let_go_again_it_stands_at_its_old_address(cast):
    source = a_source(cast, circle=Circle.PUBLIC)
    here = the_tale(source).url
    actions.narrow(source, to=Circle.TEAM, by=cast.amina)
    actions.widen(source, to=Circle.PUBLIC, by=cast.amina)
    assert WORDS in get(here)
    assert "deleted-entry" not in get(FEEDS[0])


def test_a_consent_that_ran_out_closes_it_too(cast):
    source = a_source(cast, circle=Circle.PUBLIC)
    here = the_tale(source).url
    speaker = source.speakers.unguarded("command line").get()
    Consent.objects.create(
        source=source,
        speaker=speaker,
        answer=Consent.Answer.GIVEN,
        audience=Circle.PUBLIC,
        wording="Wie mag dit lezen?",
        language="nl",
        how=Consent.How.TAP,
        by=cast.amina,
        until="2020-01-01",
    )
    get(here, 410)
    assert TITLE not in get(LIST)


@pytest.mark.parametrize("kind", ["interview", "transcript", "card", "note"])
def test_what_was_said_in_a_conversation_is_not_put_in_the_window(cast, kind):
    """Everybody may read it, where they are led to it; nobody told it as a story."""
    source = a_source(cast, circle=Circle.PUBLIC, kind=kind)
    get(the_tale(source).url, 404)
    for path in (LIST, HOME, *FEEDS):
        assert TITLE not in get(path), path


def test_a_reflection_stands_there_when_it_was_told_as_a_story(cast):
    told = a_reflection(
        cast, circle=Circle.PUBLIC, kind=About.STORY, text="Wij kookten samen. " * 9
    )
    other = a_reflection(cast, circle=Circle.PUBLIC, text="Het schuurde weer.", kind=About.FRICTION)
    page = get(the_tale(told.source).url)
    assert page.count("Wij kookten samen.") >= 9
    assert "Wij kookten" not in page.split("<body")[0]
    get(the_tale(other.source).url, 404)
    assert "Wij kookten" in get(LIST)
    assert "Het schuurde" not in get(LIST)
    for path in FEEDS:
        assert "Wij kookten" not in get(path), path


def test_a_story_of_change_stands_there_whatever_it_began_as(cast):
    source = a_source(cast, circle=Circle.PUBLIC, kind=Source.Kind.INTERVIEW)
    round_of = choosing.begin(cast.oost, question="Wat veranderde?", closes=in_days(9), by=cast.bo)
    choosing.offer(round_of, source=source, by=cast.bram)
    page = get(the_tale(source).url)
    assert WORDS in page
    assert "Wat veranderde?" not in page


def test_a_coalition_that_shows_itself_nowhere_is_not_named(cast):
    cast.oost.place = "Zandhove"
    cast.oost.save()
    source = a_source(cast, circle=Circle.PUBLIC)
    here = the_tale(source).url
    for path in (here, LIST, HOME, *FEEDS):
        told = get(path)
        assert "Zandhove" not in told, path
        assert "Samen Oost" not in told, path
    a_shown_page(cast)
    for path in (here, LIST, *FEEDS):
        assert "Samen Oost" in get(path), path
    assert TITLE in get("/expeditie/polder/coalities/oost/")


def test_several_voices_are_told_apart_without_a_name(cast):
    spoke = [
        Spoke(label=who.name, voice="resident", person=who, audience=Circle.PUBLIC)
        for who in (cast.amina, cast.cor)
    ]
    source = a_talk(cast.oost, spoke, by=cast.bo, circle=Circle.PUBLIC, kind="document")
    page = get(the_tale(source).url)
    assert "bewoner 1" in page
    assert "bewoner 2" in page
    assert "Amina" not in page
    assert "Cor" not in page


def test_a_story_describes_itself_to_machines(cast):
    source = a_source(cast, circle=Circle.PUBLIC)
    page = get(the_tale(source).url)
    told = json.loads(re.findall(r'ld\+json">(.*?)</script>', page)[0])
    assert told["@type"] == "Article"
    assert told["headline"] == TITLE
    assert told["datePublished"]
    assert "articleBody" not in told
    assert '<meta property="og:type" content="article">' in page


def test_whoever_told_it_finds_the_page_among_the_places(cast):
    source = a_source(cast, circle=Circle.PUBLIC)
    here = the_tale(source).url
    (place,) = [each for each in traces.places(source) if each.url == here]
    assert place.standing
    actions.narrow(source, to=Circle.COALITION, by=cast.amina)
    source.refresh_from_db()
    (place,) = [each for each in traces.places(source) if each.url == here]
    assert not place.standing
