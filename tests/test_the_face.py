"""The style page in a real browser: what holds there holds for every part."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from samenspel.circles.tests.cast import Cast
from tests.browser import OpenPage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_the_style_page(
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
    scheme: str,
    language: str,
) -> None:
    page = open_page(width=width, scheme=scheme, language=language)
    page.goto("/stijl/")
    assert axe(page) == []
    assert sideways(page) == 0
    look(page, f"style-{width}-{scheme}-{language}")


def test_what_the_content_policy_refuses_is_noticed(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/stijl/")
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    assert "Content Security Policy" in open_page.complaints.pop()


def test_what_a_page_misses_is_noticed(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/stijl/")
    page.evaluate("fetch('/nowhere.js')")
    page.wait_for_timeout(100)
    assert open_page.complaints.pop().endswith("/nowhere.js answered 404")


def test_a_form_with_mistakes_puts_the_focus_on_its_summary(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/stijl/formulier/")
    page.get_by_role("button", name="Bewaar alleen voor mij").click()
    summary = page.locator(".error-summary")
    assert summary.evaluate("node => node === document.activeElement")
    summary.get_by_role("link", name="Wat gebeurde er?").click()
    assert page.locator("#id_words").evaluate("node => node === document.activeElement")


def test_the_menu_opens_and_closes_by_keyboard(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.amina)
    page.goto("/stijl/")
    button = page.locator(".menu > summary")
    button.press("Enter")
    sign_out = page.get_by_role("button", name="Uitloggen")
    assert sign_out.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not sign_out.is_visible()
    assert button.evaluate("node => node === document.activeElement")


def test_the_menu_closes_when_somebody_looks_elsewhere(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.amina)
    page.goto("/stijl/")
    page.locator(".menu > summary").click()
    page.locator("h1").click()
    assert not page.get_by_role("button", name="Uitloggen").is_visible()


def test_the_language_changes_without_a_script(open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False, width=360)
    page.goto("/stijl/")
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "How it looks"


def test_the_first_tab_skips_to_the_content(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/stijl/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de inhoud")
    assert skip.evaluate("node => node.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_every_target_is_large_enough_for_a_thumb(open_page: OpenPage) -> None:
    page = open_page(width=360)
    page.goto("/stijl/formulier/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .button, .masthead-link, .choice, select,"
             + "input:not([type=radio], [type=checkbox], [type=hidden])")]
             .filter(node => node.checkVisibility() && node.getBoundingClientRect().height < 48)
             .map(node => node.outerHTML)"""
    )
    assert small == []
