"""The pieces in which a text is searched and learned from: paragraphs, and their sentences.

Places are code points, half-open, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from samenspel.sources.offsets import Span, paragraphs, trim

# After these a full stop ends no sentence. Dutch and English, without capitals.
SHORT = frozenset(
    "a.m bijv bv d.w.z dhr dr drs e.d e.g enz etc evt excl fig i.e incl ing ir jl jr m.a.w m.b.t "
    "m.i mevr mr mrs ms n.a.v nl no nr o.a o.i.d p p.m p.s prof resp sr st t.a.v t.o.v t/m vgl vs "
    "z.g.n zgn".split()
)
_END = regex.compile(r"[.!?…]+[\p{Pe}\p{Pf}\"'’”]*(?=\s+[\p{Ps}\p{Pi}\"'‘“–—-]*\s*[\p{Lu}\p{Nd}])")
_LAST_WORD = regex.compile(r"[\p{L}.\/]+$")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; `label` names who speaks there, `position` is that in the layout."""

    start: int
    end: int
    label: str = ""
    position: int = 0


def pieces(text: str, layout: Sequence[dict[str, Any]]) -> list[Piece]:
    """The paragraphs of a version, headings left out."""
    if not layout:
        return [Piece(*span, "", at) for at, span in enumerate(paragraphs(text))]
    return [
        Piece(*trim(text, each["start"], each["end"]), each.get("speaker") or "", at)
        for at, each in enumerate(layout)
        if each["kind"] != "heading"
    ]


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences between two places; what stands between them belongs to none."""
    begin = start
    for found in _END.finditer(text, start, end):
        before = _LAST_WORD.search(text, begin, found.start())
        if found[0].startswith(".") and before and _is_short(before[0]):
            continue
        yield trim(text, begin, found.end())
        begin = found.end()
    last = trim(text, begin, end)
    if last.start < last.end:
        yield last


def in_sentences(text: str, found: Sequence[Piece]) -> list[Piece]:
    return [
        Piece(*span, piece.label, piece.position)
        for piece in found
        for span in sentences(text, piece.start, piece.end)
    ]


def _is_short(word: str) -> bool:
    """An abbreviation, or an initial."""
    return word.casefold().strip(".") in SHORT or (len(word) == 1 and word.isupper())
