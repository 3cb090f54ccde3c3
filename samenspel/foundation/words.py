"""Words of one line: a name or title as it is kept, and the beginning of a longer text."""

from __future__ import annotations

import re
import unicodedata

TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\0]")
LONGEST = 240
SENTENCE_END = re.compile(r"[.!?…][’”'\")]*(?=\s|$)")
ENDED = re.compile(r"[.!?…,;:–-][’”'\")]*$")


def one_line(typed: str) -> str:
    """NFC, white space folded; no NUL, and no signs that turn what stands after them around."""
    return " ".join(unicodedata.normalize("NFC", TURNS.sub("", typed)).split())


def shortened(text: str, most: int = LONGEST) -> str:
    """The beginning of a text: whole sentences, or words when its first sentence is too long."""
    lines = [" ".join(part.split()) for part in text.splitlines() if part.strip()]
    line = " ".join([*map(_ended, lines[:-1]), *lines[-1:]])
    if len(line) <= most:
        return line
    ends = [found.end() for found in SENTENCE_END.finditer(line, 0, most + 1)]
    if ends and ends[-1] > most / 3:
        return line[: ends[-1]]
    return line[:most].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def _ended(line: str) -> str:
    """A heading or a line without a point at its end does not run into the next."""
    return line if ENDED.search(line) else f"{line}."
