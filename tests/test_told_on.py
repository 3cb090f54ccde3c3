"""An episode, from a file on somebody's computer to the programs that people listen with."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
import requests
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from samenspel.circles.tests.cast import Cast
from samenspel.sources.models import Source
from samenspel.sources.tests.tapes import a_tape
from samenspel.stories.tests.builders import SAID, SUMMARY, a_conversation
from tests.browser import OpenPage
from tests.judging import Judge
from tests.listeners import Program, by_gpodder, by_podboat

pytestmark = [
    pytest.mark.browser,
    pytest.mark.whole_way,
    pytest.mark.django_db(transaction=True),
]

FEED = "/afleveringen/van/polder/feed.xml"


def test_an_episode_goes_from_upload_to_the_programs_of_listeners(
    cast: Cast,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    live_server: LiveServer,
    settings: Any,
    tmp_path: Path,
) -> None:
    settings.SITE_URL = live_server.url
    source = a_conversation(cast)
    tape = tmp_path / "voordeur.wav"
    tape.write_bytes(a_tape())

    judge = Judge("told-on", axe, sideways, look)
    sends(open_page(cast.amina, width=360), source, tape, judge)
    bo = open_page(cast.bo)
    makes(bo, source, judge)
    gives(bo, judge)
    assert heard_by_a_passer_by(open_page, "nl", judge) == "Bij de voordeur"
    assert heard_by_a_passer_by(open_page, "en", judge) == "Bij de voordeur"

    found = requests.get(live_server.url + FEED, timeout=10)
    told = podcastparser.parse(live_server.url + FEED, BytesIO(found.content))
    (episode,) = told["episodes"]
    assert (episode["title"], episode["total_time"]) == ("Bij de voordeur", 3)
    read = feedparser.parse(found.content)
    assert not read.bozo
    (sound,) = read.entries[0].enclosures
    assert sound.href == episode["enclosures"][0]["url"]
    got = requests.get(sound.href, headers={"Range": "bytes=0-2"}, timeout=10)
    assert (got.status_code, got.content) == (206, b"ID3")
    whole = requests.get(sound.href, timeout=10).content
    assert len(whole) == int(sound.length)

    gpodder, boats = Program(tmp_path / "gpodder"), Program(tmp_path / "boats")
    gpodder.home.mkdir()
    boats.home.mkdir()
    assert "Bij de voordeur" in by_gpodder(gpodder, live_server.url + FEED)
    by_podboat(boats, live_server.url + FEED, many=1)
    assert (gpodder.sounds(), boats.sounds()) == ([whole], [whole])


def sends(page: Page, source: Source, tape: Path, judge: Judge) -> None:
    """Who speaks sends the recording from a phone, and a worker makes it ready."""
    page.goto(f"/bron/{source.pk}/opname/")
    judge(page, "opname")
    page.locator("input[type=file]").set_input_files(tape)
    page.locator("input[name=agreed]").check()
    page.get_by_role("button", name="Stuur deze opname").click()
    expect(page.locator("#underway .notice")).to_contain_text("klaargemaakt")
    at_work()
    page.reload()
    expect(page.locator("audio")).to_have_count(1)
    judge(page, "opname-klaar")


def makes(page: Page, source: Source, judge: Judge) -> None:
    """Who coordinates makes an episode of it: title, summary, and sound of one loudness."""
    page.goto(f"/afleveringen/werk/bron/{source.pk}/")
    judge(page, "begin")
    page.locator("input[name=title]").fill("Bij de voordeur")
    page.locator("main form button").click()
    page.wait_for_url("**/aflevering/**")
    page.goto("/aflevering/bij-de-voordeur/werk/tekst/")
    judge(page, "tekst")
    page.locator("textarea[name=summary]").fill(SUMMARY)
    page.locator("main form .buttons button").first.click()
    page.wait_for_url("**/werk/")
    page.get_by_role("button", name="Het geluid klaarmaken").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    judge(page, "onderweg")
    at_work()
    page.reload()
    judge(page, "werk")


def gives(page: Page, judge: Judge) -> None:
    page.get_by_role("link", name="De aflevering publiceren").click()
    judge(page, "geven")
    page.locator("input[name=circle][value='5']").check()
    page.locator("input[name=agreed][value=spoken]").check()
    page.get_by_role("button", name="De aflevering publiceren").click()
    page.wait_for_url("**/aflevering/bij-de-voordeur/")


def heard_by_a_passer_by(open_page: OpenPage, language: str, judge: Judge) -> str:
    """On a phone, from the list: the title, with the words beside the sound."""
    page = open_page(width=360, language=language)
    page.goto("/afleveringen/van/polder/")
    judge(page, f"lijst-{language}")
    page.get_by_role("link", name="Bij de voordeur").click()
    expect(page.locator(".source-text")).to_contain_text(SAID[2][1])
    length = page.locator("audio").evaluate(
        "audio => new Promise(tell => { audio.onloadedmetadata = () => tell(audio.duration);"
        " audio.preload = 'metadata'; audio.load(); })"
    )
    assert round(length) == 3
    judge(page, f"aflevering-{language}")
    return page.get_by_role("heading", level=1).inner_text()


def at_work() -> None:
    """Do what a worker for slow work has to do, and stop."""
    call_command(
        "db_worker", queue_name="slow", batch=True, interval=0, startup_delay=False, verbosity=0
    )
