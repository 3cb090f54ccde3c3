"""Typing card after card with the keyboard only, talking into a phone, and what is printed."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from samenspel.pitstops import actions, clips
from samenspel.pitstops.models import Card, Clip, Kind, Pile
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.tests.test_photos import a_picture
from tests.browser import OpenPage

from .builders import a_phone, a_pitstop, reflecting, step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def typing(open_page: OpenPage, cast, pitstop, **more) -> Page:
    page = open_page(cast.bo, **more)
    page.goto(f"/pitstop/{pitstop.pk}/overtypen/")
    return page


@pytest.mark.parametrize("late", [False, True])
def test_card_after_card_without_a_mouse(cast, open_page, late):
    pitstop = reflecting(cast)
    actions.reveal(step(pitstop, Kind.REFLECT), by=cast.bo)
    if late:
        actions.end(pitstop, by=cast.bo)
    page = typing(open_page, cast, pitstop)
    box = page.get_by_label("Wat staat er op de kaart?")
    expect(box).to_be_focused()
    page.keyboard.type("De eerste kaart")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 kaart overgetypt")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    # Another voice for the next ones: chosen once, it stays.
    page.get_by_label("Professional").check()
    page.get_by_label("Op welke stapel lag de kaart?").fill("Rooster")
    box.focus()
    for words in ("De tweede", "De derde"):
        page.keyboard.type(words)
        page.keyboard.press("Meta+Enter")
        expect(page.locator(".typed-cards > li", has_text=words)).to_be_visible()
        expect(box).to_be_focused()
    cards = Card.objects.unguarded(TABLE).filter(pitstop=pitstop)
    # Kept as a source, a voice that would tell who it is is forgotten (ADR 12).
    typed = ["professional", "professional", "resident"]
    assert sorted(cards.values_list("voice", flat=True)) == (["other"] * 3 if late else typed)
    assert cards.filter(source=None).count() == (0 if late else 3)
    assert Pile.objects.unguarded(TABLE).get().name == "Rooster"
    # The wrong one is undone, and one types on.
    page.locator(".typed-cards > li", has_text="De derde").get_by_role("button").click()
    expect(page.get_by_text("2 kaarten overgetypt")).to_be_visible()
    expect(page.get_by_text("De derde", exact=True)).to_have_count(0)
    expect(box).to_be_focused()
    assert cards.count() == 2


def test_when_the_connection_is_gone_the_words_stay(cast, open_page):
    pitstop = reflecting(cast)
    page = typing(open_page, cast, pitstop)
    page.keyboard.type("Nog niet weg")
    page.route("**/overtypen/**", lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Je woorden staan er nog")
    expect(page.get_by_label("Wat staat er op de kaart?")).to_have_value("Nog niet weg")
    page.unroute("**/overtypen/**")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("1 kaart overgetypt")).to_be_visible()


def test_an_empty_card_is_refused_in_place(cast, open_page):
    pitstop = reflecting(cast)
    page = typing(open_page, cast, pitstop)
    page.keyboard.press("Control+Enter")
    # The refusal itself (409) is what we want to see.
    expect(page.get_by_role("alert")).not_to_be_empty()
    open_page.complaints[:] = [each for each in open_page.complaints if "409" not in each]
    assert not Card.objects.unguarded(TABLE).exists()


def test_without_scripts_it_works_too(cast, open_page):
    pitstop = reflecting(cast)
    page = typing(open_page, cast, pitstop, java_script_enabled=False)
    page.get_by_label("Wat staat er op de kaart?").fill("Zonder scripts")
    page.get_by_role("button", name="Bewaar deze kaart").click()
    expect(page.locator(".typed-cards")).to_contain_text("Zonder scripts")


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_sound(cast, open_page, axe, sideways, look, width, scheme):
    pitstop = reflecting(cast, title="Samen kijken")
    there = step(pitstop, Kind.REFLECT)
    actions.keep_photo(pitstop, picture=a_picture(), step=there, by=cast.bo)
    actions.end(pitstop, by=cast.bo)
    planned = a_pitstop(cast, title="Straks")
    page = open_page(cast.bo, width=width, scheme=scheme)
    for name, path in (
        ("sheet", f"/pitstop/{planned.pk}/voorbereiding/"),
        ("paper", f"/pitstop/{planned.pk}/papier/"),
        ("type", f"/pitstop/{pitstop.pk}/overtypen/"),
        ("dots", f"/pitstop/{pitstop.pk}/overtypen/?stap={step(pitstop, Kind.VOTE).pk}"),
        ("agree", f"/pitstop/{pitstop.pk}/overtypen/?stap={step(pitstop, Kind.AGREE).pk}"),
        ("checkout", f"/pitstop/{pitstop.pk}/overtypen/?stap={step(pitstop, Kind.CHECKOUT).pk}"),
        ("scripts", f"/coalitie/{cast.oost.pk}/scripts/"),
    ):
        page.goto(path)
        look(page, f"paper-{name}-{width}-{scheme}")
        assert axe(page) == [], name
        assert sideways(page) == 0, name


# Talking


@pytest.fixture
def at_table(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """A browser whose microphone is a beep, and that asks nobody whether it may listen."""
    listening = chromium.browser_type.launch(
        executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
        args=[
            "--no-sandbox",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
        ],
    )
    opened = OpenPage(listening, live_server.url)
    yield opened
    listening.close()
    assert opened.complaints == []


def other_ways(opened: OpenPage, pitstop, **more) -> Page:
    page = opened(**more)
    ((name, secret),) = a_phone(pitstop).cookie().items()
    opened.cookie(opened.contexts[-1], name, secret)
    page.goto(f"/p/tafel/{pitstop.pk}/anders/")
    return page


def test_somebody_talks_listens_back_and_hands_it_in(cast, at_table, axe, sideways, look):
    pitstop = reflecting(cast)
    page = other_ways(at_table, pitstop, width=360)
    look(page, "paper-say-begin")
    assert axe(page) == []
    page.get_by_role("button", name="Begin met praten").click()
    stop = page.get_by_role("button", name="Ik ben klaar")
    expect(stop).to_be_focused()
    expect(page.locator(".say-time b")).to_have_text(re.compile("0:0[1-9]"))
    look(page, "paper-say-talking")
    stop.click()
    expect(page.get_by_role("button", name="Lever in")).to_be_focused()
    page.get_by_role("button", name="Luister terug").click()
    look(page, "paper-say-then")
    assert axe(page) == []
    assert sideways(page) == 0
    # Not good yet: once more, and then in.
    page.get_by_role("button", name="Opnieuw").click()
    expect(stop).to_be_focused()
    page.wait_for_timeout(1500)  # what is shorter holds no sound to play
    stop.click()
    page.get_by_role("button", name="Lever in").click()
    expect(page.get_by_role("status")).to_contain_text("Je opname is binnen")
    clip = Clip.objects.unguarded(TABLE).get()
    assert clips.kind_of(bytes(clip.sound)) == clip.kind == "audio/webm"
    # Whoever leads hears it beside the form.
    desk = typing(at_table, cast, pitstop)
    heard = desk.locator("audio")
    heard.evaluate("sound => sound.play()")
    assert heard.evaluate("sound => sound.error") is None
    desk.get_by_role("button", name="Alles overgetypt: gooi weg").click()
    expect(desk.locator("audio")).to_have_count(0)
    assert not Clip.objects.unguarded(TABLE).exists()


def test_after_a_minute_it_stops_by_itself(cast, at_table):
    pitstop = reflecting(cast)
    page = other_ways(at_table, pitstop)
    page.locator("say-it").evaluate("say => say.setAttribute('seconds', '1')")
    page.get_by_role("button", name="Begin met praten").click()
    expect(page.get_by_role("status")).to_contain_text("De minuut is om")
    expect(page.get_by_role("button", name="Lever in")).to_be_visible()


def test_when_sending_fails_the_recording_stays(cast, at_table):
    pitstop = reflecting(cast)
    page = other_ways(at_table, pitstop)
    page.get_by_role("button", name="Begin met praten").click()
    page.get_by_role("button", name="Ik ben klaar").click()
    page.route("**/opname/", lambda route: route.abort())
    page.get_by_role("button", name="Lever in").click()
    expect(page.get_by_role("status")).to_contain_text("niet aangekomen")
    page.unroute("**/opname/")
    page.get_by_role("button", name="Lever in").click()
    expect(page.get_by_role("status")).to_contain_text("Je opname is binnen")


def test_without_a_microphone_it_says_what_one_can_do(cast, open_page):
    """This browser has none; the form stays away, and the keyboard's own is told of."""
    pitstop = reflecting(cast)
    page = other_ways(open_page, pitstop)
    begin = page.get_by_role("button", name="Begin met praten")
    if begin.is_visible():
        begin.click()
    expect(page.get_by_role("status")).to_contain_text("Je kunt het opschrijven")
    expect(page.get_by_text("de microfoon van je toetsenbord")).to_be_visible()


def test_a_picture_goes_from_the_phone_to_the_desk_and_is_typed(cast, open_page):
    pitstop = reflecting(cast)
    phone = other_ways(open_page, pitstop, width=360)
    phone.get_by_label("Foto", exact=True).set_input_files(
        {"name": "kaart.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
    )
    phone.get_by_role("button", name="Lever de foto in").click()
    expect(phone.get_by_text("Je foto is binnen")).to_be_visible()
    open_page.complaints.clear()  # the table itself waits for its own scripts
    desk = typing(open_page, cast, pitstop)
    shown = desk.locator(".typing-picture img")
    assert shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 800
    desk.keyboard.type("Van de foto")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("1 kaart overgetypt")).to_be_visible()
    expect(shown).to_be_visible()
    desk.get_by_role("button", name="Alles overgetypt: gooi weg").click()
    expect(shown).to_have_count(0)


# On paper


def pages_of(page: Page, path: str) -> list[str]:
    """The text of each page as it would be printed."""
    page.goto(path)
    page.emulate_media(media="print")
    printed = pypdfium2.PdfDocument(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    return [sheet.get_textpage().get_text_bounded() for sheet in printed]


def test_each_sheet_is_a_page_of_its_own(cast, open_page):
    pitstop = a_pitstop(cast, title="Straks")
    pages = pages_of(
        open_page(cast.amina),
        f"/pitstop/{pitstop.pk}/papier/?mensen=3&blad=draaiboek&blad=welkom&blad=kaarten"
        "&blad=stippen&blad=afspraken",
    )
    # Running sheet, sign, welcome, three of four cards each, check-out, slips, dots, agreements.
    assert len(pages) == 1 + 1 + 1 + 3 + 1 + 1 + 1 + 1
    assert "Laat het stil zijn" in pages[0]
    assert "De code staat op het scherm" in pages[1]
    assert [page.count("Wat schuurde er") for page in pages[3:6]] == [4, 4, 4]
    assert "Wanneer is het klaar" in pages[-1]
    assert not any("Wat print je?" in page for page in pages)


def test_the_preparation_sheet_is_two_pages_at_most(cast, open_page):
    pitstop = a_pitstop(cast, title="Straks")
    pages = pages_of(open_page(cast.amina), f"/pitstop/{pitstop.pk}/voorbereiding/")
    assert len(pages) == 1
    assert "Meenemen" in pages[0]
    assert "Print dit blad" not in pages[0]
