"""Whoever spoke finds in which threads their words stand; claims not yet shared stay unsaid."""

import time_machine
from django.utils import timezone

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import after_midnight_here
from samenspel.sources import actions as sources
from samenspel.sources import traces
from samenspel.sources.tests.builders import a_source, asked
from samenspel.threads import actions
from samenspel.threads.tests.builders import a_passage, a_thread


def in_threads(source, request=None):
    return [p for p in traces.places(source, request) if p.kind == "rode draad"]


def test_amina_finds_the_threads_in_which_her_words_stand(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "de sleutel")
    a_thread(cast, passage, claim="KANARIE, nog van het team")
    shared = a_thread(cast, passage, claim="Een sleutel is vertrouwen")
    actions.widen(shared, to=Circle.EXPEDITION, by=cast.els)
    seed, open_one = in_threads(source)
    assert (open_one.title, open_one.words, open_one.standing) == (shared.claim, "de sleutel", True)
    assert open_one.url == f"/draad/{shared.pk}/"
    assert "KANARIE" not in seed.title
    assert seed.url == ""


def test_only_the_words_that_were_asked_for(cast):
    source = a_source(cast, circle=Circle.TEAM)
    a_thread(cast, a_passage(cast, source, "de sleutel"), claim="Een")
    a_thread(cast, a_passage(cast, source, "Wij niet"), claim="Twee")
    assert [p.words for p in in_threads(source, asked(cast, source, "heeft de"))] == ["de sleutel"]


def test_a_thread_is_dated_by_the_day_where_people_live(cast):
    source = a_source(cast, circle=Circle.TEAM)
    with time_machine.travel(after_midnight_here()):
        a_thread(cast, a_passage(cast, source, "de sleutel"))
        assert [place.since for place in in_threads(source)] == [timezone.localdate()]


def test_words_taken_back_stand_there_no_more(cast):
    source = a_source(cast, circle=Circle.TEAM)
    thread = a_thread(cast, a_passage(cast, source, "de sleutel"))
    sources.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    assert [place.standing for place in in_threads(source)] == [False]
    assert not thread.gathered.visible_to(cast.els).exists()
