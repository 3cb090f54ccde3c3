"""Words of a quote that stand in the team's own text, where nobody could take them back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samenspel.sources.words import fold, words_of

RUN = 5
LEAST = 4


def echoes(text: str, quotes: Iterable[str]) -> str:
    """The first stretch of `text` that repeats one of the quotes, as it stands there; else ''.

    Compared without capitals, accents and marks. A stretch is five words in a row, or the whole
    quote when it has four; three words can be anybody's.
    """
    own = list(words_of(text))
    for quote in quotes:
        said = [fold(word) for word in words_of(quote)]
        many = min(RUN, len(said))
        if many < LEAST:
            continue
        runs = set(_runs(said, many))
        for place, run in enumerate(_runs([fold(word) for word in own], many)):
            if run in runs:
                return " ".join(own[place : place + many])
    return ""


def _runs(words: list[str], many: int) -> Iterator[tuple[str, ...]]:
    for place in range(len(words) - many + 1):
        yield tuple(words[place : place + many])
