"""Words in context: every place where a word stands, with what comes before and after it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from samenspel.sources import patterns, search
from samenspel.sources.models import Source
from samenspel.sources.questions import Term
from samenspel.sources.words import WORD, fold, stem

from .lens import NONE, Choice, Lens

MOST_PARAGRAPHS = 50_000
MOST_LINES = 2_000
AROUND = 60  # letters on either side
CLOSE = ".,:;!?()[]\"'‘’“”„…"
PATIENCE = 2.0  # seconds that one pattern may take


class Way(models.TextChoices):
    STEM = "stam", gettext_lazy("the word in all its forms")
    WORD = "woord", gettext_lazy("exactly this word, or these words in a row")
    PATTERN = "patroon", gettext_lazy("a pattern (regular expression)")


class Order(models.TextChoices):
    MOMENT = "moment", gettext_lazy("by moment")
    RIGHT = "rechts", gettext_lazy("by the words after it")
    LEFT = "links", gettext_lazy("by the words before it")


@dataclass(frozen=True)
class Line:
    """A place where the word stands."""

    row: Any
    left: str
    word: str
    right: str

    @property
    def url(self) -> str:
        return search.source_url(self.row.key, self.row.position)

    @property
    def after(self) -> list[str]:
        return WORD.findall(fold(self.right))

    @property
    def before(self) -> list[str]:
        return WORD.findall(fold(self.left))[::-1]


@dataclass(frozen=True)
class Lines:
    """`cut`: there were more than are shown."""

    found: list[Line]
    cut: bool = False


def lines(lens: Lens, choice: Choice, asked: str, way: Way, order: Order) -> Lines:
    """Where it stands in what this person may read. A pattern that can't be read is `Refused`."""
    sources = _sources(lens, choice)
    if way == Way.PATTERN:
        rows, spans = search.paragraphs(sources, most=MOST_PARAGRAPHS), Pattern(asked).spans
    else:
        words = tuple(WORD.findall(fold(asked)))
        if not words:
            return Lines([])
        exact = way == Way.WORD or len(words) > 1
        terms = [Term(words, exact=True)] if exact else [Term(tuple(WORD.findall(asked)))]
        rows = search.paragraphs(sources, terms, most=MOST_PARAGRAPHS)
        spans = Words(words, exact=exact).spans
    if choice.voice:
        voice = "" if choice.voice == NONE else choice.voice
        rows = [row for row in rows if row.voice == voice]
    found = [Line(row, *_around(row.words, *span)) for row in rows for span in spans(row.words)]
    if order != Order.MOMENT:
        found.sort(key=lambda line: line.after if order == Order.RIGHT else line.before)
    return Lines(found[:MOST_LINES], cut=len(found) > MOST_LINES)


def _sources(lens: Lens, choice: Choice) -> QuerySet[Source]:
    wanted = Q()
    if choice.coalition:
        wanted &= Q(coalition=int(choice.coalition) or None)
    if choice.moment:
        wanted &= lens.within(choice.moment)
    return lens.sources.filter(wanted)


@dataclass(frozen=True)
class Words:
    """One word in all its forms, or words in a row exactly."""

    words: tuple[str, ...]
    exact: bool

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        tokens = list(WORD.finditer(text))
        folded = [fold(token[0]) for token in tokens]
        many = len(self.words)
        for at in range(len(tokens) - many + 1):
            if self._same(tokens, folded, at):
                yield tokens[at].start(), tokens[at + many - 1].end()

    def _same(self, tokens: list[Any], folded: list[str], at: int) -> bool:
        if self.exact:
            return tuple(folded[at : at + len(self.words)]) == self.words
        (word,) = self.words
        return folded[at] == word or any(
            stem(tokens[at][0], language) == stem(word, language) for language in ("nl", "en")
        )


class Pattern:
    """A regular expression, without regard to capitals, that may not take for ever."""

    def __init__(self, asked: str) -> None:
        self._pattern = patterns.read(asked)
        self._patience = PATIENCE

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        began = time.monotonic()
        try:
            for found in self._pattern.finditer(
                text, timeout=max(self._patience, 0.01), concurrent=True
            ):
                if found.end() > found.start():
                    yield found.span()
        except TimeoutError:
            raise patterns.too_slow() from None
        finally:
            self._patience -= time.monotonic() - began


def _around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """What stands before, the word itself, and what stands after; cut between words."""
    left, right = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        left = "… " + left.partition(" ")[2]
    if len(text) - end > AROUND:
        right = right.rpartition(" ")[0] + " …"
    # What is written close to the word stays close to it: quotes, a full stop.
    opens, closes = left[len(left.rstrip(CLOSE)) :], right[: len(right) - len(right.lstrip(CLOSE))]
    left, right = left[: len(left) - len(opens)], right[len(closes) :]
    return (
        " ".join(left.split()),
        opens.lstrip("…") + text[start:end] + closes,
        " ".join(right.split()),
    )
