"""Does a stretch of text hold what somebody asks for? By words, by all their forms, or by pattern.

A pattern is somebody's own regular expression. It gets `WILD` seconds for one text; one that needs
more would keep everybody waiting, so it is cut off and refused.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from samenspel.sources import patterns
from samenspel.sources.questions import Term, understand
from samenspel.sources.words import WORD, fold, stem

from .units import Piece

WILD = 0.25

Spans = list[tuple[int, int]]


class Matcher(Protocol):
    def __call__(self, text: str, pieces: Sequence[Piece], language: str) -> list[Spans]:
        """For each piece the places of what was asked for; none when it is not all there."""


def by_words(words: str, *, forms: bool) -> Matcher:
    """Each of the words, as it stands there or (with `forms`) in all its forms."""
    terms = asked(words)

    def find(text: str, pieces: Sequence[Piece], language: str) -> list[Spans]:
        return [_terms_in(text, piece, terms, language, forms) for piece in pieces]

    return find


def asked(words: str) -> list[Term]:
    """As the search of the house understands it; a word is unfinished only when it ends in '*'."""
    return understand(words.rstrip("* ") if words.rstrip().endswith("*") else f"{words} ")


def _terms_in(text: str, piece: Piece, terms: list[Term], language: str, forms: bool) -> Spans:
    tokens = [(*found.span(), found[0]) for found in WORD.finditer(text, piece.start, piece.end)]
    folded = [fold(word) for _start, _end, word in tokens]
    hit: set[int] = set()
    for term in terms:
        there = _one_term(term, tokens, folded, language, forms)
        if bool(there) == term.unwanted:
            return []
        hit |= there
    return [tokens[at][:2] for at in sorted(hit)]


def _one_term(
    term: Term,
    tokens: list[tuple[int, int, str]],
    folded: list[str],
    language: str,
    forms: bool,
) -> set[int]:
    if term.exact:
        many = len(term.words)
        starts = (at for at in range(len(folded)) if tuple(folded[at : at + many]) == term.words)
        return {at + more for at in starts for more in range(many)}
    word = fold(term.words[0])
    is_it = _alike(term, word, language) if forms else word.__eq__
    return {
        at
        for at, token in enumerate(tokens)
        if is_it(folded[at])
        or (forms and is_it(stem(token[2], language)))
        or (term.unfinished and folded[at].startswith(word))
    }


def _alike(term: Term, word: str, language: str) -> Callable[[str], bool]:
    return {word, stem(term.words[0], language)}.__contains__


def by_pattern(pattern: str) -> Matcher:
    """A regular expression, each line by itself, capitals or not. Refused when it is none."""
    compiled = patterns.read(pattern)

    def find(text: str, pieces: Sequence[Piece], language: str) -> list[Spans]:
        try:
            found = [
                match.span()
                for match in compiled.finditer(text, timeout=WILD, concurrent=True)
                if match.end() > match.start()
            ]
        except TimeoutError:
            raise patterns.too_slow() from None
        return _shared_out(found, pieces)

    return find


def _shared_out(found: Spans, pieces: Sequence[Piece]) -> list[Spans]:
    """To each piece what begins in it. Both are in the order of the text."""
    out: list[Spans] = []
    at = 0
    for piece in pieces:
        mine: Spans = []
        while at < len(found) and found[at][0] < piece.end:
            if found[at][0] >= piece.start:
                mine.append((found[at][0], min(found[at][1], piece.end)))
            at += 1
        out.append(mine)
    return out
