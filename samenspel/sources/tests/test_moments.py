"""Moments: marked while listening, worded, taken away, and gone with the recording."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.foundation.errors import Refused
from samenspel.sources import actions, moments, recordings
from samenspel.sources.models import Moment, Recording
from samenspel.sources.tests.tapes import a_recording, a_tape

from .builders import a_source

HOST = "command line"
QUESTIONS = 24


@pytest.fixture
def tape(cast: Cast) -> Recording:
    source = a_source(cast, by=cast.amina, circle=Circle.EXPEDITION)
    return a_recording(source, a_tape(), by=cast.amina)


def enter(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(tape: Recording, person: Any) -> str:
    at = reverse("sources:source", args=[tape.source_id])
    return enter(person).get(at).content.decode()


def test_a_moment_is_marked_worded_and_taken_away_by_forms(cast: Cast, tape: Recording) -> None:
    bram = enter(cast.bram)
    at = reverse("sources:mark", args=[tape.source_id])
    answer = bram.post(at, {"wanneer": "0:01.5", "woorden": "De  deur gaat open"})
    assert answer.url == reverse("sources:source", args=[tape.source_id]) + "#momenten"
    (moment,) = Moment.objects.unguarded(HOST)
    assert (moment.at, moment.words) == (1500, "De deur gaat open")
    shown = page(tape, cast.amina)
    assert 'href="#t=1.5"' in shown
    assert "De deur gaat open" in shown
    bram.post(reverse("sources:word_moment", args=[moment.pk]), {"woorden": "Een vraag"})
    assert "Een vraag" in page(tape, cast.bram)
    bram.post(reverse("sources:unmark", args=[moment.pk]))
    assert not Moment.objects.unguarded(HOST).exists()


def test_a_second_press_is_the_same_moment(cast: Cast, tape: Recording) -> None:
    one = moments.mark(tape, at=1000, by=cast.bram)
    assert moments.mark(tape, at=1300, by=cast.bram) == one
    assert moments.mark(tape, at=2000, by=cast.bram) != one
    assert moments.mark(tape, at=1000, by=cast.amina) != one


@pytest.mark.parametrize("typed", ["straks", "1", "2:75", "0:60:01", "99:99:99:99", "٢:٠٥"])
def test_a_time_that_is_none_is_told_and_stays_typed(
    cast: Cast, tape: Recording, typed: str
) -> None:
    at = reverse("sources:mark", args=[tape.source_id])
    answer = enter(cast.bram).post(at, {"wanneer": typed, "woorden": "De deur gaat open"})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "Schrijf een tijd" in told
    assert f'value="{typed}"' in told
    assert 'value="De deur gaat open"' in told
    assert not Moment.objects.unguarded(HOST).exists()
    with pytest.raises(Refused, match="voorbij het einde"):
        moments.mark(tape, at=10**7, by=cast.bram)


@pytest.mark.parametrize(
    ("typed", "at"), [("0:02", 2000), ("0:00:02", 2000), ("0:01,5", 1500), ("00:01.25", 1250)]
)
def test_a_time_as_people_write_it(cast: Cast, tape: Recording, typed: str, at: int) -> None:
    url = reverse("sources:mark", args=[tape.source_id])
    assert enter(cast.bram).post(url, {"wanneer": typed}).status_code == 302
    assert Moment.objects.unguarded(HOST).get().at == at


def test_past_the_end_is_told_beside_what_was_typed(cast: Cast, tape: Recording) -> None:
    url = reverse("sources:mark", args=[tape.source_id])
    told = enter(cast.bram).post(url, {"wanneer": "1:02:05"}).content.decode()
    assert "1:02:05 is voorbij het einde: deze opname duurt 0:03." in told
    assert 'value="1:02:05"' in told


def test_in_which_of_several_recordings_is_asked(cast: Cast, tape: Recording) -> None:
    assert 'select id="opname"' not in page(tape, cast.bram)
    other = a_recording(tape.source, a_tape(), by=cast.amina)
    assert f'<option value="{other.key}">Opname 2, 0:03</option>' in page(tape, cast.bram)
    url = reverse("sources:mark", args=[tape.source_id])
    told = enter(cast.bram).post(url, {"wanneer": "9:00", "opname": str(other.key)})
    assert f'<option value="{other.key}" selected>' in told.content.decode()
    enter(cast.bram).post(url, {"wanneer": "0:01", "opname": str(other.key)})
    assert Moment.objects.unguarded(HOST).get().recording_id == other.pk


def test_who_reads_it_and_who_marks(cast: Cast, tape: Recording) -> None:
    moment = moments.mark(tape, at=1000, words="Hoor dit", by=cast.bram)
    for person in (cast.amina, cast.bo, cast.els):
        assert "Hoor dit" in page(tape, person)
    assert "Hoor dit" not in page(tape, cast.cor)
    assert "mark-moment" not in page(tape, cast.cor)
    assert moments.mark(tape, at=2000, by=cast.els)
    for person in (cast.cor, cast.fons, cast.dirk):
        with pytest.raises(NotYours):
            moments.mark(tape, at=2000, by=person)
        with pytest.raises(NotYours):
            moments.unmark(moment, by=person)
    with pytest.raises(NotYours):
        moments.word(moment, words="Van mij", by=cast.els)
    assert moments.word(moment, words="Van de schrijver", by=cast.amina)
    unseen = reverse("sources:unmark", args=[moment.pk])
    assert enter(cast.dirk).post(unseen).status_code == 404


def test_a_narrower_source_takes_its_moments_along(cast: Cast, tape: Recording) -> None:
    moment = moments.mark(tape, at=1000, words="Hoor dit", by=cast.bram)
    actions.narrow(tape.source, to=Circle.COALITION, by=cast.amina)
    seen = Moment.objects.visible_to(cast.cor).filter(pk=moment.pk)
    assert not seen.exists()
    recordings.drop(tape, by=cast.amina)
    assert not Moment.objects.unguarded(HOST).exists()


@pytest.mark.parametrize("many", [1, 3])
def test_the_moments_of_a_page_cost_the_same(
    cast: Cast, tape: Recording, django_assert_num_queries: Any, many: int
) -> None:
    for place in range(many):
        moments.mark(tape, at=place * 1000, words=f"Moment {place}", by=cast.bram)
    bram = enter(cast.bram)
    at = reverse("sources:source", args=[tape.source_id])
    bram.get(at)
    with django_assert_num_queries(QUESTIONS):
        bram.get(at)
