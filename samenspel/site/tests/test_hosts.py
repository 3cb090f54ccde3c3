"""An expedition at an address of its own."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from samenspel.circles import actions as circles
from samenspel.circles.deeds import NotYours
from samenspel.foundation.errors import Refused
from samenspel.lessons import actions as lessons
from samenspel.lessons.tests.builders import a_lesson, published

from .builders import a_shown_page

HOST = "lessen.example.org"
OWN = f"http://{HOST}:8000"
MAIN = "http://localhost:8000"


@pytest.fixture
def own(cast, settings):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST, "tweede.example.org"]
    circles.give_address(cast.expedition, domain=f" {HOST.upper()}. ", by=cast.fons)
    return Client(SERVER_NAME=HOST)


def test_its_first_page_is_the_first_page(cast, own):
    page = own.get("/")
    assert "Reis door de polder" in page.content.decode()
    assert not page.cookies
    assert "no-cache" in page["Cache-Control"]
    assert "no-cache" in own.get("/lessen/")["Cache-Control"]


def test_canonical_links_lead_to_where_it_stands_wherever_one_reads_it(cast, own):
    a_shown_page(cast)
    edition = published(cast)
    elsewhere = Client()
    for path, at in (
        ("/expeditie/polder/", f"{OWN}/"),
        ("/expeditie/polder/coalities/oost/", f"{OWN}/expeditie/polder/coalities/oost/"),
        (edition.lesson_url, OWN + edition.lesson_url),
    ):
        for client in (own, elsewhere):
            text = client.get(path).content.decode()
            assert re.findall(r'rel="canonical" href="([^"]*)"', text) == [at]
            assert f'property="og:url" content="{at}"' in text
    text = elsewhere.get("/expeditie/kust/").content.decode()
    assert f'rel="canonical" href="{MAIN}/expeditie/kust/"' in text


def test_what_is_of_others_or_not_for_everybody_is_elsewhere(cast, own):
    edition, foreign = published(cast), cast.elsewhere
    for path in (
        "/lessen/",
        "/zoeken/?q=sleutel",
        "/expeditie/kust/",
        f"/coalitie/{cast.oost.pk}/",
        f"/les/{edition.slug}/werk/",
        f"/lessen/van/{foreign.slug}/",
        "/les/niets/",
        "/api/v1/lessons",
    ):
        answer = own.get(path)
        assert answer.status_code == 302, path
        assert answer.url == MAIN + path
    for path in (edition.lesson_url, f"{edition.lesson_url}kaart.png", "/lessen/van/polder/"):
        assert own.get(path).status_code == 200, path
    lessons.retract(edition.lesson, by=cast.wim)
    assert own.get(edition.lesson_url).status_code == 410


def test_each_address_has_its_own_sitemap(cast, own):
    edition = published(cast)
    a_shown_page(cast)
    found = re.findall(r"<loc>([^<]*)</loc>", own.get("/sitemap.xml").content.decode())
    assert f"{OWN}/" in found
    assert OWN + edition.lesson_url in found
    assert all(each.startswith(f"{OWN}/") for each in found)
    assert f"Sitemap: {OWN}/sitemap.xml" in own.get("/robots.txt").content.decode()
    main = Client().get("/sitemap.xml").content.decode()
    assert OWN not in main
    assert edition.lesson_url not in main
    assert f"{MAIN}/expeditie/kust/" in main


def test_the_name_of_an_entry_in_a_feed_does_not_change_with_the_address(cast, client, own):
    edition = published(cast, lesson=a_lesson(cast, claim="Blijft"))
    feed = client.get("/lessen/feed/").content.decode()
    assert f"<id>{MAIN}{edition.lesson_url}</id>" in feed
    assert f'href="{OWN}{edition.lesson_url}"' in feed


@pytest.mark.parametrize(
    "typed", ["nergens.example.org", "localhost", "a b.example.org", "https://x.example.org", "x"]
)
def test_only_an_address_that_the_host_set_up_can_be_chosen(cast, own, typed):
    with pytest.raises(Refused):
        circles.give_address(cast.expedition, domain=typed, by=cast.fons)


def test_one_address_is_of_one_expedition_and_only_its_manager_chooses(cast, own):
    for person in (cast.bo, cast.els, cast.wim, cast.pia, cast.dirk):
        with pytest.raises(NotYours):
            circles.give_address(cast.expedition, domain="tweede.example.org", by=person)
    circles.give_place(cast.expedition, person=cast.dirk, role="manager", by=cast.fons)
    other = circles.begin(
        cast.expedition,
        name="Derde",
        starts=cast.expedition.starts,
        ends=cast.expedition.ends,
        by=cast.dirk,
    )
    with pytest.raises(Refused):
        circles.give_address(other, domain=HOST, by=cast.dirk)


def test_taken_off_it_is_nobodys_with_the_next_request(cast, own):
    circles.give_address(cast.expedition, domain="", by=cast.fons)
    assert "Reis door de polder" in Client().get("/expeditie/polder/").content.decode()
    canonical = Client().get("/expeditie/polder/").content.decode()
    assert f'rel="canonical" href="{MAIN}/expeditie/polder/"' in canonical
    assert own.get("/lessen/").status_code == 200


def test_the_manager_chooses_it_on_a_page(cast, settings):
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]
    client = Client()
    client.force_login(cast.fons)
    path = f"/expeditie/{cast.expedition.pk}/adres/"
    wrong = client.post(path, {"domain": "nergens.example.org"})
    assert "nergens.example.org" in wrong.content.decode()
    assert client.post(path, {"domain": HOST}).status_code == 302
    assert Client(SERVER_NAME=HOST).get("/").status_code == 200
    client.force_login(cast.wim)
    assert client.get(path).status_code == 404


def test_a_name_that_was_not_set_up_is_not_answered(cast):
    assert Client(SERVER_NAME="vreemd.example.org").get("/").status_code == 400
