"""Figures of what was gathered, with their intervals: at once, or from the worker.

They are kept under a fingerprint of everything they rest on, and hold no word and no name: whoever
gathers the same layers finds them again, and when something changes they are not found any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django_tasks import task

from samenspel.circles.models import Expedition
from samenspel.insight.agreement import Comparison, compare
from samenspel.insight.agreement.figures import FEWEST_DOCUMENTS
from samenspel.insight.errand import Errand, Teller
from samenspel.insight.lens import Lens
from samenspel.people.models import Person
from samenspel.threads.bench import benches

from .choosing import Beside, Choice
from .gathering import Gathered, gather

FORM = 3  # goes up when what is kept gets another shape
DRAWS = 1_000
AT_ONCE = 1.0
"""Seconds that a page may take for figures."""
KEPT = 7 * 24 * 3600


@dataclass(frozen=True)
class Told:
    """`comparison` is None while nothing can be told yet; `done` is a percentage while it is on
    its way, and None when it is all there, or `failed`."""

    comparison: Comparison | None
    done: int | None
    topic: str
    failed: bool = False


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
    errand = Errand(topic)
    if errand.begin():
        work_out.enqueue(beside.lens.person.pk, beside.lens.expedition.pk, choice.stored(), topic)
    first = seconds(gathered, 0) <= AT_ONCE
    comparison, failed = _compare(gathered) if first else None, errand.failed
    return Told(comparison, None if failed else errand.done, topic, failed)


def on_its_way(gathered: Gathered, topic: str) -> bool:
    """Whether these figures have to come from the worker."""
    return seconds(gathered, DRAWS) > AT_ONCE and cache.get(topic) is None


@task(queue_name="slow")
def work_out(person: int, expedition: int, choice: dict[str, Any], topic: str) -> None:
    """Gather it anew, as this person sees it by now, and keep the figures."""
    errand = Errand(topic)
    with errand.carried_out():
        looker = Person.objects.get(pk=person)
        here: Expedition | None = benches(looker).filter(pk=expedition).first()
        if here is not None:
            beside = Beside(Lens(looker, here))
            gathered = gather(beside, Choice.from_stored(choice))
            _work_out(gathered, topic_of(beside, gathered), Teller(errand))


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
