"""The figures that are asked for less often rest on the same texts, and say on how many."""

from __future__ import annotations

from collections import Counter

import pytest

from samenspel.insight.agreement import (
    Marked,
    Text,
    Why,
    cohen,
    compare,
    cu_alpha,
    fleiss,
    k_u_alpha,
    lengths,
    units_by_code,
)

CODES = ["a", "b"]
ONE = [Marked("a", 3, 8), Marked("b", 12, 20)]
SWAPPED = [Marked("b", 3, 8), Marked("a", 12, 20)]
UNITS = [(0, 10), (10, 20), (20, 30)]


def a_text(**marks: list[Marked]) -> Text:
    return Text(length=30, units=UNITS, marks=marks)


def test_the_same_parts_with_other_codes() -> None:
    """The case of the paper: both marked the same stretches, each with the other's code."""
    texts = [a_text(els=ONE, wim=SWAPPED)] * 4
    told = compare(texts, CODES, ["els", "wim"]).closer
    counts: Counter[object] = Counter()
    for _ in texts:
        counts.update(lengths(30, [ONE, SWAPPED]))
    assert told.same_parts.value == pytest.approx(1.0)
    assert told.same_code.value == pytest.approx(cu_alpha(counts))
    assert told.same_code.value < 0
    assert told.by_code["a"].value == pytest.approx(k_u_alpha("a", counts))
    assert (told.apart, told.same_code.n) == (4, 16)


def test_what_two_codes_at_one_place_leave_out() -> None:
    """|u-alpha takes all codes as one; cu-alpha has to pass such a text over."""
    both = [Marked("a", 3, 8), Marked("b", 5, 8)]
    texts = [a_text(els=ONE, wim=ONE)] * 4 + [a_text(els=both, wim=ONE)]
    told = compare(texts, CODES, ["els", "wim"]).closer
    assert told.apart == 4
    assert told.same_code.value == pytest.approx(1.0)
    assert told.same_parts.value < 1
    alone = compare([a_text(els=both, wim=ONE)] * 4, CODES, ["els", "wim"]).closer
    assert (alone.apart, alone.same_code.why) == (0, Why.TOO_FEW)


def test_codes_that_are_not_looked_at_do_not_count() -> None:
    beside = [*ONE, Marked("other", 4, 7)]
    told = compare([a_text(els=beside, wim=ONE)] * 4, CODES, ["els", "wim"]).closer
    assert told.apart == 4
    assert told.same_parts.value == pytest.approx(1.0)


def test_kappa_by_both_habits_for_two_and_for_three() -> None:
    texts = [a_text(els=ONE, wim=SWAPPED[:1], jo=ONE[:1])] * 4
    coders = ["els", "wim", "jo"]
    told = compare(texts, CODES, coders).closer
    tally: Counter[object] = Counter()
    of_two: Counter[object] = Counter()
    for text in texts:
        for of_code in units_by_code(text, CODES, coders).values():
            tally.update(of_code)
        for of_code in units_by_code(text, CODES, ["els", "jo"]).values():
            of_two.update(of_code)
    assert told.fleiss.value == pytest.approx(fleiss(tally))
    assert len(told.cohen) == 3
    assert told.cohen["els", "jo"].value == pytest.approx(cohen(of_two))
    assert told.fleiss.n == 12
