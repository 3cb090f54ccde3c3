"""The units in which coders are compared: the paragraphs of a text, or its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from samenspel.sources.offsets import trim

# A sentence ends at . ! ? or …, with what closes it, before white space and what can begin one.
_BEGINS = r"\s+(?:[\"'“‘«(\[]*(?:[^\W\d_a-zß-ÿ]|\d)|['’‘][a-z]\b)"
_END = re.compile(rf"[.!?…]+[\"'”’»)\]]*(?={_BEGINS})")
# After these a full stop ends no sentence.
_SHORT = re.compile(
    r"\b(?:[A-Z]|(?i:bijv|bv|ca|dhr|dr|drs|enz|ing|ir|mevr|mr|mrs|mw|nr|o\.a|prof|st|vgl|e\.g|i\.e))\.$"
)


def paragraphs(layout: Iterable[Mapping[str, Any]], length: int) -> list[tuple[int, int]]:
    """The pieces of a layout that hold words, in order; of a text without layout it is one."""
    found = [(piece["start"], piece["end"]) for piece in layout if piece["start"] < piece["end"]]
    return found or ([(0, length)] if length else [])


def sentences(text: str, pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The sentences within each paragraph, without the white space around them."""
    return [span for start, end in pieces for span in _within(text, start, end)]


def _within(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for found in _END.finditer(text, start, end):
        if _SHORT.search(text[at : found.start() + 1]):
            continue
        yield from _tidy(text, at, found.end())
        at = found.end()
    yield from _tidy(text, at, end)


def _tidy(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    span = trim(text, start, end)
    if span.start < span.end:
        yield span.start, span.end
