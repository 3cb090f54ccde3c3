"""What somebody types survives a lost connection and a closed tab, and arrives once."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from samenspel.reflections.models import Draft, Reflection
from samenspel.reflections.tests.builders import WORDS, a_prompt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def desk(cast, prompt=None) -> str:
    asked = f"&vraag={prompt.pk}" if prompt else ""
    return f"/vertel/{uuid.uuid4()}/?coalitie={cast.oost.pk}{asked}"


@pytest.mark.parametrize("width", [360, 1280])
def test_offline_and_a_closed_tab_lose_nothing_and_it_arrives_once(cast, open_page, width):
    page = open_page(cast.amina, width=width)
    path = desk(cast, a_prompt(cast))
    page.goto(path)
    page.context.set_offline(True)
    page.get_by_role("textbox").fill(WORDS)
    expect(page.locator("textarea ~ [role=status]")).to_contain_text("geen verbinding")
    page.close()
    assert not Draft.objects.visible_to(cast.amina).exists()

    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(f"/coalitie/{cast.oost.pk}/vertel/")
    again.get_by_role("link", name="De sleutel lag bij Bram").click()
    expect(again.get_by_role("textbox")).to_have_value(WORDS)
    expect(again.locator("textarea ~ [role=status]")).to_contain_text("Bewaard om")
    assert Draft.objects.visible_to(cast.amina).get().text == WORDS

    again.get_by_role("link", name="Verder").click()
    again.context.set_offline(True)
    again.get_by_role("button", name="Bewaar mijn woorden").click()
    again.context.set_offline(False)
    expect(again.get_by_text("Bewaard.").first).to_be_visible()
    again.goto(path)
    expect(again.get_by_role("textbox")).to_have_count(0)
    assert Reflection.objects.visible_to(cast.amina).count() == 1
    assert again.evaluate("Object.keys(localStorage)") == []


@pytest.mark.parametrize("status", [404, 500])
def test_trouble_on_our_side_is_not_called_signed_out_and_it_is_tried_again(
    cast, open_page, status
):
    page = open_page(cast.amina)
    page.clock.install()
    page.goto(desk(cast))
    page.route("**/bewaar/**", lambda route: route.fulfill(status=status, body="<h1>Oei</h1>"))
    page.get_by_role("textbox").first.fill(WORDS)
    page.clock.run_for(2_000)
    status_line = page.locator("textarea ~ [role=status]")
    expect(status_line).to_have_text(
        "Nog niet bewaard. We proberen het zo weer. Je woorden staan veilig op dit apparaat."
    )
    page.unroute("**/bewaar/**")
    page.clock.run_for(60_000)
    expect(status_line).to_contain_text("Bewaard om")
    assert Draft.objects.visible_to(cast.amina).get().text == WORDS
    open_page.complaints.clear()


def test_whoever_was_signed_out_hears_so(cast, open_page):
    page = open_page(cast.amina)
    page.goto(desk(cast))
    page.context.clear_cookies()
    page.get_by_role("textbox").first.fill(WORDS)
    expect(page.locator("textarea ~ [role=status]")).to_contain_text("niet meer ingelogd")
    assert WORDS in page.evaluate("JSON.stringify(localStorage)")
    open_page.complaints.clear()


def test_a_shared_device_keeps_no_copy(cast, open_page):
    page = open_page(cast.amina)
    page.goto(desk(cast))
    page.get_by_text("Meer", exact=True).click()
    page.get_by_text("gedeeld apparaat").click()
    page.context.set_offline(True)
    page.get_by_role("textbox").first.fill(WORDS)
    expect(page.locator("textarea ~ [role=status]")).to_contain_text("open staan")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_without_javascript_it_works_all_the_same(cast, open_page):
    page = open_page(cast.amina, java_script_enabled=False)
    page.goto(desk(cast, a_prompt(cast)))
    page.get_by_role("textbox").fill(WORDS)
    page.get_by_role("button", name="Bewaar mijn woorden").click()
    assert page.get_by_text("Bewaard.").first.is_visible()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_somebody_tells(cast, open_page, axe, sideways, width, scheme):
    page = open_page(cast.amina, width=width, scheme=scheme)
    for path in (desk(cast), f"/coalitie/{cast.oost.pk}/vertel/", "/mijn/"):
        page.goto(path)
        assert axe(page) == []
        assert sideways(page) == 0


def test_going_on_with_nothing_says_what_is_lacking(cast, open_page, axe):
    page = open_page(cast.amina, width=360)
    page.goto(desk(cast))
    page.get_by_role("link", name="Verder").click()
    expect(page.get_by_role("alert")).to_have_text("Schrijf eerst iets.")
    assert axe(page) == []
    page.get_by_role("textbox").first.fill(WORDS)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("link", name="Verder").click()
    expect(page.get_by_role("alert")).to_have_text("Kies eerst waar het over gaat.")
