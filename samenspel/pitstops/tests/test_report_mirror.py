"""The mirror in a report: figures for whoever may see that mirror, an honest line for others."""

from __future__ import annotations

from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from samenspel.assessments import actions as mirrors
from samenspel.assessments.tests.builders import a_round, scored
from samenspel.circles.models import Circle, Voice
from samenspel.pitstops import blocks as pieces
from samenspel.pitstops import correcting, reporting, reports
from samenspel.pitstops.blocks import Part
from samenspel.pitstops.models import ReportVersion
from samenspel.pitstops.seats import TABLE
from samenspel.sources import actions as sources
from samenspel.sources.models import Version

from .builders import held
from .test_report import CANARY, entered, page, read, settled

R, P = Voice.RESIDENT, Voice.PROFESSIONAL
STAYS = "Wat die liet zien, blijft bij hen."
NOT_SHARED = "De cijfers deelt ze niet."
INSIDE, OUTSIDE = ("inside", "outside")
OWN, ALONG = ("amina", "bram", "bo"), ("els", "wim", "fenna")
FUND, STRANGERS = ("fons", "pia"), ("dirk", "passerby")


@pytest.fixture
def looked(cast):
    """A report that everybody reads, of a meeting that looked in the mirror."""
    what = held(cast)
    held_up = a_round(cast)
    marks = scored(held_up, R, [5, 4, 4, 2, 1], words=CANARY)
    scored(held_up, P, [4, 4, 4, 4], words=CANARY)
    block = pieces.block(Part.MIRROR, ref=str(held_up.pk))
    reporting.keep(what.report, (*what.blocks, block), by=cast.bo)
    sources.widen(settled(what, cast.bo).source, to=Circle.PUBLIC, by=cast.bo)
    return SimpleNamespace(what=what, round=held_up, cast=cast, marks=marks)


def told(looked, who, end=""):
    """What this reader gets of the mirror: inside figures, outside figures, or a sentence."""
    status, words = read(getattr(looked.cast, who), page(looked.what, end))
    assert status == 200
    assert CANARY not in words
    return what_of(words)


def what_of(words):
    residents = "5 bewoners" in words
    professionals = "4 professionals" in words
    table = "<table>" in words
    assert residents == table
    if residents:
        return INSIDE if professionals else OUTSIDE
    assert not professionals
    return next(line for line in (STAYS, NOT_SHARED, "als de ronde gesloten is") if line in words)


def close(looked, to=None):
    mirrors.close_round(looked.round, by=looked.cast.bo)
    if to is not None:
        mirrors.share(looked.round, to=to, by=looked.cast.bo)


def test_as_long_as_the_round_is_open_there_are_no_figures(looked):
    for who in (*OWN, *ALONG):
        assert told(looked, who) == "als de ronde gesloten is", who
    for who in ("cor", *FUND, *STRANGERS):
        assert told(looked, who) == STAYS, who


READ = {
    None: dict.fromkeys(ALONG, NOT_SHARED) | dict.fromkeys(("cor", *FUND, *STRANGERS), STAYS),
    Circle.TEAM: dict.fromkeys(ALONG, OUTSIDE) | dict.fromkeys(("cor", *FUND, *STRANGERS), STAYS),
    Circle.EXPEDITION: dict.fromkeys((*ALONG, "cor"), OUTSIDE)
    | dict.fromkeys((*FUND, *STRANGERS), STAYS),
    Circle.PARTNERS: dict.fromkeys((*ALONG, "cor", *FUND), OUTSIDE)
    | dict.fromkeys(STRANGERS, STAYS),
    Circle.PUBLIC: dict.fromkeys((*ALONG, "cor", *FUND, *STRANGERS), OUTSIDE),
}


@pytest.mark.parametrize("to", READ)
def test_each_kind_of_reader_sees_what_the_mirror_itself_shows_them(looked, to):
    close(looked, to)
    for who, expected in READ[to].items():
        assert told(looked, who) == expected, who
    for who in OWN:
        assert told(looked, who) == INSIDE, who


def test_the_text_to_take_along_has_the_same_figures_or_the_same_line(looked):
    close(looked, Circle.EXPEDITION)
    words = read(looked.cast.amina, page(looked.what, "tekst/"))[1]
    assert "- Vertrouwen: bewoner 3, professional 4 of hoger" in words
    words = read(looked.cast.cor, page(looked.what, "tekst/"))[1]
    assert "- Vertrouwen: bewoner 3\n" in words
    words = read(looked.cast.fons, page(looked.what, "tekst/"))[1]
    assert STAYS in words
    assert "Vertrouwen" not in words


def test_a_link_shows_the_mirror_as_its_holder_may_see_it(looked):
    close(looked)
    (sent,) = reporting.send_back(looked.what.report, people=[looked.cast.amina], by=looked.cast.bo)
    words = entered(None).get(urlsplit(sent.key.url).path).content.decode()
    assert what_of(words) == INSIDE


def test_a_phone_without_an_account_sees_it_when_everybody_does(looked):
    close(looked, Circle.PARTNERS)
    phone = looked.what.phones[0]
    reporting.send_back(looked.what.report, people=[], phones=True, by=looked.cast.bo)
    assert what_of_phone(looked, phone) is None
    mirrors.share(looked.round, to=Circle.PUBLIC, by=looked.cast.bo)
    assert [line.many for line in what_of_phone(looked, phone).told] == [5]


def what_of_phone(looked, phone):
    opened = correcting.on_phone(looked.what.pitstop)
    rows = reports.rows_of(opened, None, secret=phone.secret)
    (row,) = [row for row in rows if row.block.part == Part.MIRROR]
    return row.figures


def test_the_report_holds_no_figure_of_its_own(looked):
    close(looked, Circle.PUBLIC)
    stored = str(list(ReportVersion.objects.unguarded(TABLE).values_list("blocks", flat=True)))
    stored += str(list(Version.objects.unguarded(TABLE).values_list("text", flat=True)))
    assert "half" not in stored
    assert "Vertrouwen" not in stored
    mirrors.unshare(looked.round, by=looked.cast.bo)
    assert told(looked, "passerby") == STAYS
    assert told(looked, "amina", "?versie=2") == INSIDE


def test_figures_that_were_lifted_are_gone_from_old_versions_too(looked):
    close(looked, Circle.PUBLIC)
    for mark in looked.marks[:2]:
        mirrors.take_back(looked.round, mark=mark)
    for end in ("", "?versie=2", "tekst/"):
        words = read(looked.cast.amina, page(looked.what, end))[1]
        assert "5 bewoners" not in words
        assert "bewoner 3" not in words
    words = read(looked.cast.amina, page(looked.what))[1]
    assert "minder dan vier bladen van bewoners" in words
    assert "minder dan vier bladen van bewoners" in read(None, page(looked.what))[1]


def test_late_answers_do_not_change_what_the_report_shows(looked):
    close(looked, Circle.PUBLIC)
    mirrors.reopen_round(looked.round, by=looked.cast.bo)
    scored(looked.round, R, [1] * 9)
    mirrors.close_round(looked.round, by=looked.cast.bo)
    assert told(looked, "passerby") == OUTSIDE
    assert "- Vertrouwen: bewoner 3\n" in read(None, page(looked.what, "tekst/"))[1]


def test_what_a_report_with_a_mirror_costs(looked, django_assert_num_queries):
    close(looked)
    client = entered(looked.cast.amina)
    client.get(page(looked.what))
    with django_assert_num_queries(16):
        client.get(page(looked.what))
