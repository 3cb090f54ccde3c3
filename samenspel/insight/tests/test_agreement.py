"""Coefficients for given units: what was published, what other packages say, and what must hold."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

from samenspel.insight.agreement import (
    Level,
    Why,
    alpha,
    cohen,
    figure,
    fleiss,
    gwet,
    pairable,
    percent,
    tallied,
)

FORMULAS = [percent, alpha, cohen, fleiss, gwet]


def rows(*lines: str) -> list[list[int | None]]:
    return [[None if sign == "." else int(sign) for sign in line.split()] for line in lines]


def square(*counts: list[int]) -> Counter[tuple[int, int]]:
    """Two coders' table: rows by the first, columns by the second."""
    return Counter({(i, j): n for i, row in enumerate(counts) for j, n in enumerate(row)})


def shared_out(*counts: str) -> Counter[tuple[Any, ...]]:
    """Each unit as the number of coders who gave it each value."""
    return Counter(
        tuple(value for value, n in enumerate(map(int, line.split())) for _ in range(n))
        for line in counts
    )


KRIPPENDORFF_2011_C = tallied(
    rows(
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    )
)
KRIPPENDORFF_1980 = tallied(
    rows(
        ". . . . . 3 4 1 2 1 1 3 3 . 3",
        "1 . 2 1 3 3 4 3 . . . . . . .",
        ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
    )
)
GWET_2008 = square([118, 5], [2, 0])
FLEISS_1971 = tallied(
    zip(
        *(
            map(int, unit)
            for unit in (
                "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 "
                "144444 124444 222333 144444 224445 333335 111455 111112 224444 133555 "
                "555555 244444 224555 114444 144445 222224 111155 224444 133333 555555"
            ).split()
        ),
        strict=True,
    )
)
FLEISS_WIKIPEDIA = shared_out(
    "0 0 0 0 14",
    "0 2 6 4 2",
    "0 0 3 5 6",
    "0 3 9 2 0",
    "2 2 8 1 1",
    "7 7 0 0 0",
    "3 2 6 3 0",
    "2 5 3 2 2",
    "6 5 2 1 0",
    "0 2 2 3 7",
)


@pytest.mark.parametrize(
    ("tally", "level", "published"),
    [
        (tallied(["0100000010", "1110010000"]), Level.NOMINAL, 0.095),
        (tallied(["aabbdcccedda", "babbbcccedd" + "d"]), Level.NOMINAL, 0.692),
        (KRIPPENDORFF_2011_C, Level.NOMINAL, 0.743),
        (KRIPPENDORFF_2011_C, Level.ORDINAL, 0.815),
        (KRIPPENDORFF_2011_C, Level.INTERVAL, 0.849),
        (KRIPPENDORFF_2011_C, Level.RATIO, 0.797),
        (KRIPPENDORFF_1980, Level.NOMINAL, 0.691),
        (KRIPPENDORFF_1980, Level.INTERVAL, 0.811),
    ],
)
def test_alpha_as_krippendorff_published_it(tally: Any, level: Level, published: float) -> None:
    assert alpha(tally, level) == pytest.approx(published, abs=0.0005)


@pytest.mark.parametrize(
    ("table", "published"),
    [
        (square([88, 14, 18], [10, 40, 10], [2, 6, 12]), 0.492),  # Cohen 1960
        (square([20, 5], [10, 15]), 0.4),  # Wikipedia, this and the next two
        (square([45, 15], [25, 15]), 0.1304),
        (square([25, 35], [5, 35]), 0.2593),
        (GWET_2008, -0.0234),
    ],
)
def test_cohens_kappa_as_published(table: Any, published: float) -> None:
    assert cohen(table) == pytest.approx(published, abs=0.0005)


@pytest.mark.parametrize(
    ("tally", "published"),
    [(FLEISS_1971, 0.43024), (FLEISS_WIKIPEDIA, 0.20993), (KRIPPENDORFF_2011_C, 0.76117)],
)
def test_fleiss_kappa_as_published(tally: Any, published: float) -> None:
    assert fleiss(tally) == pytest.approx(published, abs=0.000005)


@pytest.mark.parametrize(
    ("tally", "published"), [(GWET_2008, 0.94078), (KRIPPENDORFF_2011_C, 0.77544)]
)
def test_ac1_as_gwet_published_it(tally: Any, published: float) -> None:
    assert gwet(tally) == pytest.approx(published, abs=0.000005)


def some_rows(seed: int, coders: int, missing: float = 0.0) -> list[list[int | None]]:
    """Coders who follow a common truth two times in three."""
    chance = random.Random(seed)
    truth = chance.choices([1, 2, 3, 5], [8, 4, 2, 1], k=60)
    return [
        [
            None
            if chance.random() < missing
            else value
            if chance.random() < 0.67
            else chance.choice([1, 2, 3, 5])
            for value in truth
        ]
        for _ in range(coders)
    ]


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("seed", range(5))
def test_alpha_as_another_package_has_it(seed: int, level: Level) -> None:
    given_ = some_rows(seed, coders=2 + seed % 3, missing=0.3)
    data = np.array(given_, dtype=float)
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement=level.value)
    assert alpha(tallied(given_), level) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_kappas_as_another_package_has_them(seed: int) -> None:
    given_ = some_rows(seed, coders=2)
    assert cohen(tallied(given_)) == pytest.approx(asked(given_).kappa(), abs=1e-12)
    given_ = some_rows(seed, coders=2 + seed)
    assert fleiss(tallied(given_)) == pytest.approx(asked(given_).pi(), abs=1e-12)
    assert percent(tallied(given_)) == pytest.approx(asked(given_).avg_Ao(), abs=1e-12)


def asked(given_: list[list[int | None]]) -> AnnotationTask:
    return AnnotationTask(
        [(coder, unit, value) for coder, row in enumerate(given_) for unit, value in enumerate(row)]
    )


@pytest.mark.parametrize(
    ("seed", "coders", "ac1", "kappa"),
    [
        (0, 2, 0.63073, 0.57909),
        (1, 3, 0.53610, 0.47097),
        (2, 4, 0.45889, 0.40553),
        (3, 5, 0.42770, 0.39510),
    ],
)
def test_missing_values_as_irrcac_has_them(
    seed: int, coders: int, ac1: float, kappa: float
) -> None:
    """Its version 0.4.4 does not install beside our other packages; these are its answers.

    It was told the categories: left to itself it takes "missing" for one of them.
    """
    tally = tallied(some_rows(seed, coders, missing=0.3))
    assert gwet(tally) == pytest.approx(ac1, abs=0.000005)
    assert fleiss(tally) == pytest.approx(kappa, abs=0.000005)


values = st.integers(1, 4)
tables = st.integers(2, 4).flatmap(
    lambda coders: st.lists(
        st.lists(st.none() | values, min_size=coders, max_size=coders).map(tuple),
        min_size=1,
        max_size=20,
    )
)


def same(one: float | Why, other: float | Why) -> bool:
    return one is other if isinstance(one, Why) else one == pytest.approx(other, abs=1e-9)


@given(tables, st.randoms())
def test_the_order_of_units_and_coders_says_nothing(
    table: list[tuple[int | None, ...]], chance: random.Random
) -> None:
    before = Counter(table)
    places = list(range(len(table[0])))
    chance.shuffle(places)
    shuffled = [tuple(unit[place] for place in places) for unit in table]
    chance.shuffle(shuffled)
    for formula in FORMULAS:
        assert same(formula(before), formula(Counter(shuffled)))
    for level in Level:
        assert same(alpha(before, level), alpha(Counter(shuffled), level))


@given(tables, st.permutations(["a", "b", "c", "d"]))
def test_names_of_values_say_nothing(table: list[tuple[int | None, ...]], names: list[str]) -> None:
    renamed = Counter(
        tuple(None if value is None else names[value - 1] for value in unit) for unit in table
    )
    for formula in FORMULAS:
        assert same(formula(Counter(table)), formula(renamed))


@given(tables, st.integers(2, 9), st.integers(-9, 9))
def test_levels_keep_what_they_may(
    table: list[tuple[int | None, ...]], times: int, plus: int
) -> None:
    def moved(how: Any) -> Counter[Any]:
        return Counter(tuple(None if v is None else how(v) for v in unit) for unit in table)

    before = Counter(table)
    assert same(alpha(before, Level.ORDINAL), alpha(moved(lambda v: v**3), Level.ORDINAL))
    assert same(
        alpha(before, Level.INTERVAL), alpha(moved(lambda v: times * v + plus), Level.INTERVAL)
    )
    assert same(alpha(before, Level.RATIO), alpha(moved(lambda v: times * v), Level.RATIO))


@given(st.lists(values, min_size=2, max_size=30).filter(lambda row: len(set(row)) > 1))
def test_full_agreement_is_one(row: list[int]) -> None:
    both = tallied([row, row])
    for formula in FORMULAS:
        assert formula(both) == pytest.approx(1)
    for level in Level:
        assert alpha(tallied([row, row, row]), level) == pytest.approx(1)


@given(tables)
def test_no_figure_is_over_one(table: list[tuple[int | None, ...]]) -> None:
    for formula in FORMULAS:
        value = formula(Counter(table))
        assert isinstance(value, Why) or value <= 1 + 1e-9


def test_a_unit_with_one_judgement_adds_nothing_to_alpha() -> None:
    alone = KRIPPENDORFF_2011_C + Counter({(5, None, None, None): 40})
    assert alpha(alone) == alpha(KRIPPENDORFF_2011_C)
    assert pairable(alone) == pairable(KRIPPENDORFF_2011_C) == 11


def test_nothing_told_apart_is_nothing_tested() -> None:
    never = Counter({(False, False): 50})
    assert [formula(never) for formula in (alpha, cohen, fleiss, gwet)] == [Why.ONE_VALUE] * 4
    assert percent(never) == 1
    assert gwet(never, categories=2) == 1


def test_nothing_given_is_too_few() -> None:
    for formula in FORMULAS:
        assert formula(Counter({(True, None): 50})) is Why.TOO_FEW


def test_a_ratio_may_have_a_zero() -> None:
    """By hand: 0 five, 1 five and 2 ten times; 1 - 19 * 5 / (25 + 50 + 50 / 9)."""
    tally = Counter({(0, 1): 5, (2, 2): 5})
    assert alpha(tally, Level.RATIO) == pytest.approx(1 - 95 / (75 + 50 / 9))


def test_cohen_is_for_two() -> None:
    assert cohen(KRIPPENDORFF_2011_C) is Why.NOT_TWO


def test_more_values_than_there_could_be_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="3 values were given where 2 could be"):
        gwet(Counter({(1, 2): 10, (3, 3): 10}), categories=2)
    with pytest.raises(ValueError, match="below zero"):
        alpha(Counter({(1, -1): 10}), Level.RATIO)


def test_rows_of_unlike_length_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="shorter"):
        tallied([[1, 2, 3], [1, 2]])


def test_below_ten_units_there_is_no_figure() -> None:
    """Units with one judgement don't count; the same documents with one more do."""
    nine = [Counter({(1, 1): 5, (1, 2): 1}), Counter({(2, 2): 3, (1, None): 40})]
    refused = figure(alpha, nine, pairable)
    assert (refused.n, refused.value, refused.why) == (9, None, Why.TOO_FEW)
    ten = figure(alpha, [*nine, Counter({(2, 2): 1})], pairable)
    assert ten.n == 10
    assert ten.value == alpha(Counter({(1, 1): 5, (1, 2): 1, (2, 2): 4}))
