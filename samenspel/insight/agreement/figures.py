"""A figure: its value, on how much it rests, how sure it is; or why there is none."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import NormalDist
from typing import Any, NamedTuple, TypeAlias

from .resampling import resampled

FEWEST_UNITS = 10
FEWEST_DOCUMENTS = 5
MOST_SILENT = 0.1
"""The share of draws that may be without a figure; with more, the rest would flatter."""


class Why(Enum):
    """Why there is no figure. None of these is anybody's mistake, so none is an exception."""

    TOO_FEW = "too few"
    """Fewer than ten units that two coders judged: a figure would be chance."""
    ONE_VALUE = "one value"
    """Everybody said the same of everything: nothing was told apart, so nothing can be tested."""
    NOT_TWO = "not two"
    """This coefficient compares two coders, no more and no fewer."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which borders the figure lies, with 95 % confidence; and how many draws told so."""

    low: float
    high: float
    draws: int


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` or `why`, never both. `n` is the number of units it rests on."""

    n: int
    value: float | None = None
    why: Why | None = None
    interval: Interval | None = None


Counts: TypeAlias = Mapping[Any, int]
Material: TypeAlias = Mapping[Hashable, Counts]
Formula: TypeAlias = Callable[[Counts], "float | Why"]
Progress: TypeAlias = Callable[[int, int], object]
"""Hears how many draws were done, and of how many."""


class Question(NamedTuple):
    """A figure to be found in the material of all documents together."""

    formula: Callable[[Material], float | Why]
    count: Callable[[Material], int]


def figure(
    formula: Formula,
    documents: Sequence[Counts],
    count: Callable[[Counts], int],
    *,
    draws: int = 0,
    seed: int = 0,
) -> Figure:
    """One figure over some documents, each given as its counts. See `figures`."""
    asked = Question(lambda all_: formula(all_.get("", {})), lambda all_: count(all_.get("", {})))
    said = figures({"": asked}, [{"": counts} for counts in documents], draws=draws, seed=seed)
    return said[""]


def figures(
    questions: Mapping[Hashable, Question],
    documents: Sequence[Material],
    *,
    draws: int = 0,
    seed: int = 0,
    progress: Progress | None = None,
) -> dict[Any, Figure]:
    """A figure for each question; with `draws`, intervals from the same draws for all of them.

    Documents are drawn with replacement, as many as there are (Efron & Tibshirani 1993, ch. 13: the
    percentile interval; Field & Welsh 2007: clusters are drawn whole): units within a document
    are alike, and drawing units would make every interval too narrow. The same seed gives
    the same interval. There is none with fewer than five documents, nor when more than one in
    ten draws gave no figure. In simulation (two coders, documents of thirty units) what should be
    95 % was 88 % with five documents, 92 % with ten and 94 % with forty; unwidened (see `_tail`) it
    was 80, 87 and 93 %.
    """
    whole = _added(documents)
    found = {name: _answered(asked, whole) for name, asked in questions.items()}
    certain = [name for name, answer in found.items() if answer.why is None]
    if not draws or not certain or len(documents) < FEWEST_DOCUMENTS:
        return found
    heard: dict[Hashable, list[float]] = {name: [] for name in certain}
    samples = resampled([_flat(document) for document in documents], draws, seed)
    for number, drawn in enumerate(samples, start=1):
        if progress is not None:
            progress(number, draws)
        material = _nested(drawn)
        for name in certain:
            value = questions[name].formula(material)
            if not isinstance(value, Why):
                heard[name].append(value)
    for name, values in heard.items():
        answer = found[name]
        if len(values) >= (1 - MOST_SILENT) * draws:
            interval = _interval(values, _tail(len(documents)))
            found[name] = Figure(answer.n, answer.value, None, interval)
    return found


def _answered(asked: Question, material: Material) -> Figure:
    n = asked.count(material)
    value = Why.TOO_FEW if n < FEWEST_UNITS else asked.formula(material)
    return Figure(n, why=value) if isinstance(value, Why) else Figure(n, value)


def _flat(document: Material) -> dict[Any, int]:
    return {(of, key): n for of, counts in document.items() for key, n in counts.items()}


def _nested(flat: Mapping[Any, int]) -> Material:
    material: dict[Hashable, dict[Any, int]] = defaultdict(dict)
    for (of, key), n in flat.items():
        material[of][key] = n
    return material


def _added(documents: Sequence[Material]) -> Material:
    added: dict[Hashable, dict[Any, int]] = defaultdict(lambda: defaultdict(int))
    for document in documents:
        for of, counts in document.items():
            into = added[of]
            for key, n in counts.items():
                if n:
                    into[key] += n
    return added


def _interval(values: list[float], tail: float) -> Interval:
    values.sort()
    return Interval(_quantile(values, tail), _quantile(values, 1 - tail), len(values))


def _tail(documents: int) -> float:
    """The share of draws left out at each end: 0.025, and less the fewer the documents.

    Drawn documents vary less than new ones would, by (n - 1) / n, and by a bell curve instead of
    Student's t. Hesterberg 2015, "What Teachers Should Know About the Bootstrap": the expanded
    percentile interval.
    """
    free = documents - 1
    return NormalDist().cdf(-math.sqrt(documents / free) * student(free))


def student(free: int) -> float:
    """The 0.975 quantile of Student's t; 0.007 too low at 4, then nearer.

    Abramowitz & Stegun 1964, 26.7.5.
    """
    z = NormalDist().inv_cdf(0.975)
    return (
        z
        + (z**3 + z) / (4 * free)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * free**3)
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Linear between neighbours (Hyndman & Fan 1996, type 7)."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
