"""Krippendorff's alpha for stretches that coders mark themselves, in its definition of 2016.

Krippendorff, Mathet, Bouvry & Widlöcher 2016, "On the reliability of unitizing textual continua:
Further developments", Quality & Quantity 50; also Krippendorff 2019, "Content Analysis", 4th ed.,
section 12.6. What a coder left unmarked is a gap, of value phi. Lengths are in code points.

Like the counts of patterns, the lengths of several documents may be added up: each document is a
continuum of its own, with the coders who read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from operator import attrgetter
from typing import Any, NamedTuple, TypeAlias

from .figures import Why

Code: TypeAlias = Hashable


class Marked(NamedTuple):
    """A code on the code points [start, end) of a text."""

    code: Code
    start: int
    end: int


Lengths: TypeAlias = Mapping[tuple[Any, ...], int]
"""Whole numbers that may be added up over documents:

(WHOLE,)                  length of the text x coders who read it
(UNITS,)                  number of stretches marked
(LENGTH, c)               sum of the lengths of all stretches of c
(SQUARES, c)              sum of their squares
(SHARED, m, c, k)         sum over ordered pairs of the m coders of the overlap of c with k
(SHARED_SQUARES, m, c)    sum over ordered pairs, and the first's stretches of c, of the square of
                          what the other marked within it
"""
WHOLE, UNITS, LENGTH, SQUARES, SHARED, SHARED_SQUARES = range(6)


_START = attrgetter("start")


class OverlappingError(ValueError):
    """A coder's own stretches overlap: this coefficient asks for one code at a place."""


def united(marks: Iterable[Marked]) -> list[Marked]:
    """What one coder covered with one code: stretches that overlap or touch are one."""
    found: list[Marked] = []
    for mark in sorted(marks, key=_START):
        if found and mark.start <= found[-1].end:
            if mark.end > found[-1].end:
                found[-1] = found[-1]._replace(end=mark.end)
        else:
            found.append(mark)
    return found


def lengths(length: int, marks: Sequence[Sequence[Marked]]) -> dict[tuple[Any, ...], int]:
    """The lengths of one text, from the stretches of each coder who read it; one without any is [].

    With fewer than two coders there is nothing to compare, and nothing is counted. Raises
    OverlappingError when a coder's own stretches overlap (see `united`), ValueError when one is
    empty or reaches over the border of the text.
    """
    among = len(marks)
    if among < 2:
        return {}
    ordered = [sorted(own, key=_START) for own in marks]
    sums: dict[tuple[Any, ...], int] = {(WHOLE,): length * among, (UNITS,): sum(map(len, marks))}
    long: dict[Code, int] = defaultdict(int)
    squares: dict[Code, int] = defaultdict(int)
    for own in ordered:
        last = 0
        for code, start, end in own:
            if start < last:
                raise OverlappingError(f"two stretches by one coder, before and after {start}")
            if not start < end <= length:
                raise ValueError(f"[{start}, {end}) of {code} in a text of {length}")
            last = end
            long[code] += end - start
            squares[code] += (end - start) ** 2
    shared: dict[tuple[Code, Code], int] = defaultdict(int)
    within: dict[Code, int] = defaultdict(int)
    for one, other in combinations(ordered, 2):
        _share(one, other, shared, within)
    sums |= {(LENGTH, code): n for code, n in long.items()}
    sums |= {(SQUARES, code): n for code, n in squares.items()}
    sums |= {(SHARED, among, c, k): n for (c, k), n in shared.items()}
    sums |= {(SHARED_SQUARES, among, code): n for code, n in within.items()}
    return sums


def units(counts: Lengths) -> int:
    """The number of stretches marked in texts that at least two coders read."""
    return counts.get((UNITS,), 0)


class Continuum:
    """The coincidences l_ck of all texts together (eq. 1), without those of phi.

    l_ck = sum over texts and ordered pairs of coders of the overlap / (m - 1); its margin l_c is
    the length of all that was marked c.
    """

    def __init__(self, counts: Lengths) -> None:
        self.whole = counts.get((WHOLE,), 0)
        self.length: dict[Code, int] = {}
        self.squares: dict[Code, int] = {}
        self.shared: dict[tuple[Code, Code], float] = defaultdict(float)
        self.shared_squares: dict[Code, float] = defaultdict(float)
        for key, n in counts.items():
            kind = key[0]
            if kind == LENGTH:
                self.length[key[1]] = n
            elif kind == SQUARES:
                self.squares[key[1]] = n
            elif kind == SHARED:
                self.shared[key[2:]] += n / (key[1] - 1)
            elif kind == SHARED_SQUARES:
                self.shared_squares[key[2]] += n / (key[1] - 1)
        self.marked = sum(self.length.values())
        self.gaps = self.whole - self.marked

    @property
    def room(self) -> float:
        """l.. less what a stretch can't meet by chance: itself. A gap has no inner bond (eq. 4)."""
        return self.whole - (sum(self.squares.values()) + self.gaps) / self.whole

    @property
    def both(self) -> dict[Code, float]:
        """l*_c: the length of c where the other coder of a pair marked something too."""
        both: dict[Code, float] = defaultdict(float)
        for (code, _), length in self.shared.items():
            both[code] += length
        return both


def u_alpha(counts: Lengths) -> float | Why:
    """u-alpha (eq. 5): are the same stretches marked, with the same code?

    1 - (l.. - l_phi,phi - sum_c l_cc) / (e.. - e_phi,phi - sum_c e_cc), where (eq. 4)
    e_ck = (l_c l_k - [c = k] s_c) / (l.. - sum_c s_c / l..),
    s_c the sum of the squared lengths of stretches of c, s_phi the plain length of all gaps.
    """
    line = Continuum(counts)
    apart = line.whole**2 - sum(n * n for n in line.length.values()) - line.gaps**2
    if not apart:
        return Why.ONE_VALUE if line.whole else Why.TOO_FEW
    met = sum(line.shared.values())
    alike = sum(n for (c, k), n in line.shared.items() if c == k)
    gaps_alike = line.gaps - (line.marked - met)
    return 1 - (line.whole - gaps_alike - alike) * line.room / apart


def bar_u_alpha(counts: Lengths) -> float | Why:
    """|u-alpha (eq. 6): is the same part of the text marked, with whatever code?

    1 - l_phi,not-phi / e_phi,not-phi: the coincidences of `u_alpha`, with all codes taken as one.
    """
    line = Continuum(counts)
    if not line.marked or not line.gaps:
        return Why.ONE_VALUE if line.whole else Why.TOO_FEW
    alone = line.marked - sum(line.shared.values())
    return 1 - alone * line.room / (line.marked * line.gaps)


def cu_alpha(counts: Lengths) -> float | Why:
    """cu-alpha (eq. 11): where both of a pair marked something, is it the same code?

    1 - (l*.. - sum_c l_cc) / (e*.. - sum_c e*_cc), over the coincidences without phi (eq. 10):
    e*_ck = (l*_c l*_k - [c = k] s*_c) / (l*.. - sum_c s*_c / l*..),
    s*_c the sum over pairs of the square of what a stretch shares, / (m - 1).

    For three coders or more the book of 2019 takes what a stretch shares with all others
    at once; for two they are the same.
    """
    line = Continuum(counts)
    both = line.both
    total = sum(both.values())
    if len(both) < 2:
        return Why.ONE_VALUE if both else Why.TOO_FEW
    room = total - sum(line.shared_squares.values()) / total
    alike = sum(n for (c, k), n in line.shared.items() if c == k)
    return 1 - (total - alike) * room / (total**2 - sum(n * n for n in both.values()))


def k_u_alpha(code: Code, counts: Lengths) -> float | Why:
    """(k)u-alpha (eq. 13): where both marked something, one of them with this code, did the other?

    1 - (e*_k / l*_k) (l*_k - l_kk) / (e*_k - e*_kk), with l* and e* as in `cu_alpha`.
    """
    line = Continuum(counts)
    both = line.both
    total, own = sum(both.values()), both.get(code, 0)
    if not own:
        return Why.TOO_FEW
    if len(both) < 2:
        return Why.ONE_VALUE
    alone = own - line.shared[code, code]
    return 1 - (own * total - line.shared_squares[code]) * alone / (own * own * (total - own))


def _share(
    one: Sequence[Marked],
    other: Sequence[Marked],
    shared: dict[tuple[Code, Code], int],
    within: dict[Code, int],
) -> None:
    """Adds what two coders both marked. Two fingers go along the text, one in each list."""
    of_one, of_other = [0] * len(one), [0] * len(other)
    i = j = 0
    while i < len(one) and j < len(other):
        c, start, end = one[i]
        k, begin, stop = other[j]
        overlap = min(end, stop) - max(start, begin)
        if overlap > 0:
            shared[c, k] += overlap
            shared[k, c] += overlap
            of_one[i] += overlap
            of_other[j] += overlap
        if end <= stop:
            i += 1
        else:
            j += 1
    for own, lengths_ in ((one, of_one), (other, of_other)):
        for mark, length in zip(own, lengths_, strict=True):
            if length:
                within[mark.code] += length**2
