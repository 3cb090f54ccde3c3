"""Alpha for stretches that coders mark themselves: by hand, and by going along each letter."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samenspel.insight.agreement import (
    Level,
    Marked,
    OverlappingError,
    Why,
    alpha,
    bar_u_alpha,
    cu_alpha,
    k_u_alpha,
    lengths,
    tallied,
    u_alpha,
    u_alpha_2004,
    united,
    units,
)
from samenspel.insight.agreement.earlier import expected_2004, observed_2004, sections

GAP = "·"


def line(text: str) -> list[Marked]:
    """The stretches in a drawn line: "··xx·y" is x on [2, 4) and y on [5, 6)."""
    marks: list[Marked] = []
    for place, sign in enumerate(text):
        if sign == GAP:
            continue
        if marks and marks[-1].code == sign and marks[-1].end == place:
            marks[-1] = marks[-1]._replace(end=place + 1)
        else:
            marks.append(Marked(sign, place, place + 1))
    return marks


def drawn(*lines: str) -> Counter[Any]:
    return Counter(lengths(len(lines[0]), [line(text) for text in lines]))


SWAPPED = drawn(
    "···xxxxx····yyyyyyyy··········",
    "···yyyyy····xxxxxxxx··········",
)


def test_one_stretch_two_borders() -> None:
    """By hand: l = 6 and 10 of 20, s = 32 and 12, so e = 32 and 132 / 17.8; 1 - 4 / 10.787."""
    lines = "··xxxx····", "···xxxx···"
    assert u_alpha(drawn(*lines)) == pytest.approx(0.629167, abs=5e-7)
    assert alpha(tallied(lines)) == pytest.approx(0.6042, abs=5e-5), "letter by letter is another"


def test_stretches_apart() -> None:
    lines = "x" * 10 + GAP * 20, GAP * 15 + "x" * 10 + GAP * 5
    assert u_alpha(drawn(*lines)) == pytest.approx(-0.4)
    assert alpha(tallied(lines)) == pytest.approx(-0.475, abs=5e-4)


def test_the_right_stretches_with_codes_swapped() -> None:
    assert u_alpha(SWAPPED) == pytest.approx(0.30288, abs=5e-6)
    assert bar_u_alpha(SWAPPED) == 1
    assert cu_alpha(SWAPPED) == pytest.approx(-0.47337, abs=5e-6)
    for code in "xy":
        assert k_u_alpha(code, SWAPPED) == pytest.approx(-0.47337, abs=5e-6)


def test_each_code_by_hand() -> None:
    """Where both marked: xx xxxx yy against xx xxxy yy.

    l*: x 11, y 5, of 16; xx 10, yy 4. s*: 2^2 + 4^2 + 2^2 and 2^2 + 3^2 + 3^2: x 33, y 13.
    (x): 1 - (11 * 16 - 33) * 1 / (11 * 11 * 5); (y): 1 - (5 * 16 - 13) * 1 / (5 * 5 * 11).
    Together: 1 - (16 - 14) * (16 - 46 / 16) / (256 - 121 - 25).
    """
    counts = drawn("xx···xxxx·yy·x", "xx·x·xxxyyyy··")
    assert k_u_alpha("x", counts) == pytest.approx(1 - 143 / 605)
    assert k_u_alpha("y", counts) == pytest.approx(1 - 67 / 275)
    assert cu_alpha(counts) == pytest.approx(1 - 2 * (16 - 46 / 16) / 110)


def test_the_definition_that_was_replaced() -> None:
    marks = [line("·xxxxxxxx·"), line("··x·x·x···")]
    coders = [sections(10, own) for own in marks]
    assert observed_2004(10, coders) == pytest.approx(0.91)
    assert expected_2004(10, coders) == pytest.approx(0.53519, abs=5e-6)
    assert u_alpha_2004(10, marks) == pytest.approx(-0.70035, abs=5e-6)


def test_the_definition_that_was_replaced_knows_a_stretch_in_a_gap() -> None:
    """By hand: each of the two costs 2^2 against either coder, so 16 of 2 x 1 x 10^2.

    N = 2, so (2 * 8 - 3 * 4 + 2) / 3 = 2 for each; in either gap of 8 it has 7 places, so 4 * 14.
    """
    coders = [sections(10, own) for own in (line("xx········"), line("········xx"))]
    assert observed_2004(10, coders) == pytest.approx(16 / 200)
    assert expected_2004(10, coders) == pytest.approx(2 / 10 * 2 * (2 + 56) / (20 * 19 - 4))


def test_the_definition_that_was_replaced_knows_touching_from_overlapping() -> None:
    """By hand: each lies in the other's gap, 4 times 2^2 of 2 x 4^2; their ends don't count."""
    coders = [sections(4, own) for own in (line("xx··"), line("··xx"))]
    assert observed_2004(4, coders) == pytest.approx(16 / 32)


signs = st.text("xyz·", min_size=12, max_size=12)
readings = st.lists(signs, min_size=2, max_size=4)


@given(st.lists(readings, min_size=1, max_size=4))
def test_as_counted_letter_by_letter(texts: list[list[str]]) -> None:
    """The coincidences of eq. 1, 4, 10, 11 and 13 as they stand, on each letter of each text."""
    counts = sum((drawn(*text) for text in texts), Counter())
    seen, length, squares, shared = Counter(), Counter(), Counter(), Counter()
    for text in texts:
        for one, other in permutations(text, 2):
            for c, k in zip(one, other, strict=True):
                seen[c, k] += 1 / (len(text) - 1)
            for code, start, end in line(one):
                met = sum(sign != GAP for sign in other[start:end])
                shared[code] += met**2 / (len(text) - 1)
        for own in text:
            length.update(own)
            for code, start, end in line(own):
                squares[code] += (end - start) ** 2
    squares[GAP] = length[GAP]
    chance = expected(length, squares)
    assert same(u_alpha(counts), one_minus(seen, chance, lambda c, k: c != k))
    assert same(bar_u_alpha(counts), one_minus(seen, chance, lambda c, k: (c == GAP) != (k == GAP)))
    seen = Counter({pair: n for pair, n in seen.items() if GAP not in pair})
    margin = Counter()
    for (c, _), n in seen.items():
        margin[c] += n
    chance = expected(margin, shared)
    assert same(cu_alpha(counts), one_minus(seen, chance, lambda c, k: c != k))
    for code in margin:
        row = sum(n for (c, _), n in chance.items() if c == code)
        apart = row - chance[code, code]
        theirs = apart and 1 - row / margin[code] * (margin[code] - seen[code, code]) / apart
        assert same(k_u_alpha(code, counts), theirs)


def expected(margin: Counter[str], bond: Counter[str]) -> Counter[tuple[str, str]]:
    whole = sum(margin.values())
    room = whole - sum(bond.values()) / whole if whole else 1
    return Counter(
        {
            (c, k): (margin[c] * margin[k] - (c == k) * bond[c]) / room
            for c in margin
            for k in margin
            if margin[c] and margin[k]
        }
    )


def one_minus(seen: Counter[Any], chance: Counter[Any], apart: Any) -> float:
    by_chance = sum(n for pair, n in chance.items() if apart(*pair))
    return by_chance and 1 - sum(n for pair, n in seen.items() if apart(*pair)) / by_chance


def same(ours: float | Why, theirs: float) -> bool:
    """Nothing told apart is 0 in the sums above; ours says why."""
    return theirs == 0 if isinstance(ours, Why) else ours == pytest.approx(theirs, abs=1e-9)


@given(readings, st.permutations("xyz"))
def test_coders_and_names_of_codes_say_nothing(text: list[str], names: list[str]) -> None:
    other = drawn(*(own.translate(str.maketrans("xyz", "".join(names))) for own in reversed(text)))
    for formula in (u_alpha, bar_u_alpha, cu_alpha):
        ours, theirs = formula(drawn(*text)), formula(other)
        assert ours is theirs if isinstance(ours, Why) else ours == pytest.approx(theirs)


@given(signs.filter(lambda own: GAP in own and len(set(own)) > 2))
def test_full_agreement_is_one(own: str) -> None:
    for formula in (u_alpha, bar_u_alpha, cu_alpha):
        assert formula(drawn(own, own)) == pytest.approx(1)
        assert formula(drawn(own, own, own, own)) == pytest.approx(1)


@given(st.lists(st.text("x·", min_size=8, max_size=8), min_size=2, max_size=3))
def test_single_letters_are_units(text: list[str]) -> None:
    """When every stretch is one letter, the alpha of units is what is left, up to its n - 1."""
    letters = [
        [Marked(sign, place, place + 1) for place, sign in enumerate(own) if sign != GAP]
        for own in text
    ]
    ours, theirs = u_alpha(lengths(8, letters)), alpha(tallied(text), Level.NOMINAL)
    assert ours is theirs if isinstance(ours, Why) else ours == pytest.approx(theirs, abs=1e-9)


def test_nobody_marked_or_everybody_marked_all() -> None:
    assert u_alpha(drawn("····", "····")) is Why.ONE_VALUE
    assert u_alpha(drawn("xxxx", "xxxx")) is Why.ONE_VALUE
    assert bar_u_alpha(drawn("xxyy", "xyyy")) is Why.ONE_VALUE
    assert cu_alpha(drawn("xx··", "xx··")) is Why.ONE_VALUE
    assert k_u_alpha("x", drawn("xx··", "xx··")) is Why.ONE_VALUE
    assert cu_alpha(drawn("xx··", "··xx")) is Why.TOO_FEW
    assert k_u_alpha("y", drawn("xx··", "xx··")) is Why.TOO_FEW


def test_one_reader_leaves_nothing_to_compare() -> None:
    counts = lengths(10, [line("xx········")])
    assert (counts, units(counts)) == ({}, 0)
    assert u_alpha(counts) is Why.TOO_FEW
    assert bar_u_alpha(counts) is Why.TOO_FEW
    assert units(drawn("x··y·", "·xx··")) == 3


def test_what_overlaps_or_touches_is_one() -> None:
    marks = [Marked("x", 5, 8), Marked("x", 0, 3), Marked("x", 1, 2), Marked("x", 3, 4)]
    assert united(marks) == [Marked("x", 0, 4), Marked("x", 5, 8)]
    assert united([]) == []


def test_two_codes_at_one_place_by_one_coder_are_refused() -> None:
    with pytest.raises(OverlappingError):
        lengths(10, [[Marked("x", 0, 5), Marked("y", 4, 6)], []])
    with pytest.raises(ValueError, match="in a text of 10"):
        lengths(10, [[Marked("x", 8, 11)], []])
    with pytest.raises(ValueError, match="in a text of 10"):
        lengths(10, [[Marked("x", 8, 8)], []])
    with pytest.raises(ValueError, match="before and after -1"):
        lengths(10, [[Marked("x", -1, 8)], []])
