"""What somebody asks of the search: words, "words in a row", -without, an unfinished last word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .words import WORD, fold, stem, words_of

LONGEST = 300
MOST_TERMS = 12

# Words so common that asking for them all would hide what is meant. Never "niet".
COMMON = {
    *("de", "het", "een", "en", "van", "in", "is", "dat", "op", "te", "met", "er", "die", "voor"),
    *("aan", "om", "als", "dan", "ook", "naar", "bij"),
    *("the", "a", "an", "and", "of", "that", "on", "to", "with", "for", "at", "as"),
}


@dataclass(frozen=True)
class Term:
    """One thing that is asked for: a word, or several words in a row."""

    words: tuple[str, ...]
    exact: bool = False
    unwanted: bool = False
    unfinished: bool = False

    @property
    def stems(self) -> list[str]:
        """The word as it is and its stems, most telling first."""
        (word,) = self.words
        return list(dict.fromkeys([fold(word), stem(word, "nl"), stem(word, "en")]))


ASKED = re.compile(r'(-?)"([^"]*)"?|(\S+)')


def understand(text: str) -> list[Term]:
    """Read a question: words, "words in a row", -without. Anything may be typed; nothing fails."""
    text = text[:LONGEST]
    terms: list[Term] = []
    for minus, row, loose in ASKED.findall(text):
        if row:
            words = tuple(WORD.findall(fold(row)))
            terms += [Term(words, exact=True, unwanted=bool(minus))] if words else []
            continue
        unwanted = loose.startswith("-")
        terms += [
            Term((word,), unwanted=unwanted) for found in words_of(loose) for word in _single(found)
        ]
    if text and terms and text[-1].isalnum() and not terms[-1].exact:
        last = terms[-1]
        terms[-1] = Term(last.words, unwanted=last.unwanted, unfinished=len(last.words[0]) > 1)
    wanted = [term for term in terms if not term.unwanted]
    telling = [t for t in wanted if t.exact or fold(t.words[0]) not in COMMON]
    return ((telling or wanted) + [term for term in terms if term.unwanted])[:MOST_TERMS]


def _single(word: str) -> list[str]:
    """The word itself, or the words into which it falls when it is folded, as '½' does."""
    folded = fold(word)
    return [word] if WORD.fullmatch(folded) else WORD.findall(folded)


def fts5(terms: list[Term], joined: str) -> str:
    """The question in the language of SQLite; `joined` is AND or OR."""

    def one(term: Term) -> str:
        if term.exact:
            return '{{head plain}} : "{}"'.format(" ".join(term.words))
        ways = [f'"{way}"' for way in term.stems if way]
        return "({})".format(" OR ".join(ways + ([ways[0] + " *"] if term.unfinished else [])))

    asked = f" {joined} ".join(one(term) for term in terms if not term.unwanted)
    return "".join([f"({asked})", *(f" NOT {one(term)}" for term in terms if term.unwanted)])


def tsquery(terms: list[Term], joined: str) -> str:
    """The question in the language of PostgreSQL; `joined` is AND or OR."""

    def one(term: Term) -> str:
        if term.exact:
            return "({})".format(" <-> ".join(f"'{word}':AB" for word in term.words))
        ways = [f"'{way}'" for way in term.stems if way]
        return "({})".format(" | ".join(ways + ([ways[0] + ":*"] if term.unfinished else [])))

    asked = f" {'&' if joined == 'AND' else '|'} ".join(one(t) for t in terms if not t.unwanted)
    return "".join([f"({asked})", *(f" & !{one(term)}" for term in terms if term.unwanted)])
