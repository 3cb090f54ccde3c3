"""What stands beside the words of a lesson is copied with it, and found by it."""

from __future__ import annotations

import json

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from samenspel.agendas import actions as agendas
from samenspel.agendas.tests.builders import a_question
from samenspel.assessments.models import Element, Framework
from samenspel.assessments.tests.builders import a_framework
from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.lessons import actions, completing, public
from samenspel.lessons.models import Edition, Lesson, Picture
from samenspel.pitstops.tests.builders import a_picture
from samenspel.threads import actions as threads
from samenspel.threads.tests.builders import a_thread

from .builders import (
    CLAIM,
    a_lesson,
    a_quote,
    a_shared_question,
    described,
    given,
    pictured,
    published,
)

ROWS = "command line"
FILM = {"kind": "film", "title": "De deur", "url": "https://www.film.example/deur"}


def elements(cast, **more):
    framework = a_framework(cast, **more)
    return list(Element.objects.unguarded(ROWS).filter(framework=framework))


def page(client, edition, **query):
    response = client.get(edition.lesson_url, query)
    assert response.status_code == 200
    return response.content.decode()


def test_without_for_whom_it_is_nothing_is_published(cast):
    lesson = a_lesson(cast, meant_for="")
    given(cast, a_quote(cast, lesson, "Wij niet."))
    with translation.override("en"), pytest.raises(actions.NotYet, match="for whom"):
        actions.publish(lesson, by=cast.wim)


def test_all_of_it_stands_on_the_public_page(cast, client):
    served = elements(cast)
    thread = a_thread(cast, claim="De sleutel beslist")
    question = a_shared_question(cast)
    lesson = pictured(cast, a_lesson(cast), "Een open deur.")
    described(
        cast,
        lesson,
        meant_for="residents",
        behind="Buurthuis De Kleine Deur",
        elements=served[:1],
        thread=thread,
        question=question,
        links=[FILM],
    )
    edition = published(cast, lesson=lesson)
    text = page(client, edition)
    told = ["voor bewoners", "Buurthuis De Kleine Deur", served[0].name_nl, "De sleutel beslist"]
    told += ["Wie mag erin?", "De deur</a>", "film, film.example"]
    told += ['alt="Een open deur."', edition.picture_url, "Een eerste idee"]
    for words in told:
        assert words in text, words
    assert served[1].name_nl not in text
    picture = client.get(edition.picture_url)
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/jpeg")
    file = json.loads(client.get(reverse("lessons:file", args=[edition.slug, "json"])).content)
    assert (file["meant_for"], file["links"]) == ("residents", [FILM])
    assert file["question"] == {"words": "Wie mag erin?", "coalition": ""}
    text = client.get(reverse("lessons:file", args=[edition.slug, "md"])).content.decode()
    assert "- Voor wie: voor bewoners" in text
    assert "<https://www.film.example/deur>" in text


def test_an_edition_keeps_what_stood_beside_it(cast, client):
    lesson = described(cast, a_lesson(cast), behind="De buurt", links=[FILM])
    edition = published(cast, lesson=lesson)
    described(cast, lesson, behind="Iemand anders", meant_for="organisations")
    text = page(client, edition)
    assert "De buurt" in text
    assert "Iemand anders" not in text
    assert "De deur" in text


def test_a_question_that_is_narrowed_leaves_the_public_page(cast, client):
    question = a_shared_question(cast)
    edition = published(cast, lesson=described(cast, a_lesson(cast), question=question))
    assert "Wie mag erin?" in page(client, edition)
    agendas.narrow_question(question, to=Circle.TEAM, by=cast.bo)
    assert "Wie mag erin?" not in page(client, edition)
    file = client.get(reverse("lessons:file", args=[edition.slug, "json"])).content.decode()
    assert "Wie mag erin?" not in file


def test_a_question_or_thread_of_one_coalition_can_not_be_chosen(cast):
    lesson = a_lesson(cast)
    ours = a_question(cast, circle=Circle.TEAM)
    with pytest.raises(Refused):
        described(cast, lesson, question=ours)
    theirs = threads.start(cast.oost, claim="Van ons", by=cast.bo)
    threads.widen(theirs, to=Circle.TEAM, by=cast.bo)
    with pytest.raises(Refused):
        described(cast, lesson, thread=theirs)


def test_elements_of_another_expedition_stay_there(cast):
    other = elements(cast)
    Framework.objects.unguarded(ROWS).update(expedition=cast.elsewhere)
    with pytest.raises(Refused):
        described(cast, a_lesson(cast), elements=other)


def test_two_who_describe_it_notice_each_other(cast):
    lesson = a_lesson(cast)
    described(cast, lesson, behind="De buurt")
    with pytest.raises(ChangedMeanwhile):
        described(cast, lesson, revision=1, behind="De stad")
    assert Lesson.objects.visible_to(cast.wim).get().behind == "De buurt"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x", ""])
def test_a_link_leads_to_a_page(cast, url):
    with pytest.raises(Refused):
        described(cast, a_lesson(cast), links=[{**FILM, "url": url}])


@pytest.mark.parametrize("name", ["amina", "bo", "cor", "fons", "pia"])
def test_only_the_team_says_what_belongs_to_it(cast, name):
    with pytest.raises(NotYours):
        described(cast, a_lesson(cast), by=getattr(cast, name))


def test_a_picture_that_is_thrown_away_is_gone_from_every_edition(cast, client):
    lesson = pictured(cast, a_lesson(cast))
    edition = published(cast, lesson=lesson)
    assert client.get(edition.picture_url).status_code == 200
    completing.remove_picture(lesson, by=cast.wim)
    assert client.get(edition.picture_url).status_code == 404
    assert "<img" not in page(client, edition).partition("<main")[2]
    assert not Picture.objects.unguarded(ROWS).exists()


def test_a_better_picture_leaves_the_old_one_only_with_its_edition(cast, client):
    lesson = pictured(cast, pictured(cast, a_lesson(cast)))
    assert Picture.objects.unguarded(ROWS).count() == 1
    edition = published(cast, lesson=lesson)
    pictured(cast, lesson)
    assert Picture.objects.unguarded(ROWS).count() == 2
    assert client.get(edition.picture_url).status_code == 200


def test_the_picture_of_a_retracted_lesson_is_gone(cast, client):
    edition = published(cast, lesson=pictured(cast, a_lesson(cast)))
    actions.retract(edition.lesson, by=cast.wim)
    assert client.get(edition.picture_url).status_code == 404


def test_lessons_are_found_by_element_thread_and_for_whom(cast, client):
    one, two = elements(cast)[:2]
    thread = a_thread(cast)
    for claim, told in {
        "Les een": {"elements": [one], "meant_for": "residents"},
        "Les twee": {"elements": [two], "meant_for": "organisations", "thread": thread},
        "Les drie": {"meant_for": "both"},
    }.items():
        published(cast, lesson=described(cast, a_lesson(cast, claim=claim), **told))
    expected = {
        f"element={one.kin}": ["Les een"],
        f"element={two.kin}&voor=bewoners": [],
        "voor=bewoners": ["Les een", "Les drie"],
        "voor=organisaties": ["Les twee", "Les drie"],
        f"draad={thread.pk}": ["Les twee"],
        "element=niets": [],
        "draad=99999999999999999999": [],
        "draad=x&voor=iedereen": ["Les een", "Les twee", "Les drie"],
    }
    for where in (reverse("lessons:lessons"), reverse("lessons:of_expedition", args=["polder"])):
        for query, claims in expected.items():
            response = client.get(f"{where}?{query}")
            found = {lesson.edition.claim for lesson in response.context["lessons"]}
            assert found == set(claims), query
    choices = {each.name: each.options for each in response.context["choices"]}
    assert choices["draad"] == [(str(thread.pk), thread.claim)]
    assert choices["element"] == [(str(two.kin), "Rollen"), (str(one.kin), "Vertrouwen")]


def test_the_team_fills_it_in_on_the_screen(cast, client):
    client.force_login(cast.wim)
    lesson = a_lesson(cast, meant_for="")
    (one, *_) = elements(cast)
    where = reverse("lessons:describe", args=[lesson.slug])
    assert one.name_nl in client.get(where).content.decode()
    told = {
        "meant_for": "residents",
        "behind": "De buurt",
        "revision": "1",
        "elements": [one.pk],
        **{f"{name}_0": value for name, value in FILM.items()},
        "title_1": "Zonder adres",
    }
    refused = client.post(where, told).content.decode()
    assert "Zonder adres" in refused
    assert "Zeg waar mensen het kunnen vinden." in refused
    assert client.post(where, {**told, "title_1": ""}).status_code == 302
    lesson = Lesson.objects.visible_to(cast.wim).get()
    assert (lesson.meant_for, lesson.behind, lesson.links) == ("residents", "De buurt", [FILM])
    assert [each.pk for each in lesson.elements.visible_to(cast.wim)] == [one.pk]
    clash = client.post(where, {**told, "title_1": "", "behind": "De stad"}).content.decode()
    assert "De buurt" in clash
    assert "De stad" in clash
    assert 'name="revision" value="2"' in clash


def test_a_picture_is_put_with_it_on_the_screen(cast, client, tmp_path):
    client.force_login(cast.wim)
    lesson = a_lesson(cast)
    where = reverse("lessons:picture", args=[lesson.slug])
    no_picture = tmp_path / "x.jpg"
    no_picture.write_text("geen beeld")
    with no_picture.open("rb") as file:
        refused = client.post(where, {"picture": file, "shows": "Een deur."}).content.decode()
    assert "Deze foto kunnen we niet lezen." in refused
    assert "Een deur." in refused
    picture = tmp_path / "deur.jpg"
    picture.write_bytes(a_picture())
    with picture.open("rb") as file:
        assert client.post(where, {"picture": file, "shows": "Een deur."}).status_code == 302
    image = client.get(reverse("lessons:picture_file", args=[lesson.slug]))
    assert image["Content-Type"] == "image/jpeg"
    assert "no-store" in image["Cache-Control"]
    assert "Een deur." in client.get(where).content.decode()
    assert client.post(where, {"do": "remove"}).status_code == 302
    assert not Picture.objects.unguarded(ROWS).exists()


def test_an_earlier_edition_without_all_this_still_reads_well(cast, client):
    edition = published(cast)
    with pytest.raises(Exception, match="written once"), transaction.atomic():
        Edition.objects.unguarded(ROWS).update(beside={})
    assert CLAIM in page(client, edition)
    assert public.with_quotes([edition])[0].thread is None
