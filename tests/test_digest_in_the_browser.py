"""A passer-by asks for the digest, confirms it, reads it as it came, and ends it."""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from samenspel.digests.models import Subscriber
from samenspel.digests.tests.builders import ADDRESS, a_plan, sent
from samenspel.foundation.tests.post_office import office, work  # noqa: F401
from samenspel.lessons.tests.builders import CLAIM, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def as_it_came(office: Any, folder: Path) -> tuple[str, str]:  # noqa: F811
    """The last mail as a file to open, and the path of its one-click address."""
    mail = email.message_from_string(office.got[-1], policy=email.policy.default)
    file = folder / "mail.html"
    file.write_text(mail.get_body(("html",)).get_content())
    leave = re.search(r"<https?://[^/]+(/\S+)>", mail["List-Unsubscribe"])[1]
    return file.as_uri(), leave


def test_from_the_site_to_the_mail_and_out_again(cast, office, open_page, axe, tmp_path):  # noqa: F811
    published(cast)
    page = open_page(width=360)

    def look(name: str) -> None:
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        assert axe(page) == []

    page.goto("/expeditie/polder/volgen/")
    look(f"Volg {cast.expedition.name}")
    page.get_by_role("link", name="Vraag de nieuwsbrief aan").click()
    look("De nieuwsbrief")
    page.get_by_label("Je e-mailadres").fill(ADDRESS)
    page.get_by_role("button", name="Stuur me een mail").click()
    look("Kijk in je mail")
    work()
    page.goto(office.link_for(ADDRESS))
    look("De nieuwsbrief krijgen?")
    assert not Subscriber.objects.exclude(confirmed=None).exists()
    page.get_by_role("button", name="Ja, stuur hem mij").click()
    look("Jouw nieuwsbrief")
    page.get_by_label("alleen lessen").check()
    page.get_by_role("button", name="Bewaar").click()
    expect(page.get_by_role("status")).to_contain_text("Bewaard")
    assert {each["name"] for each in page.context.cookies()} <= {"taal"}

    a_plan(cast)
    sent(cast)
    work()
    mail, leave = as_it_came(office, tmp_path)
    page.goto(mail)
    expect(page.get_by_role("link", name=CLAIM)).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto(leave)
    look("Stoppen met de nieuwsbrief?")
    answer = Client(enforce_csrf_checks=True).post(leave, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not Subscriber.objects.exists()
    page.goto(leave)
    look("Je krijgt de nieuwsbrief niet")
