"""Words are marked as they were seen, or not at all; and only by who may."""

import pytest

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, Voice
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry
from samenspel.sources import actions as sources
from samenspel.sources.actions import Spoke
from samenspel.sources.tests.builders import a_source, newest
from samenspel.threads import actions
from samenspel.threads.actions import TextChanged
from samenspel.threads.models import Coding, Passage
from samenspel.threads.tests.builders import (
    a_code,
    a_codebook,
    a_passage,
    a_thread,
    the_words,
)


def words_of(person):
    return list(
        Passage.objects.visible_to(person)
        .annotate(words=Passage.words_at())
        .values_list("words", flat=True)
    )


def voices(passage):
    return [speaker.label for speaker in passage.speakers.visible_to(passage.made_by)]


def test_els_marks_what_amina_said(cast):
    source = a_source(cast, circle=Circle.TEAM, text="Wij 🌻 hebben de sleutel.")
    passage = a_passage(cast, source, "hebben de sleutel")
    assert (passage.start, passage.end) == (6, 23)
    assert words_of(cast.els) == ["hebben de sleutel"]
    assert voices(passage) == ["Amina"]


def test_white_space_at_the_ends_is_left_out(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, " heeft de ")
    assert words_of(cast.els) == ["heeft de"]
    assert passage.end - passage.start == len("heeft de")


def test_the_same_words_are_marked_once_and_codes_are_added(cast):
    source = a_source(cast, circle=Circle.TEAM)
    version, code = newest(source), a_code(cast, codebook=a_codebook(cast))
    once = actions.mark(version, **the_words(version, "de sleutel"), by=cast.els)
    twice = actions.mark(version, **the_words(version, "de sleutel"), codes=[code], by=cast.wim)
    assert once == twice
    coding = Coding.objects.visible_to(cast.els).get()
    assert (coding.passage, coding.code, coding.coder.person) == (once, code, cast.wim)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sha256": "0" * 64},
        {"words": "de sleutels"},
        {"start": 4},
        {"end": 10_000},
        {"start": -1},
        {"start": 22, "end": 3},
    ],
)
def test_words_that_do_not_stand_there_are_refused_and_nothing_is_marked(cast, wrong):
    version = newest(a_source(cast, circle=Circle.TEAM))
    with pytest.raises(TextChanged, match="Open hem opnieuw"):
        actions.mark(version, **{**the_words(version, "de sleutel"), **wrong}, by=cast.els)
    assert words_of(cast.els) == []


def test_white_space_alone_is_refused(cast):
    version = newest(a_source(cast, circle=Circle.TEAM))
    with pytest.raises(Refused, match="minstens één woord"):
        actions.mark(version, **the_words(version, " "), by=cast.els)


@pytest.mark.parametrize("name", ["amina", "bram", "cor", "dirk", "fons", "pia", "passerby"])
def test_who_may_not_read_for_the_team_does_not_mark(cast, name):
    version = newest(a_source(cast, circle=Circle.PUBLIC))
    with pytest.raises(NotYours):
        actions.mark(version, **the_words(version, "sleutel"), by=getattr(cast, name))


def test_a_coordinator_marks_in_her_own_coalition_only(cast):
    assert a_passage(cast, a_source(cast), "sleutel", by=cast.bo)
    elsewhere = a_source(cast, by=cast.cor, place=cast.west, circle=Circle.EXPEDITION)
    with pytest.raises(NotYours):
        a_passage(cast, elsewhere, "sleutel", by=cast.bo)


def test_whoever_reads_the_source_sees_the_passage_and_nobody_else(cast):
    source = a_source(cast, circle=Circle.COALITION, text="KANARIE heeft de sleutel")
    a_passage(cast, source, "KANARIE heeft", by=cast.bo)
    seen = {name for name, person in cast.everybody().items() if words_of(person)}
    assert seen == {"amina", "bram", "bo"}


def test_a_narrowed_source_takes_its_passages_along_at_once(cast):
    source = a_source(cast, circle=Circle.TEAM)
    thread = a_thread(cast, a_passage(cast, source, "sleutel"))
    sources.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    assert words_of(cast.els) == []
    assert thread.gathered.visible_to(cast.els).count() == 0


def test_a_conversation_knows_who_speaks_in_a_passage(cast):
    text = "Amina: Wij niet.\nBram: Wij ook niet."
    layout = [
        {"kind": "text", "start": 0, "end": 16, "speaker": "Amina"},
        {"kind": "text", "start": 17, "end": 36, "speaker": "Bram"},
    ]
    source = sources.keep(
        cast.oost,
        text=text,
        title="Gesprek",
        layout=layout,
        circle=Circle.TEAM,
        speakers=[
            Spoke("Amina", Voice.RESIDENT, cast.amina, Circle.TEAM),
            Spoke("Bram", Voice.PROFESSIONAL, cast.bram, Circle.TEAM),
        ],
        by=cast.els,
    )
    assert voices(a_passage(cast, source, "Wij niet.")) == ["Amina"]
    assert voices(a_passage(cast, source, "ook niet.")) == ["Bram"]
    assert voices(a_passage(cast, source, "niet.\nBram: Wij")) == ["Amina", "Bram"]


def test_a_passage_begins_elsewhere_and_keeps_its_codes(cast):
    source = a_source(cast, circle=Circle.TEAM)
    version, passage = newest(source), a_passage(cast, source, "de sleutel")
    actions.give(passage, code=a_code(cast, codebook=a_codebook(cast)), by=cast.els)
    actions.change(passage, **the_words(version, "heeft de sleutel"), by=cast.els)
    assert words_of(cast.els) == ["heeft de sleutel"]
    assert Coding.objects.visible_to(cast.els).count() == 1


def test_two_fragments_are_never_the_same_words(cast):
    source = a_source(cast, circle=Circle.TEAM)
    version = newest(source)
    one, _ = a_passage(cast, source, "Wie heeft"), a_passage(cast, source, "de sleutel")
    with pytest.raises(Refused, match="al een fragment"):
        actions.change(one, **the_words(version, "de sleutel"), by=cast.els)


def test_a_mark_is_taken_away_but_not_other_peoples_work(cast):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "sleutel")
    code = a_code(cast, codebook=a_codebook(cast))
    actions.give(passage, code=code, by=cast.wim)
    with pytest.raises(Refused, match="Iemand anders"):
        actions.remove(passage, by=cast.els)
    with pytest.raises(Refused, match="Iemand anders"):
        actions.take(passage, code=code, by=cast.els)
    actions.take(passage, code=code, by=cast.wim)
    row = actions.add(a_thread(cast), passage=passage, by=cast.els)
    with pytest.raises(Refused, match="in een rode draad"):
        actions.remove(passage, by=cast.els)
    actions.take_out(row, by=cast.els)
    actions.remove(passage, by=cast.els)
    assert words_of(cast.els) == []


def test_work_that_one_may_not_see_keeps_a_mark_and_is_not_told(cast):
    source = a_source(cast, circle=Circle.TEAM)
    coded, gathered = (a_passage(cast, source, words) for words in ("sleutel", "Wij niet"))
    actions.give(coded, code=a_code(cast, codebook=a_codebook(cast)), by=cast.els)
    a_thread(cast, gathered)
    for passage in (coded, gathered):
        with pytest.raises(Refused, match="Anderen werken ook met deze woorden"):
            actions.remove(passage, by=cast.bo)


def test_passages_go_along_to_a_new_version(cast):
    source = a_source(cast, circle=Circle.TEAM)
    one, two = a_passage(cast, source, "de sleutel"), a_passage(cast, source, "heeft de sleutel")
    code = a_code(cast, codebook=a_codebook(cast))
    actions.give(two, code=code, by=cast.els)
    thread = a_thread(cast, two)
    new = sources.revise(source, text="Niemand heeft de sleutel.", by=cast.amina)
    assert actions.carry(new, places={one: (14, 24), two: (14, 24)}, by=cast.els) == 2
    (passage,) = Passage.objects.visible_to(cast.els)
    assert (passage.version, passage.start, passage.end) == (new, 14, 24)
    assert Coding.objects.visible_to(cast.els).get().passage == passage
    assert thread.gathered.visible_to(cast.els).get().passage == passage


def test_the_ledger_knows_the_deed_and_not_the_words(cast):
    a_passage(cast, a_source(cast, circle=Circle.TEAM, text="KANARIE zingt"), "KANARIE")
    entry = Entry.objects.get(verb="passage.mark")
    assert (entry.by, entry.space) == (cast.els.pk, cast.oost.pk)
    assert "KANARIE" not in str(list(Entry.objects.values()))
