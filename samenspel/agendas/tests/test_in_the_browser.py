"""The pages in a real browser: phone and desk, light and dark, both languages, with and without
JavaScript; and on paper.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from samenspel.agendas import actions, reading
from samenspel.circles.models import Circle

from .builders import a_question, an_agreement, in_days

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "Oudedagsvoorzieningsoverlegcoördinatievergadering in het wijkgezondheidscentrum afspreken"


@pytest.fixture
def filled(cast):
    """An agenda and agreements in every state, with words that are long."""
    made = [
        an_agreement(cast, what=LONG, who="Amina, Bram en iemand van de gemeente", by_when=day)
        for day in (in_days(-3), in_days(2), None)
    ]
    for agreement, state in zip(made, ("stuck", "kept", "dropped"), strict=True):
        told = "Het slot past niet. Bo vraagt het na."
        actions.turn_out(an_agreement(cast, what=f"{state} {LONG}"), state=state, by=cast.bo)
        if state == "stuck":
            actions.turn_out(agreement, state=state, remark=told, by=cast.bram)
    asked = [a_question(cast, words=f"{LONG}: hoe {number}?") for number in range(3)]
    actions.answer(asked[0], words="Zo.\n\nEn zo.", less="Bellen", more="Bakken", by=cast.bo)
    actions.drop(asked[1], why="Genoemd is genoeg.", by=cast.bo)
    actions.widen_question(asked[0], to=Circle.EXPEDITION, by=cast.bo)
    return made[0], asked[0]


def pages(cast, filled) -> list[str]:
    agreement, question = filled
    place, one, asks = cast.oost.pk, f"/afspraak/{agreement.pk}/", f"/leervraag/{question.pk}/"
    return [
        *(f"/coalitie/{place}/{page}" for page in ("", "afspraken/", "leeragenda/")),
        f"/coalitie/{place}/leeragenda/versies/",
        *(one + end for end in ("", "wijzigen/", "kring/", "weg/")),
        *(asks + end for end in ("", "woorden/", "antwoord/", "van-de-lijst/", "kring/")),
    ]


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(320, "light", "nl"), (1280, "dark", "en")]
)
def test_no_page_has_a_mistake(
    cast, filled, open_page, axe, sideways, look, width, scheme, language
):
    page = open_page(cast.bo, width=width, scheme=scheme, language=language)
    for path in pages(cast, filled):
        page.goto(path)
        assert axe(page) == [], path
        assert sideways(page) == 0, path
        look(page, f"agendas {path.replace('/', ' ')} {width}")


def test_one_tap_and_undo_without_javascript(cast, open_page):
    an_agreement(cast, what="Sleutel bijmaken")
    page = open_page(cast.amina, width=360, java_script_enabled=False)
    page.goto(f"/coalitie/{cast.oost.pk}/afspraken/")
    page.get_by_role("button", name="Gedaan").click()
    expect(page.get_by_role("status")).to_contain_text("‘Sleutel bijmaken’ is nu: gedaan.")
    page.get_by_role("button", name="Maak ongedaan").click()
    expect(page.locator(".turned-open")).to_have_count(1)


def test_somebody_agrees_and_learns_without_javascript(cast, open_page):
    page = open_page(cast.amina, width=360, java_script_enabled=False)
    page.goto(f"/coalitie/{cast.oost.pk}/leeragenda/")
    page.get_by_label("Wat willen jullie leren?").fill("Hoe delen we de sleutels?")
    page.get_by_role("button", name="Zet op de lijst").click()
    page.get_by_role("link", name="Een voorlopig antwoord").click()
    page.get_by_label("Wat weten jullie nu?").fill("Ieder een.")
    page.get_by_label("Wat doen jullie meer, of nieuw?").fill("Sleutels bijmaken")
    page.get_by_role("button", name="Bewaar dit antwoord").click()
    page.get_by_role("link", name="maak er een afspraak van").click()
    page.get_by_label("Wie doet het?").fill("Bram")
    page.get_by_role("button", name="Bewaar deze afspraak").click()
    (made,) = reading.agreements(cast.oost, cast.bram)
    assert (made.what, made.who, list(made.people.all())) == (
        "Sleutels bijmaken",
        "Bram",
        [cast.bram],
    )


def test_every_button_is_big_enough_for_a_thumb(cast, filled, open_page):
    page = open_page(cast.bo, width=360, has_touch=True, is_mobile=True)
    for path in pages(cast, filled)[1:3]:
        page.goto(path)
        for target in page.locator("main button, main .buttons a, main .tabs a").all():
            if (box := target.bounding_box()) and box["height"]:
                assert box["height"] >= 47.9, target.inner_text()


def test_on_paper_there_are_agreements_and_no_buttons(cast, filled, open_page):
    page = open_page(cast.bo)
    page.emulate_media(media="print")
    page.goto(f"/coalitie/{cast.oost.pk}/afspraken/")
    assert page.locator(".agreement .what").first.is_visible()
    assert page.get_by_text("Samen Oost, ").is_visible()
    assert not page.locator("main button:visible").count()
    assert not page.locator("main form:visible").count()
