"""Learning: one-vs-rest logistic regression, measured by leaving out one coalition at a time.

The only file that needs scikit-learn. It is brought in by the job that learns, and by nobody else.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from .constants import (
    AIM,
    COALITIONS,
    EXAMPLES,
    FEATURES,
    FEWEST_SHOWN,
    PRECISION,
    SEED,
    SOURCES,
)
from .corpus import Unit
from .features import features
from .model import CodeWeights, Model, Space

NO_COALITION = 0


@dataclass(frozen=True)
class Measured:
    """`why` is one of `Learned.Why`; `right` of the `shown` were right where it was measured."""

    why: str
    examples: int
    coalitions: int
    shown: int = 0
    right: int = 0


def learn(
    found: Sequence[Unit],
    codes: Sequence[int],
    *,
    step: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[Model, dict[int, Measured]]:
    """A model of the codes that are good enough, and how each of them was measured.

    The same units in the same order give the same model. `step` hears how far it is.
    """
    space = space_of(found)
    values = _matrix(found, space)
    model, measured = Model(space), {}
    for done, code in enumerate(codes):
        step(done, len(codes))
        told, weights = _one(found, values, code)
        measured[code] = told
        if weights is not None:
            model.codes[code] = weights
    return model, measured


def space_of(found: Sequence[Unit]) -> Space:
    """The features in use: of at least two sources, the most common ones first."""
    of_sources: dict[str, set[int]] = defaultdict(set)
    frequency: Counter[str] = Counter()
    for unit in found:
        for feature in features(unit.text):
            frequency[feature] += 1
            of_sources[feature].add(unit.source)
    common = (name for name in frequency if len(of_sources[name]) >= SOURCES)
    kept = sorted(common, key=lambda name: (-frequency[name], name))[:FEATURES]
    many = len(found)
    idf = [math.log((1 + many) / (1 + frequency[name])) + 1 for name in kept]
    return Space({name: at for at, name in enumerate(kept)}, idf)


def _matrix(found: Sequence[Unit], space: Space) -> Any:
    values: list[float] = []
    places: list[int] = []
    rows = [0]
    for unit in found:
        vector = space.vector(unit.text)
        places += vector
        values += vector.values()
        rows.append(len(places))
    return csr_matrix((values, places, rows), shape=(len(found), len(space.idf)))


def _one(found: Sequence[Unit], values: Any, code: int) -> tuple[Measured, CodeWeights | None]:
    sure = np.array([code not in unit.unsure for unit in found], dtype=bool)
    truth = np.array([code in unit.codes for unit in found], dtype=bool)
    groups = np.array([unit.group for unit in found])
    examples = int(truth.sum())
    coalitions = len(set(groups[truth].tolist()) - {NO_COALITION})
    if examples < EXAMPLES:
        return Measured("few", examples, coalitions), None
    if coalitions < COALITIONS:
        return Measured("places", examples, coalitions), None
    scores = _left_out(values, truth, groups, sure)
    shown, right = _tried(scores, truth, groups, sure)
    threshold = choose(scores[sure].tolist(), truth[sure].tolist())
    if threshold is None or shown < FEWEST_SHOWN:
        return Measured("unclear", examples, coalitions, shown, right), None
    if right < PRECISION * shown:
        return Measured("wrong", examples, coalitions, shown, right), None
    fitted = _fitted(values[sure], truth[sure])
    weights = {int(at): round(float(fitted.coef_[0, at]), 4) for at in fitted.coef_[0].nonzero()[0]}
    kept = CodeWeights(
        bias=round(float(fitted.intercept_[0]), 4),
        threshold=round(threshold, 4),
        weights={at: weight for at, weight in weights.items() if weight},
    )
    return Measured("on", examples, coalitions, shown, right), kept


def _left_out(values: Any, truth: Any, groups: Any, sure: Any) -> Any:
    """For each piece the score of a model that never saw its coalition."""
    scores = np.zeros(len(truth))
    for group in sorted(set(groups.tolist())):
        out = groups == group
        rest = ~out & sure
        if truth[rest].any() and not truth[rest].all():
            scores[out] = _fitted(values[rest], truth[rest]).predict_proba(values[out])[:, 1]
    return scores


def _tried(scores: Any, truth: Any, groups: Any, sure: Any) -> tuple[int, int]:
    """What would be proposed in each coalition, being as sure as the others teach."""
    shown = right = 0
    for group in sorted(set(groups.tolist())):
        here, others = (groups == group) & sure, (groups != group) & sure
        threshold = choose(scores[others].tolist(), truth[others].tolist())
        if threshold is not None:
            proposed = here & (scores >= threshold)
            shown += int(proposed.sum())
            right += int((proposed & truth).sum())
    return shown, right


def choose(scores: Sequence[float], truth: Sequence[bool]) -> float | None:
    """The score from which on most is found and least is wrong (the best F1).

    Only among those where at least the share that is aimed at is right, for enough pieces; None
    when there are none.
    """
    ranked = sorted(zip(scores, truth, strict=True), reverse=True)
    all_of_them, right = sum(truth), 0
    best: tuple[float, float] | None = None
    for at, (score, is_right) in enumerate(ranked, start=1):
        right += is_right
        last_of_its_score = at == len(ranked) or ranked[at][0] < score
        if last_of_its_score and at >= FEWEST_SHOWN and right >= AIM * at:
            best = max(best or (0.0, score), (2 * right / (at + all_of_them), score))
    return best[1] if best else None


def _fitted(values: Any, truth: Any) -> LogisticRegression:
    learner = LogisticRegression(
        C=10, class_weight="balanced", solver="liblinear", random_state=SEED, max_iter=1000
    )
    return learner.fit(values, truth)
