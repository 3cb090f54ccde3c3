"""The journey as it is drawn: across on a desk, upright on a phone, whole on paper."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Literal

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.sources.tests.builders import a_source
from tests.browser import OpenPage

from .builders import a_moment, a_shown_page, in_days
from .test_tales import WORDS, the_tale

pytestmark = pytest.mark.browser
JOURNEY = "/expeditie/polder/"
PICTURE = "De reis van"


def told(cast: Cast) -> None:
    a_shown_page(cast)
    for number in range(8):
        a_moment(cast, title=f"Dag {number}", day=in_days(-7 * number - 1))


@pytest.mark.parametrize(("width", "shown"), [(320, "upright"), (768, "upright"), (1440, "across")])
def test_the_whole_journey_is_in_sight_on_every_screen(
    cast: Cast, open_page: OpenPage, sideways: Callable[[Page], int], width: int, shown: str
) -> None:
    told(cast)
    page = open_page(None, width=width)
    page.goto(JOURNEY)
    expect(page.get_by_role("img", name=PICTURE)).to_have_count(1)
    box = page.locator(f".way-{shown}").bounding_box()
    assert box is not None
    assert 0 <= box["x"] < box["x"] + box["width"] <= width
    hidden = "node => node.scrollWidth - node.clientWidth"
    assert page.locator(f".way-{shown}").evaluate(hidden) <= 0
    assert sideways(page) == 0


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_head_of_a_page_is_one_line_on_the_smallest_phone(
    cast: Cast, open_page: OpenPage, language: str
) -> None:
    page = open_page(None, width=320, language=language)
    page.goto(JOURNEY)
    tops = "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
    assert len(set(page.locator(".masthead a").evaluate_all(tops))) == 1


def test_on_paper_the_days_are_read_on_one_sheet(cast: Cast, open_page: OpenPage) -> None:
    """Two columns over two sheets are read in a wrong order."""
    told(cast)
    page = open_page(None)
    page.goto(JOURNEY)
    with pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True))) as paper:
        sheets = [sheet.get_textpage().get_text_range() for sheet in paper]
    days = [f"Dag {number}" for number in range(8)]
    # In the picture, and once more in the list.
    assert any(all(day in sheet.partition("Vertrek")[2] for day in days) for sheet in sheets)


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(360, "light", "nl"), (1440, "dark", "en")]
)
def test_a_story_and_what_may_be_passed_on_of_it(
    cast: Cast,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
    scheme: Literal["light", "dark"],
    language: str,
) -> None:
    here = the_tale(a_source(cast, circle=Circle.PUBLIC)).url
    page = open_page(None, width=width, scheme=scheme, language=language)
    page.goto(here)
    page.locator(f'a[href="{here}doorgeven/"]').click()
    page.wait_for_url("**/doorgeven/")
    assert (axe(page), sideways(page)) == ([], 0)
    look(page, f"site-tale-kit-{width}-{language}")
    page.locator(f'a[href="{here}inbedden/"]').click()
    page.wait_for_url("**/inbedden/")
    expect(page.locator("blockquote")).to_have_text(WORDS)
    assert (axe(page), sideways(page)) == ([], 0)
    look(page, f"site-tale-frame-{width}-{language}")
