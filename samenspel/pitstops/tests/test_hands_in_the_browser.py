"""What a facilitator does: sixty cards on piles by key, button and dragging; all in reach."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from samenspel.pitstops import actions, table
from samenspel.pitstops.models import Card, Kind, Pile, Pitstop, Step
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.views.leading import screen_key

from .builders import a_phone, at, begun, reflecting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def with_cards(cast, many: int = 60) -> Pitstop:
    """A meeting at its grouping, with so many cards and two piles."""
    pitstop = reflecting(cast)
    there = pitstop.step
    Step.objects.unguarded(TABLE).filter(pk=there.pk).update(more={**there.more, "most": 12})
    for phone in [a_phone(pitstop) for _ in range(many // 12)]:
        for n in range(12):
            phone.says(f"Kaart {phone.seat.pk} {n}")
    for name in ("Sleutel", "Samen eten"):
        actions.make_pile(there, name=name, by=cast.bo)
    at(pitstop, Kind.GROUP, cast.bo)
    return pitstop


def on(name: str) -> int:
    pile = Pile.objects.unguarded(TABLE).get(name=name)
    return int(Card.objects.unguarded(TABLE).filter(pile=pile).count())


def lies(page: Page, name: str, many: int) -> None:
    button = page.locator(".sort-piles button", has_text=name)
    expect(button.locator(".count")).to_have_text(str(many))
    assert on(name) == many


def in_reach(page: Page, selector: str) -> bool:
    """Whether all of it is in the window as it stands."""
    box = page.locator(selector).first.bounding_box()
    size = page.viewport_size
    return bool(box and size and box["y"] >= 0 and box["y"] + box["height"] <= size["height"])


def test_sixty_cards_by_key_by_button_and_by_dragging(open_page, cast, axe):
    pitstop = with_cards(cast)
    page = open_page(cast.bo, width=1440)
    page.goto(f"/pitstop/{pitstop.pk}/leiden/")
    boxes = page.locator(".pick input")
    expect(boxes).to_have_count(60)
    boxes.first.focus()
    page.keyboard.press("1")  # the card with the focus, and on to the next
    lies(page, "Sleutel", 1)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    page.keyboard.press("2")
    lies(page, "Samen eten", 2)
    page.keyboard.press("n")
    page.keyboard.type("Tuin")
    page.keyboard.press("Enter")
    lies(page, "Tuin", 1)
    page.keyboard.press("3")  # the focus came back to the cards
    lies(page, "Tuin", 2)
    assert Pitstop.objects.unguarded(TABLE).get(pk=pitstop.pk).step.kind == Kind.GROUP
    for number in (30, 31):
        boxes.nth(number).check()
    expect(page.locator(".sort-chosen")).to_have_text("2 gekozen")
    assert in_reach(page, ".sort-piles button")
    page.locator(".sort-piles button", has_text="Sleutel").click()
    lies(page, "Sleutel", 3)
    page.locator("[data-card]").nth(20).drag_to(
        page.locator(".sort-piles button", has_text="Samen eten")
    )
    lies(page, "Samen eten", 3)
    assert axe(page) == []


def test_a_card_that_was_laid_is_chosen_no_more_also_when_news_came_before_the_answer(
    open_page, cast
):
    pitstop = with_cards(cast, 12)
    page = open_page(cast.bo, width=1440)
    page.add_init_script(
        "const real = fetch; window.fetch = async (...asked) => {"
        " const answer = await real(...asked);"
        " if (asked[1]?.method === 'POST') await document.querySelector('live-region').refresh();"
        " return answer; }"
    )
    page.goto(f"/pitstop/{pitstop.pk}/leiden/")
    page.locator(".pick input").first.check()
    page.locator(".sort-piles button", has_text="Sleutel").click()
    lies(page, "Sleutel", 1)
    expect(page.locator(".sort-chosen")).to_have_text("")


def test_on_a_phone_going_on_and_the_piles_are_under_the_thumb(open_page, cast, axe, sideways):
    pitstop = with_cards(cast)
    page = open_page(cast.bo, width=360)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"/pitstop/{pitstop.pk}/leiden/")
    assert in_reach(page, ".lead-move [value=on]")
    assert in_reach(page, "step-clock")
    expect(page.locator(".pick")).to_have_count(60)
    page.locator(".pick").nth(40).scroll_into_view_if_needed()
    assert in_reach(page, ".lead-move [value=on]")
    page.locator(".pick").nth(40).click()
    assert in_reach(page, ".sort-piles button")
    assert in_reach(page, ".new-pile button")
    assert (axe(page), sideways(page)) == ([], 0)
    page.locator(".sort-piles button", has_text="Sleutel").click()
    lies(page, "Sleutel", 1)


def test_the_door_opens_without_scrolling_on_a_small_phone(open_page, cast):
    page = open_page(width=360)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"/p/{begun(cast).key}")
    assert in_reach(page, "main form button")


def test_a_slow_answer_is_shown_and_nothing_is_sent_twice(open_page, cast):
    pitstop = reflecting(cast)
    page = open_page(cast.bo, width=1440)
    page.goto(f"/pitstop/{pitstop.pk}/leiden/")
    held = []
    page.route("**/leiden/doe/", lambda route: held.append(route))
    more = page.locator("[value=more]")
    more.click()
    expect(more).to_have_attribute("aria-busy", "true")
    more.click()
    more.click()
    assert len(held) == 1
    held[0].continue_()
    expect(more).not_to_have_attribute("aria-busy", "true")
    assert Pitstop.objects.unguarded(TABLE).get(pk=pitstop.pk).more_minutes == 2


def test_taking_back_asks_first(open_page, cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    phone.says("De sleutel")
    actions.end(pitstop, by=cast.bo)
    page = open_page(width=360)
    page.goto(f"/p/mee/{pitstop.pk}/{phone.secret}/")
    page.get_by_text("Neem alles terug", exact=True).click()
    expect(page.locator("main")).to_contain_text("De sleutel")
    page.get_by_role("button", name="Ja, neem alles terug").click()
    expect(page.locator("main")).not_to_contain_text("De sleutel")


def test_a_very_long_name_pushes_nothing_out_of_sight(open_page, cast, sideways):
    pitstop = begun(cast)
    phone = a_phone(pitstop, name="W" * 60)
    phone.says("Zon")
    actions.reveal(phone.fresh().pitstop.step, by=cast.bo)
    lead, screen = open_page(cast.bo, width=1280), open_page(width=1280)
    phones = []
    for seat in (phone, a_phone(pitstop)):
        phones.append(open_page(width=360))
        ((name, secret),) = seat.cookie().items()
        open_page.cookie(open_page.contexts[-1], name, secret)

    def measured() -> list[int]:
        lead.goto(f"/pitstop/{pitstop.pk}/leiden/")
        lead.locator("#phones summary").click()
        screen.goto(f"/scherm/{screen_key(pitstop)}/")
        for each in phones:
            each.goto(f"/p/tafel/{pitstop.pk}/")
        return [sideways(page) for page in (lead, screen, *phones)]

    assert measured() == [0, 0, 0, 0]
    expect(phones[1].locator(".card")).to_contain_text("WWW")
    table.raise_hand(phone.fresh(), at(pitstop, Kind.TALK, cast.bo))
    assert measured() == [0, 0, 0, 0]
    expect(screen.locator(".hands")).to_be_visible()
