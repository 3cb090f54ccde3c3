"""A report of an exchange, from a blank page until other coalitions read it. In a real browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from samenspel.circles.models import Circle, Role
from samenspel.foundation.models import Mail
from samenspel.pitstops.models import Report, Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAID = "We telden elf mensen die bij de deur bleven staan."
QUESTION = "Wat zouden die elf mensen zeggen?"


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_blank_page_until_others_read_it(
    cast: Any, open_page: Any, axe: Any, sideways: Any, look: Any, scripts: bool
) -> None:
    cast.cor.memberships.update(role=Role.COORDINATOR)
    bo = open_page(cast.bo, width=1440, java_script_enabled=scripts)

    def right(page: Any, name: str) -> None:
        if scripts:
            assert axe(page) == [], name
        assert sideways(page) == 0 if scripts else True, name
        look(page, f"exchange {name} {page.viewport_size['width']}")

    # Bo begins it.
    bo.goto(f"/coalitie/{cast.oost.pk}/pitstops/")
    bo.get_by_role("link", name="Bekijk de verslagen").click()
    expect(bo.get_by_text("Nog geen verslag")).to_be_visible()
    right(bo, "none yet")
    bo.get_by_role("link", name="Nieuw verslag").click()
    bo.get_by_label("Titel van het verslag").fill("Op bezoek bij de voordeur")
    bo.get_by_label("Samen West").check()
    right(bo, "new")
    bo.get_by_role("button", name="Naar het lege blad").click()
    bo.get_by_role("textbox", name="Kop").fill("Wie kan erin?")
    bo.get_by_role("textbox", name="Wat er gezegd is").fill(SAID)
    right(bo, "blank")
    bo.get_by_role("button", name="Bewaar", exact=True).click()
    expect(bo.get_by_text("Bewaard als versie")).to_be_visible()
    report = Report.objects.unguarded("command line").get()
    address = f"/verslagen/{report.pk}/"

    # Amina finds it in the list, and puts a question beside it.
    amina = open_page(cast.amina, width=360, java_script_enabled=scripts)
    amina.goto(f"/coalitie/{cast.oost.pk}/verslagen/")
    right(amina, "list")
    amina.get_by_role("link", name="Op bezoek bij de voordeur").click()
    amina.get_by_role("link", name="Schrijf mee").click()
    part = amina.locator(".edit-block.part-said").first
    part.get_by_text("Iets erbij").click()
    part.get_by_role("button", name="Vraag").click()
    amina.locator(".edit-block.part-question textarea").fill(QUESTION)
    amina.get_by_role("button", name="Bewaar", exact=True).click()
    expect(amina.locator(".report-question").filter(has_text=QUESTION)).to_be_visible()
    right(amina, "draft")

    # It goes back to Bram, and to the coordinator of West.
    bo.goto(f"{address}terug/")
    bo.get_by_label("Bram, per mail").check()
    bo.get_by_label("Samen West").check()
    right(bo, "back")
    bo.get_by_role("button", name="Stuur het terug").click()
    expect(bo.get_by_text("Er zijn 2 mails onderweg.")).to_be_visible()
    for person, words in [(cast.bram, "Het waren er twaalf."), (cast.cor, "Ik stond er ook.")]:
        phone = open_page(width=360, java_script_enabled=scripts)
        phone.goto(link_in(Mail.objects.get(to=person.email)))
        beside = phone.locator(".part-said .report-correct").first
        beside.get_by_text("Dat bedoelde ik niet").click()
        beside.get_by_label("Wat bedoelde je wel?").fill(words)
        beside.get_by_role("button", name="Geef het door").click()
        expect(phone.get_by_text(words).first).to_be_visible()
    right(phone, "link")

    # Bo takes it over, settles it and lets it go further.
    bo.goto(f"{address}anders/")
    bo.get_by_role("textbox", name="Wat er gezegd is").fill(SAID.replace("elf", "twaalf"))
    bo.get_by_role("button", name="Bewaar", exact=True).click()
    bo.goto(f"{address}terug/")
    for _ in range(2):
        bo.get_by_role("button", name="We hebben het overgenomen").first.click()
    right(bo, "answered")
    bo.goto(f"{address}vast/")
    bo.get_by_role("main").get_by_role("button", name="Stel deze versie vast").click()
    bo.get_by_role("radio", name="Alle coalities en het").first.check()
    bo.get_by_role("button", name="Bewaar deze keuze").click()
    expect(bo.get_by_role("heading", level=1)).not_to_have_text("Wie mag dit lezen?")
    settled = Settled.objects.unguarded("command line").select_related("source").get()
    assert settled.source.circle == Circle.EXPEDITION

    # At West it stands in the list of West.
    cor = open_page(cast.cor, width=768, java_script_enabled=scripts)
    cor.goto(f"/coalitie/{cast.west.pk}/verslagen/")
    expect(cor.get_by_text("geschreven door Samen Oost")).to_be_visible()
    cor.get_by_role("link", name="Op bezoek bij de voordeur").click()
    expect(cor.get_by_text("twaalf mensen").first).to_be_visible()
    expect(cor.get_by_text(QUESTION)).to_be_visible()
    expect(cor.get_by_role("link", name="Schrijf mee")).to_have_count(0)
    right(cor, "settled")


def link_in(mail: Mail) -> str:
    return urlsplit(next(word for word in mail.text.split() if "/verslag/" in word)).path
