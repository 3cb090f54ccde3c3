"""Coders side by side: a row of figures for each code, and one figure for all codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from .alpha import Level, alpha
from .closer import Closer, closer
from .coefficients import cohen, fleiss, gwet, percent
from .figures import (
    FEWEST_UNITS,
    Counts,
    Figure,
    Formula,
    Material,
    Progress,
    Question,
    Why,
    figures,
)
from .marking import Coder, Text, amounts_by_code, lengths_by_code, units_by_code
from .tallies import Pattern, pairable
from .unitised import LENGTH, Code, u_alpha, units


class Given(NamedTuple):
    """Of the units that at least two coders judged: how many got the code from all of those who
    judged them, from some, and from none."""

    by_all: int
    by_some: int
    by_none: int


@dataclass(frozen=True, slots=True)
class Row:
    """One code: figures over units, and `u_alpha` over the stretches themselves.

    Where nearly every unit is without the code, `alpha` and `kappa` fall however well coders agree;
    `percent` and `ac1` are beside them for that. `ordinal` is alpha of how much of a unit has the
    code: nothing, a part, all of it. `kappa` is Cohen's for two coders and Fleiss' for more.
    """

    given: Given
    percent: Figure
    alpha: Figure
    ordinal: Figure
    kappa: Figure
    ac1: Figure
    u_alpha: Figure


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows by code, and `overall`: every unit with every code, each a yes or no of its own.

    Stretches of several codes overlap, so there is no single u-alpha over all codes together: there
    it is the mean of those of the codes, each by the length marked with it.
    """

    texts: int
    rows: dict[Code, Row]
    overall: Row
    closer: Closer

    @property
    def mean(self) -> Figure:
        return self.overall.u_alpha


def compare(
    texts: Sequence[Text],
    codes: Sequence[Code],
    coders: Sequence[Coder],
    *,
    draws: int = 0,
    seed: int = 0,
    progress: Progress | None = None,
) -> Comparison:
    """The figures for two or more coders, over the texts that at least two of them read.

    `draws` is the number of times that these texts are drawn anew for the intervals (1,000 is
    usual; 0: none); the same `seed` gives the same intervals. `progress` hears of each draw.
    """
    read = [text for text in texts if len(text.readers(coders)) > 1]
    documents = [_material(text, codes, coders) for text in read]
    weighed = [code for code in codes if _stretches(documents, code) >= FEWEST_UNITS]
    asked: dict[Hashable, Question] = {
        ("u_alpha", ALL): Question(partial(_mean, weighed), partial(_all, weighed))
    }
    for code in codes:
        for name, (formula, of) in _over_units(coders).items():
            asked[name, code] = _question(formula, pairable, (of, code), (of, code))
        asked["u_alpha", code] = _question(u_alpha, units, (LENGTHS, code), (LENGTHS, code))
    for name, (formula, of) in _over_units(coders).items():
        # As many units as one code has: to judge each of them many times makes them no more.
        asked[name, ALL] = _question(formula, pairable, (of, ALL), (of, next(iter(codes), ALL)))
    said = figures(asked, documents, draws=draws, seed=seed, progress=progress)

    def row(code: Code) -> Row:
        return Row(
            _given(documents, code),
            *(said[name, code] for name in Row.__slots__ if name != "given"),
        )

    rows = {code: row(code) for code in codes}
    return Comparison(len(read), rows, row(ALL), closer(read, codes, coders))


ALL = ("all codes",)
UNITS, AMOUNTS, LENGTHS = "units", "amounts", "lengths"


def _over_units(coders: Sequence[Coder]) -> dict[str, tuple[Formula, str]]:
    kappa = cohen if len(coders) == 2 else fleiss
    return {
        "percent": (percent, UNITS),
        "alpha": (alpha, UNITS),
        "ordinal": (partial(alpha, level=Level.ORDINAL), AMOUNTS),
        "kappa": (kappa, UNITS),
        "ac1": (partial(gwet, categories=2), UNITS),
    }


def _question(
    formula: Formula, count: Callable[[Counts], int], of: Hashable, counted: Hashable
) -> Question:
    return Question(
        lambda all_: formula(all_.get(of, {})), lambda all_: count(all_.get(counted, {}))
    )


def _given(documents: Sequence[Material], code: Code) -> Given:
    counts = [0, 0, 0]
    for document in documents:
        for pattern, many in document.get((UNITS, code), {}).items():
            judged = [value for value in pattern if value is not None]
            if len(judged) > 1:
                counts[0 if all(judged) else 1 if any(judged) else 2] += many
    return Given(*counts)


def _material(text: Text, codes: Sequence[Code], coders: Sequence[Coder]) -> Material:
    material: dict[Hashable, Counts] = {}
    for of, judged in ((UNITS, units_by_code), (AMOUNTS, amounts_by_code)):
        together: Counter[Pattern] = Counter()
        for code, tally in judged(text, codes, coders).items():
            material[of, code] = tally
            together.update(tally)
        material[of, ALL] = together
    for code, counts in lengths_by_code(text, codes, coders).items():
        material[LENGTHS, code] = counts
    return material


def _stretches(documents: Sequence[Material], code: Code) -> int:
    return sum(units(document[LENGTHS, code]) for document in documents)


def _all(codes: Sequence[Code], material: Material) -> int:
    return sum(units(material.get((LENGTHS, code), {})) for code in codes)


def _mean(codes: Sequence[Code], material: Material) -> float | Why:
    weighed, weight = 0.0, 0
    for code in codes:
        counts = material.get((LENGTHS, code), {})
        value = u_alpha(counts)
        if not isinstance(value, Why):
            length = counts.get((LENGTH, code), 0)
            weighed += length * value
            weight += length
    return weighed / weight if weight else Why.ONE_VALUE
