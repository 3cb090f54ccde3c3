"""Words of one line: a name or title as it is kept, and the beginning of a longer text."""

from __future__ import annotations

import re
import unicodedata

# No page, feed or book may hold these (XML 1.0, section 2.2), or they turn what stands after them.
UNHEARD = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
    "|[\u202a-\u202e\u2066-\u2069]"
)
LONGEST = 240
SENTENCE_END = re.compile(r"[.!?…][’”'\")]*(?=\s|$)")
ENDED = re.compile(r"[.!?…,;:–-][’”'\")]*$")


def printable(typed: str) -> str:
    """Without signs that nobody sees and no file of ours can hold: controls, half pairs, turns."""
    return UNHEARD.sub("", typed)


def one_line(typed: str) -> str:
    """NFC and plain, white space folded."""
    return " ".join(unicodedata.normalize("NFC", printable(typed)).split())


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
