"""The pages of sources, as somebody meets them on a phone or a desk, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from samenspel.circles.tests.cast import Cast
from samenspel.sources.models import Source
from tests.browser import OpenPage

from .files import AMINA, EVERY_KIND
from .test_versions import an_interview

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(320, "light", "nl"), (320, "dark", "en"), (1280, "light", "en"), (1280, "dark", "nl")],
)
def test_a_file_is_brought_looked_over_and_read(
    cast: Cast,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
    scheme: Any,
    language: str,
) -> None:
    page = open_page(cast.els, width=width, scheme=scheme, language=language)

    def judge(name: str) -> None:
        look(page, f"sources-{name}-{width}-{scheme}-{language}")
        assert axe(page) == []
        assert sideways(page) == 0

    page.goto("/bronnen/")
    judge("empty")
    page.goto("/bron/nieuw/")
    judge("bring")
    page.locator("select[name=place]").select_option(f"c{cast.oost.pk}")
    page.locator("input[type=file]").set_input_files(
        [
            {"name": "gesprek.docx", "mimeType": "", "buffer": EVERY_KIND["gesprek.docx"]},
            {"name": "kapot.pdf", "mimeType": "", "buffer": b"soep"},
        ]
    )
    expect(page.locator("drop-box [data-list] li")).to_have_count(3)
    page.locator(".form .buttons .button:not(.quiet)").click()
    expect(page.locator(".preview")).to_contain_text(AMINA)
    judge("look-over")
    keep = page.locator(".look-over .button:not(.quiet):not(.as-link)")
    page.locator("input[name=speaker-1-name]").fill("Bram")
    page.locator("button[name=again]").click()
    expect(page.locator(".preview .turn").last).to_contain_text("Bram")
    page.locator("input[name=moment]").fill("2025-03-01")
    page.locator("input[name=circle][value='2']").check()
    keep.click()
    expect(page.locator(".error-summary")).to_be_visible()
    judge("refused")
    page.locator("input[name=agreed][value=spoken]").check()
    keep.click()
    expect(page.locator("main > .source-text")).to_contain_text(AMINA)
    judge("source")
    page.goto("/bronnen/?stem=resident")
    judge("list")
    assert Source.objects.unguarded("command line").count() == 1


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(320, "light", "nl"), (1280, "dark", "en")]
)
def test_a_new_version_is_compared_and_kept(
    cast: Cast,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
    scheme: Any,
    language: str,
) -> None:
    source = an_interview(cast)
    page = open_page(cast.amina, width=width, scheme=scheme, language=language)

    def judge(name: str) -> None:
        look(page, f"sources-{name}-{width}-{scheme}-{language}")
        assert axe(page) == []
        assert sideways(page) == 0

    page.goto(f"/bron/{source.pk}/beter/")
    page.locator("main details summary").first.click()
    judge("revise")
    box = page.locator("textarea[name=text]")
    words = box.input_value().replace("soep op het plein", "warme soep voor de deur")
    box.fill(f"{words}\n\nKees: Zo is het.")
    page.locator("form .button:not(.as-link)").click()
    expect(page.locator(".versions.changed ins").first).to_contain_text("warme")
    judge("compare")
    page.locator("input[name=agreed][value=spoken]").check()
    page.locator("form .button:not(.as-link)").click()
    expect(page.locator("main > .source-text")).to_contain_text("voor de deur")
    page.locator("main details summary").first.click()
    judge("two-versions")
    page.goto(f"/bron/{source.pk}/verschil/")
    judge("differences")
    page.goto(f"/bron/{source.pk}/kring/")
    judge("circle")
