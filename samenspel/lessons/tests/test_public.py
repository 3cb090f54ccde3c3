"""What a passer-by reads, and what they can no longer find once it was taken back."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from email.utils import formatdate

import feedparser
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.models import Circle
from samenspel.circles.sight import lifted
from samenspel.foundation.models import Entry
from samenspel.lessons import actions, files, public
from samenspel.lessons.models import EditionQuote
from samenspel.sources.models import Consent, Naming, SearchRow
from samenspel.sources.search import Within, find
from samenspel.sources.tests.builders import a_source

from .builders import (
    CLAIM,
    a_lesson,
    a_quote,
    correct,
    given,
    of_bram,
    publish,
    published,
    take_back,
)

SAID = "Mijn KANARIE zingt in de gang."
STAYS = "De koffie staat al klaar."
GAP = "Hier stond een stem. Die is teruggenomen."


def every_address(edition):
    slug, of = edition.slug, edition.expedition.slug
    return {
        "page": reverse("lessons:lesson", args=[slug]),
        "edition": reverse("lessons:edition", args=[slug, edition.number]),
        "list": reverse("lessons:lessons"),
        "list of the expedition": reverse("lessons:of_expedition", args=[of]),
        "feed": reverse("lessons:feed"),
        "feed of the expedition": reverse("lessons:feed_of_expedition", args=[of]),
        "JSON feed": reverse("lessons:json_feed"),
        "JSON feed of the expedition": reverse("lessons:json_feed_of_expedition", args=[of]),
        "Markdown": reverse("lessons:file", args=[slug, "md"]),
        "JSON": reverse("lessons:file", args=[slug, "json"]),
    }


def page(client, edition, **more):
    return client.get(edition.lesson_url, **more)


def the_words(edition, number=0):
    return EditionQuote.objects.unguarded("command line").filter(edition=edition)[number]


def test_a_passerby_reads_the_lesson(cast, client):
    lesson = a_lesson(cast, holds="In een klein dorp.", tomorrow="Laat een sleutel bijmaken.")
    given(cast, a_quote(cast, lesson, SAID), Naming.FULL)
    given(cast, a_quote(cast, lesson, STAYS, of_bram(cast, STAYS)), Naming.NONE)
    text = page(client, publish(cast, lesson)).content.decode()
    for words in (CLAIM, "In een klein dorp.", "Begin met de deur.", "bijmaken", SAID, STAYS):
        assert words in text
    assert "Amina" in text
    assert "Bram" not in text
    assert "Hoe we dit weten" in text


def test_a_passerby_gets_no_cookie_and_no_script(cast, client):
    edition = published(cast)
    for address in every_address(edition).values():
        response = client.get(address)
        assert response.status_code == 200, address
        assert not response.cookies, address
        data = b'<script type="application/ld+json">'
        assert response.content.count(b"<script") == response.content.count(data)
        assert "no-cache" in response["Cache-Control"]
        assert "public" in response["Cache-Control"]


def test_who_is_signed_in_gets_a_page_that_no_cache_keeps_for_others(cast, client):
    edition = published(cast)
    client.force_login(cast.wim)
    assert "private" in page(client, edition)["Cache-Control"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_comes_in_both_languages_without_a_cookie(cast, client, language):
    edition = published(cast)
    response = page(client, edition, query_params={"taal": language})
    words = {"nl": "Hoe we dit weten", "en": "How we know this"}[language]
    assert words in response.content.decode()
    assert response["Content-Language"] == language


def test_words_that_were_taken_back_are_nowhere(cast, client):
    edition = published(cast, SAID, STAYS)
    places = every_address(edition)
    before = {name: client.get(where).content.decode() for name, where in places.items()}
    assert {name for name, text in before.items() if SAID in text} == {
        *("page", "edition", "feed", "feed of the expedition", "Markdown", "JSON"),
        *("JSON feed", "JSON feed of the expedition"),
    }
    take_back(the_words(edition))
    for name, where in places.items():
        text = client.get(where).content.decode()
        for word in ("KANARIE", "zingt", "gang", "Amina"):
            assert word not in text, name
        assert (STAYS in text) == (STAYS in before[name])
    assert GAP in page(client, edition).content.decode()


def test_they_are_gone_even_when_nobody_emptied_the_copy(cast, client):
    """A consent that has run out is not lifted by anybody: the page asks each time."""
    edition = published(cast, SAID, STAYS)
    request = the_words(edition).request
    with lifted("command line"):
        Consent.objects.create(
            source=request.source,
            speaker=request.speaker,
            request=request,
            answer="given",
            audience=5,
            wording="x",
            how="tap",
            by=cast.amina,
            sha256=request.sha256,
            until=timezone.localdate(),
        )
    assert SAID in page(client, edition).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        for name, where in every_address(edition).items():
            text = client.get(where).content.decode()
            assert "KANARIE" not in text, name
            assert "Amina" not in text, name
        assert "Last-Modified" not in page(client, edition)


def test_old_editions_lose_the_words_too(cast, client):
    first = published(cast, SAID, STAYS)
    correct(cast, first.lesson, difference="Een punt erbij.")
    old = first.get_absolute_url()
    assert SAID in client.get(old).content.decode()
    take_back(the_words(first))
    assert "KANARIE" not in client.get(old).content.decode()
    assert "KANARIE" not in client.get(first.lesson_url).content.decode()


@pytest.mark.parametrize("name", ["page", "edition", "feed", "JSON feed", "Markdown", "JSON"])
def test_a_cache_that_asks_again_never_hears_that_nothing_changed(cast, client, name):
    edition = published(cast, SAID, STAYS)
    where = every_address(edition)[name]
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        first = client.get(where)
        kept = {"HTTP_IF_NONE_MATCH": first["ETag"]}
        seen = formatdate(timezone.now().timestamp(), usegmt=True)
        assert client.get(where, **kept).status_code == 304
        take_back(the_words(edition))
        assert client.get(where, **kept).status_code == 200
        # The same second: a cache that only knows the time must not be fooled either.
        for since in {first.get("Last-Modified", seen), seen}:
            again = client.get(where, HTTP_IF_MODIFIED_SINCE=since)
            assert again.status_code == 200
            assert b"KANARIE" not in again.content


def test_a_page_that_did_not_change_is_not_sent_again(cast, client):
    edition = published(cast)
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        first = page(client, edition)
        since = {"HTTP_IF_MODIFIED_SINCE": first["Last-Modified"]}
        assert page(client, edition, **since).status_code == 304


def test_a_retracted_lesson_says_that_it_was_there(cast, client):
    edition = published(cast, SAID)
    actions.retract(edition.lesson, reason="Het klopte niet.", by=cast.wim)
    for name in ("page", "edition", "Markdown", "JSON"):
        response = client.get(every_address(edition)[name])
        assert response.status_code == 410
        text = response.content.decode()
        assert "Het klopte niet." in text
        assert CLAIM not in text
        assert "KANARIE" not in text
    assert CLAIM not in client.get(reverse("lessons:lessons")).content.decode()


def test_a_lesson_with_too_few_voices_is_gone_until_it_is_published_again(cast, client):
    edition = published(cast, SAID)
    take_back(the_words(edition))
    assert page(client, edition).status_code == 410
    lesson = edition.lesson
    actions.unquote(lesson.quotes.visible_to(cast.wim).get(), by=cast.wim)
    given(cast, a_quote(cast, lesson, STAYS))
    assert publish(cast, lesson).number == 2
    text = page(client, edition).content.decode()
    assert STAYS in text
    assert client.get(edition.get_absolute_url()).status_code == 410


def test_a_draft_is_as_little_there_as_what_never_was(cast, client):
    lesson = a_lesson(cast)
    assert client.get(lesson.get_absolute_url()).status_code == 404
    assert client.get("/les/niets/").status_code == 404
    assert client.get(published(cast).lesson_url + "7/").status_code == 404


def test_the_feed_is_good_atom(cast, client):
    edition = published(cast, SAID, STAYS)
    feed = feedparser.parse(client.get(reverse("lessons:feed")).content)
    assert not feed.bozo
    (entry,) = feed.entries
    assert entry.title == CLAIM
    assert entry.link.endswith(edition.lesson_url)
    assert entry.id == public.with_quotes([edition])[0].url
    assert SAID in entry.summary
    assert entry.author == cast.expedition.name


def test_an_entry_speaks_the_language_of_its_lesson_whatever_that_of_the_feed(cast, client):
    published(cast)
    told = ET.fromstring(client.get(reverse("lessons:feed"), {"taal": "en"}).content)  # noqa: S314
    said = "{http://www.w3.org/XML/1998/namespace}lang"
    entry = told.find("{http://www.w3.org/2005/Atom}entry")
    assert (told.get(said), entry.get(said)) == ("en", "nl")


def test_the_feed_tells_what_was_taken_back(cast, client):
    edition = published(cast)
    entry = feedparser.parse(client.get(reverse("lessons:feed")).content).entries[0].id
    actions.retract(edition.lesson, by=cast.wim)
    text = client.get(reverse("lessons:feed")).content.decode()
    gone = ET.fromstring(text).findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")  # noqa: S314
    assert [element.get("ref") for element in gone] == [entry]
    told = feedparser.parse(text)
    assert not told.entries
    assert told.feed.updated == gone[0].get("when")


def test_a_reader_of_the_feed_sees_that_an_entry_changed(cast, client):
    edition = published(cast, SAID, STAYS)
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        before = feedparser.parse(client.get(reverse("lessons:feed")).content).entries[0].updated
        take_back(the_words(edition))
        after = feedparser.parse(client.get(reverse("lessons:feed")).content).entries[0].updated
    assert after > before


def test_each_expedition_has_its_own_list_and_feed(cast, client):
    published(cast)
    for name in ("lessons:of_expedition", "lessons:feed_of_expedition"):
        assert CLAIM in client.get(reverse(name, args=["polder"])).content.decode()
        assert CLAIM not in client.get(reverse(name, args=["kust"])).content.decode()
        assert client.get(reverse(name, args=["nergens"])).status_code == 404


def test_the_json_feed_tells_the_same(cast, client):
    stays, goes = published(cast, SAID, STAYS), published(cast, lesson=a_lesson(cast, claim="Weg"))
    atom = feedparser.parse(client.get(reverse("lessons:feed")).content)
    told = json.loads(client.get(reverse("lessons:json_feed")).content)
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in told["items"]] == [entry.id for entry in atom.entries]
    assert [item["title"] for item in told["items"]] == [entry.title for entry in atom.entries]
    assert told["_taken_back"] == []
    actions.retract(goes.lesson, by=cast.wim)
    told = json.loads(client.get(reverse("lessons:json_feed")).content)
    assert [item["title"] for item in told["items"]] == [CLAIM]
    assert [gone["id"] for gone in told["_taken_back"]] == [
        f"http://localhost:8000{goes.lesson_url}"
    ]
    assert told["items"][0]["image"].endswith(f"/les/{stays.slug}/kaart.png")


def test_a_card_holds_no_quote_counts_what_stands_and_goes_with_the_lesson(cast, client):
    edition = published(cast, SAID, STAYS)
    where = reverse("lessons:card", args=[edition.slug])
    assert (
        f'property="og:image" content="http://localhost:8000{where}"'
        in page(client, edition).content.decode()
    )
    first = client.get(where)
    assert (first["Content-Type"], first.status_code) == ("image/png", 200)
    assert not first.cookies
    assert "no-cache" in first["Cache-Control"]
    assert client.get(where, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    take_back(the_words(edition))
    again = client.get(where, HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 200
    assert again.content != first.content
    actions.retract(edition.lesson, by=cast.wim)
    assert client.get(where, HTTP_IF_NONE_MATCH=again["ETag"]).status_code == 410
    assert client.get("/les/nergens/kaart.png").status_code == 404


def test_how_we_know_counts_what_still_stands(cast):
    edition = published(cast, SAID, STAYS, "Derde.")
    (lesson,) = public.with_quotes([edition])
    assert lesson.standing == {
        "quotes": 3,
        "coalitions": 1,
        "moments": 1,
        "resident": 2,
        "professional": 1,
        "other": 0,
    }
    take_back(the_words(edition, 1))
    (lesson,) = public.with_quotes([edition])
    assert (lesson.standing["professional"], lesson.gaps) == (0, 1)


def test_what_is_shared_says_what_it_is(cast, client):
    text = page(client, published(cast)).content.decode()
    assert f'<meta property="og:title" content="{CLAIM}">' in text
    assert 'itemtype="https://schema.org/Article"' in text
    assert 'itemtype="https://schema.org/Quotation"' in text
    assert 'rel="canonical"' in text


def test_a_file_holds_only_what_was_given(cast, client):
    edition = published(cast, SAID, STAYS)
    told = json.loads(client.get(every_address(edition)["JSON"]).content)
    assert [quote["words"] for quote in told["quotes"]] == [SAID, STAYS]
    assert told["rests_on"]["quotes"] == 2
    text = client.get(every_address(edition)["Markdown"]).content.decode()
    assert text.startswith(f"# {CLAIM}\n")
    assert f"> {SAID}\n>\n> — Amina" in text
    assert client.get(f"/les/{edition.slug}/les.csv").status_code == 404
    assert client.get(f"/les/{edition.slug}/les.exe").status_code == 404


def test_words_that_look_like_markup_stay_words(cast, client):
    said = "**Ik** <b>zei</b> # [niets](x)"
    edition = published(cast, said, STAYS)
    assert "**Ik**" not in client.get(every_address(edition)["Markdown"]).content.decode()
    assert "&lt;b&gt;zei" in page(client, edition).content.decode()


def test_a_cell_that_starts_a_formula_is_made_text(cast):
    edition = published(cast, '=HYPERLINK("x")', STAYS)
    sheet = files.as_csv(public.with_quotes([edition])[0])
    assert "\"'=HYPERLINK" in sheet
    assert ",given,tap," in sheet


@pytest.mark.parametrize("quotes", [1, 3])
def test_a_page_costs_five_questions(cast, client, quotes, django_assert_num_queries):
    edition = published(cast, *["Een.", "Twee.", "Drie."][:quotes])
    with django_assert_num_queries(5):
        page(client, edition)


@pytest.mark.parametrize("lessons", [1, 3])
def test_lists_and_feed_cost_the_same_for_one_and_for_three(
    cast, client, lessons, django_assert_num_queries
):
    for number in range(lessons):
        published(cast, lesson=a_lesson(cast, claim=f"Les {number}"))
    with django_assert_num_queries(6):
        client.get(reverse("lessons:lessons"))
    for feed in ("lessons:feed", "lessons:json_feed"):
        with django_assert_num_queries(5):
            client.get(reverse(feed))


def test_looking_leaves_no_line_anywhere(cast):
    edition = published(cast)
    before = Entry.objects.count()
    Client().get(edition.lesson_url)
    assert Entry.objects.count() == before
    assert not a_source(cast).looks.visible_to(cast.amina).exists()


def found(person, words):
    return [hit.url for hit in find(person, words, Within()).hits if hit.kind.name == "lessons"]


def test_a_lesson_is_found_by_its_words_until_they_are_taken_back(cast, client):
    edition = published(cast, SAID, STAYS)
    (where,) = found(None, "kanarie")
    assert client.get(where).url == edition.lesson_url
    take_back(the_words(edition))
    assert not found(None, "kanarie")
    assert found(None, "koffie")
    index_rows = SearchRow.objects.unguarded("command line").filter(kind="lessons")
    assert not index_rows.filter(words__contains="KANARIE").exists()


def test_only_the_newest_edition_is_found_and_a_retracted_one_not_at_all(cast):
    edition = published(cast, SAID, STAYS)
    correct(cast, edition.lesson, difference="Een punt.")
    assert len(found(None, "kanarie")) == 1
    actions.retract(edition.lesson, by=cast.wim)
    assert not found(cast.wim, "kanarie") + found(None, "kanarie")


def test_a_quote_leads_to_its_source_for_whoever_may_read_that(cast, client):
    open_to_all = a_source(cast, text=SAID, circle=Circle.PUBLIC)
    lesson = a_lesson(cast)
    given(cast, a_quote(cast, lesson, SAID, open_to_all))
    given(cast, a_quote(cast, lesson, STAYS))
    edition = publish(cast, lesson)
    back = reverse("sources:source", args=[open_to_all.pk])
    text = page(client, edition).content.decode()
    assert text.count("Waar het gezegd is") == 1
    assert back in text
    client.force_login(cast.wim)
    assert page(client, edition).content.decode().count("Waar het gezegd is") == 2
