"""A report of a pitstop: corrected by two people, settled, let go further. In a real browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from samenspel.circles.models import Circle
from samenspel.pitstops import reporting
from samenspel.pitstops.blocks import Part
from samenspel.pitstops.report_models import Settled
from samenspel.pitstops.tests.builders import held

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_corrected_by_two_and_released(cast: Any, open_page: Any, axe: Any, look: Any) -> None:
    full = held(cast, words=["De sleutel ligt nooit op zijn plek."])
    address = f"/verslagen/{full.report.pk}/"
    bo = open_page(cast.bo, width=1440)
    bo.goto(f"{address}anders/")
    bo.get_by_role("textbox", name="Wat er gezegd is").first.fill("Niemand wist waar die was.")
    bo.get_by_role("button", name="Bewaar").first.click()
    expect(bo.get_by_text("Bewaard als versie")).to_be_visible()

    corrections = {cast.amina: "Bram wist het wel.", cast.bram: "Ik wist het pas later."}
    for person, words in corrections.items():
        (sent,) = reporting.send_back(full.report, people=[person], by=cast.bo)
        phone = open_page(width=360)
        phone.goto(urlsplit(sent.key.url).path)
        beside = phone.locator(".part-said .report-correct").first
        beside.get_by_text("Dat bedoelde ik niet").click()
        beside.get_by_label("Wat bedoelde je wel?").fill(words)
        beside.get_by_role("button", name="Geef het door").click()
        expect(phone.get_by_text(words).first).to_be_visible()

    bo.goto(address)
    expect(bo.get_by_text("2 opmerkingen wachten")).to_be_visible()
    bo.goto(f"{address}anders/")
    box = bo.get_by_role("textbox", name="Wat er gezegd is").first
    box.fill("Bram wist waar die was, maar pas later.")
    bo.get_by_role("button", name="Bewaar").first.click()
    bo.goto(f"{address}terug/")
    for _ in corrections:
        bo.get_by_role("button", name="We hebben het overgenomen").first.click()
    bo.goto(f"{address}vast/")
    bo.get_by_role("main").get_by_role("button", name="Stel deze versie vast").click()
    # Settled, it asks who may read it: Bo lets all coalitions.
    bo.get_by_role("radio", name="Alle coalities en het").first.check()
    assert axe(bo) == []
    bo.get_by_role("button", name="Bewaar deze keuze").click()
    expect(bo.get_by_role("heading", level=1)).not_to_have_text("Wie mag dit lezen?")
    settled = Settled.objects.unguarded("command line").select_related("source").get()
    assert settled.source.circle == Circle.EXPEDITION

    cor = open_page(cast.cor, width=360)
    cor.goto(address)
    expect(cor.get_by_text("Bram wist waar die was, maar pas later.", exact=True)).to_be_visible()
    assert axe(cor) == []
    # And there it is talked on about.
    block = full.part(Part.SAID)
    cor.locator(f"#deel-{block.id}").get_by_role("link", name="Praat door").click()
    cor.get_by_label("Wat wil je zeggen?").fill("Bij ons hangt die aan een touwtje.")
    assert axe(cor) == []
    cor.get_by_role("button", name="Zeg het").click()
    expect(cor.get_by_role("article")).to_contain_text("aan een touwtje")
    assert axe(cor) == []
    # Whoever reads both can have the report with its margin, to print too.
    cor.goto(address)
    cor.get_by_role("link", name="Lees of druk af met de kantlijn").click()
    expect(cor.get_by_role("article")).to_contain_text("aan een touwtje")
    assert axe(cor) == []
    look(cor, "report with its margin 360")
