"""The host's log tells where it went wrong, and nothing that somebody wrote."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from samenspel.foundation.logs import WithoutWords
from samenspel.people import links

WORD = "kana" + "rie"  # so that it does not stand in a line of code that a traceback shows


def logged(wrong=None, **more):
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "It broke", (), wrong)
    vars(record).update(more)
    return WithoutWords("{message}", style="{").format(record)


def a_row_that_fails():
    try:
        raise ValueError(f"DETAIL: Failing row contains ({WORD})")
    except ValueError as first:
        raise RuntimeError(f"{WORD} again") from first


def test_kind_and_place_are_told_and_no_word():
    with pytest.raises(RuntimeError) as wrong:
        a_row_that_fails()
    text = logged((wrong.type, wrong.value, wrong.tb))
    assert WORD not in text
    assert "builtins.RuntimeError" in text
    assert "builtins.ValueError" in text
    assert "a_row_that_fails" in text


def test_a_page_is_told_by_its_name(db):
    token = links.make("people:enter").token
    request = Client().get(f"/binnenkomen/link/{token}/").wsgi_request
    text = logged(request=request)
    assert token not in text
    assert text == "GET at people:enter"


def test_without_either_only_the_message():
    assert logged() == "It broke"
