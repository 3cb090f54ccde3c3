"""The big screen never scrolls: what does not fit stands on a next page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from samenspel.pitstops import actions, seats, table
from samenspel.pitstops.models import Card, CardKind, Kind, Promise
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.views.leading import screen_key

from .builders import a_phone, at, reflecting

pytestmark = pytest.mark.browser
MANY = 84


def with_cards(cast, many: int):
    """A meeting at which so many cards lie on the table."""
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
        for n in range(many)
    )
    return pitstop


@pytest.fixture
def screen(cast, open_page):
    """The screen of a meeting at which so many cards were turned over."""
    pitstop = with_cards(cast, MANY)
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


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1280, 720), (1024, 600)])
@pytest.mark.parametrize("kind", [Kind.GROUP, Kind.VOTE])
@pytest.mark.parametrize("piled", [8, 14])
def test_a_pile_that_is_high_fits_all_the_same(cast, open_page, kind, piled, width, height):
    pitstop = with_cards(cast, piled + 2)
    step = pitstop.step
    at(pitstop, kind, cast.bo)
    cards = list(Card.objects.unguarded(TABLE).filter(step=step))[:piled]
    actions.make_pile(step, name="Toegang", cards=cards, by=cast.bo)
    page = open_page(width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"/scherm/{screen_key(pitstop)}/")
    expect(page.locator(".heap")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    heap = page.locator(".heap", has_text="Toegang")
    shown = heap.locator(".card:visible").count()
    notes = heap.locator(".note").all_inner_texts()
    more = heap.get_attribute("data-more") or "".join(notes).strip("+ ")
    assert in_sight(page)
    assert shown + int(more or 0) == piled
    assert page.locator(".turning output", has_text="1 van 1").count() == 0


def test_cards_make_room_for_those_who_would_like_to_speak(cast, open_page):
    pitstop = with_cards(cast, 12)
    phone = a_phone(pitstop, name="Jan")
    at(pitstop, Kind.TALK, cast.bo)
    page = open_page(width=1920)
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"/scherm/{screen_key(pitstop)}/")
    expect(page.locator(".card").first).to_be_visible()
    table.raise_hand(phone.seat, pitstop.step)
    page.evaluate("document.querySelector('live-region').refresh()")
    expect(page.locator(".screen-hands")).to_be_visible()
    page.wait_for_function("document.documentElement.scrollHeight <= innerHeight")
