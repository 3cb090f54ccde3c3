"""Figures of what was gathered, with their intervals: at once, or from the worker.

They are kept under a fingerprint of everything they rest on, and hold no word and no name: whoever
gathers the same layers finds them again, and when something changes they are not found any more.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django_tasks import task

from samenspel.circles.models import Expedition
from samenspel.foundation import live
from samenspel.insight.agreement import Comparison, compare
from samenspel.insight.agreement.figures import FEWEST_DOCUMENTS
from samenspel.insight.lens import Lens
from samenspel.people.models import Person
from samenspel.threads.bench import benches

from .choosing import Beside, Choice
from .gathering import Gathered, gather

FORM = 3  # goes up when what is kept gets another shape
DRAWS = 1_000
AT_ONCE = 1.0
"""Seconds that a page may take for figures."""
KEPT, BUSY = 7 * 24 * 3600, 15 * 60


@dataclass(frozen=True)
class Told:
    """`comparison` is None while nothing can be told yet; `done` is a percentage while it is on
    its way, and None when it is all there."""

    comparison: Comparison | None
    done: int | None
    topic: str


def seconds(gathered: Gathered, draws: int) -> float:
    """About how long it takes, from what was measured (`bench/run agreement`)."""
    cells = len(gathered.texts) * len(gathered.codes)
    counting = 2e-6 * gathered.codings + 2.5e-5 * cells
    if len(gathered.texts) < FEWEST_DOCUMENTS:
        return counting
    return counting + 1.2e-4 * len(gathered.codes) * draws


def topic_of(beside: Beside, gathered: Gathered) -> str:
    """Where these figures are kept, and what a screen that waits for them listens to."""
    return f"agreement:{beside.lens.expedition.pk}:{gathered.fingerprint(FORM, DRAWS)}"


def told(beside: Beside, choice: Choice, gathered: Gathered) -> Told:
    topic = topic_of(beside, gathered)
    kept = cache.get(topic)
    if kept is not None:
        return Told(kept, None, topic)
    if seconds(gathered, DRAWS) <= AT_ONCE:
        return Told(_work_out(gathered, topic), None, topic)
    if cache.add(_busy(topic), 0, BUSY):
        work_out.enqueue(beside.lens.person.pk, beside.lens.expedition.pk, choice.stored(), topic)
    first = seconds(gathered, 0) <= AT_ONCE
    return Told(_compare(gathered) if first else None, cache.get(_busy(topic), 0), topic)


def on_its_way(gathered: Gathered, topic: str) -> bool:
    """Whether these figures have to come from the worker."""
    return seconds(gathered, DRAWS) > AT_ONCE and cache.get(topic) is None


@task(queue_name="slow")
def work_out(person: int, expedition: int, choice: dict[str, Any], topic: str) -> None:
    """Gather it anew, as this person sees it by now, and keep the figures."""
    try:
        looker = Person.objects.get(pk=person)
        here: Expedition | None = benches(looker).filter(pk=expedition).first()
        if here is not None:
            beside = Beside(Lens(looker, here))
            gathered = gather(beside, Choice.from_stored(choice))
            _work_out(gathered, topic_of(beside, gathered), _Teller(topic))
    finally:
        cache.delete(_busy(topic))
        with transaction.atomic():
            live.nudge(topic)


def _work_out(gathered: Gathered, topic: str, progress: Any = None) -> Comparison:
    comparison = _compare(gathered, DRAWS, progress)
    cache.set(topic, comparison, KEPT)
    return comparison


def _compare(gathered: Gathered, draws: int = 0, progress: Any = None) -> Comparison:
    return compare(
        list(gathered.texts.values()),
        gathered.code_keys,
        gathered.coder_keys,
        draws=draws,
        progress=progress,
    )


def _busy(topic: str) -> str:
    return f"busy:{topic}"


class _Teller:
    """Tells open screens how far it is, about once a second."""

    def __init__(self, topic: str) -> None:
        self.topic = topic
        self.told = time.monotonic()

    def __call__(self, number: int, of: int) -> None:
        if time.monotonic() - self.told > 1:
            self.told = time.monotonic()
            cache.set(_busy(self.topic), round(100 * number / of), BUSY)
            live.stir(self.topic, to="all")
