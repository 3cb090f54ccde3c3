"""What a stretch of words looks like to the computer.

Words and pairs of words, and the letters within words: Dutch writes compounds as one word, and
"sleutelbos" has to resemble "sleutel".
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from samenspel.sources.words import fold, words_of

LETTERS = (3, 4, 5)
Features = dict[str, int]


def features(text: str) -> Features:
    """How often each occurs; words begin with a space, letters do not begin with two."""
    words = [fold(word) for word in words_of(text)]
    found = Counter(f"  {word}" for word in words)
    found.update(f"  {one} {two}" for one, two in pairwise(words))
    for word in words:
        found.update(_letters(word))
    return found


def is_word(feature: str) -> bool:
    return feature.startswith("  ")


@functools.lru_cache(maxsize=50_000)
def _letters(word: str) -> tuple[str, ...]:
    return tuple(_within(f" {word} "))


def _within(word: str) -> Iterator[str]:
    for many in LETTERS:
        for at in range(len(word) - many + 1):
            yield word[at : at + many]
