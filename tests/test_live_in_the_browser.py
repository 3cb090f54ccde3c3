"""A region stays true, and spares whoever is typing; in a real browser, on the real server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from samenspel.foundation import live
from tests.browser import OpenPage
from tests.live_site import LiveSite, live_site

__all__ = ["live_site"]
pytestmark = pytest.mark.browser
TOPIC = "proef:1"
FORM = '<form><input name="title"><textarea id="words"></textarea></form>'


@pytest.fixture
def visit(chromium: Browser, live_site: LiveSite) -> Iterator[OpenPage]:
    """Opens a page of the real server; what it complains of is for the test to look at."""
    opened = OpenPage(chromium, live_site.url)
    yield opened
    for context in opened.contexts:
        context.close()


def show(part: str, **how: object) -> None:
    """The part now is this, and whoever listens hears that it moved on."""
    cache.set("part", part)
    with transaction.atomic():
        live.nudge(TOPIC, **how)


def opened(visit: Callable[..., Page], part: str = "<p>begin</p>", **how: object) -> Page:
    cache.set("part", part)
    page = visit(**how)
    page.goto("/proef/")
    expect(page.locator("live-state")).to_contain_text("Live")
    return page


def test_what_changes_is_seen_and_the_line_says_so(visit, axe, sideways):
    page = opened(visit, width=320)
    state = page.locator("live-state")
    expect(state).to_contain_text("Live")
    expect(state.locator("time")).to_contain_text("bijgewerkt om ")
    show("<p>verder</p>")
    expect(page.locator("#region")).to_have_text("verder")
    assert (axe(page), sideways(page)) == ([], 0)
    assert visit.complaints == []


def test_ten_nudges_are_seen_and_not_ten_times_fetched(visit):
    page = opened(visit)
    for number in range(10):
        show(f"<p>{number}</p>")
    expect(page.locator("#region")).to_have_text("9")
    time.sleep(1)  # what it shows may be newer than the last number it heard
    assert cache.get("fetched") <= 10
    fetched = cache.get("fetched")
    show("<p>9</p>", to="nobody here")
    time.sleep(1)
    assert cache.get("fetched") == fetched


def test_the_field_somebody_types_in_stays_with_words_focus_and_cursor(visit):
    page = opened(visit, f"<h2>een</h2>{FORM}")
    words = page.locator("#words")
    words.fill("halve zin")
    words.evaluate("field => { field.setSelectionRange(5, 5); window.same = field }")
    page.evaluate("window.blurred = 0; same.addEventListener('blur', () => blurred++)")
    show(f"<h2>twee</h2><p>nieuw</p>{FORM}<p>eronder</p>")
    expect(page.locator("#region")).to_contain_text("twee")
    expect(page.locator("#region")).to_contain_text("eronder")
    expect(words).to_be_focused()
    page.keyboard.type("!")
    expect(words).to_have_value("halve! zin")
    assert page.evaluate("[blurred, same === document.activeElement]") == [0, True]


def test_typed_words_and_what_is_marked_stay_without_the_focus(visit):
    old = f'{FORM}<details id="more"><summary>Meer</summary>a</details><p data-keep="x">oud</p>'
    page = opened(visit, old)
    page.locator("[name=title]").fill("getypt")
    page.locator("#words").focus()
    page.get_by_text("Meer").click()
    new = old.replace("oud", "nieuw").replace("<details", "<h2>verder</h2><details")
    show(new)
    expect(page.get_by_role("heading", name="verder")).to_be_visible()
    expect(page.locator("[name=title]")).to_have_value("getypt")
    expect(page.locator("[data-keep]")).to_have_text("oud")
    expect(page.locator("details")).to_have_attribute("open", "")


def test_a_button_that_is_pressed_while_news_comes_in_is_clicked(visit):
    """Renewed between press and release it would never be; the news waits for the release."""
    page = opened(visit, '<button id="on">verder</button>')
    page.evaluate(
        "window.clicks = 0;"
        "addEventListener('click', ({ target }) => target.id === 'on' && clicks++)"
    )
    box = page.locator("#on").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    show('<button id="on">verder</button><p>nieuw</p>')
    time.sleep(1)
    page.mouse.up()
    expect(page.locator("#region")).to_contain_text("nieuw")
    assert page.evaluate("clicks") == 1


def test_what_did_not_change_is_left_alone(visit):
    """A button that comes anew with all news is never steady, and a press on it gets lost."""
    acts = '<form>{}<button id="on">verder</button></form>'
    token = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    card = '<li data-card="{0}"><details><summary>Kaart {0}</summary>meer</details></li>'
    page = opened(visit, f"{acts.format(token.format('a'))}<p>1 kaart</p><ul>{card.format(1)}</ul>")
    page.get_by_text("Kaart 1").click()
    page.evaluate("window.same = [...document.querySelectorAll('#on, #region li, #region p')]")
    show(
        f"{acts.format(token.format('b'))}<p>2 kaarten</p><ul>{card.format(2)}{card.format(1)}</ul>"
    )
    expect(page.locator("#region")).to_contain_text("2 kaarten")
    assert page.evaluate("same.map((one) => one.isConnected)") == [True, True, True]
    assert page.evaluate("[...document.querySelectorAll('details')].map(({ open }) => open)") == [
        False,
        True,
    ]


def test_what_a_script_made_of_it_stays_until_the_server_says_otherwise(visit):
    page = opened(visit, '<p id="one" class="x">een</p><p>twee</p>')
    page.evaluate(
        "one.title = 'van het script'; one.append(document.createElement('b')); window.same = one"
    )
    show('<p id="one" class="x">een</p><p>drie</p>')
    expect(page.locator("#region")).to_contain_text("drie")
    assert page.evaluate("[same === one, one.title, one.children.length]") == [
        True,
        "van het script",
        1,
    ]
    show('<p id="one" class="y">vier</p>')
    expect(page.locator("#one")).to_have_text("vier")
    expect(page.locator("#one")).to_have_class("y")
    assert page.evaluate("one.title") == "van het script"


def test_what_was_done_here_gets_its_form_anew(visit):
    form = '<form id="form"><input type="hidden" name="key" value="{}"><input id="words"></form>'
    page = opened(visit, form.format("k1"))
    page.evaluate(
        "window.same = form; words.disabled = true;"
        f"document.querySelector('#region').show(`{form.format('k2')}`, form)"
    )
    assert page.evaluate("[same === form, form.elements.key.value, words.disabled]") == [
        False,
        "k2",
        False,
    ]


def test_when_the_way_there_differs_the_field_moves_and_keeps_focus_and_words(visit):
    page = opened(visit, FORM)
    page.locator("#words").fill("blijft")
    show(f"<section><h2>anders</h2>{FORM}</section>")
    expect(page.locator("section")).to_contain_text("anders")
    expect(page.locator("#words")).to_have_value("blijft")
    expect(page.locator("#words")).to_be_focused()
    assert page.locator("#words").count() == 1


def test_nobody_is_dragged_on_while_typing_the_next_step_opens_below(visit):
    page = opened(visit, f"<h2>stap 1</h2>{FORM}")
    page.locator("#words").fill("nog bezig")
    show("<h2>stap 2</h2><p>Praat samen.</p>")
    expect(page.locator("#region")).to_contain_text("stap 2")
    expect(page.locator("#words")).to_have_value("nog bezig")
    expect(page.locator("#words")).to_be_focused()
    assert "stap 1" not in page.locator("#region").inner_text()
    page.locator("h1").click()
    show("<h2>stap 3</h2>")
    expect(page.locator("#region")).to_have_text("stap 3")


def test_a_button_that_goes_leaves_the_focus_in_the_region(visit):
    page = opened(visit, '<button id="a">A</button>')
    page.locator("#a").focus()
    show('<p>er kwam iets bij</p><button id="a">A</button>')
    expect(page.locator("#region")).to_contain_text("er kwam iets bij")
    expect(page.locator("#a")).to_be_focused()
    show("<p>klaar</p>")
    expect(page.locator("#region")).to_have_text("klaar")
    expect(page.locator("#region")).to_be_focused()


def test_the_page_stays_where_it_was_scrolled_to(visit):
    long = "<p>regel</p>" * 100
    page = opened(visit, long)
    page.evaluate("scrollTo(0, 700)")
    show(long + "<p>laatste</p>")
    expect(page.locator("#region")).to_contain_text("laatste")
    assert page.evaluate("scrollY") == 700


def test_who_wants_to_place_it_otherwise_may(visit):
    page = opened(visit)
    page.evaluate(
        """region.addEventListener("live:arrived", (event) => {
            event.preventDefault();
            const { html, fragment, rev } = event.detail;
            region.dataset.came = [html, fragment.textContent, rev];
        })"""
    )
    show("<p>verder</p>")
    expect(page.locator("#region")).to_have_attribute("data-came", "<p>verder</p>,verder,1")
    expect(page.locator("#region")).to_have_text("begin")


def test_when_it_is_over_for_somebody_the_page_says_so_and_stops(visit):
    page = opened(visit)
    cache.set("status", 403)
    cache.set("shut", ["seat:1"])
    show("<p>Deze bijeenkomst is voorbij.</p>", rights=True)
    expect(page.locator("#region")).to_have_text("Deze bijeenkomst is voorbij.")
    fetched = cache.get("fetched")
    time.sleep(6)
    assert cache.get("fetched") == fetched


def test_after_a_restart_the_screen_is_back_within_five_seconds(visit, live_site):
    page = opened(visit)
    live_site.stop()
    live_site.start()
    show("<p>na de herstart</p>")
    expect(page.locator("#region")).to_have_text("na de herstart", timeout=5000)
    show("<p>en weer</p>")
    expect(page.locator("#region")).to_have_text("en weer", timeout=5000)
    expect(page.locator("live-state")).to_contain_text("Live")


def test_a_server_that_is_away_is_told_and_found_back(visit, live_site):
    page = opened(visit)
    live_site.stop()
    expect(page.locator("live-state")).to_contain_text("Geen verbinding", timeout=12_000)
    time.sleep(8)
    live_site.start()
    show("<p>terug</p>")
    expect(page.locator("#region")).to_have_text("terug", timeout=7000)
    expect(page.locator("live-state")).to_contain_text("Live", timeout=7000)


def test_no_connection_is_said_and_coming_back_shows_it_at_once(visit):
    page = opened(visit)
    page.context.set_offline(True)
    expect(page.locator("live-state")).to_contain_text("Geen verbinding")
    show("<p>intussen</p>")
    page.context.set_offline(False)
    expect(page.locator("#region")).to_have_text("intussen", timeout=3000)
    expect(page.locator("live-state")).to_contain_text("Live", timeout=5000)


@pytest.mark.parametrize("how", ["refused", "mute"])
def test_where_no_stream_comes_through_it_is_asked_for_now_and_then(visit, how):
    cache.set("part", "<p>begin</p>")
    page = visit()
    if how == "refused":
        page.route("**/live/*/", lambda route: route.abort())
    else:
        page.route("**/live/*/", lambda route: None)
    page.goto("/proef/")
    expect(page.locator("live-state")).to_contain_text("Vertraagd", timeout=8000)
    show("<p>verder</p>")
    expect(page.locator("#region")).to_have_text("verder", timeout=8000)
    expect(page.locator("live-state")).to_contain_text("Vertraagd")


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.live_urls")
def test_without_streams_at_all_it_is_asked_for_and_nothing_complains(open_page):
    cache.clear()
    page = open_page()
    page.goto("/proef/")
    expect(page.locator("live-state")).to_contain_text("Vertraagd", timeout=8000)
    show("<p>verder</p>")
    expect(page.locator("#region")).to_have_text("verder", timeout=8000)
    page.evaluate("document.querySelector('live-region').refresh()")


def test_two_regions_of_a_page_share_one_stream(visit):
    cache.set("part", "<p>begin</p>")
    page, streams = visit(), []
    page.on("request", lambda asked: asked.resource_type == "eventsource" and streams.append(asked))
    page.goto("/proef/")
    expect(page.locator("live-state")).to_contain_text("Live")
    page.evaluate(
        """() => {
            const other = region.cloneNode();
            other.id = "other";
            region.after(other);
        }"""
    )
    show("<p>voor allebei</p>")
    expect(page.locator("#region")).to_have_text("voor allebei")
    expect(page.locator("#other")).to_have_text("voor allebei")
    assert len(streams) == 1


def test_without_javascript_there_is_a_link_to_see_it_again(visit):
    cache.set("part", "<p>begin</p>")
    page = visit(java_script_enabled=False)
    page.goto("/proef/")
    cache.set("part", "<p>verder</p>")
    page.get_by_role("link", name="Ververs").click()
    assert page.locator("#region").inner_text() == "verder"


def test_a_tab_that_nobody_sees_leaves_its_connection_to_others(visit):
    page = opened(visit)
    page.clock.install()
    hide = """hidden => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    page.clock.run_for(41_000)
    show("<p>intussen</p>")
    time.sleep(1)
    expect(page.locator("#region")).to_have_text("begin")
    page.evaluate(hide, False)
    expect(page.locator("#region")).to_have_text("intussen")
