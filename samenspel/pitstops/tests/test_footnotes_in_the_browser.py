"""From a marked moment to a note in the report of that day, and back to the sound; in a browser."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from samenspel.sources import moments

from .builders import Held, held
from .test_report_footnotes import a_moment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "nl": ("Een voetnoot in het verslag", "Zet de noot erbij", "Haal noot 1 weg"),
    "en": ("A footnote in the report", "Put the note there", "Take note 1 away"),
}


@pytest.mark.parametrize(
    ("language", "width", "scheme"), [("nl", 360, "light"), ("en", 1440, "dark")]
)
def test_a_moment_becomes_a_note_that_leads_to_the_sound(
    cast, open_page, axe, sideways, look, language, width, scheme
):
    full: Held = held(cast, title="Wie heeft de sleutel?")
    moment = a_moment(cast, full)
    use, put, away = WORDS[language]
    page = open_page(cast.bram, language=language, width=width, scheme=scheme)
    page.goto(reverse("sources:source", args=[moment.recording.source_id]))
    page.get_by_role("link", name=use).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(use)
    assert axe(page) == []
    assert sideways(page) == 0
    look(page, f"pitstops-footnote-{language}-{width}-{scheme}")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name=put).click()
    page.wait_for_url("**/verslagen/*/**")
    note = page.locator(".report-notes li")
    expect(note).to_contain_text("De deur gaat open")
    assert axe(page) == []
    assert sideways(page) == 0
    look(page, f"pitstops-footnotes-{language}-{width}-{scheme}")
    note.get_by_role("link").click()
    page.wait_for_url(re.compile(re.escape(moments.address(moment).partition("#")[0])))
    page.wait_for_function("document.querySelector('audio').currentTime === 1.5")
    page.go_back()
    page.get_by_role("button", name=away).click()
    expect(page.locator(".report-notes li")).to_have_count(0)
