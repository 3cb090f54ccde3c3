"""The big screen never scrolls: what does not fit stands on a next page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from samenspel.pitstops import actions, seats
from samenspel.pitstops.models import Card, CardKind, Kind, Promise
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.views.leading import screen_key

from .builders import at, reflecting

pytestmark = pytest.mark.browser
MANY = 84


@pytest.fixture
def screen(cast, open_page):
    """The screen of a meeting at which so many cards were turned over."""
    pitstop = reflecting(cast)
    Card.objects.bulk_create(
        Card(
            pitstop=pitstop,
            step=pitstop.step,
            mark=seats.mark(f"telefoon {n}", "card"),
            voice="resident",
            kind=CardKind.FRICTION,
            text=f"Kaart {n} gaat over de sleutel die weer eens bij iemand anders lag.",
            promise=Promise.NAMELESS,
        )
        for n in range(MANY)
    )
    at(pitstop, Kind.REVEAL, cast.bo)
    page = open_page(width=1920)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"/scherm/{screen_key(pitstop)}/")
    expect(page.locator(".turning")).to_be_visible()
    return page


def in_sight(page) -> set[str]:
    cards = page.locator(".card:visible")
    height = page.viewport_size["height"]
    assert all(
        box["y"] + box["height"] <= height for box in (c.bounding_box() for c in cards.all())
    )
    return set(cards.locator(".card-words").all_inner_texts())


def test_every_card_has_its_turn_and_nothing_scrolls(screen, axe, sideways):
    pages = int(screen.locator(".turning output").inner_text().split()[-1])
    seen: list[set[str]] = []
    for _ in range(pages):
        seen.append(in_sight(screen))
        assert screen.evaluate("document.documentElement.scrollHeight <= innerHeight")
        screen.keyboard.press("PageDown")
    assert len(set.union(*seen)) == sum(map(len, seen)) == MANY
    assert in_sight(screen) == seen[0]  # and begins anew
    assert (axe(screen), sideways(screen)) == ([], 0)


def test_a_page_stays_when_something_comes_in(cast, screen):
    screen.keyboard.press("PageDown")
    before = in_sight(screen)
    card = Card.objects.unguarded(TABLE).exclude(text__in=before).select_related("pitstop").last()
    actions.hide(card, by=cast.bo)
    screen.evaluate("document.querySelector('live-region').refresh()")
    expect(screen.locator(".card")).to_have_count(MANY - 1)
    assert screen.locator(".turning output").inner_text().startswith("2 ")


def test_it_turns_by_itself_until_somebody_stops_it(screen):
    first = in_sight(screen)
    screen.clock.install()
    screen.reload()
    expect(screen.locator(".turning")).to_be_visible()
    screen.clock.fast_forward(91_000)
    assert in_sight(screen) != first
    screen.keyboard.press(" ")
    stays = in_sight(screen)
    screen.clock.fast_forward(200_000)
    assert in_sight(screen) == stays
