"""Counts that take longer than a page may: told at once, counted for this reader, kept no longer
than that reader may see what was counted."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from samenspel.circles.models import Circle
from samenspel.foundation.live import doors
from samenspel.insight import later
from samenspel.insight.asking import OfMatrix
from samenspel.insight.tests.builders import FIRST, SECOND, Told
from samenspel.sources import actions as sources
from samenspel.threads import actions, codebooks

from .test_pages import plain

ON_ITS_WAY = "heel veel coderingen geteld"
TABS = ("matrix", "together", "over_time", "absent")


@pytest.fixture
def told(cast, monkeypatch):
    """As if one coding were more than a page may count."""
    told = Told(cast)
    told.coded(told.source(), FIRST, "sleutel", "bakker")
    told.coded(told.source(cast.west), SECOND, "sleutel")
    monkeypatch.setattr(later, "AT_ONCE", 0.0)
    return told


def page(person, name, *args, **asked):
    client = Client()
    client.force_login(person)
    found = client.get(reverse(f"insight:{name}", args=["polder", *args]), asked)
    assert found.status_code == 200
    return found.content.decode()


def waiting():
    return DBTaskResult.objects.filter(
        task_path=later.work_out.module_path, status=TaskResultStatus.READY
    )


def work():
    """What the worker does with all that waits."""
    for job in waiting():
        later.work_out.call(*job.args_kwargs["args"])
    waiting().delete()


def question(person, cast, **asked):
    told = Told.__new__(Told)
    told.cast = cast
    return OfMatrix(told.lens(person), QueryDict(urlencode(asked)))


@pytest.mark.parametrize("tab", TABS)
def test_it_is_told_at_once_and_is_there_when_it_was_counted(told, tab):
    els = told.cast.els
    before = page(els, tab)
    assert ON_ITS_WAY in plain(before)
    assert "bakker" not in plain(before).split(ON_ITS_WAY)[1]
    assert "live-region" in before
    assert re.search(r'<a href="\?[^"]*">Ververs', before), "no way without JavaScript"
    page(els, tab)
    assert waiting().count() == 1, "asked twice, counted once"
    work()
    after, alone = page(els, tab), page(els, "counted", tab)
    for html in (after, alone):
        assert ON_ITS_WAY not in html
        assert "bakker" in html
        assert "Geteld om" in html


@pytest.mark.parametrize("tab", TABS)
def test_it_tells_the_same_as_a_page_that_counts_itself(told, tab, monkeypatch):
    page(told.cast.els, tab)
    work()
    kept = plain(page(told.cast.els, tab))
    monkeypatch.setattr(later, "AT_ONCE", 60)
    itself = plain(page(told.cast.els, tab))
    assert re.sub(r"Geteld om \d\d:\d\d\. ", "", kept) == itself


def test_it_is_of_nobody_else(told):
    page(told.cast.els, "matrix")
    work()
    assert ON_ITS_WAY in page(told.cast.fenna, "matrix")
    mine, hers = (later.topic_of(question(p, told.cast)) for p in (told.cast.els, told.cast.fenna))
    assert mine != hers
    assert cache.get(hers) is None
    whos = [f"person:{each.pk}" for each in (told.cast.els, told.cast.fenna)]
    assert doors.let_in(mine, whos) == {whos[0]}


def test_each_question_has_figures_of_its_own(told):
    page(told.cast.els, "matrix")
    page(told.cast.els, "matrix", rijen="stem")
    page(told.cast.els, "matrix", coalitie=str(told.cast.oost.pk), kolommen="stem")
    page(told.cast.els, "matrix", uit="1")
    page(told.cast.els, "matrix", maat="bronnen")
    assert waiting().count() == 4, "another measure is of the same figures"


def test_words_that_were_taken_back_are_gone_with_the_next_request(told):
    cast = told.cast
    source = told.source()
    told.coded(source, FIRST, "bakker")
    page(cast.els, "matrix")
    work()
    assert ON_ITS_WAY not in page(cast.els, "matrix")
    topic = later.topic_of(question(cast.els, cast))
    assert cache.get(topic) is not None
    sources.narrow(source, to=Circle.PRIVATE, by=cast.bo)
    assert ON_ITS_WAY in page(cast.els, "matrix")
    assert cache.get(topic) is None


def test_what_is_out_of_sight_without_any_deed_is_gone_too(told):
    """Not by the ledger alone: each text that was counted is asked for again."""
    cast = told.cast
    page(cast.els, "matrix")
    work()
    row = told.source()  # another text, and its deed
    page(cast.els, "matrix")
    work()
    type(row).objects.unguarded("command line").filter(pk=row.pk).update(circle=Circle.PRIVATE)
    assert ON_ITS_WAY in page(cast.els, "matrix")


def test_another_day_it_is_counted_anew(told, monkeypatch):
    page(told.cast.els, "matrix")
    work()
    tomorrow = later.timezone.localdate().replace(year=2999)
    monkeypatch.setattr(later.timezone, "localdate", lambda: tomorrow)
    assert not later._holds(
        cache.get(later.topic_of(question(told.cast.els, told.cast))), told.lens()
    )


def test_codes_that_were_given_since_are_told_and_counted_when_asked(told):
    cast = told.cast
    passage = told.coded(told.source(), FIRST)
    page(cast.els, "matrix")
    work()
    assert "sindsdien" not in plain(page(cast.els, "matrix"))
    page(cast.els, "matrix", opnieuw="1")
    assert not waiting(), "nothing changed, so nothing is counted"
    actions.give(passage, code=told.code("sleutel"), by=cast.fenna)
    html = page(cast.els, "matrix")
    assert "Sindsdien" in plain(html)
    assert "opnieuw=1" in html
    assert ON_ITS_WAY in page(cast.els, "matrix", opnieuw="1")
    work()
    assert "Sindsdien" not in plain(page(cast.els, "matrix"))


def test_a_code_that_was_made_since_throws_nothing_away(told):
    page(told.cast.els, "matrix")
    work()
    codebooks.add_code(told.book, name_nl="touw", by=told.cast.els)
    assert "Sindsdien" in plain(page(told.cast.els, "matrix"))


def test_a_count_that_fails_says_so_and_is_not_begun_again_at_once(told, monkeypatch):
    def breaks(*_args):
        raise RuntimeError

    page(told.cast.els, "matrix")
    monkeypatch.setattr(OfMatrix, "work_out", breaks)
    with pytest.raises(RuntimeError):
        work()
    waiting().delete()
    assert "Het tellen lukte niet." in plain(page(told.cast.els, "matrix"))
    assert not waiting().exists()


@pytest.mark.parametrize("name", ["absent", "passages"])
def test_what_never_leaves_the_team_is_not_asked_as_if_it_did(told, name):
    pair = {"code": str(told.code("sleutel").pk), "met": str(told.code("bakker").pk)}
    asked = {"uit": "1", **(pair if name == "passages" else {})}
    page(told.cast.els, name, **asked)
    work()
    assert ON_ITS_WAY not in page(told.cast.els, name, **asked)
    assert not waiting().exists()


def test_a_code_that_is_no_more_is_not_told_of(told):

    cast = told.cast
    page(cast.els, "together")
    work()
    codebooks.merge_code(told.code("bakker"), into=told.code("sleutel"), by=cast.els)
    assert ON_ITS_WAY in page(cast.els, "together")


def test_a_file_waits_for_its_figures(told):
    client = Client()
    client.force_login(told.cast.els)
    where = reverse("insight:matrix_file", args=["polder", "csv"])
    answer = client.post(where, {"purpose": "Voor een proef"}, follow=True)
    assert "eerst geteld" in plain(answer.content.decode())
    work()
    answer = client.post(where, {"purpose": "Voor een proef"})
    assert answer["Content-Disposition"].startswith("attachment")


def test_for_who_left_the_bench_nothing_is_counted(told):
    later.work_out.call(told.cast.dirk.pk, told.cast.expedition.pk, "matrix", "", "counts:1:x")
    assert cache.get(later.topic_of(question(told.cast.dirk, told.cast))) is None


def test_what_tells_too_much_apart_is_said_at_once(told):
    html = page(told.cast.els, "matrix", rijen="moment", kolommen="stem", uit="1")
    assert "te fijn uitgesplitst" in html
    assert not waiting()


def test_the_passages_of_two_codes_that_meet_come_later_too(told):
    els = told.cast.els
    both = {"code": told.code("sleutel").pk, "met": told.code("bakker").pk, "hoe": "samen"}
    before = page(els, "passages", **both)
    assert ON_ITS_WAY in before
    assert FIRST not in before
    work()
    for html in (page(els, "passages", **both), page(els, "counted", "passages", **both)):
        assert FIRST in html
        assert SECOND not in html
    assert FIRST in page(els, "passages", code=both["code"]), "one code is looked up at once"
