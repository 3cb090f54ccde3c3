"""What the table leaves out: kappa by both habits, and stretches and codes looked at apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

from .coefficients import cohen, fleiss
from .figures import Counts, Figure, Formula, figure
from .marking import Coder, Text, units_by_code
from .tallies import pairable
from .unitised import (
    Code,
    Marked,
    OverlappingError,
    bar_u_alpha,
    cu_alpha,
    k_u_alpha,
    lengths,
    united,
    units,
)

ANY = "any code"


@dataclass(frozen=True, slots=True)
class Closer:
    """Figures without intervals, over all codes together.

    `cohen` is by pair of coders. `same_parts` (|u-alpha) takes all codes as one. `same_code`
    (cu-alpha) and `by_code` ((k)u-alpha) ask for one code at a place: they rest on the `apart`
    texts in which no coder gave two codes to the same words.
    """

    fleiss: Figure
    cohen: dict[tuple[Coder, Coder], Figure]
    same_parts: Figure
    same_code: Figure
    by_code: dict[Code, Figure]
    apart: int


def closer(texts: Sequence[Text], codes: Sequence[Code], coders: Sequence[Coder]) -> Closer:
    """Over the texts that at least two of the coders read, as `compare` does."""
    read = [text for text in texts if len(text.readers(coders)) > 1]
    parts: Counter[Any] = Counter()
    partitions: Counter[Any] = Counter()
    apart = 0
    for text in read:
        parts.update(_parts(text, codes, coders))
        try:
            partitions.update(_partition(text, codes, coders))
        except OverlappingError:
            continue
        apart += 1

    def by_units(formula: Formula, among: Sequence[Coder]) -> Figure:
        tally: Counter[Any] = Counter()
        for text in read:
            for of_code in units_by_code(text, codes, among).values():
                tally.update(of_code)
        # As many units as one code has, however many codes are judged.
        return figure(formula, [tally], lambda all_: pairable(all_) // max(1, len(codes)))

    def by_stretches(formula: Formula, counts: Counts) -> Figure:
        return figure(formula, [counts], units)

    return Closer(
        fleiss=by_units(fleiss, coders),
        cohen={pair: by_units(cohen, pair) for pair in combinations(coders, 2)},
        same_parts=by_stretches(bar_u_alpha, parts),
        same_code=by_stretches(cu_alpha, partitions),
        by_code={code: by_stretches(partial(k_u_alpha, code), partitions) for code in codes},
        apart=apart,
    )


def _parts(text: Text, codes: Sequence[Code], coders: Sequence[Coder]) -> Counts:
    """What each coder marked, with whatever code."""
    wanted = set(codes)
    return lengths(
        text.length,
        [
            united(mark._replace(code=ANY) for mark in text.marks[coder] if mark.code in wanted)
            for coder in text.readers(coders)
        ],
    )


def _partition(text: Text, codes: Sequence[Code], coders: Sequence[Coder]) -> Counts:
    """What each coder marked, code by code; `OverlappingError` where two codes lie together."""
    wanted = set(codes)
    marked: list[list[Marked]] = []
    for coder in text.readers(coders):
        own = [mark for mark in text.marks[coder] if mark.code in wanted]
        by_code = [united(mark for mark in own if mark.code == code) for code in codes]
        marked.append([mark for stretches in by_code for mark in stretches])
    return lengths(text.length, marked)
