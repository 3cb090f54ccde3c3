"""A thread holds what recurs, and the voices against it; each fragment keeps its own circle."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, Membership, Role
from samenspel.foundation.errors import Refused
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions
from samenspel.threads.models import Thread, ThreadPassage, latest_status
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage, a_thread


def seers(cast, rows):
    return {n for n, p in cast.everybody().items() if rows(p).exists()}


def test_els_starts_a_thread_from_what_she_marked(cast):
    passage = a_passage(cast, a_source(cast, circle=Circle.TEAM), "sleutel")
    thread = a_thread(cast, passage)
    assert seers(cast, Thread.objects.visible_to) == {"els", "wim", "fenna"}
    row = thread.gathered.visible_to(cast.els).get()
    assert (row.passage, row.weight, row.by) == (passage, "carries", cast.els)


def test_bo_starts_one_for_her_own_coalition(cast):
    a_thread(cast, place=cast.oost, by=cast.bo)
    assert seers(cast, Thread.objects.visible_to) == {"amina", "bram", "bo"}
    with pytest.raises(NotYours):
        a_thread(cast, place=cast.expedition, by=cast.bo)


def test_a_fragment_in_a_thread_is_seen_only_with_both(cast):
    ours = a_source(cast, circle=Circle.TEAM, text="KANARIE heeft de sleutel")
    theirs = a_source(
        cast, by=cast.cor, place=cast.west, circle=Circle.EXPEDITION, text="Wij ook niet"
    )
    thread = a_thread(cast, a_passage(cast, ours, "KANARIE"), a_passage(cast, theirs, "Wij ook"))
    assert seers(cast, ThreadPassage.objects.visible_to) == {"els", "wim", "fenna"}
    actions.widen(thread, to=Circle.EXPEDITION, by=cast.els)
    assert ThreadPassage.objects.visible_to(cast.cor).count() == 1
    assert ThreadPassage.objects.visible_to(cast.bram).count() == 2
    assert ThreadPassage.objects.visible_to(cast.fons).count() == 0


def test_facilitator_without_access_to_west_sees_only_what_west_released(cast):
    theirs = a_source(cast, by=cast.cor, place=cast.west, circle=Circle.TEAM)
    thread = a_thread(cast, a_passage(cast, theirs, "sleutel"))
    assert thread.gathered.visible_to(cast.els).count() == 1
    assert thread.gathered.visible_to(cast.fenna).count() == 0


def test_the_claim_is_reworded_and_the_old_words_are_kept(cast):
    thread = a_thread(cast)
    actions.reword(thread, claim="  Een sleutel  geven is vertrouwen geven ", by=cast.wim)
    thread.refresh_from_db()
    assert thread.claim == "Een sleutel geven is vertrouwen geven"
    assert [(w.claim, w.by) for w in thread.wordings.visible_to(cast.els)] == [
        ("Wie de sleutel heeft, doet mee", cast.els),
        ("Een sleutel geven is vertrouwen geven", cast.wim),
    ]
    with pytest.raises(Refused, match="in één zin"):
        actions.reword(thread, claim=" ", by=cast.wim)
    with pytest.raises(Refused, match="te lang: 301"):
        actions.reword(thread, claim="a" * 301, by=cast.wim)


def test_two_who_reword_a_claim_at_once_lose_nothing_unseen(cast):
    thread = a_thread(cast)
    path = reverse("threads:reword", args=[thread.pk])
    client = Client()
    client.force_login(cast.els)

    def read(page):
        return re.search(r'name="revision" value="(\d+)"', page)[1]

    mine = {"claim": "Wat ik ervan maakte", "revision": read(client.get(path).content.decode())}
    actions.reword(thread, claim="Wat Wim ervan maakte", by=cast.wim)
    again = client.post(path, mine)
    page = again.content.decode()
    assert (again.status_code, thread.claim) == (422, "Wat Wim ervan maakte")
    assert "Wat Wim ervan maakte" in page
    assert "Wat ik ervan maakte" in page
    assert client.post(path, {**mine, "revision": read(page)}).status_code == 302
    thread.refresh_from_db()
    assert thread.claim == "Wat ik ervan maakte"


def test_each_step_is_kept_with_who_and_why(cast):
    thread = a_thread(cast)
    actions.propose(thread, by=cast.fenna)
    actions.drop(thread, why="Niemand herkende het.", by=cast.els)
    assert [s.status for s in thread.steps.visible_to(cast.els)] == ["seed", "proposed", "dropped"]
    actions.take_up(thread, by=cast.els)
    actions.propose(thread, by=cast.els)
    actions.adopt(thread, by=cast.els)
    found = Thread.objects.visible_to(cast.els).annotate(status=latest_status()).get()
    assert found.status == "adopted"
    assert thread.steps.visible_to(cast.els).get(status="dropped").why == "Niemand herkende het."


def test_a_step_that_does_not_follow_on_the_last_is_refused(cast):
    thread = a_thread(cast)
    with pytest.raises(Refused, match="een eerste idee"):
        actions.adopt(thread, by=cast.els)
    actions.drop(thread, by=cast.els)
    for deed in (actions.drop, actions.propose, actions.adopt):
        with pytest.raises(Refused, match="weggelegd"):
            deed(thread, by=cast.els)
    assert [s.status for s in thread.steps.visible_to(cast.els)] == ["seed", "dropped"]


def test_the_team_does_not_let_go_of_a_coalitions_own_thread(cast):
    thread = a_thread(cast, place=cast.oost, by=cast.bo)
    for deed in (actions.drop, actions.widen, actions.narrow):
        more = {} if deed is actions.drop else {"to": Circle.TEAM}
        with pytest.raises(NotYours):
            deed(thread, by=cast.els, **more)
    actions.widen(thread, to=Circle.TEAM, by=cast.bo)
    assert "els" in seers(cast, Thread.objects.visible_to)
    assert "fons" not in seers(cast, Thread.objects.visible_to)


def test_narrowing_works_at_once(cast):
    thread = a_thread(cast)
    actions.widen(thread, to=Circle.PARTNERS, by=cast.els)
    assert "fons" in seers(cast, Thread.objects.visible_to)
    with pytest.raises(Refused):
        actions.widen(thread, to=Circle.TEAM, by=cast.els)
    with pytest.raises(Refused, match="ondersteuningsteam"):
        actions.narrow(thread, to=Circle.COALITION, by=cast.els)
    actions.narrow(thread, to=Circle.TEAM, by=cast.els)
    assert seers(cast, Thread.objects.visible_to) == {"els", "wim", "fenna"}


def test_a_fragment_is_weighed_and_stands_in_a_thread_once(cast):
    passage = a_passage(cast, a_source(cast, circle=Circle.TEAM), "sleutel")
    thread = a_thread(cast, passage)
    with pytest.raises(Refused, match="al in de rode draad"):
        actions.add(thread, passage=passage, by=cast.els)
    row = thread.gathered.visible_to(cast.els).get()
    actions.weigh(row, weight="contradicts", note=" Hier ging het zonder. ", by=cast.wim)
    row.refresh_from_db()
    assert (row.weight, row.note) == ("contradicts", "Hier ging het zonder.")
    with pytest.raises(ValueError, match="maybe"):
        actions.weigh(row, weight="maybe", by=cast.wim)


def test_a_fragment_of_another_expedition_stays_there(cast):
    passage = a_far_passage(cast)
    with pytest.raises(Refused, match="andere expeditie"):
        actions.add(a_thread(cast), passage=passage, by=cast.els)


def test_a_fragment_gets_no_code_of_another_expedition(cast):
    with pytest.raises(Refused, match="andere expeditie"):
        actions.give(a_far_passage(cast), code=a_code(cast, codebook=a_codebook(cast)), by=cast.els)


def a_far_passage(cast):
    """In an expedition where Els works too."""
    source = a_source(cast, by=cast.dirk, place=cast.noord, circle=Circle.PUBLIC)
    Membership.objects.create(
        person=cast.els, expedition=cast.elsewhere, coalition=None, role=Role.RESEARCHER
    )
    Membership.objects.create(
        person=cast.els,
        expedition=cast.elsewhere,
        coalition=cast.noord,
        role=Role.RESEARCHER,
        until="2100-01-01",
    )
    return a_passage(cast, source, "sleutel")


@pytest.mark.parametrize("name", ["amina", "bram", "cor", "dirk", "fons", "pia", "passerby"])
def test_others_do_not_touch_the_threads_of_the_team(cast, name):
    thread = a_thread(cast)
    actions.widen(thread, to=Circle.PUBLIC, by=cast.els)
    with pytest.raises(NotYours):
        actions.reword(thread, claim="Van mij", by=getattr(cast, name))
    with pytest.raises(NotYours):
        actions.adopt(thread, by=getattr(cast, name))
