"""What machines find: the sitemap, and pictures beside links."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
from PIL import Image

from samenspel.lessons import actions as lessons
from samenspel.lessons.tests.builders import published
from samenspel.site import actions

from .builders import a_page, a_shown_page

SITE = "http://localhost:8000"


def found(client):
    text = client.get("/sitemap.xml").content
    locs = [each.text for each in ET.fromstring(text).iter() if each.tag.endswith("loc")]  # noqa: S314
    assert all(each.startswith(f"{SITE}/") for each in locs)
    return [each.removeprefix(SITE) for each in locs]


def test_the_sitemap_names_what_everybody_may_find_and_all_of_it_is_there(cast, client):
    edition, page = published(cast), a_page(cast)
    assert "/expeditie/polder/coalities/oost/" not in found(client)
    actions.show(page, by=cast.bo)
    where = found(client)
    assert {"/", "/expeditie/polder/", "/expeditie/kust/", edition.lesson_url} <= set(where)
    assert "/expeditie/polder/coalities/oost/" in where
    assert len(where) == len(set(where))
    for path in where:
        assert client.get(path).status_code == 200, path
    actions.hide(page, by=cast.bo)
    lessons.retract(edition.lesson, by=cast.wim)
    assert not {"/expeditie/polder/coalities/oost/", edition.lesson_url} & set(found(client))


def test_robots_are_led_to_it(client, db):
    assert f"Sitemap: {SITE}/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_each_page_that_may_be_shared_names_a_picture_that_is_there(cast, client):
    page = a_shown_page(cast)
    for path in ("/expeditie/polder/", "/expeditie/polder/coalities/oost/"):
        text = client.get(path).content.decode()
        assert f'rel="canonical" href="{SITE}{path}"' in text
        (image,) = re.findall(r'property="og:image" content="([^"]*)"', text)
        answer = client.get(image.removeprefix(SITE))
        assert answer["Content-Type"] == "image/png"
        assert Image.open(BytesIO(answer.content)).size == (1200, 630)
        assert client.get(path + "kaart.png", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    actions.hide(page, by=cast.bo)
    tag = {"HTTP_IF_NONE_MATCH": answer["ETag"]}
    assert client.get("/expeditie/polder/coalities/oost/kaart.png", **tag).status_code == 404


def test_the_sitemap_costs_six_questions(cast, client, django_assert_num_queries):
    for _ in range(3):
        published(cast)
    a_shown_page(cast)
    with django_assert_num_queries(6):
        client.get("/sitemap.xml")


@pytest.mark.parametrize(
    "path", ["", "coalities/", "bijeenkomsten/", "over/", "privacy/", "volgen/", "doorgeven/"]
)
def test_each_page_is_described_once_for_who_searches(cast, client, path):
    cast.expedition.summary = "Vijf coalities leren samenwerken."
    cast.expedition.save()
    for at in (f"/expeditie/polder/{path}", "/lessen/van/polder/"):
        text = client.get(at).content.decode()
        found = re.findall(r'<meta name="description" content="([^"]*)">', text)
        assert found == ["Vijf coalities leren samenwerken."], at
