"""The outbox: a row per topic with the number of its newest revision, written within the deed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from samenspel.foundation.models import Pulse

from .tickets import EVERYBODY

CHANNEL = "samenspel_live"
KEEP = timedelta(days=30)
RIGHTS = "rights"  # a row of its own, that no screen listens to: what people may do has changed
# Who in this process wants to know at once that something was committed: see `hub.py`.
NEAR: list[Callable[[], None]] = []


@dataclass(frozen=True)
class State:
    """How far a topic is: per audience, and at which revision somebody's rights last ended."""

    topic: str
    heard: dict[str, int]
    ended: int = 0
    changed: datetime | None = None
    revision: int = 0

    def newest(self, audiences: Iterable[str]) -> int:
        """The newest revision that was meant for one of these audiences."""
        return max((self.heard.get(audience, 0) for audience in audiences), default=0)

    def stand(self, revision: int) -> Stand:
        return Stand(self.words(revision), f'"{revision}"')

    def words(self, revision: int, **more: float) -> str:
        """JSON that says it: numbers and a time, nothing else."""
        at = self.changed.isoformat(timespec="milliseconds") if self.changed else None
        return json.dumps({"rev": revision, "at": at, **more}, separators=(",", ":"))


@dataclass(frozen=True)
class Stand:
    """What somebody hears who asks for the number alone: JSON, and a tag that changes with it."""

    words: str
    tag: str


def nudge(topic: str, *, to: str = EVERYBODY, rights: bool = False) -> int:
    """Say that `topic` moved on; returns its new revision, one more than the last.

    Only inside a transaction: it stands or falls with the deed. The topic's row stays taken until
    then, so nudge last, and two topics always in the same order. `rights` says that somebody may
    no longer listen.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a nudge is given inside a deed")
    pulse, _ = Pulse.objects.select_for_update().get_or_create(topic=topic)
    pulse.revision += 1
    pulse.heard[to] = pulse.revision
    if rights:
        pulse.ended = pulse.revision
    pulse.changed = timezone.now()
    pulse.save(force_update=True)
    _tell(topic)
    return pulse.revision


def rights_changed() -> None:
    """Say that somebody may do less than before, wherever: every open topic asks its door again.

    Only inside a transaction, as a nudge. For rooms that know no topics.
    """
    nudge(RIGHTS)


def _tell(topic: str) -> None:
    """On commit, wake the streams of this process (SQLite) or of every process (PostgreSQL)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])
    else:
        transaction.on_commit(lambda: [wake() for wake in NEAR], robust=True)


def revision(topic: str) -> int:
    """The topic's newest revision, 0 when nothing happened yet.

    A page asks it before it reads what it shows: it may then be told twice, but never too late.
    """
    return Pulse.objects.filter(topic=topic).values_list("revision", flat=True).first() or 0


def moment(topic: str) -> State:
    """How far the topic is now; one question. `revision` and `changed` together name that state."""
    return states([topic])[0]


def states(topics: Collection[str]) -> list[State]:
    """The state of each of these topics, in one query."""
    rows = Pulse.objects.filter(topic__in=topics).values_list(
        "topic", "heard", "ended", "changed", "revision"
    )
    known = {row[0]: State(*row) for row in rows}
    return [known.get(topic) or State(topic, {}) for topic in topics]


def forget_old() -> int:
    return Pulse.objects.filter(changed__lt=timezone.now() - KEEP).delete()[0]
