"""A thread goes back: two coalitions recognise it, one doubts, on a phone; all of it stays seen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from samenspel.circles.models import Membership, Role
from samenspel.circles.tests.cast import a_person
from samenspel.foundation.models import Mail
from samenspel.recognition import actions, choosing, table
from samenspel.recognition.models import RecognitionRound

from .builders import a_round, a_shared_thread, members_of, the_sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def here(settings, live_server):
    settings.SITE_URL = live_server.url


@pytest.fixture
def places(transactional_db, cast):
    """Zuid joins Oost and West; each has a coordinator, and the team looks along with all."""
    zuid = type(cast.oost).objects.create(
        expedition=cast.expedition, slug="zuid", name="Samen Zuid", place="zuid"
    )
    where = {"expedition": cast.expedition}
    for coalition in (cast.west, zuid):
        person = a_person(f"coo{coalition.slug}")
        Membership.objects.create(
            person=person, coalition=coalition, role=Role.COORDINATOR, **where
        )
    until = cast.els.memberships.filter(until__isnull=False)[0].until
    Membership.objects.create(
        person=cast.els, coalition=zuid, role=Role.RESEARCHER, until=until, **where
    )
    cast.zuid = zuid
    return cast


def coordinator(coalition):
    return coalition.memberships.get(role=Role.COORDINATOR).person


@pytest.mark.parametrize("javascript", [True, False])
def test_recognised_by_two_and_doubted_by_one(places, open_page, sideways, javascript):
    cast = places
    thread = a_shared_thread(cast)
    els = open_page(cast.els, java_script_enabled=javascript)
    els.goto(f"/werkbank/{cast.expedition.slug}/herkennen/nieuw/")
    els.get_by_label(thread.claim).check()
    els.get_by_label("Naam van deze ronde").fill("Najaar")
    els.get_by_role("button", name="Leg ze terug").click()
    expect(els.get_by_role("heading", level=1)).to_have_text("Najaar")
    opened = RecognitionRound.objects.unguarded("command line").get()

    bo = open_page(cast.bo, java_script_enabled=javascript)
    bo.goto(f"/herkenvel/{the_sheet(opened, cast.oost).pk}/vragen/")
    Mail.objects.all().delete()
    bo.get_by_role("button", name="Verstuur de links").click()
    expect(bo.get_by_text("mails onderweg")).to_be_visible()
    phone = open_page(width=320, java_script_enabled=javascript)
    phone.goto(re.search(r"http://\S+/herkend/\S+", Mail.objects.get(to=cast.amina.email).text)[0])
    phone.get_by_role("link", name="Begin").click()
    phone.get_by_label("Ik herken dit niet").check()
    phone.get_by_role("button", name="Bewaar").click()
    expect(phone.get_by_text("Zeg in een regel waarom").first).to_be_visible()
    expect(phone.get_by_label("Ik herken dit niet")).to_be_checked()
    phone.get_by_label("Ik herken dit", exact=True).check()
    phone.get_by_role("button", name="Bewaar").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dank je wel, dat was alles")
    assert sideways(phone) == 0

    for coalition in (cast.oost, cast.west, cast.zuid):
        (member,) = members_of(cast, coalition, 1)
        card = actions.Card.objects.visible_to(member).get(sheet=the_sheet(opened, coalition))
        actions.answer(card, said="partly", because="Soms.", by=member)
    actions.close(opened, by=cast.els)
    for coalition, said, line in [
        (cast.oost, "We herkennen dit", ""),
        (cast.west, "We herkennen dit", "Elke week."),
        (cast.zuid, "We herkennen een deel hiervan", "Hier ligt hij onder de mat."),
    ]:
        page = open_page(coordinator(coalition), width=360, java_script_enabled=javascript)
        page.goto(f"/herkenvel/{the_sheet(opened, coalition).pk}/")
        expect(page.get_by_text("Soms.")).to_be_visible()
        page.get_by_text("Zeg het voor onze coalitie").click()
        page.get_by_label(said, exact=True).check()
        page.get_by_label("In één zin: waarom?").fill(line)
        page.get_by_role("button", name="Zeg het").click()
        expect(page.get_by_text("Dank je. Het staat bij de draad.")).to_be_visible()
    els.goto(f"/draad/{thread.pk}/")
    told = "Herkend door Samen Oost en Samen West, deels door Samen Zuid."
    expect(els.get_by_text(told)).to_be_visible()
    expect(els.get_by_text("Hier ligt hij onder de mat.").first).to_be_visible()


@pytest.mark.parametrize(("language", "width"), [("nl", 320), ("en", 1280)])
def test_axe_finds_nothing(places, open_page, axe, sideways, language, width):
    cast = places
    opened = a_round(cast, a_shared_thread(cast), a_shared_thread(cast, claim="Tijd telt"))
    for number, person in enumerate(members_of(cast, cast.oost, 6)):
        for card in actions.Card.objects.visible_to(person).filter(sheet__coalition=cast.oost):
            said = ("yes", "partly", "no")[number % 3]
            actions.answer(card, said=said, because="Soms.", circle=2, by=person)
    sheet = the_sheet(opened, cast.oost)
    begun = choosing.begin(
        cast.oost, question="Wat is er anders?", closes=opened.closes, by=cast.bo
    )
    source = a_shared_thread(cast, claim="x").gathered.visible_to(cast.els)[0].passage.belongs_to
    story = choosing.offer(begun, source=source, by=cast.bo)
    choosing.choose(story, why="Omdat het hier begon.", panel="Wij", by=cast.bo)
    bo = open_page(cast.bo, language=language, width=width)
    els = open_page(cast.els, language=language, width=width)
    slug = cast.expedition.slug
    paths = [
        (bo, f"/herkenvel/{sheet.pk}/antwoord/"),
        (bo, f"/herkenvel/{sheet.pk}/antwoord/1/"),
        (bo, f"/herkenvel/{sheet.pk}/vragen/"),
        (bo, f"/herkenvel/{sheet.pk}/papier/"),
        (bo, f"/herkenvel/{sheet.pk}/typen/"),
        (bo, "/wat-ik-herkende/"),
        (els, f"/werkbank/{slug}/herkennen/"),
        (els, f"/werkbank/{slug}/herkennen/nieuw/"),
        (els, f"/herkenronde/{opened.pk}/"),
        (bo, f"/coalitie/{cast.oost.pk}/verandering/"),
        (bo, f"/verandering/{begun.pk}/"),
        (bo, f"/verandering/{begun.pk}/erbij/"),
        (bo, f"/verandering/{begun.pk}/verhaal/{story.pk}/kies/"),
        (bo, f"/verandering/{begun.pk}/verhaal/{story.pk}/brief/"),
    ]
    paths.append((bo, f"/herkenvel/{sheet.pk}/samen/"))
    found = {path: judged(page, path, axe, sideways) for page, path in paths}
    together = table.gather(sheet, by=cast.bo)
    phone = open_page(language=language, width=width)
    for page, path in [
        (bo, f"/herkenvel/{sheet.pk}/samen/1/"),
        (phone, "/samen/"),
        (phone, f"/samen/{together.key}/"),
    ]:
        found[path] = judged(page, path, axe, sideways)
    phone.locator("input[value=resident]").check()
    phone.locator("main form button").last.click()
    phone.wait_for_selector(".three")
    found["a phone at the table"] = axe(phone)
    assert sideways(phone) == 0
    actions.close(opened, by=cast.els)
    for page, path in [(bo, f"/herkenvel/{sheet.pk}/"), (els, f"/herkenronde/{opened.pk}/")]:
        found[f"{path} closed"] = judged(page, path, axe, sideways)
    assert {path: mistakes for path, mistakes in found.items() if mistakes} == {}


def judged(page, path, axe, sideways):
    page.goto(path)
    assert sideways(page) == 0, path
    return axe(page)
