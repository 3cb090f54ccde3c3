"""Which words sound when, and the player that follows them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from samenspel.circles.models import Circle, Voice
from samenspel.circles.tests.cast import Cast
from samenspel.sources import actions, recordings
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Arriving, Source
from samenspel.sources.readers import Kind, Paragraph, compose
from samenspel.sources.sounding import stretch, times_of
from tests.browser import OpenPage

from .builders import newest
from .tapes import a_film, a_recording, a_tape

SECONDS = 40
MISCOUNTS_ONCE = """
const reckon = crypto.subtle.digest.bind(crypto.subtle);
let times = sessionStorage.getItem("miscounted") ? 9 : 0;
crypto.subtle.digest = async (...what) => {
  if (++times !== 2) return reckon(...what);
  sessionStorage.setItem("miscounted", "1");
  return new ArrayBuffer(32);
};
"""
WORDS = "Wij stonden elke dinsdag met soep op het plein, en iedereen bleef komen, ook in de kou."


def a_talk_with_times(
    cast: Cast, *, kind: Kind = Kind.TEXT, many: int = 20, step: int = 2
) -> Source:
    """A conversation in which somebody says something every `step` seconds."""
    names = ["Amina", "Bram"]
    said = [
        Paragraph(
            kind,
            f"{n + 1}. {WORDS}",
            speaker=names[n // 2 % 2],
            begin=n * step * 1000,
            stop=(n + 1) * step * 1000 - 100,
        )
        for n in range(many)
    ]
    text, layout = compose(said)
    spoke = [
        Spoke("Amina", Voice.RESIDENT, cast.amina, Circle.TEAM),
        Spoke("Bram", Voice.PROFESSIONAL, cast.bram, Circle.TEAM),
    ]
    told: dict[str, Any] = {"title": "Bij de soep", "kind": Source.Kind.INTERVIEW}
    return actions.keep(
        cast.oost,
        text=text,
        layout=layout,
        speakers=spoke,
        circle=Circle.TEAM,
        by=cast.amina,
        **told,
    )


def piece(start: int, begin: int | None = None, stop: int | None = None) -> dict[str, Any]:
    told = {"start": start, "end": start + 9, "begin": begin, "stop": stop}
    return {key: value for key, value in told.items() if value is not None}


def test_a_paragraph_sounds_until_its_stop_or_until_the_next_begins():
    layout = [piece(0), piece(10, 500, 900), piece(20, 1000), piece(30), piece(40, 5000)]
    assert times_of(layout, 9000) == [
        (1, 10, 500, 900),
        (2, 20, 1000, 5000),
        (4, 40, 5000, 9000),
    ]
    assert times_of([piece(0), piece(10)], 9000) == []
    assert times_of([piece(0, 500, 400)])[0] == (0, 0, 500, None)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((10, 12), (500, 900)),
        ((12, 25), (500, 5000)),
        ((32, 35), (1000, 5000)),
        ((41, 45), (5000, None)),
        ((0, 5), None),
        ((0, 15), (500, 900)),
    ],
)
def test_a_passage_sounds_with_the_paragraphs_it_stands_in(words, found):
    layout = [piece(0), piece(10, 500, 900), piece(20, 1000), piece(30), piece(40, 5000)]
    assert stretch(layout, *words) == found


def test_a_text_without_times_has_no_stretch():
    assert stretch([piece(0), piece(10)], 0, 15) is None


@pytest.fixture
def heard(cast: Cast, transactional_db: None) -> Source:
    source = a_talk_with_times(cast)
    a_recording(source, a_tape("wav", SECONDS), by=cast.amina)
    return source


def until(page: Page, true: str) -> None:
    """Wait for something in the page (its content policy forbids Playwright's own way)."""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {true}")


@pytest.mark.browser
@pytest.mark.parametrize("where", ["sources:source", "threads:desk"])
def test_the_paragraph_that_sounds_is_lit_and_kept_in_view(
    cast: Cast, heard: Source, open_page: OpenPage, where: str
) -> None:
    page = open_page(cast.els)
    page.goto(reverse(where, args=[heard.pk]))
    times = page.locator(".sound-at")
    expect(times).to_have_count(20)
    times.nth(15).click()
    expect(page.locator(".sounds")).to_contain_text("16. Wij stonden")
    assert page.evaluate("document.querySelector('audio').paused") is False
    expect(page.locator(".sounds")).to_contain_text("17. Wij stonden")  # it goes on by itself
    expect(page.locator(".sounds")).to_be_in_viewport()
    page.get_by_role("button", name="Pauze").click()
    assert page.evaluate("document.querySelector('audio').paused") is True

    # Who scrolls away is left in peace, until they ask to go back.
    page.wait_for_timeout(1000)
    page.evaluate("scrollTo(0, 0)")
    back = page.get_by_role("button", name="Ga naar wat nu klinkt")
    expect(back).to_be_visible()
    page.evaluate("document.querySelector('audio').currentTime = 38.5")
    expect(page.locator(".sounds")).to_contain_text("20. Wij stonden")
    expect(page.locator(".sounds")).not_to_be_in_viewport()
    back.click()
    expect(page.locator(".sounds")).to_be_in_viewport()
    expect(back).to_be_hidden()


@pytest.mark.browser
def test_keys_play_in_the_player_and_with_alt_anywhere(
    cast: Cast, heard: Source, open_page: OpenPage
) -> None:
    page = open_page(cast.els)
    page.goto(reverse("threads:desk", args=[heard.pk]))
    sound = "document.querySelector('audio')"
    play = page.get_by_role("button", name="Afspelen", exact=True)
    expect(play).to_be_visible()
    page.keyboard.press("k")
    assert page.evaluate(f"{sound}.paused")  # at the desk a letter is the desk's own
    page.keyboard.press("Alt+k")
    until(page, f"!{sound}.paused")
    page.get_by_role("button", name="Pauze").focus()
    page.keyboard.press("k")
    until(page, f"{sound}.paused")
    page.evaluate(f"{sound}.currentTime = 20")
    page.keyboard.press("l")
    assert abs(page.evaluate(f"{sound}.currentTime") - 25) < 0.5
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert abs(page.evaluate(f"{sound}.currentTime") - 15) < 0.5
    page.keyboard.press(".")
    assert page.evaluate(f"{sound}.playbackRate") == 1.25
    expect(page.locator("[data-speed]")).to_have_value("1.25")
    page.locator("[data-do=after]").click()
    assert abs(page.evaluate(f"{sound}.currentTime") - 16) < 0.1


@pytest.mark.browser
def test_marking_words_leaves_the_times_where_they_are(
    cast: Cast, heard: Source, open_page: OpenPage
) -> None:
    page = open_page(cast.els)
    page.goto(reverse("threads:desk", args=[heard.pk]))
    page.evaluate(
        "() => { const p = document.querySelectorAll('.piece')[2].firstChild;"
        " getSelection().setBaseAndExtent(p, 3, p, 14) }"
    )
    bar = page.locator("form.desk-bar")
    expect(bar).to_be_visible()
    expect(bar.locator("[data-quote]")).to_have_text("Wij stonden")
    bar.get_by_role("button", name="Bewaar dit fragment").click()
    expect(page.locator(".fragment-rows li")).to_have_count(1)
    expect(page.locator(".sound-at")).to_have_count(20)
    page.locator(".fragment-rows a").first.click()
    sound = page.locator("audio")
    expect(sound).to_have_attribute("src", re.compile(r"#t=4\.000,5\.900$"))
    page.get_by_role("button", name="Vanaf het begin van dit fragment").click()
    until(page, "document.querySelector('audio').currentTime > 4.5")
    until(page, "document.querySelector('audio').paused")
    assert 5.8 < page.evaluate("document.querySelector('audio').currentTime") < 6.6


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(320, "light", "nl"), (768, "dark", "en"), (1440, "light", "en"), (1440, "dark", "nl")],
)
def test_it_looks_well(
    cast: Cast,
    transactional_db: None,
    open_page: OpenPage,
    axe: Any,
    sideways: Any,
    look: Any,
    width: int,
    scheme: Any,
    language: str,
) -> None:
    source = a_talk_with_times(cast, kind=Kind.TEXT if width < 1000 else Kind.CUE)
    data = a_tape("wav", SECONDS) if scheme == "light" else a_film("mp4", SECONDS, "320x180")
    a_recording(source, data, by=cast.amina)
    page = open_page(cast.amina, width=width, scheme=scheme, language=language)
    for name in ("source", "desk"):
        room = "sources" if name == "source" else "threads"
        page.goto(reverse(f"{room}:{name}", args=[source.pk]))
        page.locator(".sound-at").nth(1).click()
        expect(page.locator(".sounds")).to_be_visible()
        page.locator("[data-do=play]").click()
        page.evaluate("document.querySelector('audio, video').currentTime = 24.5")
        expect(page.locator(".sounds")).to_contain_text("13.")
        look(page, f"player-{name}-{width}-{scheme}-{language}")
        assert axe(page) == []
        assert sideways(page) == 0
    page.goto(reverse("sources:recordings", args=[source.pk]))
    look(page, f"recordings-{width}-{scheme}-{language}")
    assert axe(page) == []
    assert sideways(page) == 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768])
def test_the_desk_of_a_recording_tells_the_time_once_and_begins_soon(
    cast: Cast, heard: Source, open_page: OpenPage, look: Any, width: int
) -> None:
    page = open_page(cast.els, width=width)
    page.goto(reverse("threads:desk", args=[heard.pk]))
    expect(page.locator(".sound-at").first).to_be_visible()
    shown = "getComputedStyle(document.querySelectorAll('.para')[1], '::before').content"
    assert "2" in page.evaluate(shown)
    assert ":" not in page.evaluate(shown)
    look(page, f"desk-of-a-recording-{width}")
    top = "document.querySelector('.piece').getBoundingClientRect().top"
    assert page.evaluate(top) < 500
    page.evaluate("scrollTo(0, 900)")
    tools, keys = (page.locator(each).bounding_box() for each in (".desk-tools", ".sound-keys"))
    assert tools
    assert keys
    assert 0 <= keys["y"] < keys["y"] + keys["height"] <= tools["y"] + 1


@pytest.mark.browser
def test_a_recording_is_sent_in_pieces_and_made_ready(
    cast: Cast, transactional_db: None, open_page: OpenPage, settings: Any
) -> None:
    settings.SAMENSPEL_MOST_BYTES = 1_000_000  # so that pieces are small
    source = a_talk_with_times(cast)
    page = open_page(cast.amina)
    page.goto(reverse("sources:recordings", args=[source.pk]))
    tape = {"name": "opname.wav", "mimeType": "audio/wav", "buffer": a_tape("wav", SECONDS)}
    page.locator("input[type=file]").set_input_files([tape])
    page.locator("input[name=agreed]").check()
    page.get_by_role("button", name="Stuur deze opname").click()
    expect(page.locator("[data-busy] progress")).to_be_visible()
    recordings.make_ready.func(str(Arriving.objects.unguarded("command line").get().key))
    expect(page.locator(".recordings audio")).to_be_visible()
    expect(page.locator("[data-busy]")).to_have_count(0)


@pytest.mark.browser
def test_a_recording_goes_on_after_the_line_dropped_and_the_page_was_left(
    cast: Cast, transactional_db: None, open_page: OpenPage, settings: Any, tmp_path: Path
) -> None:
    settings.SAMENSPEL_MOST_BYTES = 1_000_000
    settings.RECORDINGS = tmp_path
    source = a_talk_with_times(cast)
    page = open_page(cast.amina)
    page.on("dialog", lambda asked: asked.accept())  # leave, though it is sending
    sent: list[str] = []

    def line(route: Route) -> None:
        sent.append(route.request.url)
        route.abort("internetdisconnected") if len(sent) > 4 else route.continue_()

    def choose_and_send() -> None:
        page.goto(reverse("sources:recordings", args=[source.pk]))
        tape = {"name": "opname.wav", "mimeType": "audio/wav", "buffer": recorded}
        page.locator("input[type=file]").set_input_files([tape])
        page.locator("input[name=agreed]").check()
        page.get_by_role("button", name="Stuur deze opname").click()

    recorded = a_tape("wav", SECONDS) + bytes(500_000)
    page.route("**/opname/*/stuk/", line)
    page.add_init_script(MISCOUNTS_ONCE)
    choose_and_send()
    expect(page.get_by_text("Geen verbinding.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Kies hieronder hetzelfde bestand")).to_be_visible()
    begun = Arriving.objects.unguarded("command line").get()
    assert 0 < recordings.here(begun) < len(recorded)
    page.unroute("**/opname/*/stuk/")
    choose_and_send()
    expect(page.locator("[data-busy] progress")).to_be_visible()
    arrived = Arriving.objects.unguarded("command line").get()
    assert (arrived.key, bool(arrived.whole)) == (begun.key, True)
    assert (tmp_path / f"{begun.key}.part").read_bytes() == recorded
    mangled = [each for each in open_page.complaints if "409" in each]
    assert mangled  # which were sent once more
    open_page.complaints[:] = [each for each in open_page.complaints if each not in mangled]


def test_without_a_script_there_is_a_plain_player(cast: Cast) -> None:
    source = a_talk_with_times(cast)
    recording = a_recording(source, a_tape("wav", SECONDS), by=cast.amina)
    client = Client()
    client.force_login(cast.els)
    for name in ("sources:source", "threads:desk"):
        page = client.get(reverse(name, args=[source.pk])).content.decode()
        assert f' controls preload="metadata" src="{recordings_url(recording)}"' in page
        assert '<div class="sound-keys" hidden>' in page
    assert newest(source).layout[3]["begin"] == 6000


def recordings_url(recording: Any) -> str:
    return reverse("sources:recording", args=[recording.source_id, recording.key])
