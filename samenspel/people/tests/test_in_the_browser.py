"""Coming in with a real browser: the code, the link, a passkey, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from samenspel.foundation.models import Mail
from samenspel.people.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def here(settings, live_server):
    settings.SITE_URL = live_server.url
    cache.clear()


@pytest.fixture
def amina(transactional_db) -> Person:
    return Person.objects.create_user("amina@example.org", name="Amina")


def ask(page: Page, email: str = "amina@example.org") -> str:
    page.goto("/binnenkomen/")
    page.get_by_label("Je e-mailadres").fill(email)
    page.get_by_role("button", name="Mail mij de code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mail")
    return Mail.objects.latest("pk").text


def give_authenticator(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.parametrize("javascript", [True, False])
def test_a_code_lets_in(amina, open_page, javascript):
    page = open_page(java_script_enabled=javascript)
    text = ask(page)
    page.get_by_label("De code uit de mail").fill(re.search(r"\b\d{6}\b", text)[0])
    page.get_by_role("button", name="Inloggen").click()
    page.goto("/ik/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina")


def test_the_link_lets_in_another_browser(amina, open_page):
    text = ask(open_page())
    phone = open_page(width=360)
    phone.goto(re.search(r"http://\S+/binnenkomen/link/\S+", text)[0])
    phone.get_by_role("button", name="Kom binnen als Amina").click()
    phone.goto("/ik/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Amina")


def test_a_passkey_is_made_used_and_removed(amina, open_page):
    page = open_page(amina)
    give_authenticator(page)
    page.goto("/ik/")
    page.get_by_role("link", name="Maak een toegangssleutel").click()
    page.get_by_label("Hoe noem je dit apparaat?").fill("Telefoon")
    page.get_by_role("button", name="Maak mijn toegangssleutel").click()
    expect(page.get_by_role("heading", name="Toegangssleutel ‘Telefoon’")).to_be_visible()
    page.get_by_role("button", name="Log uit op dit apparaat").click()

    page.goto("/binnenkomen/?next=/ik/")
    page.get_by_role("button", name="Kom binnen met je toegangssleutel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Amina")

    page.get_by_role("link", name="Haal weg Telefoon").click()
    page.get_by_role("button", name="Ja, haal weg").click()
    page.goto("/ik/")
    expect(page.get_by_role("heading", name="Toegangssleutel")).to_have_count(0)
    assert {"toegangssleutel bij" in m.text for m in Mail.objects.all()} == {True, False}


def test_a_passkey_is_a_second_step(cast, open_page, settings):
    settings.SECOND_STEP = True
    page = open_page(cast.els)
    give_authenticator(page)
    page.goto("/ik/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Eerst nog iets: een tweede stap")
    page.get_by_role("link", name="Maak een toegangssleutel").click()
    page.get_by_role("button", name="Maak mijn toegangssleutel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je reservecodes")
    page.goto("/ik/")
    page.get_by_role("button", name="Log uit op dit apparaat").click()

    text = ask(page, cast.els.email)
    page.get_by_label("De code uit de mail").fill(re.search(r"\b\d{6}\b", text)[0])
    page.get_by_role("button", name="Inloggen").click()
    page.get_by_role("button", name="Gebruik mijn toegangssleutel").click()
    page.wait_for_url(lambda url: "binnenkomen" not in url)
    page.goto("/ik/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Els")


def test_when_a_passkey_fails_the_page_says_so(amina, open_page):
    page = open_page()
    page.goto("/binnenkomen/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error()) }")
    page.get_by_role("button", name="Kom binnen met je toegangssleutel").click()
    expect(page.get_by_role("status")).to_contain_text("Dat lukte niet")


PAGES = ["/binnenkomen/", "/binnenkomen/meedoen/", "/code/"]
PAGES += ["/binnenkomen/link/onbekend/", "/binnenkomen/via/afgebroken/", "/binnenkomen/via/fout/"]
MINE = ["/ik/", "/ik/twee-stappen/", "/ik/sleutels/nieuw/", "/ik/app/", "/ik/koppelingen/"]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(amina, open_page, axe, sideways, language, width):
    passerby, mine = (open_page(person, language=language, width=width) for person in (None, amina))
    found = {}
    for page, paths in ((passerby, PAGES), (mine, MINE)):
        for path in paths:
            page.goto(path)
            found[path] = axe(page)
            assert sideways(page) == 0, path
    assert {path: mistakes for path, mistakes in found.items() if mistakes} == {}
