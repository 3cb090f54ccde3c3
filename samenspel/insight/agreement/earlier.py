"""The unitising alpha of 1995 and 2004, which DKPro and INCEpTION still report.

Only to check a figure that comes from there: its author replaced it in 2016 because it misbehaves
with more than two coders. Ours is in `unitised`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

from .figures import Why
from .unitised import Marked


class Section(NamedTuple):
    start: int
    length: int
    marked: bool


def u_alpha_2004(length: int, marks: Sequence[Sequence[Marked]]) -> float | Why:
    """alpha = 1 - D_o / D_e, for one code in one text, by two or more coders.

    `length` in code points. Krippendorff 1995, "On the reliability of unitizing continuous data";
    2004, "Measuring the reliability of qualitative text analysis data". A coder's own stretches do
    not overlap.
    """
    coders = [sections(length, own) for own in marks]
    chance = expected_2004(length, coders)
    if not chance:
        return Why.ONE_VALUE
    return 1 - observed_2004(length, coders) / chance


def observed_2004(length: int, coders: Sequence[Sequence[Section]]) -> float:
    """D_o = sum over ordered pairs of coders, and their sections, of d2 / (m (m - 1) L^2)."""
    m = len(coders)
    apart = sum(_apart(g, h) for one, other in permutations(coders, 2) for g in one for h in other)
    return apart / (m * (m - 1) * length**2)


def expected_2004(length: int, coders: Sequence[Sequence[Section]]) -> float:
    """D_e, the same for N units and all gaps laid out at random.

    (2 / L) sum over units of [(N - 1) (2 l^3 - 3 l^2 + l) / 3 + l^2 sum over gaps of at least l of
    (their length - l + 1)] / (m L (m L - 1) - sum over units of l (l - 1))
    """
    lengths = [section.length for own in coders for section in own if section.marked]
    gaps = [section.length for own in coders for section in own if not section.marked]
    apart = sum(
        (len(lengths) - 1) * (2 * n**3 - 3 * n**2 + n) / 3
        + n**2 * sum(gap - n + 1 for gap in gaps if gap >= n)
        for n in lengths
    )
    ways = len(coders) * length
    return 2 / length * apart / (ways * (ways - 1) - sum(n * (n - 1) for n in lengths))


def sections(length: int, marks: Sequence[Marked]) -> list[Section]:
    """Stretches and the gaps between them, over the whole text."""
    sections, at = [], 0
    for _, start, end in sorted(marks, key=lambda mark: mark.start):
        if start > at:
            sections.append(Section(at, start - at, False))
        sections.append(Section(start, end - start, True))
        at = end
    if at < length:
        sections.append(Section(at, length - at, False))
    return sections


def _apart(g: Section, h: Section) -> int:
    """d2: of overlapping units the squared distances of their ends; of a unit in a gap l^2."""
    if g.marked and h.marked:
        begins = g.start - h.start
        ends = begins + g.length - h.length
        return begins**2 + ends**2 if -g.length < begins < h.length else 0
    if g.marked and _within(g, h):
        return g.length**2
    if h.marked and _within(h, g):
        return h.length**2
    return 0


def _within(unit: Section, gap: Section) -> bool:
    return gap.start <= unit.start and unit.start + unit.length <= gap.start + gap.length
