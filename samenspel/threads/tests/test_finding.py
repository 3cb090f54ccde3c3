"""A claim is found by its words, by whoever may read it and nobody else."""

import pytest
from django.core.management import call_command

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import READERS
from samenspel.sources import search
from samenspel.sources.models import SearchRow
from samenspel.threads import actions
from samenspel.threads.models import Thread
from samenspel.threads.tests.builders import a_thread

CLAIM = "Een sleutel geven is vertrouwen geven"


def labels(person, words="sleutels"):
    return [str(hit.label) for hit in search.find(person, words).hits]


def finders(cast, words="sleutels"):
    return {name for name, person in cast.everybody().items() if labels(person, words)}


@pytest.mark.parametrize("circle", [circle for circle in Circle if circle > Circle.PRIVATE])
def test_a_claim_is_found_in_its_circle(cast, circle):
    thread = a_thread(cast, claim=CLAIM, place=cast.oost, by=cast.bo)
    if circle > Circle.COALITION:
        actions.widen(thread, to=circle, by=cast.bo)
    assert finders(cast) == READERS[circle] | {"amina"}
    assert search.find(cast.bo, "sleutels").hits[0].url == f"/draad/{thread.pk}/"


def test_narrowing_holds_for_the_next_question(cast):
    thread = a_thread(cast, claim=CLAIM)
    actions.widen(thread, to=Circle.PUBLIC, by=cast.els)
    actions.narrow(thread, to=Circle.TEAM, by=cast.els)
    assert finders(cast) == {"els", "wim", "fenna"}


def test_a_claim_is_found_by_the_words_it_has_now(cast):
    thread = a_thread(cast, claim=CLAIM)
    assert labels(cast.els) == [CLAIM.replace("sleutel", "<mark>sleutel</mark>")]
    actions.reword(thread, claim="Vertrouwen opent deuren", by=cast.els)
    assert labels(cast.els) == []
    assert labels(cast.els, "deur") == ["Vertrouwen opent <mark>deuren</mark>"]


def test_a_thread_that_was_let_go_is_not_found_until_it_is_taken_up(cast):
    thread = a_thread(cast, claim=CLAIM)
    actions.drop(thread, by=cast.els)
    assert labels(cast.els) == []
    actions.take_up(thread, by=cast.els)
    assert len(labels(cast.els)) == 1


def test_the_index_is_made_anew_and_forgets_what_is_gone(cast, capsys):
    a_thread(cast, claim=CLAIM)
    call_command("reindex")
    assert "threads: 1" in capsys.readouterr().out
    assert len(labels(cast.els)) == 1
    Thread.objects.unguarded("command line").delete()
    assert not SearchRow.objects.unguarded("finding by words").exists()


def test_the_page_says_a_claim_once(cast, client):
    a_thread(cast, claim=CLAIM)
    client.force_login(cast.els)
    page = client.get("/zoeken/", {"q": "sleutels"}).content.decode()
    assert page.count("Een <mark>sleutel</mark> geven") == 1
    assert "Wat steeds terugkomt" in page
