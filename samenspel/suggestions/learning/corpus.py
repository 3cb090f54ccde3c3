"""The examples: pieces of coded texts, with the codes that people gave them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from samenspel.suggestions.units import Piece, pieces, sentences

from .constants import HELD, LONGEST, SHORTEST


@dataclass(frozen=True)
class Given:
    """A coding: a code (its id) at a stretch of words; `prompted` when a computer proposed it."""

    code: int
    passage: int
    start: int
    end: int
    prompted: bool = False


@dataclass
class Unit:
    """A piece of a source, and the codes it has; `unsure` ones were prompted, and teach nothing."""

    source: int
    group: int
    start: int
    end: int
    text: str
    codes: dict[int, list[int]] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)


def units(
    text: str,
    layout: Sequence[dict[str, Any]],
    given: Sequence[Given] = (),
    *,
    source: int,
    group: int,
) -> list[Unit]:
    """The pieces of one version with the codes that stand in them."""
    found = [
        Unit(source, group, piece.start, piece.end, text[piece.start : piece.end])
        for piece in _cut(text, pieces(text, layout))
        if piece.end - piece.start >= SHORTEST
    ]
    for each in given:
        for unit in found:
            if stands_in(unit.start, unit.end, each.start, each.end):
                if each.prompted:
                    unit.unsure.add(each.code)
                else:
                    unit.codes.setdefault(each.code, []).append(each.passage)
    for unit in found:
        unit.unsure -= set(unit.codes)
    return found


def stands_in(start: int, end: int, first: int, last: int) -> bool:
    """Whether two stretches share at least half of the shorter one."""
    shared = min(end, last) - max(start, first)
    return 2 * shared >= min(end - start, last - first) and shared > 0


def is_held(sha256: str, start: int) -> bool:
    """Whether this piece gets no suggestion: chance, but always the same for the same version."""
    drawn = hashlib.sha256(f"{sha256}:{start}".encode()).digest()
    return int.from_bytes(drawn[:8], "big") % HELD == 0


def _cut(text: str, found: Sequence[Piece]) -> Iterator[Piece]:
    """Long paragraphs in parts of whole sentences."""
    for piece in found:
        if piece.end - piece.start <= LONGEST:
            yield piece
            continue
        begin = last = piece.start
        for start, end in sentences(text, piece.start, piece.end):
            if end - begin > LONGEST and last > begin:
                yield Piece(begin, last)
                begin = start
            last = end
        yield Piece(begin, last)
