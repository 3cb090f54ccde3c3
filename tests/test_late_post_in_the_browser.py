"""What is sent without a connection arrives later, once, and nothing typed is lost."""

from __future__ import annotations

import uuid

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.live_urls"),
]
WAITS = "Bewaard op je telefoon. Het wordt verstuurd zodra er verbinding is."
FIRST = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def form(open_page) -> Page:
    cache.clear()
    page = open_page(width=360)
    page.goto("/proef/post/")
    yield page
    open_page.complaints.clear()  # no connection, and refusals, are what is tried here


def kept() -> list[str]:
    return list((cache.get("kept") or {}).values())


def hand_in(page: Page, words: str) -> None:
    page.get_by_role("textbox").fill(words)
    page.get_by_role("button", name="Lever in").click()


def says(page: Page, words: str, **how: float) -> None:
    expect(page.locator("late-post [role=status]")).to_have_text(words, **how)


def stored(page: Page) -> list[str]:
    return page.evaluate("Object.keys(localStorage)")


def test_what_arrives_empties_the_form_for_the_next(form, axe, sideways):
    form.evaluate(
        """document.addEventListener("late-post:done", ({ detail, target }) => {
            target.dataset.done = detail.key;
        })"""
    )
    hand_in(form, "eerste kaart")
    says(form, "Bewaard.")
    expect(form.get_by_role("textbox")).to_have_value("")
    expect(form.locator("late-post")).to_have_attribute("data-done", FIRST)
    fresh = form.locator("[name=key]").input_value()
    assert fresh != FIRST
    assert uuid.UUID(fresh).version == 4
    hand_in(form, "tweede kaart")
    says(form, "Bewaard.")
    expect(form.get_by_role("textbox")).to_have_value("")
    assert kept() == ["eerste kaart", "tweede kaart"]
    assert stored(form) == []
    assert (axe(form), sideways(form)) == ([], 0)


def test_without_a_connection_it_waits_on_the_phone_and_arrives_once(form):
    form.context.set_offline(True)
    hand_in(form, "onderweg")
    says(form, WAITS)
    expect(form.get_by_role("textbox")).to_have_value("onderweg")
    form.get_by_role("button", name="Lever in").click()
    form.get_by_role("button", name="Lever in").click()
    says(form, WAITS)
    assert kept() == []
    form.context.set_offline(False)
    says(form, "Bewaard.")
    expect(form.get_by_role("textbox")).to_have_value("")
    assert kept() == ["onderweg"]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_trouble_of_the_server_is_tried_again_until_it_says_yes(form, status):
    cache.set("status", status)
    hand_in(form, "nog eens")
    says(form, WAITS)
    cache.delete("status")
    says(form, "Bewaard.", timeout=9000)
    assert kept() == ["nog eens"]
    assert cache.get("came") == 2


def test_an_answer_that_was_lost_counts_once(form):
    form.route("**/proef/post/", lost := lambda route: (route.fetch(), route.abort()))
    hand_in(form, "verdwaald antwoord")
    says(form, WAITS)
    form.unroute("**/proef/post/", lost)
    says(form, "Bewaard.", timeout=9000)
    assert cache.get("came") == 2
    assert kept() == ["verdwaald antwoord"]


def test_it_survives_a_closed_page_and_goes_when_one_comes_back(form):
    form.context.set_offline(True)
    hand_in(form, "bewaar mij")
    says(form, WAITS)
    form.close()
    form.context.set_offline(False)
    cache.set("next", "22222222-2222-4222-8222-222222222222")
    again = form.context.new_page()
    again.goto("/proef/post/")
    says(again, "Bewaard.")
    expect(again.get_by_role("textbox")).to_have_value("")
    assert cache.get("kept") == {FIRST: "bewaar mij"}
    assert sorted(stored(again)) == []


def test_other_words_while_it_waits_are_another_post(form):
    form.context.set_offline(True)
    hand_in(form, "een")
    says(form, WAITS)
    hand_in(form, "twee")
    form.get_by_role("textbox").fill("drie, nog niet af")
    form.context.set_offline(False)
    says(form, "Bewaard.")
    expect(form.get_by_role("textbox")).to_have_value("drie, nog niet af")
    for _ in range(50):  # the first may be kept a moment before the second
        if len(kept()) == 2:
            break
        form.wait_for_timeout(100)
    assert kept() == ["een", "twee"]
    form.get_by_role("button", name="Lever in").click()
    expect(form.get_by_role("textbox")).to_have_value("")
    assert kept() == ["een", "twee", "drie, nog niet af"]


def test_a_refusal_is_told_in_the_words_of_the_server_and_nothing_is_lost(form):
    cache.set("refusal", "Deze stap is dicht. Je woorden zijn niet ingeleverd.")
    hand_in(form, "te laat")
    says(form, "Deze stap is dicht. Je woorden zijn niet ingeleverd.")
    expect(form.get_by_role("textbox")).to_have_value("te laat")
    form.reload()
    expect(form.get_by_role("textbox")).to_have_value("te laat")
    cache.delete("refusal")
    form.get_by_role("button", name="Lever in").click()
    says(form, "Bewaard.")
    assert kept() == ["te laat"]


def test_a_refusal_that_comes_late_gives_the_words_back(form):
    form.context.set_offline(True)
    hand_in(form, "te laat")
    says(form, WAITS)
    form.get_by_role("textbox").fill("")
    cache.set("refusal", "Deze stap is dicht.")
    form.context.set_offline(False)
    says(form, "Deze stap is dicht.")
    expect(form.get_by_role("textbox")).to_have_value("te laat")


def test_what_is_typed_and_not_sent_is_there_when_one_comes_back(form):
    form.get_by_role("textbox").fill("halve zin")
    form.reload()
    expect(form.get_by_role("textbox")).to_have_value("halve zin")
    assert kept() == []


def test_post_of_somebody_else_on_this_phone_is_not_sent_along(form):
    form.context.set_offline(True)
    hand_in(form, "van een ander")
    says(form, WAITS)
    form.close()
    form.context.set_offline(False)
    again = form.context.new_page()
    other = lambda route: route.fulfill(  # noqa: E731
        response=(answer := route.fetch()), body=answer.text().replace("seat:1", "seat:2")
    )
    again.route("**/proef/post/", other)
    again.goto("/proef/post/")
    hand_in(again, "van mij")
    says(again, "Bewaard.")
    assert kept() == ["van mij"]
    left = ["samenspel.post.seat:1.queue", "samenspel.post.seat:1/card.draft"]
    assert sorted(stored(again)) == left


def test_on_a_device_of_several_people_nothing_stays_behind(form):
    cache.set("shared", True)
    form.reload()
    form.context.set_offline(True)
    hand_in(form, "op de tablet")
    says(form, "Nog niet verstuurd. Laat deze pagina open staan, dan komt het goed.")
    assert stored(form) == []
    form.context.set_offline(False)
    says(form, "Bewaard.")
    assert kept() == ["op de tablet"]


def test_where_the_phone_keeps_nothing_it_says_so_and_sends_all_the_same(form):
    form.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    form.context.set_offline(True)
    hand_in(form, "vol")
    says(form, "Nog niet verstuurd. Laat deze pagina open staan, dan komt het goed.")
    form.context.set_offline(False)
    says(form, "Bewaard.")
    assert kept() == ["vol"]


def test_whoever_was_signed_out_meanwhile_is_not_told_that_it_is_saved(form):
    form.route(
        "**/proef/post/", lambda route: route.fulfill(status=302, headers={"Location": "/mijn/"})
    )
    hand_in(form, "zonder sleutel")
    says(form, "Dit kon niet worden bewaard. Je woorden staan er nog.")
    expect(form.get_by_role("textbox")).to_have_value("zonder sleutel")


def test_without_javascript_it_is_an_ordinary_form(open_page):
    cache.clear()
    page = open_page(java_script_enabled=False)
    page.goto("/proef/post/")
    hand_in(page, "gewoon")
    assert kept() == ["gewoon"]
