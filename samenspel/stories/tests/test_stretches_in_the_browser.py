"""Something said about the bit that sounds now: with keys alone, and without a script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from samenspel.circles.tests.cast import Cast
from samenspel.stories.models import Remark
from tests.browser import OpenPage

from .builders import out

pytestmark = pytest.mark.browser
HOST = "command line"
MO = "Bij ons is dat Mo."
ABOUT = "Iets over dit stuk"


def tab_to(page: Page, there: Locator) -> None:
    """As somebody goes who has no mouse."""
    for _step in range(80):
        if there.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {there}")


def until(page: Page, sound: str) -> None:
    """Waits without a script of the test in the page: the policy of the site forbids it."""
    for _look in range(200):
        if page.evaluate(f"document.querySelector('audio').{sound}"):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the sound never got to {sound}")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_who_listens_says_something_about_the_bit_that_sounds(
    cast: Cast,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
    scheme: Any,
) -> None:
    edition = out(cast)
    page = open_page(cast.amina, width=width, scheme=scheme)
    page.goto(edition.episode_url)
    until(page, "readyState > 0")
    page.keyboard.press("Alt+k")
    expect(page.locator(".sounds")).to_contain_text("En ik werk")
    page.keyboard.press("Alt+k")
    tab_to(page, page.locator("about-bit summary"))
    page.keyboard.press("Enter")
    begin, stop, words = (page.locator(f"#id_{name}") for name in ("begin", "stop", "words"))
    expect(words).to_be_focused()
    expect(begin).to_have_value("0:01")
    expect(stop).to_have_value("0:02")
    page.keyboard.type(MO)
    look(page, f"stories-stretch-form-{width}-{scheme}")
    wrong = axe(page)
    assert sideways(page) == 0
    tab_to(page, page.locator("about-bit .buttons button"))
    page.keyboard.press("Enter")
    expect(page.locator(".remark")).to_contain_text(MO)
    remark = Remark.objects.unguarded(HOST).get()
    assert (remark.start, remark.stop) == (1000, 2000)
    look(page, f"stories-stretch-margin-{width}-{scheme}")
    wrong += axe(page)
    assert sideways(page) == 0
    page.goto(edition.episode_url)
    until(page, "readyState > 0")
    tab_to(page, page.locator(".stretch a"))
    page.keyboard.press("Enter")
    until(page, "currentTime > 1")
    until(page, "paused")
    assert 1.9 < page.evaluate("document.querySelector('audio').currentTime") < 2.8
    look(page, f"stories-stretch-episode-{width}-{scheme}")
    tab_to(page, page.get_by_role("link", name=f"{ABOUT}: 0:02"))
    page.keyboard.press("Enter")
    expect(words).to_be_focused()
    expect(begin).to_have_value("0:02")
    page.keyboard.type("En dit?")
    stop.fill("0:01")
    page.keyboard.press("Enter")
    expect(page.get_by_text("een stuk eindigt na het begin")).to_be_visible()
    expect(words).to_have_value("En dit?")
    expect(begin).to_have_value("0:02")
    look(page, f"stories-stretch-wrong-{width}-{scheme}")
    assert [*wrong, *axe(page)] == []
    assert sideways(page) == 0


def test_without_a_script_the_times_are_typed(cast: Cast, open_page: OpenPage) -> None:
    edition = out(cast)
    page = open_page(cast.cor, java_script_enabled=False)
    page.goto(edition.episode_url)
    page.get_by_role("link", name=f"{ABOUT}: 0:01").click()
    expect(page.locator("blockquote")).to_contain_text("En ik werk in de wijk")
    page.locator("#id_words").fill(MO)
    page.locator("#id_stop").fill("0:03")
    page.locator("#zeg button").last.click()
    expect(page.locator(".stretch")).to_have_text("0:01 – 0:03")
    page.goto(edition.episode_url)
    page.locator("about-bit summary").click()
    page.locator("#id_begin").fill("0:00")
    page.locator("#id_words").fill("En hier?")
    page.locator("about-bit .buttons button").click()
    times = page.locator(".stretch .time")
    expect(times).to_have_text(["0:00 – 0:03", "0:01 – 0:03"])
