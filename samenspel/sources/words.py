"""Words as they are found: without capitals and accents, and stemmed, alike on every database."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator

import snowballstemmer

LONGEST = 60
WORD = re.compile(r"[^\W_]+")
PLURAL = re.compile(r"([ei]e)ën$")

_stemmers = {
    code: snowballstemmer.stemmer(name) for code, name in [("nl", "dutch"), ("en", "english")]
}


def fold(text: str) -> str:
    """Without capitals and accents; length may change ('ß', ligatures)."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


@functools.lru_cache(maxsize=50_000)
def stem(word: str, language: str = "nl") -> str:
    """The folded stem of one word, of Dutch unless told otherwise."""
    word = word.casefold()
    if language == "nl":
        word = PLURAL.sub(r"\1", word)  # the stemmer leaves ideeën and knieën as they are
    return fold(_stemmers.get(language, _stemmers["nl"]).stemWord(word))


def words_of(text: str) -> Iterator[str]:
    """The words of a text, as they stand there, the very long ones cut."""
    for found in WORD.finditer(unicodedata.normalize("NFC", text)):
        yield found[0][:LONGEST]


def spaced(words: Iterable[str]) -> str:
    """Words with one space between, to be given to an index."""
    return " ".join(found for word in words for found in WORD.findall(word))
