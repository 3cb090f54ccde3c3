"""What somebody sends is plain, and HEAD answers as GET does."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from samenspel.foundation.middleware import AskedAgain, PlainWords
from samenspel.foundation.words import one_line, printable

UNSEEN = "\x00\x08\x0b\x1b\x7f\x9f\ufffe\uffff\ufdd0"


def test_what_no_feed_may_hold_is_left_out():
    words = "Wie heeft\tde sleutel?\r\nŁukasz 🙂"
    assert printable(f"{UNSEEN}{words}{UNSEEN}") == words
    assert printable("a\u202eb\u2066c") == "abc"
    assert one_line("\x1bDe\x08  deur\u202e") == "De deur"


def test_what_is_sent_arrives_plain():
    asked = RequestFactory().post("/", {"title": ["a\x1b", "b"], "words": "één\ufffe twee"})
    PlainWords(lambda request: HttpResponse()).process_view(asked, None, (), {})
    assert asked.POST.getlist("title") == ["a", "b"]
    assert asked.POST["words"] == "één twee"


def test_without_such_signs_nothing_is_made_anew():
    asked = RequestFactory().post("/", {"title": "a"})
    sent = asked.POST
    PlainWords(lambda request: HttpResponse()).process_view(asked, None, (), {})
    assert asked.POST is sent


def answer_to(method: str, **headers: str) -> Any:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("Dezelfde woorden.")

    return AskedAgain(page)(RequestFactory().generic(method, "/", **headers))


def test_head_tells_the_same_as_get():
    got, asked = answer_to("GET"), answer_to("HEAD")
    assert got["ETag"] == asked["ETag"]
    assert answer_to("HEAD", HTTP_IF_NONE_MATCH=got["ETag"]).status_code == 304
    assert answer_to("HEAD", HTTP_IF_NONE_MATCH='"iets anders"').status_code == 200


@pytest.mark.django_db
def test_a_feed_says_so_too():
    path = reverse("lessons:json_feed")
    got, asked = Client().get(path), Client().head(path)
    assert asked["ETag"] == got["ETag"]
    assert asked.content == b""
