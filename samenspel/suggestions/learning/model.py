"""The model: words with a weight per code. It is kept as plain numbers, and read without libraries.

A piece of text is scored as in logistic regression: 1 / (1 + exp(-(bias + sum of weight x value))),
where the values are sublinear tf-idf, words and letters each of length 1 (Manning, Raghavan and
Schütze 2008, Introduction to Information Retrieval, 6.2 and 6.4.1).
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from .features import features, is_word

Vector = dict[int, float]


@dataclass(frozen=True)
class Space:
    """The features that are known, each with its place and how telling it is (idf)."""

    places: Mapping[str, int]
    idf: list[float]

    def vector(self, text: str) -> Vector:
        words: Vector = {}
        letters: Vector = {}
        for feature, count in features(text).items():
            at = self.places.get(feature)
            if at is not None:
                block = words if is_word(feature) else letters
                block[at] = (1 + math.log(count)) * self.idf[at]
        return {**_of_length_one(words), **_of_length_one(letters)}


def _of_length_one(block: Vector) -> Vector:
    length = math.sqrt(sum(value * value for value in block.values()))
    return {at: value / length for at, value in block.items()} if length else {}


@dataclass(frozen=True)
class CodeWeights:
    """A code is proposed where the score is at least `threshold`."""

    bias: float
    threshold: float
    weights: Vector

    def score(self, vector: Vector) -> float:
        small, large = sorted((vector, self.weights), key=len)
        total = self.bias + sum(value * large[at] for at, value in small.items() if at in large)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@dataclass(frozen=True)
class Model:
    """Of the codes (by id) that are good enough to be proposed, and of no others."""

    space: Space
    codes: dict[int, CodeWeights] = field(default_factory=dict)

    def proposals(self, vector: Vector) -> dict[int, float]:
        scores = {code: each.score(vector) for code, each in self.codes.items()}
        return {code: s for code, s in scores.items() if s >= self.codes[code].threshold}

    def to_bytes(self) -> bytes:
        """Only what carries a weight is kept: the rest of the words are nobody's business."""
        used = sorted({at for each in self.codes.values() for at in each.weights})
        anew = {at: new for new, at in enumerate(used)}
        names = {at: name for name, at in self.space.places.items() if at in anew}
        told = {
            "features": [[names[at], round(self.space.idf[at], 6)] for at in used],
            "codes": {
                code: [
                    each.bias,
                    each.threshold,
                    [[anew[at], weight] for at, weight in sorted(each.weights.items())],
                ]
                for code, each in sorted(self.codes.items())
            },
        }
        return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode())

    @classmethod
    def from_bytes(cls, kept: bytes) -> Model:
        told = json.loads(zlib.decompress(kept))
        space = Space(
            {name: at for at, (name, _idf) in enumerate(told["features"])},
            [idf for _name, idf in told["features"]],
        )
        codes = {
            int(code): CodeWeights(bias, threshold, dict(weights))
            for code, (bias, threshold, weights) in told["codes"].items()
        }
        return cls(space, codes)
