"""Places in a text: code points, counted from 0, in half-open stretches [start, end).

The browser counts UTF-16 units. `static/sources/offsets.js` is this file's twin there, and
`tests/offsets.json` holds the cases that both must answer alike.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# Python's strip() and JavaScript's trim() differ; the twins share this list instead.
_WHITE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
_PARAGRAPH = re.compile(r"[^\r\n]+")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Span(NamedTuple):
    start: int
    end: int


class OutsideTextError(ValueError):
    """A stretch that is empty, backwards, or reaches over the border of its text."""


def to_utf16(text: str, place: int) -> int:
    """The browser's number for a place: each character beyond U+FFFF counts there as two."""
    return place + len(_ASTRAL.findall(text, 0, place))


def from_utf16(text: str, units: int) -> int:
    """Our number for the browser's place; halfway a character is the place before it."""
    counted = 0
    for place, character in enumerate(text):
        counted += 2 if character > "\uffff" else 1
        if counted > units:
            return place
    return len(text)


def cut(text: str, start: int, end: int) -> str:
    """The words in a stretch. Python's own slice would forgive what is a mistake here."""
    if not 0 <= start < end <= len(text):
        raise OutsideTextError(f"[{start}, {end}) in a text of {len(text)}")
    return text[start:end]


def trim(text: str, start: int, end: int) -> Span:
    """The stretch without white space at its ends; of white space alone, nothing is left."""
    words = text[start:end].lstrip(_WHITE)
    start = end - len(words)
    return Span(start, start + len(words.rstrip(_WHITE)))


def paragraphs(text: str) -> list[Span]:
    """The stretches between line ends; a line with nothing on it is no paragraph."""
    return [Span(*found.span()) for found in _PARAGRAPH.finditer(text)]


def around(text: str, start: int, end: int, size: int = 120) -> tuple[str, str]:
    """At most `size` code points before and after a stretch, in its paragraph, in whole words."""
    before = text[max(text.rfind("\n", 0, start) + 1, start - size) : start]
    if len(before) == size and not _starts_a_word(text, start - size):
        before = before[_next_word(before) :]
    line_end = text.find("\n", end)
    stop = len(text) if line_end < 0 else line_end
    after = text[end : min(stop, end + size)]
    if len(after) == size and end + size < stop and not _starts_a_word(text, end + size):
        after = after[: len(after) - _next_word(after[::-1])]
    return before, after


def _starts_a_word(text: str, place: int) -> bool:
    beside = text[max(place - 1, 0) : place + 1]
    return place in (0, len(text)) or any(map(str.isspace, beside))


def _next_word(text: str) -> int:
    found = re.search(r"\s", text)
    return found.end() if found else len(text)
