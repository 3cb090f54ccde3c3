"""Who codes blind sees their own layer at that text, on every page, until they are ready."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.sources import actions as sources
from samenspel.sources.tests.builders import a_source, newest
from samenspel.threads import actions, blind, codebooks
from samenspel.threads.layers import layers_for, may_suggest
from samenspel.threads.models import (
    BlindReading,
    Code,
    Coding,
    Memo,
    Passage,
    Thread,
    ThreadPassage,
)
from samenspel.threads.reading import done_with
from samenspel.threads.tests.builders import (
    a_code,
    a_codebook,
    a_memo,
    a_passage,
    a_thread,
    the_words,
)

TEXT = "Wie heeft de sleutel? Wij niet.\nDe KANARIE zit in de kelder.\nMorgen zien we wel."


@pytest.fixture
def source(cast):
    return a_source(cast, circle=Circle.TEAM, text=TEXT)


def asked(cast, source) -> dict[str, BlindReading]:
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.fenna)
    rows = BlindReading.objects.unguarded("command line").filter(ended=None)
    return {reading.coder.person.name: reading for reading in rows}


def seen(table: Any, person: Any) -> set[Any]:
    return set(table.objects.visible_to(person).values_list("pk", flat=True))


def test_els_reads_blind_and_meets_nothing_of_wim(cast, source):
    """It stands in words with a code, in a thread and in memos of Wim: Els meets it on no page."""
    asked(cast, source)
    theirs = a_passage(cast, source, "KANARIE", by=cast.wim)
    book = a_codebook(cast, by=cast.wim)
    code = a_code(cast, "vertrouwen", codebook=book, by=cast.wim)
    actions.give(theirs, code=code, by=cast.wim)
    codebooks.set_example(code, passage=theirs, by=cast.wim)
    thread = a_thread(cast, theirs, by=cast.wim)
    a_memo(cast, "memo KANARIE", by=cast.wim, passage=theirs)
    a_memo(cast, "memo KANARIE", by=cast.wim, source=source)
    pages = [
        reverse("threads:codebook", args=[book.pk]),
        reverse("threads:code", args=[code.pk]),
        reverse("threads:split_code", args=[code.pk]),
        reverse("threads:code_history", args=[book.pk]),
        reverse("threads:thread", args=[thread.pk]),
        reverse("threads:find", args=[thread.pk]) + "?q=kanarie",
        reverse("threads:threads"),
    ]
    for page in pages:
        assert "KANARIE" not in read(cast.els, page), page
    desk = read(cast.els, reverse("threads:desk", args=[source.pk]))
    assert "<mark>" not in desk
    assert "data-passage" not in desk
    for page in ("passage", "change"):
        assert status(cast.els, reverse(f"threads:{page}", args=[theirs.pk])) == 404
    for table in (Passage, Coding, ThreadPassage, Memo):
        assert seen(table, cast.els) == set(), table
    met = [page for page in pages if "KANARIE" in read(cast.fenna, page)]
    assert met == [*pages[1:3], pages[4]], "who does not read blind does meet it"


def read(person: Any, page: str) -> str:
    client = Client()
    client.force_login(person)
    html: str = client.get(page).content.decode()
    return html


def status(person: Any, page: str) -> int:
    client = Client()
    client.force_login(person)
    return client.get(page).status_code


def test_it_opens_when_all_are_ready(cast, source):
    readings = asked(cast, source)
    a_passage(cast, source, "KANARIE", by=cast.wim)
    assert layers_for(cast.els, source).coders == {readings["Els"].coder_id}
    assert not may_suggest(cast.els, source)
    blind.ready(readings["Els"], by=cast.els)
    assert seen(Passage, cast.els) == set(), "Wim is not ready"
    assert not may_suggest(cast.els, source)
    a_passage(cast, source, "kelder", by=cast.els)
    assert len(seen(Passage, cast.wim)) == 1
    blind.ready(readings["Wim"], by=cast.wim)
    for person in (cast.els, cast.wim):
        assert len(seen(Passage, person)) == 2
        assert layers_for(person, source).coders is None
        assert may_suggest(person, source)


def test_who_is_called_off_sees_all_and_is_waited_for_no_longer(cast, source):
    readings = asked(cast, source)
    a_passage(cast, source, "KANARIE", by=cast.wim)
    a_passage(cast, source, "kelder", by=cast.els)
    blind.ready(readings["Els"], by=cast.els)
    blind.call_off(readings["Wim"], by=cast.fenna)
    assert len(seen(Passage, cast.wim)) == len(seen(Passage, cast.els)) == 2


def test_who_is_ready_is_not_asked_anew_when_another_joins(cast, source):
    readings = asked(cast, source)
    blind.ready(readings["Els"], by=cast.els)
    blind.ask(source, coders=[cast.els, cast.fenna], by=cast.bo)
    rows = BlindReading.objects.unguarded("command line")
    assert rows.filter(ended=None).count() == 2
    blind.ready(readings["Wim"], by=cast.wim)
    a_passage(cast, source, "KANARIE", by=cast.wim)
    assert seen(Passage, cast.els) == set(), "Fenna is reading"


def test_other_texts_stay_open_to_who_reads_one_blind(cast, source):
    other = a_source(cast, circle=Circle.TEAM, title="Een andere")
    theirs = a_passage(cast, other, "sleutel", by=cast.wim)
    asked(cast, source)
    assert seen(Passage, cast.els) == {theirs.pk}


def test_the_same_words_marked_by_both_tell_neither(cast, source):
    asked(cast, source)
    first = a_passage(cast, source, "de sleutel", by=cast.wim)
    again = a_passage(cast, source, "de sleutel", by=cast.els)
    assert again == first
    assert seen(Passage, cast.els) == seen(Passage, cast.wim) == {first.pk}
    page = read(cast.els, reverse("threads:passage", args=[first.pk]))
    assert "Wim" not in page.split("<main")[1]
    code = a_code(cast, codebook=a_codebook(cast))
    actions.give(first, code=code, by=cast.els)
    actions.take(first, code=code, by=cast.els)
    assert seen(Passage, cast.els) == {first.pk}, "an own mark stays without a code"


def test_taking_a_shared_mark_away_leaves_it_to_the_other(cast, source):
    asked(cast, source)
    code = a_code(cast, codebook=a_codebook(cast))
    shared = a_passage(cast, source, "de sleutel", by=cast.wim)
    a_passage(cast, source, "de sleutel", by=cast.els)
    actions.give(shared, code=code, by=cast.els)
    actions.remove(shared, by=cast.wim)
    assert seen(Passage, cast.wim) == set()
    assert seen(Passage, cast.els) == {shared.pk}
    actions.remove(shared, by=cast.els)
    assert not Passage.objects.unguarded("command line").exists()


def test_other_words_for_a_shared_mark_move_only_ones_own_layer(cast, source):
    asked(cast, source)
    code = a_code(cast, codebook=a_codebook(cast))
    shared = a_passage(cast, source, "de sleutel", by=cast.wim)
    a_passage(cast, source, "de sleutel", by=cast.els)
    for person in (cast.els, cast.wim):
        actions.give(shared, code=code, by=person)
    there = a_passage(cast, source, "sleutel", by=cast.wim)
    moved = actions.change(shared, **the_words(newest(source), "sleutel"), by=cast.els)
    assert moved == there, "no word about it that Wim marked these already"
    assert seen(Passage, cast.els) == {there.pk}
    assert seen(Passage, cast.wim) == {shared.pk, there.pk}
    rows = Coding.objects.unguarded("command line").values_list("passage", "coder__person")
    assert set(rows) == {(shared.pk, cast.wim.pk), (there.pk, cast.els.pk)}


def test_ones_own_mark_simply_moves(cast, source):
    asked(cast, source)
    own = a_passage(cast, source, "de sleutel", by=cast.els)
    assert actions.change(own, **the_words(newest(source), "sleutel"), by=cast.els) == own


def test_others_leave_words_alone_that_somebody_reads_blind(cast, source):
    asked(cast, source)
    a_passage(cast, source, "de sleutel", by=cast.fenna)
    shared = a_passage(cast, source, "de sleutel", by=cast.els)
    with pytest.raises(Refused, match="zonder die van jou te zien"):
        actions.remove(shared, by=cast.fenna)
    with pytest.raises(Refused, match="zonder die van jou te zien"):
        actions.change(shared, **the_words(newest(source), "sleutel"), by=cast.fenna)


def test_marks_that_become_one_in_a_new_version_stay_in_sight(cast, source):
    asked(cast, source)
    old = a_passage(cast, source, "de sleutel", by=cast.els)
    sources.revise(source, text=TEXT + "\nEn nog iets.", by=cast.amina)
    version = newest(source)
    there = a_passage(cast, source, "de sleutel", by=cast.wim)
    actions.carry(version, places={old: (there.start, there.end)}, by=cast.fenna)
    assert seen(Passage, cast.els) == {there.pk}


def test_saying_so_at_the_desk_is_being_done_with_it(cast, source):
    """One button, not two that look alike."""
    reading = asked(cast, source)["Els"]
    desk = read(cast.els, reverse("threads:desk", args=[source.pk]))
    ready = reverse("threads:ready", args=[reading.pk])
    assert desk.count(ready) == 2
    assert "Ik ben klaar met deze tekst" not in desk
    client = Client()
    client.force_login(cast.els)
    assert client.post(ready).status_code == 302
    assert done_with(cast.els, source)
    assert "Zijn de anderen ook klaar" in read(cast.els, reverse("threads:desk", args=[source.pk]))


def test_ready_keeps_the_layer_as_it_was(cast, source):
    readings = asked(cast, source)
    book = a_codebook(cast)
    code, other = a_code(cast, codebook=book), a_code(cast, "tijd", codebook=book)
    passage = a_passage(cast, source, "de sleutel", by=cast.els)
    actions.give(passage, code=code, by=cast.els)
    reading = blind.ready(readings["Els"], by=cast.els)
    kept = [passage.version_id, code.pk, passage.start, passage.end]
    assert reading.layer == [kept]
    actions.take(passage, code=code, by=cast.els)
    reading.refresh_from_db()
    assert reading.layer == [kept]
    actions.give(passage, code=code, by=cast.els)
    codebooks.merge_code(code, into=other, by=cast.els)
    reading.refresh_from_db()
    assert [row[1] for row in reading.layer] == [other.pk]


def test_two_codes_that_were_merged_come_apart_again_in_a_kept_layer(cast, source):
    readings = asked(cast, source)
    book = a_codebook(cast)
    code, other = a_code(cast, codebook=book), a_code(cast, "tijd", codebook=book)
    passage = a_passage(cast, source, "de sleutel", by=cast.els)
    for each in (code, other):
        actions.give(passage, code=each, by=cast.els)
    blind.ready(readings["Els"], by=cast.els)
    codebooks.merge_code(code, into=other, by=cast.els)
    change = book.changes.unguarded("command line").filter(what="merged").get()
    back = codebooks.restore(change, by=cast.els)
    reading = BlindReading.objects.unguarded("command line").get(pk=readings["Els"].pk)
    assert {row[1] for row in reading.layer} == {back.pk, other.pk}


def test_who_reads_blind_undoes_a_split_without_learning_what_others_did(cast, source):
    asked(cast, source)
    code = a_code(cast, codebook=a_codebook(cast))
    passage = a_passage(cast, source, "de sleutel", by=cast.els)
    actions.give(passage, code=code, by=cast.els)
    made = codebooks.split_code(code, name_nl="sloten", passages=[passage], by=cast.els)
    split = made.codebook.changes.unguarded("command line").filter(what="split").get()
    codebooks.restore(split, by=cast.els)
    assert Coding.objects.visible_to(cast.els).get().code == code
    assert Code.objects.visible_to(cast.els).filter(pk=made.pk).exists()
    (told,) = codebooks.not_put_back(split, person=cast.els)
    assert "allemaal klaar" in told


def test_who_left_is_called_off_by_a_colleague(cast, source):
    """Or the others would wait for Els for ever, and her marks could not be changed any more."""
    readings = asked(cast, source)
    theirs = a_passage(cast, source, "KANARIE", by=cast.els)
    blind.ready(readings["Wim"], by=cast.wim)
    assert theirs.pk not in seen(Passage, cast.wim)
    blind.call_off(readings["Els"], by=cast.wim)
    assert theirs.pk in seen(Passage, cast.wim)


def test_nobody_outside_calls_off(cast, source):
    reading = asked(cast, source)["Els"]
    for person in (cast.amina, cast.fons):
        with pytest.raises(NotYours):
            blind.call_off(reading, by=person)


def test_who_calls_off_their_own_reading_was_not_ready(cast, source):
    """They marked nothing because they stopped: no empty layer is compared with the others."""
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.els)
    rows = BlindReading.objects.unguarded("command line")
    reading = blind.call_off(rows.get(coder__person=cast.els), by=cast.els)
    assert not reading.is_ready


def test_who_steps_out_of_what_they_asked_does_not_look_before_the_others_are_ready(cast, source):
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.els)
    theirs = a_passage(cast, source, "KANARIE", by=cast.wim)
    readings = {row.coder.person_id: row for row in BlindReading.objects.unguarded("command line")}
    blind.call_off(readings[cast.els.pk], by=cast.els)
    assert theirs.pk not in seen(Passage, cast.els)
    blind.ready(readings[cast.wim.pk], by=cast.wim)
    assert theirs.pk in seen(Passage, cast.els)


def test_only_the_coder_is_ready_and_does_not_call_off_themselves(cast, source):
    reading = asked(cast, source)["Els"]
    with pytest.raises(NotYours):
        blind.ready(reading, by=cast.wim)
    with pytest.raises(NotYours):
        blind.call_off(reading, by=cast.els)
    blind.call_off(reading, by=cast.fenna)
    assert not reading.is_ready
    with pytest.raises(Refused, match="al voorbij"):
        blind.ready(reading, by=cast.els)


def test_asked_are_at_least_two_who_may_code_it(cast, source):
    with pytest.raises(Refused, match="minstens twee"):
        blind.ask(source, coders=[cast.els, cast.els], by=cast.els)
    with pytest.raises(Refused, match="Amina mag"):
        blind.ask(source, coders=[cast.els, cast.amina], by=cast.els)
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.els)
    blind.ask(source, coders=[cast.els, cast.fenna], by=cast.els)
    assert BlindReading.objects.unguarded("command line").count() == 3


def test_who_may_not_look_is_not_asked(cast):
    """Bo coordinates Oost, and does not see what Amina keeps to herself."""
    private = a_source(cast, circle=Circle.PRIVATE)
    with pytest.raises(Refused, match="Bo mag"):
        blind.ask(private, coders=[cast.bo, cast.els], by=cast.bo)


def test_a_passage_goes_into_a_thread_where_another_put_it_already(cast, source):
    """'In the thread already' would tell what the other marked."""
    asked(cast, source)
    shared = a_passage(cast, source, "de sleutel", by=cast.wim)
    thread = a_thread(cast, shared, by=cast.wim)
    a_passage(cast, source, "de sleutel", by=cast.els)
    actions.add(thread, passage=shared, by=cast.els)
    with pytest.raises(Refused, match="al in"):
        actions.add(thread, passage=shared, by=cast.wim)


def test_who_begins_a_code_or_a_thread_at_a_blind_text_knows_that_it_shows(cast, source):
    told = ("ziet de naam van een nieuwe code meteen", "ziet die zin meteen")
    passage = a_passage(cast, source, "de sleutel", by=cast.els)
    client = Client()
    client.force_login(cast.els)
    desk = reverse("threads:desk", args=[source.pk])
    pages = (desk, reverse("threads:passage", args=[passage.pk]))
    for page in pages:
        assert not any(words in client.get(page).content.decode() for words in told)
    asked(cast, source)
    for page in pages:
        assert all(words in client.get(page).content.decode() for words in told)
    given = {**the_words(newest(source), "KANARIE"), "claim": "Wie een sleutel heeft, hoort erbij"}
    page = client.post(desk, given, follow=True).content.decode()
    assert "Een nieuwe code of rode draad wel" in page
    assert Thread.objects.visible_to(cast.wim).get().claim == given["claim"]
    assert not ThreadPassage.objects.visible_to(cast.wim).exists()
    client.force_login(cast.fenna)
    asking = reverse("insight:blind", args=[source.expedition.slug])
    assert "zien de anderen wel" in client.get(asking).content.decode()
