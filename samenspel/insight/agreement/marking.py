"""From what coders marked in a text to what the coefficients count.

A coder who is missing from `Text.marks` did not read the text; one with an empty list read it and
marked nothing. These are very different things.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from .tallies import Pattern
from .unitised import Code, Marked, lengths, united

Coder: TypeAlias = Hashable
NEARLY = 0.9
"""The share of a unit from which on it counts as marked whole: a full stop may be left out."""


@dataclass(frozen=True, slots=True)
class Text:
    """One document, as its coders marked it. All places are code points, stretches half-open.

    `units` are its paragraphs or sentences, in order and apart. Raises ValueError when they are
    not, or when a unit or mark is empty or reaches over the border of the text.
    """

    length: int
    units: Sequence[tuple[int, int]]
    marks: Mapping[Coder, Sequence[Marked]]

    def __post_init__(self) -> None:
        stretches = [
            *self.units,
            *((mark.start, mark.end) for own in self.marks.values() for mark in own),
        ]
        for start, end in stretches:
            if not 0 <= start < end <= self.length:
                raise ValueError(f"[{start}, {end}) in a text of {self.length}")
        for (_, end), (start, _) in pairwise(self.units):
            if start < end:
                raise ValueError(f"a unit begins at {start}, before the last one ended at {end}")

    def readers(self, coders: Sequence[Coder]) -> list[Coder]:
        return [coder for coder in coders if coder in self.marks]


class Disagreement(NamedTuple):
    """A unit to talk about: who of those who read it gave the code, and who did not."""

    unit: tuple[int, int]
    code: Code
    did: tuple[Coder, ...]
    did_not: tuple[Coder, ...]


def units_by_code(
    text: Text, codes: Sequence[Code], coders: Sequence[Coder]
) -> dict[Code, Counter[Pattern]]:
    """For each code, how often units were judged in each way; a coder's judgement is True or False.

    A mark that overlaps a unit, however little, judges it True. In the order of `coders`; `None`
    for those who did not read the text. Other codes and other coders are left out.
    """
    touched = _touched(text, coders)
    patterns = _patterns(text, coders)
    found = {}
    for code in codes:
        units = touched.get(code, {})
        counts = Counter(patterns[by] for by in units.values())
        untouched = len(text.units) - len(units)
        if untouched:
            counts[patterns[0]] = untouched
        found[code] = counts
    return found


def amounts_by_code(
    text: Text, codes: Sequence[Code], coders: Sequence[Coder]
) -> dict[Code, Counter[Pattern]]:
    """As `units_by_code`; a judgement is how much of the unit has the code.

    0 nothing, 1 a part, 2 all of it, or nearly (`NEARLY`).
    """
    nothing = tuple(0 if coder in text.marks else None for coder in coders)
    covered = _covered(text, coders)
    found = {}
    for code in codes:
        units = covered.get(code, {})
        counts: Counter[Pattern] = Counter()
        for at, lengths_ in units.items():
            start, end = text.units[at]
            whole = NEARLY * (end - start)
            pattern = list(nothing)
            for place, length in lengths_.items():
                pattern[place] = 2 if length >= whole else 1
            counts[tuple(pattern)] += 1
        untouched = len(text.units) - len(units)
        if untouched:
            counts[nothing] += untouched
        found[code] = counts
    return found


def lengths_by_code(
    text: Text, codes: Sequence[Code], coders: Sequence[Coder]
) -> dict[Code, dict[tuple[Any, ...], int]]:
    """For each code on its own, what was marked with it: what `unitised` counts.

    Each coder's stretches of a code are united first, so that codes may overlap each other.
    """
    readers = text.readers(coders)
    own: dict[Code, dict[Coder, list[Marked]]] = defaultdict(dict)
    for coder in readers:
        for mark in text.marks[coder]:
            own[mark.code].setdefault(coder, []).append(mark)
    return {
        code: lengths(text.length, [united(own[code].get(coder, ())) for coder in readers])
        for code in codes
    }


def disagreements(text: Text, codes: Sequence[Code], coders: Sequence[Coder]) -> list[Disagreement]:
    """Where those who read the text differ: in reading order, then in the order of `codes`."""
    touched = _touched(text, coders)
    readers = text.readers(coders)
    bit = {coder: 1 << place for place, coder in enumerate(coders)}
    everybody = sum(bit[coder] for coder in readers)
    found = []
    for at, unit in enumerate(text.units):
        for code in codes:
            by = touched.get(code, {}).get(at, 0)
            if by not in (0, everybody):
                did = tuple(coder for coder in readers if by & bit[coder])
                did_not = tuple(coder for coder in readers if not by & bit[coder])
                found.append(Disagreement(unit, code, did, did_not))
    return found


def _touched(text: Text, coders: Sequence[Coder]) -> dict[Code, dict[int, int]]:
    """For each code, the units that somebody gave it, each with a bit for everybody who did."""
    starts = [start for start, _ in text.units]
    ends = [end for _, end in text.units]
    touched: dict[Code, dict[int, int]] = defaultdict(dict)
    for place, coder in enumerate(coders):
        bit = 1 << place
        for code, start, end in text.marks.get(coder, ()):
            units = touched[code]
            for at in range(bisect_right(ends, start), bisect_left(starts, end)):
                units[at] = units.get(at, 0) | bit
    return touched


def _covered(text: Text, coders: Sequence[Coder]) -> dict[Code, dict[int, dict[int, int]]]:
    """For each code, the units it touches, each with the length that each coder gave it there.

    Coders by their place.
    """
    starts = [start for start, _ in text.units]
    ends = [end for _, end in text.units]
    covered: dict[Code, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    for place, coder in enumerate(coders):
        own: dict[Code, list[Marked]] = defaultdict(list)
        for mark in text.marks.get(coder, ()):
            own[mark.code].append(mark)
        for code, marks in own.items():
            for _code, start, end in united(marks):
                for at in range(bisect_right(ends, start), bisect_left(starts, end)):
                    length = min(end, ends[at]) - max(start, starts[at])
                    lengths_ = covered[code][at]
                    lengths_[place] = lengths_.get(place, 0) + length
    return covered


class _Patterns(dict[int, Pattern]):
    """Each set of coders who gave a code, as a pattern."""

    def __init__(self, read: Sequence[bool]) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, by: int) -> Pattern:
        pattern = tuple(
            bool(by >> place & 1) if read else None for place, read in enumerate(self.read)
        )
        self[by] = pattern
        return pattern


def _patterns(text: Text, coders: Sequence[Coder]) -> _Patterns:
    return _Patterns([coder in text.marks for coder in coders])
