"""Find marked words again in a new version of their text.

The two texts are compared word by word (a longest common subsequence, by rapidfuzz): difflib
takes time with the square of the length, and takes frequent words for noise.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from .offsets import cut, paragraphs, trim

_TOKEN = re.compile(r"\w+|[^\w\s]")
_SAME_SIGN = str.maketrans("‘’‚‛“”„‟«»–—‐‑", '\'\'\'\'""""""----')
_NEIGHBOURHOOD = 12  # characters beside a passage that must have stayed, on one side at least
_TELLING = 20  # a shorter passage found elsewhere may well be somebody else's words
_ALIKE = 60  # per cent of the characters, below which we no longer propose a place
_LARGEST = 2_000_000_000  # cells (words x words) of one comparison; 250 MB


class Certainty(StrEnum):
    EXACT = "exact"  # the same words in the same surroundings
    MOVED = "moved"  # the same words, elsewhere or otherwise spaced
    DOUBTFUL = "doubtful"  # a person must look: the words changed, or stand in several places
    LOST = "lost"  # not found; start and end show where the words used to stand


class Anchor(NamedTuple):
    start: int
    end: int
    certainty: Certainty

    @property
    def sure(self) -> bool:
        """Whether it may be taken over without a person looking."""
        return self.certainty in (Certainty.EXACT, Certainty.MOVED)


def reanchor(old: str, new: str, spans: Iterable[tuple[int, int]]) -> list[Anchor]:
    """Where each stretch of `old` stands in `new`, in the order given.

    `exact` and `moved` promise the same words (but for white space and the shape of quotes and
    dashes). What is `doubtful` is a proposal and asks for a person.
    """
    kept = list(_kept(old, new))
    return [_find(old, new, kept, start, end) for start, end in spans]


class _Kept(NamedTuple):
    """A stretch that both versions share, character by character."""

    old: int
    new: int
    size: int


class _Piece(NamedTuple):
    sign: str
    start: int
    end: int


def _find(old: str, new: str, kept: list[_Kept], start: int, end: int) -> Anchor:
    quote = cut(old, start, end)
    here = trim(new, _follow_start(kept, start), _follow_end(kept, end, len(new)))
    comparable = here.end - here.start <= 2 * len(quote) + _TELLING
    found = new[here.start : here.end] if comparable else ""
    if found == quote and _neighbours_stayed(old, new, start, end, here):
        return Anchor(*here, Certainty.EXACT)
    places = _places(quote, new)
    if len(places) == 1 and _is_telling(quote, old):
        certainty = Certainty.EXACT if found == quote else Certainty.MOVED
        return Anchor(places[0], places[0] + len(quote), certainty)
    if found and found != quote and _signs(found) == _signs(quote):
        return Anchor(*here, Certainty.MOVED)
    if fuzz.ratio(quote, found, score_cutoff=_ALIKE):
        return Anchor(*here, Certainty.DOUBTFUL)
    if places:
        nearest = min(places, key=lambda place: abs(place - here.start))
        return Anchor(nearest, nearest + len(quote), Certainty.DOUBTFUL)
    return Anchor(here.start, here.start, Certainty.LOST)


def _kept(old: str, new: str) -> Iterator[_Kept]:
    """What stayed, in order. Paragraphs first: most of them stay, and words are dear to compare."""
    olds, news = _paragraphs(old), _paragraphs(new)
    i = j = 0
    for one, other in [*_pairs(olds, news), (None, None)]:
        until_old = one.start if one else len(old)
        until_new = other.start if other else len(new)
        words = _words(old, i, until_old), _words(new, j, until_new)
        if len(words[0]) * len(words[1]) <= _LARGEST:
            for kept, found in _pairs(*words):
                yield _Kept(kept.start, found.start, kept.end - kept.start)
        if one and other:
            yield _Kept(one.start, other.start, one.end - one.start)
            i, j = one.end, other.end


def _pairs(olds: list[_Piece], news: list[_Piece]) -> Iterator[tuple[_Piece, _Piece]]:
    """The pieces of a longest common subsequence, side by side."""
    for step in LCSseq.opcodes([one.sign for one in olds], [one.sign for one in news]):
        if step.tag == "equal":
            kept = olds[step.src_start : step.src_end]
            yield from zip(kept, news[step.dest_start : step.dest_end], strict=True)


def _paragraphs(text: str) -> list[_Piece]:
    return [_Piece(text[start:end], start, end) for start, end in paragraphs(text)]


def _words(text: str, start: int, end: int) -> list[_Piece]:
    found = _TOKEN.finditer(text, start, end)
    return [_Piece(each[0].translate(_SAME_SIGN), *each.span()) for each in found]


def _signs(text: str) -> list[str]:
    return [word.sign for word in _words(text, 0, len(text))]


def _follow_start(kept: list[_Kept], place: int) -> int:
    """Where a beginning went: with its word, or else after the last word before it that stayed."""
    at = bisect_right(kept, place, key=lambda each: each.old) - 1
    return kept[at].new + min(place - kept[at].old, kept[at].size) if at >= 0 else 0


def _follow_end(kept: list[_Kept], place: int, length: int) -> int:
    """Where an end went: with its word, or else before the next word that stayed."""
    at = bisect_left(kept, place, key=lambda each: each.old) - 1
    if at >= 0 and place <= kept[at].old + kept[at].size:
        return kept[at].new + place - kept[at].old
    return kept[at + 1].new if at + 1 < len(kept) else length


def _neighbours_stayed(old: str, new: str, start: int, end: int, here: tuple[int, int]) -> bool:
    reach = _NEIGHBOURHOOD
    begin, stop = here
    before = old[max(0, start - reach) : start] == new[max(0, begin - reach) : begin]
    return before or old[end : end + reach] == new[stop : stop + reach]


def _places(quote: str, text: str) -> list[int]:
    places: list[int] = []
    at = text.find(quote)
    while at >= 0 and len(places) < 100:
        places.append(at)
        at = text.find(quote, at + 1)
    return places


def _is_telling(quote: str, old: str) -> bool:
    return len(quote) >= _TELLING and old.count(quote) == 1
