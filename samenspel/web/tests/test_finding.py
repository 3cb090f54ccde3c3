"""The search page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from samenspel.circles.models import Circle
from samenspel.sources import search
from samenspel.sources.tests.builders import a_source
from tests.browser import OpenPage


def asks(person, **said) -> str:
    client = Client()
    if person:
        client.force_login(person)
    answer = client.get("/zoeken/", said)
    assert answer.status_code == 200
    return answer.content.decode()


def test_words_are_found_and_marked(cast):
    a_source(cast, title="De sleutel", text="Wie heeft de sleutels?")
    page = asks(cast.bram, q="sleutel")
    assert "Wie heeft de <mark>sleutels</mark>?" in page
    assert "1 keer gevonden" in page
    assert "Samen Oost" in page
    assert "sleutels" not in asks(cast.cor, q="sleutel")


@pytest.mark.parametrize(
    "said",
    [
        {"q": "sleutel", "pagina": "0"},
        {"q": "sleutel", "pagina": "9" * 40},
        {"q": "sleutel", "coalitie": "west"},
        {"q": "sleutel", "coalitie": "9" * 40},
        {"q": "sleutel", "soort": "niets", "stem": "niets"},
        {"q": "sleutel", "soort": "\x00", "stem": "\x00"},
        {"q": "sleutel", "vanaf": "gisteren", "tot": "2026-02-31"},
        {"q": "<script>alert(1)</script>\x00"},
        {"q": '"' * 5000},
        {},
    ],
)
def test_an_odd_question_gets_a_page(cast, said):
    a_source(cast)
    assert "<script>alert" not in asks(cast.bram, **said)


def test_a_sign_that_no_database_takes_is_left_out(cast):
    a_source(cast)
    page = asks(cast.bram, q="sleu\x00tel")
    assert "1 keer gevonden: ‘sleutel’." in page
    assert '<details class="more">' in page


def test_nothing_found_says_what_to_try(cast):
    a_source(cast)
    page = asks(cast.amina, q="slutel", stem="resident")
    assert "Bedoelde je" in page
    assert "?q=sleutel&amp;stem=resident" in page
    assert "Zoek overal" in page


@pytest.fixture
def two_a_page(monkeypatch):
    monkeypatch.setattr(search, "PER_PAGE", 2)
    monkeypatch.setattr("samenspel.web.finding.PER_PAGE", 2)


def test_pages_keep_the_question(cast, two_a_page):
    for _ in range(3):
        a_source(cast)
    page = asks(cast.amina, q="sleutel", stem="resident")
    assert "?q=sleutel&amp;stem=resident&amp;pagina=2" in page


@pytest.mark.parametrize("beyond", ["3", "1000", "9" * 18])
def test_beyond_the_last_page_is_the_last_page(cast, two_a_page, beyond):
    for number in range(3):
        a_source(cast, title=f"Sleutel {number}")
    last = asks(cast.amina, q="sleutel", pagina="2")
    assert last.count("<h2><a") == 1
    assert asks(cast.amina, q="sleutel", pagina=beyond).count("<h2><a") == 1
    assert "Wat je kunt proberen" not in asks(cast.amina, q="sleutel", pagina=beyond)


@pytest.mark.parametrize("many", [1, 3])
def test_a_search_takes_seven_queries(cast, many, django_assert_num_queries):
    for _ in range(many):
        a_source(cast)
    client = Client()
    client.force_login(cast.bram)
    # session, person, places held, names of coalitions, counts, places, rows
    with django_assert_num_queries(7):
        client.get("/zoeken/?q=sleutel")


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_it_finds_while_one_types(
    cast,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
    scheme: str,
) -> None:
    a_source(cast, text="De koffieochtend is op dinsdag.", circle=Circle.COALITION)
    page = open_page(cast.amina, width=width, scheme=scheme)  # type: ignore[arg-type]
    page.goto("/stijl/")
    page.keyboard.press("/")
    page.wait_for_url("**/zoeken/")
    page.keyboard.press("/")
    page.keyboard.type("koffieo")
    expect(page.locator("mark")).to_have_text("koffieochtend")
    expect(page.get_by_role("status")).to_have_text("1 keer gevonden: ‘koffieo’.")
    assert page.url.endswith("?q=koffieo")
    assert axe(page) == []
    assert sideways(page) == 0
    look(page, f"search-{width}-{scheme}")
    page.get_by_role("button", name="Zet deze toets uit").evaluate("button => button.click()")
    page.goto("/stijl/")
    page.keyboard.press("/")
    assert page.url.endswith("/stijl/")


def test_what_was_found_says_in_which_language_it_is(cast):
    a_source(cast, text="Who has the key? We do not.", language="en", circle=Circle.TEAM)
    page = asks(cast.els, q="key")
    assert '<p class="said" lang="en">' in page
    assert re.search(r'<h2><a href="[^"]+" lang="en">De sleutel', page)
