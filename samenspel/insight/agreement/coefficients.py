"""Coefficients for units that were given beforehand: percent, Cohen, Fleiss, Gwet.

Each takes the counts of patterns (see `tallies`) and answers with a figure of at most 1, or with
why there is none. None of them refuses small numbers: `figures` does. In the formulas r is the
number of coders who gave unit u a value, r_k the number who gave it value k.
"""

from __future__ import annotations

from collections import defaultdict

from .figures import Why
from .tallies import Tally, Value, given


def percent(tally: Tally) -> float | Why:
    """The share of pairs of coders that agree, averaged over the units: 0 to 1.

    p_a = mean over units with r > 1 of sum_k r_k (r_k - 1) / (r (r - 1)). Fleiss 1971, p. 379-380;
    with missing values Gwet 2014, "Handbook of Inter-Rater Reliability", 4th ed., ch. 2. It says
    nothing of chance: two who never give a code agree wholly.
    """
    agreed, judged = 0.0, 0
    for pattern, units in tally.items():
        unit = given(pattern)
        if unit.coders > 1:
            agreed += units * unit.agreed
            judged += units
    return agreed / judged if judged else Why.TOO_FEW


def cohen(tally: Tally) -> float | Why:
    """Cohen's kappa, for two coders, over the units that both judged.

    kappa = (p_o - p_e) / (1 - p_e); p_e = sum_k p_1k p_2k, from each coder's own habits. Cohen
    1960, "A coefficient of agreement for nominal scales", p. 40.
    """
    if any(len(pattern) != 2 for pattern in tally):
        return Why.NOT_TWO
    first: dict[Value, int] = defaultdict(int)
    second: dict[Value, int] = defaultdict(int)
    agreed = judged = 0
    for (one, other), units in tally.items():
        if one is None or other is None:
            continue
        first[one] += units
        second[other] += units
        judged += units
        agreed += units * (one == other)
    if not judged:
        return Why.TOO_FEW
    chance = sum(n * second.get(value, 0) for value, n in first.items())
    if chance == judged * judged:
        return Why.ONE_VALUE
    return (agreed * judged - chance) / (judged * judged - chance)


def fleiss(tally: Tally) -> float | Why:
    """Fleiss' kappa, for any number of coders, who need not be the same for every unit.

    kappa = (p_a - p_e) / (1 - p_e); p_e = sum_k pi_k^2, pi_k = mean over units of r_k / r. Fleiss
    1971, "Measuring nominal scale agreement among many raters", p. 379-380, where r is the same for
    all units; with missing values Gwet 2014, ch. 2. For two coders it is Scott's pi, not Cohen's
    kappa.
    """
    agreed = percent(tally)
    if isinstance(agreed, Why):
        return agreed
    shares = _shares(tally)
    if len(shares) < 2:
        return Why.ONE_VALUE
    chance = sum(share * share for share in shares)
    return (agreed - chance) / (1 - chance)


def gwet(tally: Tally, categories: int | None = None) -> float | Why:
    """Gwet's AC1, for any number of coders; it holds where a code is very rare or very common.

    AC1 = (p_a - p_e) / (1 - p_e); p_e = sum_k pi_k (1 - pi_k) / (q - 1), pi_k as in `fleiss`. Gwet
    2008, "Computing inter-rater reliability and its variance in the presence of high agreement";
    with missing values Gwet 2014, ch. 2. `categories` is q, the number of values that could be
    given; without it, those that were. Raises ValueError when more were given than could be.
    """
    agreed = percent(tally)
    if isinstance(agreed, Why):
        return agreed
    shares = _shares(tally)
    q = len(shares) if categories is None else categories
    if len(shares) > q:
        raise ValueError(f"{len(shares)} values were given where {q} could be")
    if q < 2:
        return Why.ONE_VALUE
    chance = sum(share * (1 - share) for share in shares) / (q - 1)
    return (agreed - chance) / (1 - chance)


def _shares(tally: Tally) -> list[float]:
    """pi_k for each value: its share of a unit's judgements, averaged over the units with any."""
    weights: dict[Value, float] = defaultdict(float)
    judged = 0
    for pattern, units in tally.items():
        values, r, _ = given(pattern)
        judged += units if r else 0
        for value, n in values:
            weights[value] += units * n / r
    return [weight / judged for weight in weights.values()]
