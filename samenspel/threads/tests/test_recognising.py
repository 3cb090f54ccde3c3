"""Do you recognise this? What coalitions say of a thread, and the voice that is heard least."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, Membership, Role, Voice
from samenspel.circles.tests.cast import a_person
from samenspel.foundation.errors import Refused
from samenspel.sources.actions import Spoke
from samenspel.sources.tests.builders import a_source, a_talk, newest
from samenspel.threads import actions
from samenspel.threads.models import Recognition
from samenspel.threads.standing import standings
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage, a_thread


def page(person, thread):
    client = Client()
    client.force_login(person)
    html = client.get(reverse("threads:thread", args=[thread.pk])).content.decode()
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split("<main")[1])))


def proposed(cast, circle=Circle.EXPEDITION):
    thread = a_thread(cast, a_passage(cast, a_source(cast, circle=circle), "de sleutel"))
    actions.widen(thread, to=circle, by=cast.els)
    actions.propose(thread, by=cast.els)
    return thread


@pytest.fixture
def wil(cast):
    person = a_person("wil")
    where = {"expedition": cast.expedition, "coalition": cast.west}
    Membership.objects.create(person=person, role=Role.COORDINATOR, **where)
    return person


def test_coordinators_say_whether_their_coalition_recognises_a_thread(cast, wil):
    thread = proposed(cast)
    actions.recognise(cast.oost, thread=thread, said="yes", line="Zo gaat het ook.", by=cast.bo)
    actions.recognise(cast.west, thread=thread, said="no", by=wil)
    told = page(cast.amina, thread)
    assert "Herkend door Samen Oost, niet herkend door Samen West." in told
    assert "Samen Oost : Zo gaat het ook." in told


def test_saying_otherwise_holds_and_the_first_word_stays_in_the_history(cast):
    thread = proposed(cast)
    actions.recognise(cast.oost, thread=thread, said="yes", line="Ja zeker.", by=cast.bo)
    actions.recognise(cast.oost, thread=thread, said="partly", line="Toch deels.", by=cast.bo)
    told = page(cast.cor, thread)
    assert "Deels door Samen Oost." in told
    assert "We herkennen dit Samen Oost" in told
    assert "Ja zeker." in told


def test_only_a_coordinator_says_so_and_only_of_what_they_read(cast, wil):
    thread = proposed(cast)
    for person in (cast.amina, cast.els, cast.fons, wil):
        with pytest.raises(NotYours):
            actions.recognise(cast.oost, thread=thread, said="yes", by=person)
    hidden = a_thread(cast, a_passage(cast, a_source(cast, circle=Circle.TEAM), "de sleutel"))
    with pytest.raises(Refused):
        actions.recognise(cast.oost, thread=hidden, said="yes", by=cast.bo)


def test_a_thread_that_was_let_go_asks_nothing_any_more(cast):
    thread = proposed(cast)
    actions.drop(thread, by=cast.els)
    with pytest.raises(Refused):
        actions.recognise(cast.oost, thread=thread, said="yes", by=cast.bo)
    assert "Herkent jullie coalitie dit?" not in page(cast.bo, thread)


def test_what_was_said_in_a_smaller_circle_does_not_go_along_to_a_wider_one(cast):
    thread = proposed(cast)
    actions.recognise(cast.oost, thread=thread, said="yes", line="KANARIE", by=cast.bo)
    actions.widen(thread, to=Circle.PUBLIC, by=cast.els)
    assert "KANARIE" in page(cast.cor, thread)
    for person in (cast.fons, cast.pia, cast.dirk):
        assert "KANARIE" not in page(person, thread)
        assert "Herkend door" not in page(person, thread)
    actions.recognise(cast.oost, thread=thread, said="yes", line="Voor ieder.", by=cast.bo)
    assert "Voor ieder." in page(cast.dirk, thread)


def test_the_page_asks_a_coordinator_and_keeps_the_answer(cast):
    thread = proposed(cast)
    client = Client()
    client.force_login(cast.bo)
    assert "Herkent jullie coalitie dit?" in page(cast.bo, thread)
    assert "Herkent jullie coalitie dit?" not in page(cast.amina, thread)
    url = reverse("threads:recognise", args=[thread.pk])
    wrong = client.post(url, {"coalition": cast.oost.pk, "line": "Nog niet gekozen"})
    assert wrong.status_code == 422
    assert "Nog niet gekozen" in wrong.content.decode()
    right = {"coalition": cast.oost.pk, "said": "yes", "line": "Dit zien wij ook."}
    assert client.post(url, right).status_code == 302
    assert Recognition.objects.visible_to(cast.els).get().line == "Dit zien wij ook."
    client.force_login(cast.amina)
    assert client.post(url, right).status_code == 404


def test_a_coordinator_is_asked_at_home_until_they_answered(cast):
    thread = proposed(cast)
    client = Client()
    client.force_login(cast.bo)
    assert thread.claim in client.get("/").content.decode()
    actions.recognise(cast.oost, thread=thread, said="no", by=cast.bo)
    assert "herken je dit?" not in client.get("/").content.decode()


def test_the_voice_that_is_heard_least_is_named_and_comes_first(cast):
    talk = a_talk(
        cast.oost,
        [
            Spoke("Bram", voice=Voice.PROFESSIONAL, audience=Circle.TEAM),
            Spoke("Bea", voice=Voice.PROFESSIONAL, audience=Circle.TEAM),
            Spoke("Amina", voice=Voice.RESIDENT, audience=Circle.TEAM),
        ],
        by=cast.bo,
        text="Wij wachten.",
        circle=Circle.TEAM,
    )
    text = newest(talk).text
    starts = [found.start() for found in re.finditer("Wij wachten.", text)]
    passages = [
        actions.mark(
            newest(talk),
            start=start,
            end=start + len("Wij wachten."),
            words="Wij wachten.",
            sha256=newest(talk).sha256,
            by=cast.els,
        )
        for start in starts
    ]
    thread = a_thread(cast, *passages)
    told = page(cast.els, thread)
    assert (
        "Bewoners komen hier minder aan het woord dan professionals. Hun woorden staan vooraan."
        in told
    )
    assert told.index("een bewoner") < told.index("professional 1")


def test_coders_are_counted_once_each_as_far_as_one_may_read(cast):
    passage = a_passage(cast, a_source(cast, circle=Circle.EXPEDITION), "de sleutel")
    thread = a_thread(cast, passage)
    actions.widen(thread, to=Circle.EXPEDITION, by=cast.els)
    book = a_codebook(cast)
    for name in ("een", "twee"):
        for person in (cast.els, cast.wim):
            actions.give(
                passage, code=a_code(cast, f"{name} {person.pk}", codebook=book), by=person
            )
    assert standings([thread], cast.els, coders=True)[thread.pk].parts()[-1] == "2 codeurs"
    assert standings([thread], cast.cor, coders=True)[thread.pk].coders == set()
