"""The pages in a real browser: on a phone and on a desk, in the dark, without a mistake for axe."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from samenspel.circles.models import Circle
from samenspel.lessons import actions
from samenspel.sources.models import Naming
from samenspel.sources.tests.builders import a_source

from .builders import a_lesson, a_quote, given, of_bram, publish, take_back

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = "Wie de sleutel heeft, bepaalt wie er naar binnen mag. Wij stonden elke week buiten."
ANSWERED = "Ik dacht dat ik hielp door open te doen. Nu hebben zij de sleutel, en ik de koffie."


@pytest.fixture
def world(cast):
    lesson = a_lesson(
        cast,
        claim="Wie de sleutel van het buurthuis deelt, deelt ook de macht",
        holds="In een klein dorp, waar één gebouw voor iedereen is. Niet als er niemand toeziet.",
        works="Begin met de deur. Spreek af wie opent en wie sluit, en schrijf dat op.",
        tomorrow="Laat één sleutel bijmaken en geef hem aan wie er het vaakst staat.",
    )
    given(cast, a_quote(cast, lesson, SAID), Naming.FIRST)
    given(cast, a_quote(cast, lesson, ANSWERED, of_bram(cast, ANSWERED)), Naming.ROLE)
    gone = given(cast, a_quote(cast, lesson, "Dit was van mij."))
    edition = publish(cast, lesson)
    take_back(gone)
    text = "Het regende die avond. Ik had koekjes mee en niemand deed open. Toen gingen we terug."
    last = a_quote(cast, lesson, "niemand deed open", a_source(cast, text=text, circle=Circle.TEAM))
    key = actions.ask(last, by=cast.wim)
    return {
        "public": (None, edition.lesson_url),
        "list": (None, reverse("lessons:lessons")),
        "consent": (None, reverse("sources:consent", args=[key.token])),
        "work": (cast.wim, reverse("lessons:work", args=[lesson.slug])),
        "write": (cast.wim, reverse("lessons:write", args=[lesson.slug])),
        "choose": (cast.wim, reverse("lessons:choose", args=[lesson.slug])),
        "mine": (cast.amina, reverse("sources:mine")),
        "taken back": (cast.amina, reverse("sources:answer", args=[gone.request.pk])),
        "given": (
            cast.amina,
            reverse("sources:answer", args=[asked_first(lesson, cast).pk]),
        ),
    }


def asked_first(lesson, cast):
    return lesson.quotes.visible_to(cast.wim).select_related("request").first().request


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(320, "light", "nl"), (1280, "dark", "en")]
)
def test_every_page_is_sound(world, open_page, axe, sideways, look, width, scheme, language):
    for name, (person, path) in world.items():
        page = open_page(person, width=width, scheme=scheme, language=language)
        page.goto(path)
        assert axe(page) == [], name
        assert sideways(page) == 0, name
        look(page, f"lessons-{name}-{width}-{scheme}")


def test_yes_by_keyboard_on_a_phone(world, open_page):
    page = open_page(width=360)
    page.goto(world["consent"][1])
    assert not page.get_by_label("Welke naam?").is_visible()
    page.get_by_label("Ja", exact=True).check()
    page.get_by_label("Met een andere naam").check()
    page.get_by_label("Welke naam?").fill("Tante Mien")
    page.get_by_role("button", name="Geef mijn antwoord").press("Enter")
    assert page.get_by_role("heading", name="Je zei ja").is_visible()
    assert page.get_by_text("Tante Mien").first.is_visible()


def test_what_was_typed_and_not_saved_is_put_back_in_this_tab(cast, open_page):
    lesson = a_lesson(cast)
    page = open_page(cast.wim, width=360)
    path = reverse("lessons:write", args=[lesson.slug])
    page.goto(path)
    page.get_by_label("Wat maakt dat het werkt?").fill("Zorg dat er altijd soep is.")
    page.goto(reverse("lessons:work", args=[lesson.slug]))
    page.goto(path)
    expect(page.get_by_label("Wat maakt dat het werkt?")).to_have_value(
        "Zorg dat er altijd soep is."
    )
    expect(page.get_by_text("We zetten het terug.")).to_be_visible()
    page.get_by_role("button", name="Gooi het weg").click()
    expect(page.get_by_label("Wat maakt dat het werkt?")).to_have_value("Begin met de deur.")

    page.get_by_label("Wat maakt dat het werkt?").fill("Zorg voor koffie.")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("status")).to_contain_text("Bewaard")
    assert page.evaluate("Object.keys(sessionStorage)") == []
