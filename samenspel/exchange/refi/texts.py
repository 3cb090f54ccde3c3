"""From the text of a file to the text that we keep, with every place brought along."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from samenspel.exchange import limits

_LOST = str.maketrans(dict.fromkeys([0, *range(0xD800, 0xE000)]))
# A character below U+0300 never joins what stands before it: the text can be cut there.
_CLUSTER = re.compile("[\\x00-\u02ff][^\\x00-\u02ff]+|[^\\x00-\u02ff]+")


def is_long(text: str) -> bool:
    """Whether it is longer than a source may be."""
    return len(text) > limits.LONGEST_TEXT or text.count("\n") >= limits.LINES


class Kept:
    """A text as it is kept: NFC, without what no database takes, stripped at both ends."""

    def __init__(self, text: str) -> None:
        self._moves: list[tuple[int, int, int, int]] = []
        whole = text.translate(_LOST) if "\0" in text else text
        self._gaps = [each.start() for each in re.finditer("\0", text)] if "\0" in text else []
        if not unicodedata.is_normalized("NFC", whole):
            whole = self._composed(whole)
        self.text = whole.strip()
        self._head = len(whole) - len(whole.lstrip())

    def _composed(self, text: str) -> str:
        pieces: list[str] = []
        done = made = 0
        for found in _CLUSTER.finditer(text):
            before = found[0]
            if unicodedata.is_normalized("NFC", before):
                continue
            after = unicodedata.normalize("NFC", before)
            pieces += [text[done : found.start()], after]
            made += found.start() - done
            self._moves.append((found.start(), found.end(), made, made + len(after)))
            made += len(after)
            done = found.end()
        pieces.append(text[done:])
        return "".join(pieces)

    def place(self, place: int, *, end: bool = False) -> int:
        """Where a place went; halfway what was joined it is the beginning, or (`end`) the end."""
        place -= bisect_right(self._gaps, place - 1)
        at = bisect_right(self._moves, place, key=lambda move: move[0]) - 1
        if at >= 0:
            start, stop, made, ready = self._moves[at]
            if place >= stop:
                place = place - stop + ready
            elif place > start:
                place = self._within(place - start, stop - start, made, ready, end)
            else:
                place = made
        return min(max(place - self._head, 0), len(self.text))

    @staticmethod
    def _within(at: int, before: int, made: int, ready: int, end: bool) -> int:
        """A place among joined characters: in proportion, outwards."""
        share = at * (ready - made)
        return made + (-(-share // before) if end else share // before)
