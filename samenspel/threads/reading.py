"""What somebody read at the desk, and how far they came. It is their own list, for nobody else."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from samenspel.circles.models import TEAM, Expedition, Role
from samenspel.circles.roles import held
from samenspel.sources.models import Source, Version

from .models import Coding, Reading

NEWEST_FIRST = ("-moment", "-pk")


def opened(person: Any, source: Source) -> None:
    """Keep that this text lay on the desk of this person, now."""
    Reading.objects.bulk_create(
        [Reading(person=person, source=source, opened=timezone.now())],
        update_conflicts=True,
        unique_fields=["person", "source"],
        update_fields=["opened"],
    )


def finish(person: Any, source: Source, *, done: bool) -> None:
    """Say that one is done with a text, or not yet after all."""
    now = timezone.now()
    Reading.objects.update_or_create(
        person=person,
        source=source,
        defaults={"done": now if done else None},
        create_defaults={"done": now if done else None, "opened": now},
    )


def done_with(person: Any, source: Source) -> bool:
    return Reading.objects.filter(person=person, source=source).exclude(done=None).exists()


def sources_at(expedition: Expedition, person: Any) -> Any:
    """What may be read at the bench of an expedition, each with how far this person came.

    `is_new`: never opened here, or there is a newer version since; `begun`: it has a code of
    theirs; `is_done`: they said so.
    """
    mine = Reading.objects.filter(person=person, source=OuterRef("pk"))
    newer = Version.objects.visible_to(person).filter(source=OuterRef("pk"))
    own = Coding.objects.visible_to(person).filter(coder__person=person).order_by()
    return (
        Source.objects.visible_to(person)
        .filter(expedition=expedition)
        .annotate(opened=Subquery(mine.values("opened")[:1]))
        .annotate(
            is_new=Q(opened=None) | Exists(newer.filter(created__gt=OuterRef("opened"))),
            # Asked once of all codings, and not again for each source: there may be thousands.
            begun=Q(pk__in=own.values("passage__version__source")),
            is_done=Exists(mine.exclude(done=None)),
        )
    )


def codings_at(person: Any) -> Any:
    """The codings at a source that stands around this question."""
    return Coding.objects.visible_to(person).filter(passage__version__source=OuterRef("pk"))


def to_code(expedition: Expedition, person: Any) -> Any:
    """What waits for this person: they may mark it, gave no code yet, and are not done with it."""
    mine = held(person)
    may = Q(coalition__in=mine.coalitions((*TEAM, Role.COORDINATOR)))
    if expedition.pk in mine.expeditions(TEAM):
        may |= Q(coalition=None)
    return sources_at(expedition, person).filter(may, begun=False, is_done=False)


def next_to_code(expedition: Expedition, person: Any, after: Source | None = None) -> Source | None:
    """The next text without a code of theirs, in the order of the list; at its end from the top."""
    waiting = to_code(expedition, person).order_by(*NEWEST_FIRST)
    found: Source | None = None
    if after is not None:
        waiting = waiting.exclude(pk=after.pk)
        later = Q(moment__lt=after.moment) | Q(moment=after.moment, pk__lt=after.pk)
        found = waiting.filter(later).first()
    return found or waiting.first()
