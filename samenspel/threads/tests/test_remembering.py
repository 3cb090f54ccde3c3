"""A coding that comes to stand elsewhere is still the same: whose idea it was, since when."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from samenspel.circles.models import Circle
from samenspel.sources import actions as sources
from samenspel.sources.tests.builders import a_source, newest
from samenspel.threads import actions, blind, codebooks
from samenspel.threads.models import Code, CodeChange, Coding, Passage
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage, the_words

HOST = "command line"
LONG_AGO = datetime(2024, 3, 1, 12, tzinfo=UTC)


def prompted(passage: Passage, code: Code, by) -> tuple[UUID, datetime, bool]:
    """As it is after a yes to what a computer proposed."""
    coding = actions.give(passage, code=code, by=by)
    Coding.objects.unguarded(HOST).filter(pk=coding.pk).update(prompted=True, at=LONG_AGO)
    return told(code, passage)


def told(code: Code, passage: Passage | None = None) -> tuple[UUID, datetime, bool]:
    rows = Coding.objects.unguarded(HOST).filter(code=code)
    coding = rows.get(passage=passage) if passage else rows.get()
    return (coding.guid, coding.at, coding.prompted)


@pytest.fixture
def source(cast):
    return a_source(cast, circle=Circle.TEAM)


@pytest.fixture
def code(cast):
    return a_code(cast, codebook=a_codebook(cast))


def test_when_two_passages_come_to_hold_the_same_words(cast, source, code):
    one, two = a_passage(cast, source, "de sleutel"), a_passage(cast, source, "heeft de sleutel")
    before = prompted(two, code, cast.els)
    new = sources.revise(source, text="Niemand heeft de sleutel.", by=cast.amina)
    actions.carry(new, places={one: (14, 24), two: (14, 24)}, by=cast.els)
    assert told(code) == before


def test_when_whoever_reads_blind_moves_to_words_of_another(cast, source, code):
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.fenna)
    a_passage(cast, source, "de sleutel", by=cast.wim)
    mine = a_passage(cast, source, "heeft de sleutel")
    before = prompted(mine, code, cast.els)
    actions.change(mine, **the_words(newest(source), "de sleutel"), by=cast.els)
    assert told(code) == before
    assert Coding.objects.unguarded(HOST).get().passage != mine


def test_when_a_merge_of_codes_is_undone(cast, source, code):
    other = a_code(cast, "toegang", codebook=code.codebook)
    passage = a_passage(cast, source, "de sleutel")
    before = prompted(passage, code, cast.els)
    actions.give(passage, code=other, by=cast.els)
    own = told(other)
    codebooks.merge_code(code, into=other, by=cast.els)
    assert told(other) == own
    merged = CodeChange.objects.unguarded(HOST).get(what="merged")
    again = codebooks.restore(merged, by=cast.els)
    assert told(again) == before
    assert told(other) == own
