"""Would a neighbour know who this is? The words in a text by which somebody could.

A rough sieve, on purpose: it marks too much sooner than too little, and somebody decides on each
mark. It knows no table; `weighing` brings the words that are known in a coalition.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from samenspel.sources.words import fold


class Kind(StrEnum):
    OWN = "own"  # on the coalition's own list
    NAME = "name"  # of somebody who takes part
    PLACE = "place"  # of the coalition, its places to practise, its organisations
    CAPITAL = "capital"  # a capital within a sentence
    PERSON = "person"  # according to a second sieve, and so is the next
    SPOT = "spot"
    AGE = "age"
    DATE = "date"
    PHONE = "phone"
    MAIL = "mail"
    NUMBER = "number"


@dataclass(frozen=True)
class Mark:
    """A stretch [start, end) of a text, in code points, that may tell who somebody is."""

    start: int
    end: int
    words: str
    kind: Kind


MONTHS = (
    "januari februari maart april mei juni juli augustus september oktober november december "
    "january february march may june july august october"
).replace(" ", "|")
# In this order: where two lie over each other, the first one counts.
PATTERNS = [
    (Kind.MAIL, r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\bwww\.\S+|\bhttps?://\S+"),
    (Kind.PHONE, r"(?<![\w-])(?:\+\d{2}|0)[ -]?\d(?:[ -]?\d){7,9}(?!\d)"),
    (
        Kind.DATE,
        (
            rf"\b\d{{1,2}}(?:e|de|ste|st|nd|rd|th)?\s+(?:{MONTHS})\b(?:\s+\d{{4}})?"
            rf"|\b(?:{MONTHS})\s+(?:\d{{1,2}},?\s+)?\d{{4}}\b"
            r"|\b\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b"
        ),
    ),
    (
        Kind.AGE,
        (
            r"\b\d{1,3}(?:[- ]?jarige|\s+jaar\s+oud|\s+jaar\b|[- ]years?[- ]old|\s+years\s+old)\w*"
            r"|\b(?:geboren|born)\s+(?:in|op|on)\s+\d[\w ]*\d\b"
        ),
    ),
    (Kind.NUMBER, r"\b[1-9]\d{3}\s?[A-Z]{2}\b|(?<!\w)\d+(?:[.,:]\d+)*[a-z]?\b(?!\w)"),
]
FOUND = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in PATTERNS[:-1]]
FOUND.append((PATTERNS[-1][0], re.compile(PATTERNS[-1][1])))
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")  # with its digits, as in A12
# After these a capital only says that a sentence begins.
OPENS = re.compile(r"(?:^|\n|[.!?…:;]['\"’”)\]]*\s+|[-–—•]\s+)['\"‘“(\[]*\s*$|[‘“\"(\[]\s*$")
# Between two capitals they belong to one name: Van der Berg.
BETWEEN = re.compile(r"^\s+(?:(?:van|de|den|der|ter|ten|te|het|'t|op|in|el|al|la|of|the)\s+)*$")
NOBODY = {"i", "ik"}


ENDS = re.compile(r"[.!?…:;]['\"’”)\]]*\s+|\s*\n\s*")


def marks(text: str, known: Mapping[str, Kind], also: Iterable[Mark] = ()) -> list[Mark]:
    """What to look at in a text, from its beginning; no two lie over each other.

    `known` are words that tell who or where somebody is, folded, each with its kind; they may be
    of several words. `also` is what a second sieve found in this text.
    """
    text = unicodedata.normalize("NFC", text)
    found: list[Mark] = []
    for mark in [*_known(text, known), *_patterns(text), *_capitals(text)]:
        if not any(mark.start < other.end and other.start < mark.end for other in found):
            found.append(mark)
    for mark in also:
        found = _with(text, found, mark)
    return sorted(found, key=lambda mark: mark.start)


def _with(text: str, found: list[Mark], mark: Mark) -> list[Mark]:
    """What was found, and what another mark adds to it: it may run on into a next sentence.

    A capital within a name that began before it gives way: nobody decides twice on one name.
    """
    start = mark.start
    ends = [(stop.start(), stop.end()) for stop in ENDS.finditer(text, mark.start, mark.end)]
    for end, onward in [*ends, (mark.end, mark.end)]:
        found = [
            each
            for each in found
            if each.kind != Kind.CAPITAL
            or not (start <= each.start and each.end <= end)
            or (start, end) == (each.start, each.end)
        ]
        found += _left(text, found, replace(mark, start=start, end=end))
        start = onward
    return found


def _left(text: str, found: list[Mark], mark: Mark) -> list[Mark]:
    """The words of a mark that lie under no other; a part of a name has a capital or a digit."""
    runs: list[tuple[int, int]] = []
    cut = False
    for word in TOKEN.finditer(text, mark.start, mark.end):
        if any(word.start() < each.end and each.start < word.end() for each in found):
            cut = True
        elif runs and not TOKEN.search(text, runs[-1][1], word.start()):
            runs[-1] = (runs[-1][0], word.end())
        else:
            runs.append(word.span())
    told = [Mark(start, end, text[start:end], mark.kind) for start, end in runs]
    return [
        one
        for one in told
        if not cut or one.words != one.words.lower() or re.search(r"\d", one.words)
    ]


def _known(text: str, known: Mapping[str, Kind]) -> Iterator[Mark]:
    """Every place of a known word, the longest first; also with an s or a hyphen behind it."""
    words = [(found.start(), found.end(), fold(found[0])) for found in TOKEN.finditer(text)]
    parts = {tuple(fold(part[0]) for part in TOKEN.finditer(each)): each for each in known}
    for run in sorted(parts, key=len, reverse=True):
        if not run:
            continue
        for place in range(len(words) - len(run) + 1):
            stretch = words[place : place + len(run)]
            if all(_same(one[2], part) for one, part in zip(stretch, run, strict=True)):
                start, end = stretch[0][0], stretch[-1][1]
                yield Mark(start, end, text[start:end], known[parts[run]])


def _same(word: str, known: str) -> bool:
    return word in (known, f"{known}s", f"{known}'s", f"{known}’s") or word.startswith(f"{known}-")


def _patterns(text: str) -> Iterator[Mark]:
    for kind, pattern in FOUND:
        for found in pattern.finditer(text):
            yield Mark(found.start(), found.end(), found[0], kind)


def _capitals(text: str) -> Iterator[Mark]:
    """Names are written with a capital where no sentence begins; those in a row are one mark."""
    start = end = -1
    for found in WORD.finditer(text):
        if not found[0][:1].isupper() or fold(found[0]) in NOBODY:
            continue
        if start >= 0 and BETWEEN.match(text[end : found.start()]):
            end = found.end()
            continue
        if start >= 0:
            yield Mark(start, end, text[start:end], Kind.CAPITAL)
        opens = OPENS.search(text[: found.start()])
        start, end = (-1, -1) if opens else found.span()
    if start >= 0:
        yield Mark(start, end, text[start:end], Kind.CAPITAL)
