"""Counts that take longer than a page may: the worker counts them, for this one reader, and a page
that tells so shows them once they are there.

What is kept are figures, by keys of codes and places, and no word. They are read only by whom they
were counted for, and thrown away with the next look when any text that was counted is out of that
reader's sight, and after every deed but those that only give codes or touch no text. What gave and
took codes since is told, with when it was counted: who waits among coders at work would never see
a figure otherwise.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Max, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils import timezone
from django_tasks import task

from samenspel.circles.models import Circle
from samenspel.foundation.models import Entry
from samenspel.foundation.unchanged import BACK
from samenspel.people.models import Person
from samenspel.threads.bench import benches

from .asking import OfAbsence, OfCourse, OfMatrix, OfMeeting, OfTogether, Question
from .errand import Errand
from .lens import Lens

FORM = 1  # goes up when what is kept gets another shape
AT_ONCE = 1.0
"""Seconds that a page may take for counting."""
KEPT = 3600
KINDS: dict[str, type[Question]] = {
    "matrix": OfMatrix,
    "together": OfTogether,
    "over_time": OfCourse,
    "absent": OfAbsence,
    "passages": OfMeeting,
}
GIVING = (
    *("coding.give", "coding.take", "passage.mark", "code.add", "suggestion.accept"),
    *("thread.add", "thread.start"),
)
ELSEWHERE = "card clip dare hand memo photo pile pitstop seat step vote".split()
ELSEWHERE += "digest lesson remark search travelogue".split()
"""What is done all day, and takes no code away. Whether a text is still read is asked of itself."""


@dataclass(frozen=True)
class Told:
    """`answer` is None while it is being counted, when that `failed`, and when it is too fine.

    `counted` is when it was counted, and `since` whether codes were given or taken since then.
    """

    answer: Any
    waits: bool = False
    failed: bool = False
    topic: str = ""
    counted: datetime | None = None
    since: bool = False


@dataclass(frozen=True)
class Kept:
    figures: Any
    at: datetime
    day: date
    texts: frozenset[int]
    last: int
    deeds: int


def told(asked: Question, *, anew: bool = False) -> Told:
    """The answer; small enough to count at once, counted before, or on its way."""
    if asked.too_fine:
        return Told(None)
    if not takes_long(asked):
        return Told(asked.answer)
    topic = topic_of(asked)
    kept: Kept | None = cache.get(topic)
    if kept is not None and not _holds(kept, asked.lens):
        cache.delete(topic)
        kept = None
    since = kept is not None and Entry.objects.filter(pk__gt=kept.last, verb__in=GIVING).exists()
    if anew and since:
        cache.delete(topic)
        kept = None
    if kept is None:
        errand = Errand(topic)
        if errand.begin():
            person, expedition = asked.lens.person.pk, asked.lens.expedition.pk
            query = f"{asked.address()}&{'uit=1' if asked.shared else ''}"
            work_out.enqueue(person, expedition, _kind(asked), query, topic)
        failed = errand.failed
        return Told(None, waits=not failed, failed=failed, topic=topic)
    answer = asked.answered(kept.figures)
    return Told(answer, topic=topic, counted=kept.at, since=since)


def takes_long(asked: Question) -> bool:
    """Whether there are more codings than a page may count (`bench/run insight` says how long)."""
    most = int(1e6 * AT_ONCE / asked.cost[asked.shared])
    return asked.weighs()[: most + 1].count() > most


def topic_of(asked: Question) -> str:
    """Where these figures are kept, and what a screen that waits for them listens to."""
    about = (FORM, asked.lens.expedition.pk, _kind(asked), asked.shared, asked.about())
    return f"counts:{asked.lens.person.pk}:{hashlib.sha256(repr(about).encode()).hexdigest()[:40]}"


def _kind(asked: Question) -> str:
    return next(name for name, kind in KINDS.items() if isinstance(asked, kind))


@task(queue_name="slow")
def work_out(person: int, expedition: int, kind: str, query: str, topic: str) -> None:
    """Count it as this person sees it by now. What it is counted from is looked at before it."""
    with Errand(topic).carried_out():
        looker = Person.objects.get(pk=person)
        here = benches(looker).filter(pk=expedition).first()
        if here is None:
            return
        asked = KINDS[kind](Lens(looker, here), QueryDict(query))
        if asked.is_asked and not asked.too_fine:
            begun = _begun(asked.lens)
            cache.set(topic_of(asked), Kept(asked.work_out(), **begun), KEPT)


def _begun(lens: Lens) -> dict[str, Any]:
    last = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    return {
        "at": timezone.now(),
        "day": timezone.localdate(),
        "texts": _texts(lens),
        "last": last,
        "deeds": _sum(_deeds(last).filter(pk__lte=last)),
    }


def _holds(kept: Kept, lens: Lens) -> bool:
    """Whether nothing that was counted may have left the sight of this reader."""
    same = kept.day == timezone.localdate() and _sum(_deeds(kept.last)) == kept.deeds
    return same and kept.texts <= _texts(lens)


def _deeds(last: int) -> QuerySet[Entry]:
    """From a little before: a deed with a lower number may be done after one with a higher."""
    elsewhere = Q()
    for family in ELSEWHERE:
        elsewhere |= Q(verb__startswith=f"{family}.")
    return Entry.objects.filter(pk__gt=last - BACK).exclude(elsewhere | Q(verb__in=GIVING))


def _sum(deeds: QuerySet[Entry]) -> int:
    return deeds.order_by().aggregate(sum=Sum("pk"))["sum"] or 0


def _texts(lens: Lens) -> frozenset[int]:
    seen = lens.sources.filter(circle__gt=Circle.PRIVATE) if lens.leaving else lens.sources
    return frozenset(seen.values_list("pk", flat=True))
