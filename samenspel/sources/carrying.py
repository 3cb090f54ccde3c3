"""What a changed text keeps of the one before: which lines became which, by their words and order.

A line may be corrected, split in two or run on into the next; its times go along.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from .readers import Paragraph

_WORD = re.compile(r"\w+")
_MOST = 4_000_000  # cells of one comparison of words; beyond it lines go by order alone
_ENOUGH = 0.5  # of the words of the shorter of two lines

Links = dict[int, list[int]]


def links(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> Links:
    """Of each new line (by number) the old ones it is made of, in order; none when it is new."""
    found: Links = {}
    at = (0, 0)
    for i, j in [*_the_same(old, new), (len(old), len(new))]:
        _between(old, new, range(at[0], i), range(at[1], j), found)
        if i < len(old):
            found[j] = [i]
        at = (i + 1, j + 1)
    _moved(old, new, found)
    return found


def _the_same(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[tuple[int, int]]:
    steps = LCSseq.opcodes([each.text for each in old], [each.text for each in new])
    return [
        pair
        for step in steps
        if step.tag == "equal"
        for pair in zip(
            range(step.src_start, step.src_end), range(step.dest_start, step.dest_end), strict=True
        )
    ]


def _between(
    old: Sequence[Paragraph], new: Sequence[Paragraph], olds: range, news: range, found: Links
) -> None:
    """Lines that changed, between two that did not."""
    shared = _words_shared([old[i].text for i in olds], [new[j].text for j in news])
    for (i, j), is_enough in shared.items():
        if is_enough:
            found.setdefault(news[j], []).append(olds[i])
    linked = [(max(found[j]), j) for j in news if j in found]
    ends = [(olds.start - 1, news.start - 1), *linked, (olds.stop, news.stop)]
    for (i, j), (next_i, next_j) in pairwise(ends):
        taken = {each for several in found.values() for each in several}
        left = [each for each in range(i + 1, next_i) if each not in taken]
        bare = list(range(j + 1, next_j))
        if len(left) == len(bare):  # said in other words altogether
            found.update({b: [a] for a, b in zip(left, bare, strict=True)})


def _words_shared(olds: list[str], news: list[str]) -> dict[tuple[int, int], bool]:
    """Which pairs of lines share words in the same order, and whether those are enough."""
    before = [(at, word) for at, line in enumerate(olds) for word in _words(line)]
    after = [(at, word) for at, line in enumerate(news) for word in _words(line)]
    if not before or not after or len(before) * len(after) > _MOST:
        return {}
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for step in LCSseq.opcodes([word for _, word in before], [word for _, word in after]):
        if step.tag == "equal":
            for n in range(step.src_end - step.src_start):
                pair = before[step.src_start + n][0], after[step.dest_start + n][0]
                shared[pair] += len(before[step.src_start + n][1])
    long = [sum(map(len, _words(line))) for line in olds]
    wide = [sum(map(len, _words(line))) for line in news]
    return {
        (i, j): many >= _ENOUGH * min(long[i], wide[j]) for (i, j), many in sorted(shared.items())
    }


def _words(line: str) -> list[str]:
    return _WORD.findall(line.casefold())


def _moved(old: Sequence[Paragraph], new: Sequence[Paragraph], found: Links) -> None:
    """Lines that stand elsewhere now, word for word."""
    taken = {each for several in found.values() for each in several}
    left: dict[str, list[int]] = defaultdict(list)
    for i in reversed(range(len(old))):
        if i not in taken:
            left[old[i].text].append(i)
    for j, each in enumerate(new):
        if j not in found and left[each.text]:
            found[j] = [left[each.text].pop()]
