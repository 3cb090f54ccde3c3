"""Homes and coalition pages in a real browser: nothing for axe to find, nothing to the side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from samenspel.circles import actions as circles
from samenspel.circles.models import Circle, Organisation
from samenspel.reflections.models import Kind
from samenspel.reflections.tests.builders import a_reflection
from samenspel.site.tests.builders import a_moment, a_shown_page
from samenspel.sources.tests.builders import a_source, asked
from samenspel.threads import actions as threads
from samenspel.threads.tests.builders import a_passage, a_thread
from tests.browser import OpenPage

pytestmark = pytest.mark.browser

LOOKS = [(320, "dark", "nl"), (1280, "light", "en")]
VISITS = {
    "passerby": ["/", "/expeditie/polder/", "/coalitie/{oost}/", "/wat-ziet-het-fonds/"],
    "amina": ["/", "/coalitie/{oost}/", "/coalitie/{oost}/leden/"],
    "bo": [
        "/",
        "/coalitie/{oost}/leden/",
        "/coalitie/{oost}/vertellen/",
        "/coalitie/{oost}/toegang/",
        "/coalitie/{oost}/geschiedenis/",
        "/coalitie/{oost}/als-het-fonds/",
    ],
    "els": ["/", "/coalitie/{oost}/"],
    "fons": ["/", "/coalitie/{oost}/", "/expeditie/{reis}/beheer/", "/expeditie/{reis}/coalitie/"],
    "pia": ["/"],
}


def furnish(cast: Any) -> None:
    """Something of everything, so that no page is empty."""
    circles.describe(cast.oost, ground="Een buurthuis.", latitude=52.1, longitude=5.1, by=cast.bo)
    circles.join(cast.oost, name="Bewoners Oost", kind=Organisation.Kind.INITIATIVE, by=cast.bo)
    circles.add_practice(cast.oost, name="De tuin", by=cast.bo)
    for circle in (Circle.COALITION, Circle.TEAM, Circle.PARTNERS):
        source = a_source(cast, circle=circle)
    thread = a_thread(cast, a_passage(cast, source, "Wij niet.", by=cast.els))
    threads.widen(thread, to=Circle.EXPEDITION, by=cast.els)
    asked(cast, source, "Wij niet.")
    a_reflection(cast, by=cast.amina, kind=Kind.FLOW)
    a_reflection(cast, by=cast.bram)
    a_shown_page(cast, on_map=True, partners=True, areas=True)
    a_moment(cast)
    a_moment(cast, cast.oost, title="Open huis")


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
@pytest.mark.parametrize("who", VISITS)
def test_axe_finds_nothing(
    cast: Any,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    who: str,
    width: int,
    scheme: Any,
    language: str,
) -> None:
    furnish(cast)
    page = open_page(cast.everybody()[who], width=width, scheme=scheme, language=language)
    for number, path in enumerate(VISITS[who]):
        page.goto(path.format(oost=cast.oost.pk, reis=cast.expedition.pk))
        assert axe(page) == [], path
        assert sideways(page) == 0, path
        look(page, f"home-{who}-{number}-{width}-{scheme}-{language}")
