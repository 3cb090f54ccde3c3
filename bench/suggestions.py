"""Suggestions: what learning and proposing cost, and how often they are right beside two baselines.

The corpus is invented, by rules that are written here and that the learner does not know. Each code
has words of its own, some of which a neighbouring code uses too; how much they tell differs from
code to code, from next to nothing to plenty. Words are inflected and compounded. Each coalition
has its own way of speaking. Coders forget some pieces, and give some a wrong code.

One coalition of five is kept out of learning, and is what the figures are about. The baselines are
the codes that are given most, and the codes whose name and definition share most words with the
piece; in this corpus a definition is made of the words that the code is really about, which is more
than most codebooks give.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.spread import spread
from samenspel.sources.words import fold, words_of
from samenspel.suggestions.learning.corpus import Given, Unit, units
from samenspel.suggestions.learning.fit import _fitted, _matrix, learn, space_of
from samenspel.suggestions.learning.model import Model

CODES = 40
COALITIONS = 5
KEPT_OUT = COALITIONS
SYLLABLES = "ba bel boer da dijk dor eg een fie ga gor haar hek ia ka kel lo luur ma mee nol oe pa "
SYLLABLES += "pol re rui sa schip ta tuin u va veer wa wei zee zol"
FORGOTTEN, WRONG = 0.15, 0.03


@dataclass(frozen=True)
class Size:
    codings: int = 10_000
    rounds: int = 3
    seeds: int = 5
    tried: int = 4_000
    """Codings of each corpus on which it is tried how often they are right."""
    words: int = 2_000


@dataclass(frozen=True)
class Topic:
    """A code: what it is called and means, its words, and how many of the words said are its."""

    told: frozenset[str]
    words: list[str]
    clear: float


def measure(size: Size | None = None) -> str:
    size = size or Size()
    load = f"Load of the machine before it began: {os.getloadavg()[0]:.1f}."
    return "\n".join([*costs(size, load), "", *rightness(size)])


# What it costs


def costs(size: Size, load: str) -> list[str]:
    found = [_in_a_process(_cost, size, seed) for seed in range(size.rounds)]
    pieces = spread([each["pieces"] for each in found])
    rows = [
        ("learn, processor seconds", "learn", None),
        ("memory that learning takes besides the texts, MB", "megabytes", 0),
        ("read the weights back, ms", "open", None),
        (f"suggest for a text of {size.words:,} words, ms", "propose", None),
        ("what is kept of it, kB", "kilobytes", 0),
        (f"codes that are good enough, of {CODES}", "on", 0),
    ]
    return [
        f"{size.codings:,} codings over {CODES} codes, in {pieces} pieces of text.",
        f"{size.rounds} corpora, each in a process of its own: median (least-most). {load}",
        "",
        "| work | |",
        "|---|---|",
        *(f"| {name} | {spread([e[key] for e in found], digits)} |" for name, key, digits in rows),
    ]


def _cost(size: Size, seed: int) -> dict[str, float]:
    corpus = Corpus(seed, size.codings)
    found = corpus.pieces()
    long_text = corpus.text(size.words)
    before = _peak()
    model, seconds = _timed(lambda: learn(found, range(CODES))[0])
    kept = model.to_bytes()
    opened, opening = _timed(lambda: Model.from_bytes(kept))
    _, proposing = _timed(
        lambda: [
            opened.proposals(opened.space.vector(unit.text))
            for unit in units(long_text, [], source=0, group=0)
        ]
    )
    return {
        "pieces": len(found),
        "learn": seconds,
        "megabytes": (_peak() - before) / 1024,
        "open": opening * 1000,
        "propose": proposing * 1000,
        "kilobytes": len(kept) / 1024,
        "on": len(model.codes),
    }


def _in_a_process(do: Callable[..., Any], *asked: Any) -> Any:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(do, asked)


def _timed(do: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.process_time()
    made = do()
    return made, time.process_time() - begun


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


# How often it is right

Ranking = dict[int, float]
"""Codes with how sure one is of them; the surest is proposed first."""


def rightness(size: Size) -> list[str]:
    told: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for seed in range(size.seeds):
        for name, figures in _tried(size, seed).items():
            for key, value in figures.items():
                told[name][key].append(value)
    columns = ["given", "precision", "recall", "three"]
    return [
        (
            f"One coalition of {COALITIONS} was held out, in {size.seeds} corpora of {size.tried:,}"
            " codings: median (least-most), in %."
            " *Right* and *found* are of the codes that were proposed, and that people gave;"
            " *among three* is of the pieces with a code: one of the three surest was given."
        ),
        "",
        "| | proposals | right | found | among three |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | " + " | ".join(spread(figures[key]) for key in columns) + " |"
            for name, figures in told.items()
        ),
    ]


def _tried(size: Size, seed: int) -> dict[str, dict[str, float]]:
    corpus = Corpus(seed, size.tried)
    found = corpus.pieces()
    taught = [unit for unit in found if unit.group != KEPT_OUT]
    asked = [unit for unit in found if unit.group == KEPT_OUT]
    model, measured = learn(taught, range(CODES))
    often = Counter(code for unit in taught for code in unit.codes)
    most = {code: float(many) for code, many in often.most_common(3)}
    first = dict(list(most.items())[:1])

    def surest(unit: Unit) -> Ranking:
        vector = model.space.vector(unit.text)
        return {code: each.score(vector) for code, each in model.codes.items()}

    def in_words(unit: Unit) -> Ranking:
        said = {fold(word) for word in words_of(unit.text)}
        shared = {at: float(len(said & topic.told)) for at, topic in enumerate(corpus.topics)}
        return {code: many for code, many in shared.items() if many}

    open_gates = _without_gates(taught, asked)

    def gateless(unit: Unit) -> Ranking:
        return open_gates[id(unit)]

    ways: dict[str, tuple[Callable[[Unit], Ranking], Callable[[Unit], set[int]]]] = {
        "ours": (surest, lambda unit: set(model.proposals(model.space.vector(unit.text)))),
        "ours without the gates: the surest code": (
            gateless,
            lambda unit: set(_best(gateless(unit), 1)),
        ),
        "the code that is given most": (lambda _unit: most, lambda _unit: set(first)),
        "words of name and definition": (in_words, lambda unit: set(_best(in_words(unit), 1))),
    }
    figures = {name: _figures(asked, *way) for name, way in ways.items()}
    on = {code for code, each in measured.items() if each.why == "on"}
    figures["ours, of the codes it dares"] = _figures(asked, *ways["ours"], only=on)
    return figures


def _without_gates(taught: Sequence[Unit], asked: Sequence[Unit]) -> dict[int, Ranking]:
    """By piece what the same learner makes of every code, also of those it keeps to itself."""
    space = space_of(taught)
    values, others = _matrix(taught, space), _matrix(asked, space)
    found: dict[int, Ranking] = {id(unit): {} for unit in asked}
    for code in range(CODES):
        truth = np.array([code in unit.codes for unit in taught])
        if truth.any():
            scores = _fitted(values, truth).predict_proba(others)[:, 1].tolist()
            for unit, score in zip(asked, scores, strict=True):
                found[id(unit)][code] = score
    return found


def _figures(
    asked: Sequence[Unit],
    ranked: Callable[[Unit], Ranking],
    proposed: Callable[[Unit], set[int]],
    only: set[int] | None = None,
) -> dict[str, float]:
    given = right = there = coded = among = 0
    for unit in asked:
        truth = set(unit.codes) if only is None else set(unit.codes) & only
        said = proposed(unit)
        given += len(said)
        right += len(said & truth)
        there += len(truth)
        if truth:
            coded += 1
            among += bool(truth & set(_best(ranked(unit), 3)))
    figures = {
        "given": given,
        "precision": 100 * right / given if given else 0.0,
        "recall": 100 * right / there if there else 0.0,
    }
    if only is None:  # of a handful of codes one is easily among three
        figures["three"] = 100 * among / coded if coded else 0.0
    return figures


def _best(ranking: Ranking, many: int) -> list[int]:
    return sorted(ranking, key=lambda code: (-ranking[code], code))[:many]


# The corpus


class Corpus:
    """Texts of five coalitions, with what coders gave them."""

    def __init__(self, seed: int, codings: int) -> None:
        self.chance = random.Random(seed)
        self.codings = codings
        self.common = self._words(400)
        self.ways = {place: self._words(60) for place in range(1, COALITIONS + 1)}
        own = [self._words(25) for _ in range(CODES)]
        self.topics = [
            Topic(
                told=frozenset(fold(word) for word in own[at][:8]),
                words=[*own[at], *own[(at + 1) % CODES][:8]],
                clear=0.02 + 0.3 * self.chance.random(),
            )
            for at in range(CODES)
        ]
        self.often = [1 / (1 + at) ** 0.5 for at in range(CODES)]

    def pieces(self) -> list[Unit]:
        """The pieces of as many texts as hold the codings, coalition after coalition."""
        found: list[Unit] = []
        source = passage = 0
        while passage < self.codings:
            source += 1
            group = 1 + source % COALITIONS
            lines, given, at = [], [], 0
            for _ in range(40):
                line, codes = self._line(group)
                for code in codes:
                    passage += 1
                    given.append(Given(code, passage, at, at + len(line)))
                lines.append(line)
                at += len(line) + 1
            found += units("\n".join(lines), [], given, source=source, group=group)
        return found

    def text(self, words: int) -> str:
        lines: list[str] = []
        while sum(len(line.split()) for line in lines) < words:
            lines.append(self._line(1)[0])
        return "\n".join(lines)

    def _line(self, group: int) -> tuple[str, list[int]]:
        chance = self.chance
        about = [] if chance.random() < 0.35 else self._some_codes()
        said = [self._word(about, group) for _ in range(chance.randrange(12, 45))]
        codes = [code for code in about if chance.random() >= FORGOTTEN]
        if chance.random() < WRONG:
            codes.append(chance.randrange(CODES))
        return f"{' '.join(said).capitalize()}.", sorted(set(codes))

    def _some_codes(self) -> list[int]:
        many = 1 if self.chance.random() < 0.8 else 2
        return self.chance.choices(range(CODES), self.often, k=many)

    def _word(self, about: Sequence[int], group: int) -> str:
        chance = self.chance
        for code in about:
            topic = self.topics[code]
            if chance.random() < topic.clear:
                return self._bent(self._often(topic.words))
        return self._often(self.ways[group] if chance.random() < 0.2 else self.common)

    def _bent(self, word: str) -> str:
        drawn = self.chance.random()
        if drawn < 0.15:
            return word + self._often(self.common)
        return word + self.chance.choice(["en", "s", "je"]) if drawn < 0.4 else word

    def _often(self, words: Sequence[str]) -> str:
        """The first of them more often than the last, as in any language."""
        return words[int(len(words) * self.chance.random() ** 2)]

    def _words(self, many: int) -> list[str]:
        parts = SYLLABLES.split()
        return [
            "".join(self.chance.choices(parts, k=self.chance.randrange(2, 4))) for _ in range(many)
        ]
