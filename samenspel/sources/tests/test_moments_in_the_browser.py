"""Marking a moment while it sounds: one key, one button, a phone, and without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.sources import moments
from samenspel.sources.models import Moment
from samenspel.sources.tests.tapes import a_recording, a_tape
from tests.browser import OpenPage

from .builders import a_source

pytestmark = pytest.mark.browser
HOST = "command line"


def a_page_with_sound(cast: Cast) -> tuple[str, Any]:
    source = a_source(cast, by=cast.amina, circle=Circle.COALITION)
    tape = a_recording(source, a_tape(seconds=20), by=cast.amina)
    return reverse("sources:source", args=[source.pk]), tape


def stand_at(page: Page, seconds: float) -> None:
    page.wait_for_function("document.querySelector('audio').readyState > 0")
    page.evaluate(f"document.querySelector('audio').currentTime = {seconds}")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_one_key_and_one_button_mark_where_it_sounds(
    cast: Cast,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
    scheme: Any,
) -> None:
    path, _tape = a_page_with_sound(cast)
    page = open_page(cast.bram, width=width, scheme=scheme)
    page.goto(path)
    stand_at(page, 4.5)
    page.keyboard.press("Alt+m")
    expect(page.locator(".moment-list li")).to_have_count(1)
    stand_at(page, 9)
    page.get_by_label("Wat gebeurt er? (dit mag leeg blijven)").fill("De deur gaat open")
    page.get_by_role("button", name="Markeer", exact=True).click()
    expect(page.get_by_text("De deur gaat open")).to_be_visible()
    rows = Moment.objects.unguarded(HOST).values_list("at", "words")
    assert list(rows) == [(4500, ""), (9000, "De deur gaat open")]
    look(page, f"sources-moments-{width}-{scheme}")
    assert axe(page) == []
    assert sideways(page) == 0
    page.locator("summary", has_text="Verander").first.click()
    page.get_by_label("Wat gebeurt er?", exact=True).first.fill("Een vraag")
    page.locator(".moment-list .mark-form").first.get_by_role("button").click()
    expect(page.get_by_text("Een vraag")).to_be_visible()
    page.locator("summary", has_text="Verander").first.click()
    page.get_by_role("button", name="Dit moment weghalen").first.click()
    expect(page.locator(".moment-list li")).to_have_count(1)


def test_a_link_to_a_moment_lets_the_player_stand_there(cast: Cast, open_page: OpenPage) -> None:
    path, tape = a_page_with_sound(cast)
    moment = moments.mark(tape, at=7500, words="Hier", by=cast.bram)
    page = open_page(cast.bram)
    page.goto(moments.address(moment))
    page.wait_for_function("document.querySelector('audio').currentTime === 7.5")
    page.goto(f"{path}#t=3")
    page.wait_for_function("document.querySelector('audio').currentTime === 3")
    page.locator(".moment-list .time").click()
    page.wait_for_function("document.querySelector('audio').currentTime >= 7.5")


def test_a_time_is_typed_beside_the_player(cast: Cast, open_page: OpenPage) -> None:
    path, _tape = a_page_with_sound(cast)
    page = open_page(cast.bram)
    page.goto(path)
    stand_at(page, 3)
    when = page.get_by_label("Wanneer?")
    words = page.get_by_label("Wat gebeurt er? (dit mag leeg blijven)")
    when.fill("0:99")
    words.fill("De deur gaat open")
    page.get_by_role("button", name="Markeer dit moment").click()
    expect(page.locator("#mark-refused")).to_contain_text("Schrijf een tijd")
    assert open_page.complaints.pop().endswith("answered 422")
    expect(when).to_have_value("0:99")
    expect(words).to_have_value("De deur gaat open")
    when.fill("0:00:12")
    page.keyboard.press("Alt+m")  # where the player is; what was typed stays
    expect(page.locator(".moment-list li")).to_have_count(1)
    expect(when).to_have_value("0:00:12")
    words.fill("De deur gaat dicht")
    page.get_by_role("button", name="Markeer dit moment").click()
    expect(page.locator(".moment-list li")).to_have_count(2)
    expect(when).to_have_value("")
    rows = Moment.objects.unguarded(HOST).values_list("at", "words")
    assert list(rows) == [(3000, "De deur gaat open"), (12_000, "De deur gaat dicht")]


def test_without_a_script_a_time_is_typed(cast: Cast, open_page: OpenPage) -> None:
    path, _tape = a_page_with_sound(cast)
    page = open_page(cast.bram, java_script_enabled=False)
    page.goto(path)
    page.get_by_label("Wanneer?").fill("0:05")
    page.get_by_role("button", name="Markeer dit moment").click()
    expect(page.locator(".moment-list li")).to_have_count(1)
    assert Moment.objects.unguarded(HOST).get().at == 5000
