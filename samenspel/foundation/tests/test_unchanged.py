"""A page that is still the same costs one look at the ledger; after a deed it is made anew."""

from __future__ import annotations

import pytest
from django.test import Client

from samenspel.circles import actions as circles
from samenspel.foundation.models import Entry
from samenspel.foundation.unchanged import stamp
from samenspel.lessons.models import EditionQuote
from samenspel.lessons.tests.builders import published, take_back

SAID = "Mijn KANARIE zingt in de gang."
PAGES = [
    "/expeditie/polder/",
    "/api/v1/lessons",
    "/api/v1/episodes",
    "/lessen/van/polder/feed/",
    "/lessen/van/polder/feed.json",
    "/expeditie/polder/verhalen/",
    "/expeditie/polder/verhalen/feed/",
    "/expeditie/polder/verhalen/feed.json",
]


@pytest.mark.parametrize("page", PAGES)
def test_asked_again_it_costs_one_look(cast, page, django_assert_num_queries):
    published(cast, SAID)
    client = Client()
    tag = client.get(page)["ETag"]
    with django_assert_num_queries(1):
        again = client.get(page, headers={"if-none-match": tag})
    assert again.status_code == 304
    assert not again.content
    assert "no-cache" in again["Cache-Control"]
    assert "Accept-Language" in again["Vary"]
    assert client.head(page, headers={"if-none-match": tag}).status_code == 304
    assert client.get(page, headers={"if-none-match": '"another"'}).status_code == 200


@pytest.mark.parametrize("page", PAGES[:2])
def test_words_taken_back_are_gone_with_the_next_request(cast, page):
    edition = published(cast, SAID)
    client = Client()
    first = client.get(page)
    assert SAID in first.content.decode()
    take_back(EditionQuote.objects.unguarded("command line").get(edition=edition))
    for _ in range(2):
        again = client.get(page, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 200
        assert "KANARIE" not in again.content.decode()


def test_each_language_is_asked_for_apart(cast):
    page, client = PAGES[0], Client()
    tag = client.get(page, headers={"accept-language": "nl"})["ETag"]
    english = client.get(page, headers={"accept-language": "en", "if-none-match": tag})
    assert english.status_code == 200


def test_another_deed_that_changes_nothing_here_leaves_the_tag(cast):
    client = Client()
    tag = client.get(PAGES[1])["ETag"]
    circles.describe(cast.oost, ambition="Elkaar kennen.", by=cast.bo)
    assert client.get(PAGES[1], headers={"if-none-match": tag}).status_code == 304


def test_a_deed_that_is_done_after_one_with_a_higher_number_counts_too(cast):
    """Numbers are given out before a deed is done: the highest alone would not tell of it."""
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def done(number: int) -> None:
        line = Entry(pk=last + number, verb="a.deed", subject="a.thing", subject_id=1)
        Entry.objects.bulk_create([line])

    done(9)
    before = stamp()
    done(4)
    assert stamp() != before
    assert stamp() == stamp()
