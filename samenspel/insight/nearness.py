"""Which codes lie together. Nothing here touches a table.

Passages come as rows of (key, text, begin, end) and codings as pairs of (key, code). Every code
becomes a whole number in which a bit stands for a passage, so that "how many passages have both"
is one `&` and one count of bits, also for hundreds of thousands of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

Row = tuple[int, int, int, int]
Interval = tuple[int, int, int]


@dataclass(frozen=True)
class Lying:
    """`own[code]`: the passages that have it; `near[code]`: those that it lies on or beside."""

    keys: Sequence[int]
    own: dict[int, int]
    near: dict[int, int]

    def both(self, one: int, other: int) -> int:
        """The passages of either code that the other one lies on or beside, as bits."""
        if one not in self.own or other not in self.own:
            return 0
        return (self.own[one] & self.near[other]) | (self.own[other] & self.near[one])

    def either(self, one: int, other: int) -> int:
        return self.own.get(one, 0) | self.own.get(other, 0)

    def which(self, bits: int) -> list[int]:
        return [self.keys[place] for place in places(bits)]


def places(bits: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    for at, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        while byte:
            low = byte & -byte
            yield at * 8 + low.bit_length() - 1
            byte ^= low


def on_the_same_words(rows: Sequence[Row], codings: Iterable[tuple[int, int]]) -> Lying:
    """Two codes lie together on one passage, or on two that have a letter in common."""
    return _lying(rows, codings, lambda _text, begin, end: (begin, end))


def beside(
    rows: Sequence[Row],
    codings: Iterable[tuple[int, int]],
    paragraphs: Callable[[int, int, int], tuple[int, int]],
    within: int = 1,
) -> Lying:
    """Also on passages with at most so many paragraphs from one to the other.

    `paragraphs` tells of a stretch of a text the number of its first and its last paragraph.
    """

    def stretch(text: int, begin: int, end: int) -> tuple[int, int]:
        first, last = paragraphs(text, begin, end)
        return first, last + within + 1

    return _lying(rows, codings, stretch)


def in_one_text(rows: Sequence[Row], codings: Iterable[tuple[int, int]]) -> Lying:
    """Two codes lie together in a text that has both: here the bits stand for texts."""
    text_of = {key: text for key, text, _begin, _end in rows}
    keys = sorted(set(text_of.values()))
    number = {text: at for at, text in enumerate(keys)}
    own = bits_of(((number[text_of[key]], code) for key, code in codings), len(keys))
    return Lying(keys, own, own)


def _lying(
    rows: Sequence[Row],
    codings: Iterable[tuple[int, int]],
    stretch: Callable[[int, int, int], tuple[int, int]],
) -> Lying:
    keys = [row[0] for row in rows]
    number = {key: at for at, key in enumerate(keys)}
    codes_at: dict[int, list[int]] = defaultdict(list)
    for key, code in codings:
        codes_at[number[key]].append(code)
    texts: dict[int, list[Interval]] = defaultdict(list)
    for at, (_key, text, begin, end) in enumerate(rows):
        if at in codes_at:
            texts[text].append((*stretch(text, begin, end), at))
    own = bits_of(((at, code) for at, codes in codes_at.items() for code in codes), len(keys))
    met = ((at, code) for pair in _meetings(texts) for at, code in _each(pair, codes_at))
    near = bits_of(met, len(keys))
    return Lying(keys, own, {code: bits | near.get(code, 0) for code, bits in own.items()})


def _meetings(texts: dict[int, list[Interval]]) -> Iterator[tuple[int, int]]:
    """Pairs of different passages of one text whose stretches overlap."""
    for stretches in texts.values():
        stretches.sort()
        running: list[Interval] = []
        for each in stretches:
            running = [earlier for earlier in running if earlier[1] > each[0]]
            yield from ((earlier[2], each[2]) for earlier in running)
            running.append(each)


def _each(pair: tuple[int, int], codes_at: dict[int, list[int]]) -> Iterator[tuple[int, int]]:
    one, other = pair
    for code in codes_at[other]:
        yield one, code
    for code in codes_at[one]:
        yield other, code


def bits_of(pairs: Iterable[tuple[int, int]], many: int) -> dict[int, int]:
    """For every code a number with a bit for each place at which it stands."""
    size = (many + 7) // 8
    rows: dict[int, bytearray] = defaultdict(lambda: bytearray(size))
    for place, code in pairs:
        rows[code][place >> 3] |= 1 << (place & 7)
    return {code: int.from_bytes(row, "little") for code, row in rows.items()}
