"""Whether one text is another: by the words alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n")
_HALF = 0.5


def is_mostly_in(texts: Iterable[str], others: Iterable[str]) -> bool:
    """Whether half or more of what is said in these texts is said, in those words, in the others.

    Sentence by sentence: other packages change line ends and white space, and people a typing
    error.
    """
    said = [each for text in texts for each in _sentences(text)]
    known = {each for text in others for each in _sentences(text)}
    there = sum(len(each) for each in said if each in known)
    return there > 0 and there >= _HALF * sum(map(len, said))


def _sentences(text: str) -> Iterator[str]:
    for each in _SENTENCE.split(text):
        if words := " ".join(each.split()):
            yield words
