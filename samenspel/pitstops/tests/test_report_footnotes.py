"""Footnotes of a report: a part leads to a moment in a recording, for whoever may hear it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.pitstops import report_footnotes, reporting, reports
from samenspel.pitstops.blocks import Part
from samenspel.sources import actions as sources
from samenspel.sources import moments, recordings
from samenspel.sources.tests.builders import a_source
from samenspel.sources.tests.tapes import a_recording, a_tape

from .builders import a_coordinator, an_exchange, held
from .test_occasions import worded

NOT_YOURS = "een moment in een opname die jij niet kunt horen"


def enter(person: Any) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def a_moment(cast: Any, full: Any, **more: Any) -> Any:
    """What Amina said that day, within the coalition, and the moment that Bram marked in it."""
    told = {"by": cast.amina, "circle": Circle.COALITION, "moment": full.report.about.day, **more}
    source = a_source(cast, **told)
    tape = a_recording(source, a_tape(), by=told["by"])
    by = cast.bram if source.coalition_id == cast.oost.pk else told["by"]
    return moments.mark(tape, at=1500, words="De deur gaat open", by=by)


def test_from_a_recording_to_the_report_of_that_day_and_out_again(cast):
    full = held(cast)
    moment = a_moment(cast, full)
    page = reverse("sources:source", args=[moment.recording.source_id])
    at = reverse("pitstops:footnote", args=[moment.pk])
    bram = enter(cast.bram)
    assert at in bram.get(page).content.decode()
    part = full.part(Part.CARDS)
    asked = bram.get(at).content.decode()
    assert part.text in asked
    assert f'#t=1.5&amp;opname={moment.recording.key}">' in asked
    assert "0:01</a> De deur gaat open" in asked
    assert bram.post(at).status_code == 422
    assert bram.post(at, {"part": part.id}).status_code == 302
    report = reverse("pitstops:report", args=[full.report.pk])
    read = bram.get(report).content.decode()
    assert f"{page}#t=1.5&amp;opname={moment.recording.key}" in read
    assert "De deur gaat open" in read
    text = bram.get(reverse("pitstops:report_text", args=[full.report.pk])).content.decode()
    assert "[1] 0:01 De deur gaat open" in text
    with pytest.raises(Refused, match="staat er al"):
        report_footnotes.add(full.report, block=part.id, moment=moment, by=cast.bram)
    out = reverse("pitstops:unfootnote", args=[full.report.pk])
    bram.post(out, {"deel": part.id, "moment": moment.pk})
    assert "De deur gaat open" not in bram.get(report).content.decode()


def test_whoever_may_not_hear_it_reads_only_that_there_is_one(cast):
    full = held(cast)
    moment = a_moment(cast, full)
    block = full.part(Part.CARDS).id
    report_footnotes.add(full.report, block=block, moment=moment, by=cast.bram)
    done = reporting.settle(full.report, by=cast.bo)
    sources.widen(done.source, to=Circle.PUBLIC, by=cast.bo)
    report = reverse("pitstops:report", args=[full.report.pk])
    for person in (cast.cor, cast.fons, None):
        read = enter(person).get(report).content.decode()
        assert NOT_YOURS in read
        assert "De deur gaat open" not in read
        assert "#t=" not in read


def by_link(full: Any, cast: Any, **to: Any) -> str:
    (sent,) = reporting.send_back(full.report, by=cast.bo, **({"people": []} | to))
    return Client().get(urlsplit(sent.key.url).path).content.decode()


def test_who_gets_the_report_by_link_reads_its_notes(cast):
    full = held(cast)
    moment = a_moment(cast, full)
    block = full.part(Part.CARDS).id
    report_footnotes.add(full.report, block=block, moment=moment, by=cast.bram)
    read = by_link(full, cast, people=[cast.amina])
    assert "De deur gaat open" in read
    assert f"#t=1.5&amp;opname={moment.recording.key}" in read
    assert "Haal noot 1 weg" not in read


@pytest.mark.parametrize("circle", [Circle.COALITION, Circle.EXPEDITION])
def test_a_guest_reads_the_notes_of_what_they_may_hear(cast, circle):
    full = an_exchange(cast)
    a_coordinator(cast, cast.west, "wies")
    moment = a_moment(cast, full, circle=circle)
    part = worded(full, cast.bo)
    report_footnotes.add(full.report, block=part.id, moment=moment, by=cast.bram)
    read = by_link(full, cast, guests=[cast.west])
    hears = circle == Circle.EXPEDITION
    assert ("De deur gaat open" in read) is hears
    assert (NOT_YOURS in read) is not hears


@pytest.mark.parametrize("circle", [Circle.COALITION, Circle.PUBLIC])
def test_a_phone_without_an_account_reads_the_notes_of_what_everybody_hears(cast, circle):
    full = held(cast)
    moment = a_moment(cast, full, circle=circle)
    block = full.part(Part.CARDS).id
    report_footnotes.add(full.report, block=block, moment=moment, by=cast.bram)
    reporting.send_back(full.report, people=[], phones=True, by=cast.bo)
    path = reverse("pitstops:brought", args=[full.pitstop.pk, full.phones[0].secret])
    read = Client().get(path).content.decode()
    hears = circle == Circle.PUBLIC
    assert ("De deur gaat open" in read) is hears
    assert (NOT_YOURS in read) is not hears


def test_a_report_settled_in_a_smaller_circle_opens_for_nobody_else(cast):
    full = held(cast)
    moment = a_moment(cast, full, circle=Circle.TEAM)
    at = reverse("pitstops:footnote", args=[moment.pk])
    assert enter(cast.els).get(at).status_code == 200
    done = reporting.settle(full.report, by=cast.bo)
    sources.narrow(done.source, to=Circle.COALITION, by=cast.bo)
    assert enter(cast.els).get(at).status_code == 404
    out = reverse("pitstops:unfootnote", args=[full.report.pk])
    assert enter(cast.els).post(out, {"deel": "x", "moment": "1"}).status_code == 404
    page = reverse("sources:source", args=[moment.recording.source_id])
    assert at not in enter(cast.els).get(page).content.decode()
    assert at in enter(cast.bram).get(page).content.decode()


@pytest.mark.parametrize("how", ["moment", "recording", "source"])
def test_what_is_taken_away_leaves_a_gap(cast, how):
    full = held(cast)
    moment = a_moment(cast, full)
    block = full.part(Part.CARDS).id
    report_footnotes.add(full.report, block=block, moment=moment, by=cast.bram)
    match how:
        case "moment":
            moments.unmark(moment, by=cast.bram)
        case "recording":
            recordings.drop(moment.recording, by=cast.amina)
        case "source":
            sources.narrow(moment.recording.source, to=Circle.PRIVATE, by=cast.amina)
    read = enter(cast.bram).get(reverse("pitstops:report", args=[full.report.pk]))
    assert "een moment dat is weggehaald" in read.content.decode()
    assert "De deur gaat open" not in read.content.decode()


def test_only_of_the_same_coalition_and_by_who_writes_there(cast):
    full = held(cast)
    other = a_moment(cast, full, place=cast.west, by=cast.cor, circle=Circle.EXPEDITION)
    block = full.part(Part.CARDS).id
    with pytest.raises(Refused, match="andere coalitie"):
        report_footnotes.add(full.report, block=block, moment=other, by=cast.bram)
    mine = a_moment(cast, full, circle=Circle.EXPEDITION)
    at = reverse("pitstops:footnote", args=[mine.pk])
    for person in (cast.cor, cast.fons, cast.dirk):
        assert enter(person).get(at).status_code == 404
    elsewhere = reverse("pitstops:footnote", args=[other.pk])
    assert enter(cast.bram).get(elsewhere).status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_notes_of_a_report_cost_the_same(cast, django_assert_num_queries, many):
    full = held(cast)
    block = full.part(Part.CARDS).id
    tape = a_moment(cast, full).recording
    for place in range(many):
        moment = moments.mark(tape, at=place * 1000, words=f"Nr {place}", by=cast.bram)
        report_footnotes.add(full.report, block=block, moment=moment, by=cast.bram)
    opened = reports.open_for(cast.bram, full.report.pk)
    rows = reports.rows_of(opened, cast.bram)
    with django_assert_num_queries(2):  # with the places that Bram holds
        report_footnotes.lay(rows, cast.bram)
    with django_assert_num_queries(3):
        report_footnotes.lay(rows, cast.cor)
