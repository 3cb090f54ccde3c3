"""From a choice to three files that people open; and a voice that is taken back out of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from samenspel.circles.tests.cast import Cast
from samenspel.lessons.models import EditionQuote
from samenspel.lessons.tests.builders import a_lesson, pictured, published, take_back
from samenspel.site.tests.builders import a_moment, a_shown_page, on_the_map
from samenspel.travelogue import making
from samenspel.travelogue.models import Made
from tests.browser import OpenPage

from .builders import a_shown_travelogue, finished, paper_words, words_in

pytestmark = pytest.mark.browser
SAID = "Wie heeft de sleutel van de achterdeur?"
OTHER = "Ik had hem al die tijd bewaard."
HOST = "command line"


def the_newest() -> Made:
    made: Made = Made.objects.unguarded(HOST).order_by("pk").last()
    return made


def saved(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_it_is_chosen_made_shown_taken_along_and_a_voice_leaves_it(
    cast: Cast,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    published(cast, SAID, OTHER)
    left_out = published(cast, "Dit blijft weg.", lesson=a_lesson(cast, claim="Laat dit weg."))
    team = open_page(cast.wim, width=360)
    team.goto(reverse("web:expedition", args=["polder"]))
    team.get_by_role("link", name="Reisverslag", exact=True).click()
    team.get_by_label("Hoe heet het?").fill("Wat we leerden")
    team.get_by_label("Wat ik hieronder kies").check()
    team.get_by_role("checkbox", name=left_out.claim).uncheck()
    look(team, "travelogue-write-360")
    assert axe(team) == []
    assert sideways(team) == 0
    team.get_by_role("button", name="Bewaar").click()
    team.get_by_role("link", name="Blader erdoor").click()
    team.get_by_role("link", name="Wat we leerden").click()
    expect(team.get_by_text(left_out.claim)).to_have_count(0)
    assert axe(team) == []
    team.goto(reverse("travelogue:work", args=[cast.expedition.pk]))
    team.get_by_role("button", name="Maak de bestanden").click()
    expect(team.locator("[data-busy]")).to_be_visible()
    look(team, "travelogue-busy-360")
    assert axe(team) == []
    finished(the_newest())
    team.get_by_role("button", name="Laat het aan iedereen zien").click()
    look(team, "travelogue-work-360")
    assert axe(team) == []
    assert sideways(team) == 0

    passer_by = open_page(width=1280)
    passer_by.goto(reverse("web:expedition", args=["polder"]))
    passer_by.get_by_role("link", name="Het reisverslag, om mee te nemen").click()
    look(passer_by, "travelogue-public-1280")
    assert axe(passer_by) == []
    paper = saved(passer_by, "Op papier", tmp_path)
    assert SAID in paper_words(paper.read_bytes())
    for name in ("E-boek", "zonder internet"):
        words = words_in(saved(passer_by, name, tmp_path).read_bytes())
        assert SAID in words
        assert left_out.claim not in words

    take_back(EditionQuote.objects.unguarded(HOST).get(words=SAID))
    passer_by.get_by_role("link", name="Op papier").click()
    expect(passer_by.get_by_text("wordt opnieuw gemaakt")).to_be_visible()
    assert axe(passer_by) == []
    finished(the_newest())
    passer_by.get_by_role("link", name="Kijk nog eens").click()
    words = paper_words(saved(passer_by, "Op papier", tmp_path).read_bytes())
    assert SAID not in words
    assert OTHER in words


def test_the_folder_opens_without_internet(cast: Cast, chromium: Browser, tmp_path: Path) -> None:
    """Unpacked and opened as a file; whatever would be asked of the network fails the test."""
    on_the_map(cast)
    a_shown_page(cast, on_map=True)
    a_moment(cast)
    published(cast, SAID, lesson=pictured(cast, a_lesson(cast)))
    made = a_shown_travelogue(cast, foreword="Vooraf.")
    with ZipFile(making.path_of(made, "zip")) as archive:
        archive.extractall(tmp_path)
    context = chromium.new_context(offline=True, viewport={"width": 320, "height": 800})
    page = context.new_page()
    trouble: list[Any] = []
    page.on("requestfailed", lambda asked: trouble.append(asked.url))
    page.on("request", lambda asked: asked.url.startswith("file:") or trouble.append(asked.url))
    page.on("console", lambda said: said.type == "error" and trouble.append(said.text))
    page.goto((tmp_path / "reisverslag" / "index.html").as_uri())
    seen = 0
    while True:
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) == 0, page.url
        assert page.evaluate("[...document.images].every(each => each.naturalWidth > 0)"), page.url
        seen += 1
        onward = page.locator("a[rel=next]" if seen > 1 else ".contents a").first
        if not onward.count():
            break
        onward.click()
    assert seen >= 7
    assert trouble == []
    context.close()
