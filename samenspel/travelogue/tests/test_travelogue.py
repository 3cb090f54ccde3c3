"""A travelogue holds what everybody may read, and nobody gets it once a voice is taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.foundation.errors import Refused
from samenspel.lessons.models import EditionQuote
from samenspel.lessons.tests.builders import (
    a_lesson,
    a_quote,
    a_shared_question,
    asked,
    described,
    given,
    looked_at,
    published,
    take_back,
)
from samenspel.site import actions as site
from samenspel.site.tests.builders import TOLD, a_moment, a_shown_page
from samenspel.sources import actions as sources
from samenspel.sources import traces
from samenspel.sources.models import Naming, Request
from samenspel.sources.tests.builders import a_source
from samenspel.stories.tests.builders import out
from samenspel.travelogue import actions, making
from samenspel.travelogue.models import Made

from .builders import a_shown_travelogue, a_travelogue, finished, made_of, paper_words, words_in

SAID = "Wie heeft de sleutel van de achterdeur?"
OTHER = "Ik had hem al die tijd bewaard."
PDF = {"slug": "polder", "ending": "pdf"}
HOST = "command line"


def the_quote(words: str) -> EditionQuote:
    return EditionQuote.objects.unguarded(HOST).get(words=words)


def got(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def status(address: str) -> int:
    answer = Client().get(address)
    if answer.streaming:
        got(answer)
    return int(answer.status_code)


def kept_files() -> list[Path]:
    return sorted(settings.TRAVELOGUES.iterdir())


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.TRAVELOGUES = tmp_path / "boeken"


def test_a_passer_by_takes_along_what_everybody_may_read_and_nothing_else(cast: Cast) -> None:
    published(cast, SAID, OTHER)
    a_source(cast, text="Alleen voor ons.", circle=Circle.COALITION)
    a_shown_travelogue(cast)
    page = Client().get(reverse("travelogue:public", args=["polder"]))
    assert "1 les" in page.text
    paper = Client().get(reverse("travelogue:file", kwargs=PDF))
    assert paper["Content-Disposition"].startswith('attachment; filename="polder-')
    assert "no-cache" in paper["Cache-Control"]
    words = paper_words(got(paper))
    assert SAID in words
    assert "Alleen voor ons." not in words


def test_half_a_book_is_fetched_on_as_long_as_it_is_the_same_one(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    published(cast, SAID, OTHER)
    a_shown_travelogue(cast)
    address = reverse("travelogue:file", kwargs=PDF)
    paper = Client().get(address)
    book, etag = got(paper), paper["ETag"]
    for private in (Client().get(address), a_maker(cast).get(own_file(cast))):
        assert (private["Accept-Ranges"], private["Content-Length"]) == ("bytes", str(len(book)))
        assert got(private) == book
    asked = Client().head(address)
    assert (asked["ETag"], asked["Content-Length"]) == (etag, str(len(book)))
    assert b"".join(asked) == b""
    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 304

    rest = Client().get(address, headers={"Range": "bytes=100-", "If-Range": etag})
    assert (rest.status_code, got(rest)) == (206, book[100:])
    assert rest["Content-Range"] == f"bytes 100-{len(book) - 1}/{len(book)}"
    assert rest["Content-Disposition"].startswith("attachment")
    assert "no-cache" in rest["Cache-Control"]
    beyond = Client().get(address, headers={"Range": f"bytes={len(book)}-"})
    assert beyond.status_code == 416

    with django_capture_on_commit_callbacks(execute=True):
        take_back(the_quote(SAID))
    made = Made.objects.unguarded(HOST).get(gone=None)
    finished(made)
    anew = Client().get(address, headers={"Range": "bytes=100-", "If-Range": etag})
    assert anew.status_code == 200
    assert SAID not in paper_words(got(anew))


def a_maker(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.wim)
    return client


def own_file(cast: Cast) -> str:
    return reverse("travelogue:own_file", args=[cast.expedition.pk, "pdf"])


def test_it_is_not_there_until_it_is_shown_and_as_if_it_never_was_after(cast: Cast) -> None:
    published(cast, SAID)
    made = made_of(cast, a_travelogue(cast))
    addresses = [
        reverse("travelogue:public", args=["polder"]),
        reverse("travelogue:cover", args=["polder"]),
        reverse("travelogue:file", kwargs=PDF),
    ]
    assert [status(each) for each in addresses] == [404] * 3
    found = f"<loc>http://localhost:8000{addresses[0]}</loc>"
    assert found not in Client().get("/sitemap.xml").text
    actions.show(made.travelogue, by=cast.wim)
    assert [status(each) for each in addresses] == [200] * 3
    assert found in Client().get("/sitemap.xml").text
    actions.hide(made.travelogue, by=cast.wim)
    assert [status(each) for each in addresses] == [404] * 3
    assert found not in Client().get("/sitemap.xml").text


def test_a_voice_taken_back_takes_the_files_along_at_once(
    cast: Cast, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    published(cast, SAID, OTHER, "Een derde zin die blijft staan.")
    made = a_shown_travelogue(cast)
    assert len(kept_files()) == 3
    with django_capture_on_commit_callbacks(execute=True):
        take_back(the_quote(SAID))
    assert kept_files() == []
    answer = Client().get(reverse("travelogue:file", kwargs=PDF))
    assert (answer.status_code, answer["Retry-After"]) == (503, "20")
    assert caplog.records == []  # asking too early is nothing that went wrong
    assert "opnieuw gemaakt" in answer.text
    page = Client().get(reverse("travelogue:public", args=["polder"]))
    assert "opnieuw gemaakt" in page.text
    again = making.newest(made.travelogue)
    assert again is not None
    assert again.is_busy
    finished(again)
    words = words_in(got(Client().get(reverse("travelogue:file", kwargs={**PDF, "ending": "zip"}))))
    assert SAID not in words
    assert OTHER in words
    assert "Hier stond een stem" in words


def test_a_no_to_what_does_not_stand_in_it_leaves_the_files(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    """Not even when the words are of a source whose episode stands in it."""
    published(cast, SAID)
    made = a_shown_travelogue(cast)
    quote = a_quote(cast, a_lesson(cast), OTHER)
    made.sources.add(quote.version.source)
    request = asked(quote, cast)
    with django_capture_on_commit_callbacks(execute=True):
        sources.answer(request, answer="refused", by=request.speaker.person)
    assert len(kept_files()) == 3


def test_what_changed_without_a_word_to_us_is_noticed_by_whoever_asks(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    """A page that is put away lifts no words: the look at everything in the files sees it."""
    published(cast, SAID)
    page = a_shown_page(cast)
    a_shown_travelogue(cast)
    site.hide(page, by=cast.bo)
    with django_capture_on_commit_callbacks(execute=True):
        assert Client().get(reverse("travelogue:file", kwargs=PDF)).status_code == 503
    assert kept_files() == []
    assert Made.objects.unguarded(HOST).count() == 2
    Client().get(reverse("travelogue:file", kwargs=PDF))
    assert Made.objects.unguarded(HOST).count() == 2


def test_a_consent_that_ran_out_is_noticed_too(cast: Cast) -> None:
    published(cast, SAID, OTHER)
    made = a_shown_travelogue(cast)
    assert making.is_current(made)
    rows = EditionQuote.objects.unguarded(HOST).filter(words=SAID)
    rows.update(request=None)  # no yes is known of it any more
    assert not making.is_current(made)


def test_files_that_were_being_made_when_a_voice_was_taken_back_are_given_to_nobody(
    cast: Cast,
) -> None:
    published(cast, SAID, OTHER)
    travelogue = a_travelogue(cast)
    made = made_of(cast, travelogue)
    take_back(the_quote(SAID))
    with pytest.raises(Refused):
        actions.show(travelogue, by=cast.wim)
    assert not making.is_current(made)


def test_the_speaker_reads_in_which_files_their_words_stood(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    published(cast, SAID)
    a_shown_travelogue(cast)
    request = the_quote(SAID).request
    assert request is not None
    assert [each.standing for each in _files(request)] == [True]
    with django_capture_on_commit_callbacks(execute=True):
        take_back(request)
    assert [each.standing for each in _files(request)] == [False]
    copies = [each for each in traces.places(request.source, request) if "geprint" in each.title]
    assert {each.can_be_recalled for each in copies} == {False}


def _files(request: Request) -> list[traces.Place]:
    return [each for each in traces.places(request.source, request) if "e-boek" in each.kind]


def test_only_what_was_chosen_stands_in_it_in_that_order(cast: Cast) -> None:
    first = published(cast, SAID)
    second = published(cast, OTHER, lesson=a_lesson(cast, claim="Vraag het gewoon."))
    a_moment(cast)
    a_shown_page(cast)
    chosen = {"lessons": [second.slug, first.slug], "coalitions": [], "days": [], "episodes": []}
    made = a_shown_travelogue(cast, everything=False, chosen=chosen)
    words = words_in(making.path_of(made, "zip").read_bytes())
    assert words.index(second.claim) < words.index(first.claim)
    assert TOLD not in words
    assert "De uitwisseling" not in words


def test_the_makers_own_text_holds_no_words_of_others(cast: Cast) -> None:
    published(cast, SAID)
    with pytest.raises(Refused, match="sleutel"):
        a_travelogue(cast, foreword=f"Zoals iemand zei: {SAID}")


def test_the_support_team_makes_it_and_nobody_else(cast: Cast) -> None:
    published(cast, SAID)
    for name in ("amina", "bo", "fons", "pia", "dirk"):
        with pytest.raises(Refused):
            a_travelogue(cast, by=getattr(cast, name))


def test_without_anything_public_it_says_what_to_do(cast: Cast) -> None:
    with pytest.raises(Refused, match="iedereen"):
        actions.make(a_travelogue(cast), by=cast.wim)


def test_where_no_paper_can_be_made_the_others_are_there(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    """A host without Pango: the import fails as it does there."""
    import builtins

    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'pango-1.0-0'")
        return real(name, *more)

    published(cast, SAID)
    monkeypatch.setattr(builtins, "__import__", without)
    made = made_of(cast, a_travelogue(cast))
    assert sorted(made.sizes) == ["epub", "zip"]
    client.force_login(cast.wim)
    page = client.get(reverse("travelogue:work", args=[cast.expedition.pk]))
    assert "Pango" in page.text


def test_two_who_write_at_once_notice_each_other(cast: Cast, client: Client) -> None:
    a_travelogue(cast)
    client.force_login(cast.els)
    at = reverse("travelogue:write", args=[cast.expedition.pk])
    told = {"title": "Anders", "language": "nl", "everything": "yes", "revision": "0"}
    page = client.post(at, told)
    assert "Anders" in page.text
    assert "Wat er nu staat" in page.text
    assert client.post(at, {**told, "revision": "1"}).status_code == 302


def test_a_coalition_that_does_not_show_itself_is_not_named_in_it(cast: Cast) -> None:
    cast.oost.place = "Zandhove"
    cast.oost.save()
    begun = described(cast, a_lesson(cast), question=a_shared_question(cast))
    given(cast, a_quote(cast, begun, SAID), naming=Naming.ROLE)
    published(cast, lesson=looked_at(cast, begun))
    out(cast)
    made = a_shown_travelogue(cast)

    def told() -> str:
        files = {ending: making.path_of(made, ending).read_bytes() for ending in making.ENDINGS}
        return words_in(files["zip"]) + words_in(files["epub"]) + paper_words(files["pdf"])

    assert told().count("Wie mag erin?") >= 3
    assert "Zandhove" not in told()
    assert "Samen Oost" not in told()
    page = a_shown_page(cast)
    made = made_of(cast, made.travelogue)
    assert told().count("Zandhove") >= 3
    assert told().count("Samen Oost") >= 3
    site.hide(page, by=cast.bo)
    assert not making.is_current(made)
