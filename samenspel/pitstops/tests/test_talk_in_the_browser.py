"""A moment is marked with one press, also without a connection; and laid in the recording."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from samenspel.pitstops import actions, talk
from samenspel.pitstops.models import TalkMoment

from .builders import a_phone
from .test_talk import WORDS, recorded, talking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOST = "command line"


def press(page: Page) -> None:
    page.get_by_role("button", name="Markeer dit moment").click()


def says(page: Page, words: str) -> None:
    expect(page.locator(".talk-mark [role=status]").first).to_contain_text(words)


def test_on_the_phone_of_who_leads(cast, open_page, axe, sideways, look):
    pitstop = talking(cast)
    page = open_page(cast.bo, width=360)
    page.goto(reverse("pitstops:lead", args=[pitstop.pk]))
    button = page.get_by_role("button", name="Markeer dit moment").bounding_box()
    assert button
    assert button["height"] >= 48
    press(page)
    says(page, "Bewaard.")
    expect(page.locator(".talk-list > li")).to_have_count(1)
    page.get_by_text("Zet er woorden bij").click()
    page.get_by_label("Wat gebeurt er?", exact=True).fill(WORDS)
    page.locator(".talk-do").get_by_role("button", name="Bewaar").click()
    expect(page.locator(".talk-words")).to_have_text(WORDS)
    look(page, "pitstops-talk-lead-360")
    assert (axe(page), sideways(page)) == ([], 0)
    page.get_by_role("button", name="Dit moment weghalen").click()
    expect(page.locator(".talk-list > li")).to_have_count(0)
    assert not TalkMoment.objects.unguarded(HOST).exists()


def test_by_keyboard_in_english_and_another_who_leads_sees_it(cast, open_page, axe, look):
    pitstop = talking(cast)
    here, there = open_page(cast.bo, width=1440, language="en"), open_page(cast.els, scheme="dark")
    for page in (here, there):
        page.goto(reverse("pitstops:lead", args=[pitstop.pk]))
    here.keyboard.press("m")
    expect(here.locator(".talk-list > li")).to_have_count(1)
    expect(there.locator(".talk-list > li")).to_have_count(1)
    expect(there.locator(".talk-head")).to_contain_text("Bo")
    here.get_by_label("What happens?").fill("m")
    here.keyboard.press("Enter")
    expect(here.locator(".talk-words")).to_have_text("m")
    look(here, "pitstops-talk-lead-1440-en")
    look(there, "pitstops-talk-lead-dark")
    assert axe(here) == []
    assert axe(there) == []


def test_without_a_connection_each_press_waits_and_keeps_its_time(cast, open_page):
    pitstop = talking(cast)
    page = open_page(cast.bo, width=360)
    page.goto(reverse("pitstops:lead", args=[pitstop.pk]))
    page.clock.install()
    page.context.set_offline(True)
    press(page)
    says(page, "Bewaard op je telefoon")
    page.clock.fast_forward("10:00")
    press(page)
    says(page, "Bewaard op je telefoon")
    page.clock.fast_forward("02:00")
    assert not TalkMoment.objects.unguarded(HOST).exists()
    page.context.set_offline(False)
    expect(page.locator(".talk-list > li")).to_have_count(2)
    now = timezone.now()
    ages = [(now - row.at).total_seconds() for row in TalkMoment.objects.unguarded(HOST)]
    assert [round(age / 60) for age in ages] == [12, 2]
    open_page.complaints.clear()  # no connection is what is tried here


def test_at_the_table_of_somebody_who_signed_in(cast, open_page, axe, sideways, look):
    pitstop = talking(cast)
    page = open_page(cast.amina, width=360)
    phone = a_phone(pitstop, person=cast.amina, name="Amina")
    for name, value in phone.cookie().items():
        open_page.cookie(page.context, name, value)
    page.goto(reverse("pitstops:table", args=[pitstop.pk]))
    page.get_by_label("Wat gebeurt er? (dit mag leeg blijven)").fill(WORDS)
    press(page)
    expect(page.locator(".talk-words")).to_have_text(WORDS)
    look(page, "pitstops-talk-phone-360")
    assert (axe(page), sideways(page)) == ([], 0)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "dark")])
def test_from_the_pitstop_to_the_recording(cast, open_page, axe, sideways, look, width, scheme):
    pitstop = talking(cast)
    first = talk.mark(pitstop, words=WORDS, ago=timedelta(seconds=60), by=cast.bo)
    talk.mark(pitstop, ago=timedelta(minutes=20), by=cast.amina)
    actions.end(pitstop, by=cast.bo)
    tape = recorded(cast, pitstop)
    page = open_page(cast.bo, width=width, scheme=scheme)
    page.goto(reverse("pitstops:pitstop", args=[pitstop.pk]))
    expect(page.locator(".talk-list > li")).to_have_count(2)
    look(page, f"pitstops-talk-after-{width}-{scheme}")
    assert (axe(page), sideways(page)) == ([], 0)
    page.goto(reverse("sources:source", args=[tape.source_id]))
    page.get_by_role("link", name="Zet 2 momenten uit het gesprek erin").click()
    look(page, f"pitstops-talk-lay-{width}-{scheme}")
    assert (axe(page), sideways(page)) == ([], 0)
    began = timezone.localtime(first.at - timedelta(seconds=30))
    page.get_by_label("Hoe laat begon de opname?").fill(f"{began:%H:%M:%S}")
    page.get_by_role("button", name="Kijk waar ze vallen").click()
    expect(page.locator(".lay-list")).to_contain_text("op 0:30 in de opname")
    expect(page.locator(".lay-list")).to_contain_text("valt buiten de opname")
    look(page, f"pitstops-talk-laid-out-{width}-{scheme}")
    assert (axe(page), sideways(page)) == ([], 0)
    page.get_by_role("button", name="Zet ze in de opname").click()
    page.wait_for_url("**/bron/**")
    expect(page.locator(".moment-list")).to_contain_text(WORDS)
