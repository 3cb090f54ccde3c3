"""What takes longer than a page may: it goes to the worker, and an open screen hears of it.

Small files are done at once, so that nobody waits for a worker; which is which is told by size.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import translation
from django_tasks import task

from samenspel.circles.places import places_of
from samenspel.circles.sight import BOOKS
from samenspel.foundation import live
from samenspel.foundation.errors import Refused
from samenspel.sources import search
from samenspel.sources.models import Source, Version
from samenspel.threads.models import Thread

from . import actions, arriving, giving, limits
from .choosing import Choices
from .models import Arrival, Export, Held
from .project import Loss, Property, Summary
from .refusals import NotRead

if TYPE_CHECKING:
    from collections.abc import Sequence

log = logging.getLogger("samenspel.exchange")
AT_ONCE = 300_000
"""Bytes of a file that is read while somebody waits."""
LINES_AT_ONCE = 2_000_000
"""Bytes of lines that are taken in while somebody waits: a small file may hold very much."""
EACH = 25


def read_soon(arrival: Arrival) -> None:
    """What takes longer than it should is begun anew by the worker, which has more time."""
    if arrival.size > AT_ONCE or not read_now(arrival, seconds=limits.PATIENCE):
        read.enqueue(arrival.pk)


def take_in_soon(arrival: Arrival, choices: Choices) -> None:
    """Raises `Refused` when it is done at once and can't be."""
    lines = arriving.path_of(arrival.key, "lines")
    if not lines.exists() or lines.stat().st_size <= LINES_AT_ONCE:
        take_in_now(arrival, choices)
        return
    actions.note(arrival, state=Arrival.State.TAKING, chosen=choices.stored())
    take_in.enqueue(arrival.pk)


@task()
def read(pk: int) -> None:
    arrival = _arrival(pk, Arrival.State.READING)
    if arrival is not None:
        with translation.override(arrival.author.language):
            read_now(arrival)
        _tell(arrival)


@task()
def take_in(pk: int) -> None:
    arrival = _arrival(pk, Arrival.State.TAKING)
    if arrival is None:
        return
    with translation.override(arrival.author.language):
        try:
            choices = Choices.from_stored(arrival.chosen, places_of(arrival.author))
            take_in_now(arrival, choices)
        except (Refused, KeyError) as refusal:
            why = str(refusal) if isinstance(refusal, Refused) else ""
            actions.note(arrival, state=Arrival.State.READY, kept={"why": why})
        except Exception:
            actions.note(arrival, state=Arrival.State.READY, kept={"why": ""})
            _tell(arrival)
            raise
    _tell(arrival)


def give_soon(export: Export) -> None:
    """Make the file of an export now, or let the worker make it."""
    words = Version.objects.visible_to(export.author).filter(source__in=_held(export))
    size = words.aggregate(size=Sum(Length("text")))["size"] or 0
    if size <= AT_ONCE:
        give_now(export)
    else:
        give.enqueue(export.pk)


def _held(export: Export) -> Any:
    return Held.objects.unguarded(BOOKS).filter(export=export).values("source")


@task()
def give(pk: int) -> None:
    rows = Export.objects.unguarded(BOOKS).select_related("author", "expedition")
    export = rows.filter(pk=pk, ready=False).first()
    if export is not None:
        with translation.override(export.author.language):
            give_now(export)
        with transaction.atomic():
            live.nudge(export.topic)


def give_now(export: Export) -> None:
    """The file waits a day for whoever asked for it."""
    path = arriving.path_of(export.key, "out")
    with open(path.with_suffix(".half"), "wb") as out:
        giving.write(export, out)
    path.with_suffix(".half").replace(path)
    actions.note(export, ready=True)


def _arrival(pk: int, state: str) -> Arrival | None:
    rows = Arrival.objects.unguarded(BOOKS).select_related("author", "expedition")
    found: Arrival | None = rows.filter(pk=pk, state=state).first()
    return found


def read_now(arrival: Arrival, *, seconds: float = limits.CHILD_TIMEOUT) -> bool:
    """Whether it was read, or refused, in so many seconds."""
    came, lines = (arriving.path_of(arrival.key, ending) for ending in ("in", "lines"))
    try:
        summary = arriving.read(came, lines, seconds=seconds)
    except arriving.NotYet as refusal:
        if seconds < limits.CHILD_TIMEOUT:
            return False
        actions.refused(arrival, refusal)
    except NotRead as refusal:
        actions.refused(arrival, refusal)
    else:
        actions.note(arrival, state=Arrival.State.READY, found=asdict(summary))
        came.unlink(missing_ok=True)
    return True


def take_in_now(arrival: Arrival, choices: Choices) -> None:
    """All of it in one deed; then what was said can be found by its words, text by text."""
    lines = arriving.path_of(arrival.key, "lines")
    if not lines.exists():
        raise NotRead("gone")
    taken = actions.keep(
        arrival,
        choices=choices,
        things=arriving.ahead(lines),
        summary=summary_of(arrival.found),
        by=arrival.author,
    )
    arriving.forget(arrival.key)
    _index(arrival, taken.sources)
    for pk in taken.threads:
        with transaction.atomic():
            row = Thread.objects.unguarded(BOOKS).filter(pk=pk).first()
            if row is not None:
                search.index("threads", row)


def _index(arrival: Arrival, sources: Sequence[int]) -> None:
    for done, pk in enumerate(sources, start=1):
        with transaction.atomic():
            row = Source.objects.unguarded(BOOKS).filter(pk=pk).first()
            if row is not None:
                search.index("sources", row)
        if done % EACH == 0:
            actions.note(arrival, done=done, total=len(sources))
            live.stir(arrival.topic, to="all")
    actions.note(arrival, done=len(sources), total=len(sources))


def _tell(arrival: Arrival) -> None:
    with transaction.atomic():
        live.nudge(arrival.topic)


def summary_of(found: dict[str, Any]) -> Summary:
    """As it was stored."""
    told = dict(found)
    told["properties"] = [Property(**each) for each in told.get("properties", [])]
    told["losses"] = [Loss(**each) for each in told.get("losses", [])]
    return Summary(**told)
