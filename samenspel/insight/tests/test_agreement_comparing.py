"""From what coders marked to a table of figures with intervals, and to what there is to discuss."""

from __future__ import annotations

import math
import random
from collections import Counter
from functools import partial
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest

from samenspel.insight.agreement import (
    Disagreement,
    Level,
    Marked,
    Text,
    Why,
    alpha,
    amounts_by_code,
    bar_u_alpha,
    cohen,
    compare,
    cu_alpha,
    disagreements,
    figure,
    fleiss,
    gwet,
    k_u_alpha,
    lengths,
    lengths_by_code,
    pairable,
    percent,
    u_alpha,
    united,
    units,
    units_by_code,
)
from samenspel.insight.agreement.figures import student
from samenspel.insight.agreement.resampling import resampled

CODES = ["trust", "time", "money"]
# Three paragraphs, with a line end between them.
TEXT = Text(
    length=32,
    units=[(0, 10), (11, 20), (21, 32)],
    marks={
        "els": [Marked("trust", 2, 5), Marked("trust", 4, 12), Marked("time", 21, 22)],
        "wim": [Marked("trust", 0, 10), Marked("time", 10, 11), Marked("other", 0, 32)],
    },
)


def test_a_mark_that_overlaps_a_unit_codes_it() -> None:
    """From 4 to 12 reaches into the second paragraph; from 10 to 11 is between paragraphs."""
    assert units_by_code(TEXT, CODES, ["els", "wim"]) == {
        "trust": {(True, True): 1, (True, False): 1, (False, False): 1},
        "time": {(True, False): 1, (False, False): 2},
        "money": {(False, False): 3},
    }


def test_how_much_of_a_unit_has_the_code() -> None:
    """Els marked nine tenths of the first paragraph in two goes, and a letter of the second."""
    marks = {
        "els": [Marked("trust", 0, 6), Marked("trust", 4, 9), Marked("trust", 11, 12)],
        "wim": [Marked("trust", 0, 8), Marked("trust", 10, 20)],
    }
    text = Text(TEXT.length, TEXT.units, marks)
    assert amounts_by_code(text, ["trust", "money"], ["els", "wim", "fenna"]) == {
        "trust": {(2, 1, None): 1, (1, 2, None): 1, (0, 0, None): 1},
        "money": {(0, 0, None): 3},
    }


def test_who_did_not_read_is_not_who_marked_nothing() -> None:
    assert units_by_code(TEXT, ["time"], ["wim", "fenna", "els"]) == {
        "time": {(False, None, True): 1, (False, None, False): 2}
    }
    silent = Text(TEXT.length, TEXT.units, {**TEXT.marks, "fenna": []})
    assert units_by_code(silent, ["time"], ["wim", "fenna", "els"]) == {
        "time": {(False, False, True): 1, (False, False, False): 2}
    }


def test_stretches_of_one_code_are_united_and_other_codes_left_out() -> None:
    assert lengths_by_code(TEXT, ["trust"], ["els", "wim"]) == {
        "trust": lengths(32, [[Marked("trust", 2, 12)], [Marked("trust", 0, 10)]])
    }
    silent = Text(TEXT.length, TEXT.units, {**TEXT.marks, "fenna": []})
    three = lengths_by_code(silent, ["trust"], ["els", "wim", "fenna"])["trust"]
    assert three == lengths(32, [[Marked("trust", 2, 12)], [Marked("trust", 0, 10)], []])


def test_disagreements_stand_in_reading_order() -> None:
    text = Text(TEXT.length, TEXT.units, {**TEXT.marks, "fenna": [Marked("money", 0, 1)]})
    assert disagreements(text, CODES, ["wim", "els", "fenna", "bo"]) == [
        Disagreement((0, 10), "trust", ("wim", "els"), ("fenna",)),
        Disagreement((0, 10), "money", ("fenna",), ("wim", "els")),
        Disagreement((11, 20), "trust", ("els",), ("wim", "fenna")),
        Disagreement((21, 32), "time", ("els",), ("wim", "fenna")),
    ]
    assert disagreements(text, CODES, ["els"]) == []


@pytest.mark.parametrize(
    ("length", "units_", "mark"),
    [
        (10, [(0, 5), (4, 10)], (0, 1)),
        (10, [(5, 10), (0, 5)], (0, 1)),
        (10, [(0, 11)], (0, 1)),
        (10, [(0, 5)], (9, 11)),
        (10, [(0, 5)], (-1, 2)),
        (10, [(0, 5)], (3, 3)),
    ],
)
def test_a_text_that_cannot_be_is_refused(
    length: int, units_: list[tuple[int, int]], mark: tuple[int, int]
) -> None:
    with pytest.raises(ValueError, match=r"in a text of 10|before the last one ended"):
        Text(length, units_, {"els": [Marked("trust", *mark)]})


def some_texts(seed: int, readers: int = 2, texts: int = 12) -> list[Text]:
    """Texts of ten paragraphs; each coder finds most of what is there, a little to the left."""
    chance = random.Random(seed)
    made = []
    for _ in range(texts):
        there = [
            Marked(code, at * 50 + chance.randrange(30), at * 50 + 48)
            for code in CODES
            for at in range(10)
            if chance.random() < 0.3
        ]
        marks = {
            coder: [
                mark._replace(start=max(0, mark.start - chance.randrange(9)))
                for mark in there
                if chance.random() < 0.8
            ]
            for coder in ["els", "wim", "fenna"][:readers]
        }
        made.append(Text(500, [(at * 50, at * 50 + 49) for at in range(10)], marks))
    return made


def test_a_row_is_what_its_formulas_say() -> None:
    texts = some_texts(1)
    read = compare(texts, CODES, ["els", "wim"])
    row = read.rows["trust"]
    tally = sum((units_by_code(text, CODES, ["els", "wim"])["trust"] for text in texts), Counter())
    assert row.percent.n == row.alpha.n == row.ac1.n == pairable(tally) == 120
    assert row.percent.value == percent(tally)
    assert row.alpha.value == alpha(tally)
    assert row.kappa.value == cohen(tally)
    assert row.ac1.value == gwet(tally)
    amounts = (amounts_by_code(text, CODES, ["els", "wim"])["trust"] for text in texts)
    assert row.ordinal.value == alpha(sum(amounts, Counter()), Level.ORDINAL)
    stretches = sum(
        (
            Counter(lengths(500, [united(m for m in own if m.code == "trust") for own in marks]))
            for marks in ([text.marks["els"], text.marks["wim"]] for text in texts)
        ),
        Counter(),
    )
    assert (row.u_alpha.n, row.u_alpha.value) == (units(stretches), u_alpha(stretches))
    assert row.alpha.interval is None, "no draws, no interval"


def test_overall_is_every_unit_with_every_code() -> None:
    texts = some_texts(1)
    overall = compare(texts, CODES, ["els", "wim"]).overall
    tally = sum(
        (by for text in texts for by in units_by_code(text, CODES, ["els", "wim"]).values()),
        Counter(),
    )
    assert (overall.alpha.n, overall.alpha.value) == (120, alpha(tally))
    assert overall.kappa.value == cohen(tally)
    assert sum(overall.given) == 360


def test_many_codes_do_not_make_of_few_units_enough() -> None:
    one = Text(10, [(0, 10)], {"els": [Marked("trust", 0, 5)], "wim": []})
    overall = compare([one], [*CODES, *range(20)], ["els", "wim"]).overall
    assert (overall.alpha.n, overall.alpha.why) == (1, Why.TOO_FEW)


def test_three_coders_have_fleiss_kappa() -> None:
    texts = some_texts(2, readers=3)
    coders = ["els", "wim", "fenna"]
    tally = sum((units_by_code(text, CODES, coders)["time"] for text in texts), Counter())
    assert compare(texts, CODES, coders).rows["time"].kappa.value == fleiss(tally)


def test_the_mean_is_by_length() -> None:
    texts = some_texts(3)
    read = compare(texts, CODES, ["els", "wim"])
    marked = {
        code: sum(
            m.end - m.start
            for text in texts
            for own in text.marks.values()
            for m in united(mark for mark in own if mark.code == code)
        )
        for code in CODES
    }
    weighed = sum(marked[code] * read.rows[code].u_alpha.value for code in CODES)
    assert read.mean.value == pytest.approx(weighed / sum(marked.values()))
    assert read.mean.n == sum(read.rows[code].u_alpha.n for code in CODES)


def test_a_code_with_too_few_stretches_has_no_figure_and_no_part_in_the_mean() -> None:
    texts = some_texts(3)
    texts[0].marks["els"].append(Marked("rare", 0, 400))
    read = compare(texts, [*CODES, "rare"], ["els", "wim"])
    assert (read.rows["rare"].u_alpha.n, read.rows["rare"].u_alpha.why) == (1, Why.TOO_FEW)
    assert read.rows["rare"].percent.value is not None
    assert read.mean == compare(texts, CODES, ["els", "wim"]).mean


def test_a_text_that_one_coder_read_is_left_out() -> None:
    texts = some_texts(4)
    alone = Text(500, [(0, 500)], {"els": [Marked("trust", 0, 500)], "fenna": []})
    assert compare([*texts, alone], CODES, ["els", "wim"]) == compare(texts, CODES, ["els", "wim"])


def test_nothing_read_together_is_a_table_of_reasons() -> None:
    read = compare([], CODES, ["els", "wim"], draws=50)
    assert read.texts == 0
    figures = [read.mean, *(row.percent for row in read.rows.values())]
    assert {(said.n, said.value, said.why) for said in figures} == {(0, None, Why.TOO_FEW)}


def test_intervals_hold_the_figure_and_depend_on_the_seed_alone() -> None:
    texts = some_texts(5, texts=20)
    read = compare(texts, CODES, ["els", "wim"], draws=200, seed=1)
    assert read == compare(texts, CODES, ["els", "wim"], draws=200, seed=1)
    assert read != compare(texts, CODES, ["els", "wim"], draws=200, seed=2)
    row = read.rows["trust"]
    every = (row.percent, row.alpha, row.ordinal, row.kappa, row.ac1, row.u_alpha)
    for said in (*every, read.overall.alpha, read.mean):
        assert said.interval.low < said.value < said.interval.high
        assert said.interval.draws == 200


def documents(seed: int, many: int) -> list[Counter[Any]]:
    chance = random.Random(seed)
    patterns = [(True, True), (True, False), (False, True), (False, False)]
    return [Counter(chance.choices(patterns, [4, 1, 1, 9], k=20)) for _ in range(many)]


def apart(text: Text, coder: str) -> list[Marked]:
    """One code at a place: of what overlaps, the first."""
    kept: list[Marked] = []
    for mark in sorted(text.marks[coder], key=lambda mark: mark.start):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


@pytest.mark.parametrize("formula", [u_alpha, bar_u_alpha, cu_alpha, partial(k_u_alpha, "trust")])
def test_every_alpha_of_stretches_has_an_interval(formula: Any) -> None:
    docs = [
        lengths(text.length, [apart(text, coder) for coder in ("els", "wim")])
        for text in some_texts(6, texts=20)
    ]
    said = figure(formula, docs, units, draws=200)
    assert said.value == formula(sum(map(Counter, docs), Counter()))
    assert said.interval.low < said.value < said.interval.high


@pytest.mark.parametrize("level", Level)
def test_every_level_of_alpha_has_an_interval(level: Level) -> None:
    chance = random.Random(8)
    docs = [
        Counter(
            (value, chance.choice([value, value, 4])) for value in chance.choices(range(4), k=9)
        )
        for _ in range(15)
    ]
    said = figure(partial(alpha, level=level), docs, pairable, draws=200)
    assert said.interval.low < said.value < said.interval.high


@pytest.mark.parametrize("many", [5, 10, 40])
def test_an_interval_is_what_drawing_raw_documents_gives(many: int) -> None:
    """The same draws, by adding up the documents themselves."""
    docs = documents(1, many)
    chance = random.Random(7)
    slowly = [alpha(sum(chance.choices(docs, k=many), Counter())) for _ in range(999)]
    tail = NormalDist().cdf(-student(many - 1) * math.sqrt(many / (many - 1)))
    quickly = figure(alpha, docs, pairable, draws=999, seed=7).interval
    assert quickly.low == pytest.approx(np.quantile(slowly, tail), abs=1e-12)
    assert quickly.high == pytest.approx(np.quantile(slowly, 1 - tail), abs=1e-12)


@pytest.mark.parametrize(
    ("free", "t"), [(4, 2.77645), (5, 2.57058), (9, 2.26216), (19, 2.09302), (99, 1.98422)]
)
def test_students_t_is_that_of_the_tables(free: int, t: float) -> None:
    assert student(free) == pytest.approx(t, abs=2 / free**4 + 0.00001)


def test_documents_that_are_all_alike_leave_no_doubt() -> None:
    said = figure(alpha, documents(1, 1) * 8, pairable, draws=100)
    assert said.interval.low == said.interval.high == pytest.approx(said.value)


def test_fewer_documents_widen_the_interval() -> None:
    """Eight documents twice are no more than eight; the interval of eight must be wider."""
    docs = documents(2, 8)
    eight = figure(percent, docs, pairable, draws=400).interval
    sixteen = figure(percent, docs * 2, pairable, draws=400).interval
    assert eight.high - eight.low > 1.3 * (sixteen.high - sixteen.low)


def test_too_few_documents_have_a_figure_but_no_interval() -> None:
    assert figure(alpha, documents(3, 5), pairable, draws=50).interval is not None
    said = figure(alpha, documents(3, 4), pairable, draws=50)
    assert said.value is not None
    assert said.interval is None


def test_no_interval_when_many_draws_have_no_figure() -> None:
    """One document in five tells something apart: a third of the draws leave it out."""
    docs = [Counter({(False, False): 20})] * 4 + [Counter({(True, True): 3, (True, False): 1})]
    assert figure(alpha, docs, pairable, draws=100).interval is None
    assert figure(partial(gwet, categories=2), docs, pairable, draws=100).interval is not None


@pytest.mark.parametrize("most", [1, 2**31, 2**59])
def test_draws_add_up_counts_of_any_size(most: int) -> None:
    docs = [{"a": most, "b": 1}, {"b": most - 1}, {"c": most}]
    for drawn in resampled(docs, 30, seed=3):
        times = drawn.get("a", 0) // most, drawn.get("c", 0) // most
        rest = 3 - sum(times)
        assert drawn.get("b", 0) == times[0] + rest * (most - 1)
        assert 0 not in drawn.values()


def test_counts_too_large_to_add_are_refused() -> None:
    with pytest.raises(OverflowError):
        list(resampled([{"a": 2**63}, {"a": 1}], 1, seed=0))
