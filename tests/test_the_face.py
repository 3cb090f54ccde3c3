"""The style page in a real browser: what holds there holds for every part."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

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
