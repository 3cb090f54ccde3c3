"""Krippendorff's alpha for units that were given beforehand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from enum import Enum
from itertools import combinations
from typing import Any, TypeAlias

from .figures import Why
from .tallies import Tally, given

Often: TypeAlias = Mapping[Any, int]
"""n_c: how often each value stands in a unit that at least two coders judged."""


class Level(Enum):
    """What may be done with the values: tell apart, order, subtract, divide."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def alpha(tally: Tally, level: Level = Level.NOMINAL) -> float | Why:
    """Krippendorff's alpha, for any number of coders, with missing values.

    alpha = 1 - (n - 1) sum_c<k o_ck d2_ck / sum_c<k n_c n_k d2_ck, where o_ck = sum over units of
    r_c r_k / (r - 1): the pairs of values c and k within units, n_c = sum_k o_ck, n = sum_c n_c.
    Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"; differences d2 as in `_apart`.
    Values of any level but nominal are numbers. Raises ValueError for a ratio of
    negative numbers.
    """
    often: dict[Any, int] = defaultdict(int)
    pairs: dict[tuple[Any, Any], float] = defaultdict(float)
    for pattern, units in tally.items():
        values, r, _ = given(pattern)
        if r < 2:
            continue
        for value, n in values:
            often[value] += units * n
        for (c, n_c), (k, n_k) in combinations(values, 2):
            pairs[c, k] += units * n_c * n_k / (r - 1)
    if len(often) < 2:
        return Why.ONE_VALUE if often else Why.TOO_FEW
    apart = _apart(level, often)
    seen = sum(n * apart(c, k) for (c, k), n in pairs.items())
    chance = sum(n_c * n_k * apart(c, k) for (c, n_c), (k, n_k) in combinations(often.items(), 2))
    return 1 - (sum(often.values()) - 1) * seen / chance


def _apart(level: Level, often: Often) -> Callable[[Any, Any], float]:
    """d2_ck, the squared difference between two unlike values.

    nominal 1; interval (c - k)^2; ratio ((c - k) / (c + k))^2; ordinal (n_c / 2 + the n between
    them + n_k / 2)^2, which is the interval between their middle ranks.
    """
    if level is Level.NOMINAL:
        return lambda c, k: 1
    if level is Level.INTERVAL:
        return lambda c, k: float((c - k) ** 2)
    if level is Level.RATIO:
        if min(often) < 0:
            raise ValueError("a ratio scale has no values below zero")
        return lambda c, k: float(((c - k) / (c + k)) ** 2)
    ranks = _middle_ranks(often)
    return lambda c, k: (ranks[c] - ranks[k]) ** 2


def _middle_ranks(often: Often) -> dict[Any, float]:
    ranks, below = {}, 0
    for value in sorted(often):
        ranks[value] = below + often[value] / 2
        below += often[value]
    return ranks
