"""Who is named beside their words, and to whom."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from samenspel.circles.models import Circle, Voice
from samenspel.circles.tests.cast import Cast
from samenspel.sources import actions
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Source
from samenspel.sources.naming import Heard, as_read, heard_in, read_again, reads_names
from samenspel.sources.readers import Kind, Paragraph, decompose
from samenspel.sources.tests.builders import a_source, a_talk, newest

LABELS = ["Mien", "Sjoerd", "Cor"]
ROLES = ["bewoner 1", "een professional", "bewoner 2"]


def a_shared_talk(cast: Cast) -> Source:
    """Three people in Oost, of whom Cor lives in West; brought in by Bram, for everybody."""
    spoke = [
        Spoke("Mien", Voice.RESIDENT, audience=Circle.PUBLIC),
        Spoke("Sjoerd", Voice.PROFESSIONAL, audience=Circle.PUBLIC),
        Spoke("Cor", Voice.RESIDENT, cast.cor, Circle.PUBLIC),
    ]
    return a_talk(cast.oost, spoke, by=cast.bram, circle=Circle.PUBLIC)


def names(source: Source, person: object, *, asking: bool = False) -> list[str]:
    heard = heard_in([source], person, asking=asking)[source.pk]
    return [each.name for each in heard.values()]


@pytest.mark.parametrize(
    ("who", "read"),
    [
        *[(who, LABELS) for who in ("amina", "bram", "bo")],
        *[(who, ROLES) for who in ("els", "wim", "fenna", "fons", "pia", "dirk", "passerby")],
        ("cor", [*ROLES[:2], "Cor"]),
    ],
)
def test_only_their_own_read_the_names(cast, who, read):
    assert names(a_shared_talk(cast), cast.everybody()[who]) == read


def test_whoever_brought_it_in_reads_the_names(cast):
    spoke = [Spoke("Mien", Voice.RESIDENT, audience=Circle.TEAM)]
    talk = a_talk(cast.oost, spoke, by=cast.els, circle=Circle.TEAM)
    assert names(talk, cast.els) == ["Mien"]
    assert names(talk, cast.wim) == ["een bewoner"]


def test_whoever_may_ask_a_speaker_reads_the_name_where_they_ask(cast):
    far = a_source(cast, by=cast.cor, place=cast.west, circle=Circle.PUBLIC)
    assert names(far, cast.els, asking=True) == ["Cor"]
    for who in (cast.fenna, cast.amina, cast.fons, None):
        assert names(far, who, asking=True) == ["een bewoner"]


def test_of_the_expedition_only_who_brought_it_in_reads_the_names(cast):
    spoke = [Spoke("Mien", audience=Circle.EXPEDITION)]
    talk = a_talk(cast.expedition, spoke, by=cast.els, circle=Circle.EXPEDITION)
    heard = heard_in([talk], cast.amina)[talk.pk]
    assert [(each.name, each.placed) for each in heard.values()] == [
        ("een betrokkene", "een betrokkene")
    ]
    assert reads_names(cast.els, talk)
    assert not reads_names(cast.wim, talk)


def test_a_place_stands_with_a_role_and_not_with_a_name(cast):
    talk = a_shared_talk(cast)
    placed = [each.placed for each in heard_in([talk], cast.cor)[talk.pk].values()]
    assert placed == ["bewoner 1, oost", "een professional, oost", "Cor"]


def test_a_label_without_a_speaker_tells_nothing():
    paragraphs = [Paragraph(Kind.TEXT, "Ja.", speaker=name) for name in ("Mien", "Joop", None)]
    heard = {"Mien": Heard(Voice.RESIDENT, "een bewoner")}
    read = [each.speaker for each in as_read(paragraphs, heard)]
    assert read == ["een bewoner", "een betrokkene", None]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("een bewoner", "a resident"),
        ("een bewoner, oost", "a resident, oost"),
        ("bewoner 2", "resident 2"),
        ("a resident", "a resident"),
        ("een bewoner, west", "een bewoner, west"),
        ("een professional", "een professional"),
        ("Cor", "Cor"),
        ("", ""),
    ],
)
def test_a_role_is_read_in_the_language_of_the_reader(written, read):
    with translation.override("en"):
        assert read_again(written, Voice.RESIDENT, "oost") == read


def page(cast: Cast, who: str, name: str, source: Source) -> str:
    client, person = Client(), cast.everybody()[who]
    if person:
        client.force_login(person)
    return client.get(reverse(name, args=[source.pk])).content.decode()


def turns(html: str) -> list[str]:
    """Who speaks, turn by turn, as the page says it."""
    return [
        re.sub("<[^>]+>", "", turn).strip() for turn in re.findall('class="turn">(.*)</p>', html)
    ]


@pytest.mark.parametrize("where", ["sources:source", "threads:desk"])
def test_turns_carry_the_names_that_the_reader_may_know(cast, where):
    talk = a_shared_talk(cast)
    assert turns(page(cast, "amina", where, talk)) == LABELS
    for who in ("els", "fons", "passerby"):
        assert turns(page(cast, who, where, talk)) == ROLES


def test_so_does_the_text_to_take_along(cast):
    talk = a_shared_talk(cast)
    words = "Wie heeft de sleutel? Wij niet."
    for who, read in [("amina", LABELS), ("passerby", ROLES)]:
        told = "\n\n".join(f"{name}: {words}" for name in read)
        assert page(cast, who, "sources:text", talk) == f"Gesprek\n\n{told}\n"


def test_so_do_the_versions_side_by_side(cast):
    talk = a_shared_talk(cast)
    version = newest(talk)
    paragraphs = decompose(version.text, version.layout)
    assert [each.speaker for each in paragraphs] == LABELS
    text = version.text.replace("Wij niet", "Zij ook niet")
    layout = [
        {**piece, "start": piece["start"] + 4 * at, "end": piece["end"] + 4 * (at + 1)}
        for at, piece in enumerate(version.layout)
    ]
    actions.revise(talk, text=text, layout=layout, by=cast.bram)
    for who, read in [("amina", LABELS), ("passerby", ROLES)]:
        html = page(cast, who, "sources:differences", talk)
        told = re.findall('<p class="who">([^<]*)</p>', html)
        assert told == [name for name in read for _side in range(2)]


def test_a_list_tells_them_too(cast):
    a_shared_talk(cast)
    client = Client()
    told = client.get(reverse("sources:sources")).content.decode()
    assert re.findall('class="voice[^>]*>.*?<span>([^<]*)</span>', told) == ROLES


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(cast, many, django_assert_num_queries):
    for _ in range(many):
        a_shared_talk(cast)
    client = Client()
    client.force_login(cast.cor)
    client.get(reverse("sources:sources"))
    with django_assert_num_queries(9):
        client.get(reverse("sources:sources"))
