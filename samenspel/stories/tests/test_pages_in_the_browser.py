"""An episode as somebody meets it on a phone or a desk, and where it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from samenspel.circles.tests.cast import Cast
from samenspel.stories import actions, doctor, masters
from samenspel.stories.models import Master
from tests.browser import OpenPage

from .builders import ENGLISH, an_episode, in_english, out
from .samples import a_picture

pytestmark = pytest.mark.browser
HOST = "command line"


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(320, "light", "nl"), (320, "dark", "en"), (1280, "light", "en"), (1280, "dark", "nl")],
)
def test_an_episode_is_heard_and_read(
    cast: Cast,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
    scheme: Any,
    language: str,
) -> None:
    episode = an_episode(cast)
    actions.divide(episode, chapters=[(0, "Binnen"), (2000, "De vraag")], by=cast.bo)
    actions.illustrate(episode, data=a_picture(), alt="Een rode deur", by=cast.bo)
    edition = out(cast, episode)
    page = open_page(width=width, scheme=scheme, language=language)
    page.goto(edition.episode_url)
    look(page, f"stories-episode-{width}-{scheme}-{language}")
    assert axe(page) == []
    assert sideways(page) == 0
    page.get_by_role("link", name="De vraag").click()
    expect(page.locator(".sounds")).to_contain_text("Wie heeft de sleutel")
    page.goto(reverse("stories:of_expedition", args=["polder"]))
    look(page, f"stories-list-{width}-{scheme}-{language}")
    assert axe(page) == []
    assert sideways(page) == 0


def test_the_player_tells_the_time_and_the_sound_comes_by_itself(
    cast: Cast, open_page: OpenPage, axe: Callable[[Page], list[str]]
) -> None:
    episode = an_episode(cast)
    page = open_page(cast.bo)
    page.goto(reverse("stories:divide", args=[episode.slug]))
    page.wait_for_function("document.querySelector('audio').readyState > 0")
    page.evaluate("document.querySelector('audio').currentTime = 1.5")
    page.locator("mark-time button").click()
    page.keyboard.type("De vraag")
    assert page.locator("textarea").input_value() == "0:01.5 De vraag"
    assert axe(page) == []
    page.locator(".form .buttons .button").first.click()
    page.locator("while-busy button").click()
    expect(page.locator("[data-busy]")).to_be_visible()
    masters.make.func(str(Master.objects.unguarded(HOST).get().key))
    expect(page.locator("while-busy audio")).to_be_visible()
    assert axe(page) == []


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_words_are_translated_beside_the_original_and_read_in_english(
    cast: Cast,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
    scheme: Any,
) -> None:
    episode = an_episode(cast)
    actions.divide(
        episode, chapters=[(0, "Binnen")], questions={0: ["Wie staat er buiten?"]}, by=cast.bo
    )
    page = open_page(cast.bo, width=width, scheme=scheme)
    page.goto(reverse("stories:work", args=[episode.slug]))
    page.get_by_role("link", name="De woorden vertalen").click()
    page.get_by_label("Alinea 1").fill(ENGLISH[0])
    page.reload()
    expect(page.get_by_label("Alinea 1")).to_have_value(ENGLISH[0])
    page.get_by_label("Alinea 3").fill(ENGLISH[2])
    look(page, f"stories-translate-words-{width}-{scheme}")
    wrong = axe(page)
    assert sideways(page) == 0
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.get_by_text("2 van 3 alinea’s")).to_be_visible()
    page.goto(reverse("stories:translate", args=[episode.slug, "en"]))
    look(page, f"stories-translate-{width}-{scheme}")
    wrong += axe(page)
    in_english(cast, episode)
    edition = out(cast, episode, translated={"en": "spoken"})
    passer_by = open_page(width=width, scheme=scheme)
    passer_by.goto(edition.episode_url)
    passer_by.get_by_role("link", name="English").last.click()
    expect(passer_by.get_by_role("heading", name="At the front door")).to_be_visible()
    look(passer_by, f"stories-episode-translated-{width}-{scheme}")
    passer_by.get_by_role("link", name="Part 1").click()
    expect(passer_by.locator(".sounds")).to_contain_text("Good morning")
    assert [*wrong, *axe(passer_by)] == []
    assert sideways(passer_by) == 0


def test_where_it_is_made_fits_a_phone(
    cast: Cast,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
) -> None:
    episode = an_episode(cast)
    actions.credit(episode, name="Mo de Maker", part="maker", agreed="paper", by=cast.bo)
    actions.illustrate(episode, data=a_picture(), alt="Een rode deur", by=cast.bo)
    out(cast, episode)
    doctor.visit.func(doctor.ask(cast.expedition, by=cast.wim).pk)
    page = open_page(cast.wim, width=320)
    names = ("work", "write", "divide", "mute", "people", "cover", "give", "retract")
    paths = [reverse(f"stories:{name}", args=[episode.slug]) for name in names]
    paths.append(reverse("stories:translate_file", args=[episode.slug, "en"]))
    paths += [
        reverse("stories:workshop"),
        reverse("stories:start", args=[episode.source_id]),
        reverse("stories:doctor", args=["polder"]),
        reverse("stories:subscribe", args=[cast.oost.pk]),
    ]
    wrong = []
    for path in paths:
        page.goto(path)
        wrong += [f"{path}: {line}" for line in axe(page)]
        if wide := sideways(page):
            wrong.append(f"{path}: {wide} px too wide")
    page.locator("input[name=name]").fill("Mijn telefoon")
    page.locator("main .form .button").click()
    expect(page.locator(".long-address").first).to_be_visible()
    assert [*wrong, *axe(page)] == []
    assert sideways(page) == 0
