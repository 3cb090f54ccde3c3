"""An invitation, from the coordinator's screen to the letter and the phone of who was invited."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from samenspel.circles import inviting
from samenspel.circles.models import Membership
from samenspel.foundation.models import Mail
from samenspel.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def here(settings, live_server):
    settings.SITE_URL = live_server.url


@pytest.fixture
def places(transactional_db, cast):
    return cast


@pytest.mark.parametrize("javascript", [True, False])
def test_from_a_list_to_a_phone_and_to_paper(places, open_page, javascript):
    cast = places
    bo = open_page(cast.bo, java_script_enabled=javascript)
    bo.goto(f"/coalitie/{cast.oost.pk}/uitnodigen/")
    bo.get_by_label("Wie nodig je uit?").fill("Nel, nel@example.org\nMien")
    bo.get_by_role("button", name="Nodig uit").click()
    expect(bo.get_by_text("1 uitnodiging is onderweg.")).to_be_visible()
    expect(bo.get_by_text("1 brief staat klaar om te printen.")).to_be_visible()

    phone = open_page(width=360, java_script_enabled=javascript)
    phone.goto(re.search(r"http://\S+/meedoen/\S+", Mail.objects.get().text)[0])
    phone.get_by_label("Als bewoner").check()
    phone.get_by_role("button", name="Ja, ik doe mee").click()
    phone.goto("/ik/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nel")

    bo.get_by_role("button", name="Print 1 brief").click()
    code = bo.locator(".letter .typed-code").inner_text()
    table = open_page(java_script_enabled=javascript)
    table.goto("/code/")
    table.get_by_label("De code uit de brief").fill(code.lower())
    table.get_by_role("button", name="Open mijn pagina").click()
    table.get_by_label("Als bewoner").check()
    table.get_by_role("button", name="Ja, ik doe mee").click()
    table.goto("/ik/")
    expect(table.get_by_role("heading", level=1)).to_have_text("Mien")
    assert Membership.objects.filter(coalition=cast.oost).count() == 8
    assert Person.objects.get(name="Mien").email is None


@pytest.mark.parametrize(("language", "width"), [("nl", 320), ("en", 1280)])
def test_axe_finds_nothing(places, open_page, axe, sideways, language, width):
    cast = places
    row = inviting.invite(cast.oost, name="Mien", by=cast.bo)
    inviting.invite(cast.oost, name="Nel", email="nel@example.org", by=cast.bo)
    inviting.type_for(cast.oost, name="Gerrit", voice="resident", said="spoken", by=cast.bo)
    bo = open_page(cast.bo, language=language, width=width)
    found = {}
    for path in ("uitnodigen", "typen-voor"):
        bo.goto(f"/coalitie/{cast.oost.pk}/{path}/")
        found[path] = axe(bo)
        assert sideways(bo) == 0, path
    bo.goto(f"/coalitie/{cast.oost.pk}/uitnodigen/")
    bo.locator("form[action$='/brieven/'] button").click()
    bo.wait_for_selector(".letter")
    found["letters"] = axe(bo)
    assert sideways(bo) == 0
    fons = open_page(cast.fons, language=language, width=width)
    fons.goto(f"/expeditie/{cast.expedition.pk}/uitnodigen/")
    found["along"] = axe(fons)
    visitor = open_page(language=language, width=width)
    row.refresh_from_db()
    visitor.goto(inviting.print_letter(row, by=cast.bo).url)
    found["join"] = axe(visitor)
    assert sideways(visitor) == 0
    assert {page: mistakes for page, mistakes in found.items() if mistakes} == {}
