"""Typing a transcript: signs for times, and times that survive what is corrected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from samenspel.foundation.errors import Refused
from samenspel.sources.readers import Kind, Paragraph, compose
from samenspel.sources.sounding import stretch
from samenspel.sources.writing import read_written, written

Times = list[tuple[str, int | None, int | None]]

BEFORE = (
    Paragraph(Kind.CUE, "Wij stonden elke dinsdag met soep.", None, "Amina", 1250, 4100),
    Paragraph(Kind.CUE, "En iedereen bleef komen, ook in de kou.", None, "Amina", 4200, 8900),
    Paragraph(Kind.CUE, "Wie had de sleutel van het gebouw?", None, "Bram", 9010, 12400),
    Paragraph(Kind.CUE, "De buurvrouw.", None, "Amina", 12700, 14000),
)


def times(text: str, before: tuple[Paragraph, ...] = BEFORE) -> Times:
    found = read_written(text, ["Amina", "Bram"], before)
    return [(each.text, each.begin, each.stop) for each in found]


def test_each_time_stands_before_its_line_and_is_read_back_to_the_millisecond():
    text = written(BEFORE)
    assert text.startswith("[0:00:01] Amina: Wij stonden elke dinsdag met soep.\n\n[0:00:04] En")
    assert read_written(text, ["Amina", "Bram"], BEFORE) == BEFORE


@pytest.mark.parametrize("shown", [True, False])
def test_a_corrected_word_leaves_the_times_of_its_line(shown: bool) -> None:
    text = written(BEFORE if shown else [replace(each, begin=None) for each in BEFORE])
    text = text.replace("dinsdag", "donderdag").replace("De buurvrouw.", "De buren.")
    found = read_written(text, ["Amina", "Bram"], BEFORE)
    assert [each.text for each in found][0::3] == [
        "Wij stonden elke donderdag met soep.",
        "De buren.",
    ]
    assert [(each.kind, each.begin, each.stop) for each in found] == [
        (each.kind, each.begin, each.stop) for each in BEFORE
    ]
    text, layout = compose(found)
    at = text.index("donderdag")
    assert stretch(layout, at, at + 9) == (1250, 4100)


def test_a_line_cut_in_two_begins_with_the_first_and_stops_with_the_last():
    text = written(BEFORE).replace("bleef komen, ook", "bleef komen.\n\nOok")
    assert times(text)[1:3] == [
        ("En iedereen bleef komen.", 4200, None),
        ("Ook in de kou.", None, 8900),
    ]
    words, layout = compose(read_written(text, ["Amina", "Bram"], BEFORE))
    assert stretch(layout, words.index("Ook"), words.index("Ook") + 3) == (4200, 8900)


def test_lines_that_run_on_begin_with_the_first_and_stop_with_the_last():
    text = written(BEFORE)
    for between in ("\n\n[0:00:04] ", "\n\n"):  # with the sign left behind, or without
        run_on = text.replace(f"soep.{between}", "soep. ")
        assert times(run_on)[0] == (
            "Wij stonden elke dinsdag met soep. En iedereen bleef komen, ook in de kou.",
            1250,
            8900,
        )


def test_lines_come_and_go_and_the_others_keep_their_times():
    text = written(BEFORE).replace("[0:00:09] Bram: Wie", "Iemand lacht.\n\n[0:00:09] Bram: Wie")
    text = text.replace("[0:00:01] Amina: Wij stonden elke dinsdag met soep.\n\n", "")
    assert [each[1:] for each in times(text)] == [
        (4200, 8900),
        (None, None),
        (9010, 12400),
        (12700, 14000),
    ]


def test_a_time_stands_before_a_line_or_a_name_after_it_or_on_a_line_of_its_own():
    text = (
        "[0:01] # Begin\n[1:02:03.5] Amina: Soep.\nBram: [1:02:04] Brood.\n\n[1:02:05]\n\n- melk\n"
        "[1:02:09]"
    )
    assert times(text, ()) == [
        ("Begin", 1000, None),
        ("Soep.", 3_723_500, None),
        ("Brood.", 3_724_000, None),
        ("melk", 3_725_000, 3_729_000),
    ]


def test_a_time_that_is_moved_by_hand_holds():
    text = written(BEFORE).replace("[0:00:04]", "[0:00:05]")
    assert times(text)[1] == ("En iedereen bleef komen, ook in de kou.", 5000, 8900)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("[0:75:10] Soep.", "“[0:75:10] Soep.”: this is no time"),
        ("Amina: [1:2] Soep.", "“[1:2] Soep.”: this is no time"),
        ("[0:00:10] Brood.\n\n[0:00:09] Soep.", "earlier than one above it, [0:00:10]"),
        ("[0:01:01] Soep.", "past the end. The recording lasts until [0:01:00]"),
    ],
)
def test_a_time_that_can_not_be_is_told_with_its_line(line: str, says: str) -> None:
    with override("en"), pytest.raises(Refused) as refused:
        read_written(f"Eerst dit.\n\n{line}", lasts=60_000)
    assert says in str(refused.value)


def test_signs_that_are_words_stay_words():
    words = "[12] Zie ook [Mt 5:3] en [0:10] in het midden."
    old = (Paragraph(Kind.TEXT, "[12:30] Lunch"), Paragraph(Kind.TEXT, "[99:99] Vreemd"))
    assert times(words, ()) == [(words, None, None)]
    assert read_written(written(old), (), old) == old


@given(st.lists(st.sampled_from([*BEFORE, Paragraph(Kind.TEXT, "Ja.")]), max_size=8))
def test_whatever_is_written_is_read_back(lines: list[Paragraph]) -> None:
    in_order = sorted(lines, key=lambda each: each.begin or 0)
    assert [each.text for each in read_written(written(in_order), (), in_order)] == [
        each.text for each in in_order
    ]
