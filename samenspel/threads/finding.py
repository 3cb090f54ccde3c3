"""By which words a thread is found, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from samenspel.sources.search import Piece

from .models import Step, Thread, latest_status


def pieces(thread: Thread) -> Iterator[Piece]:
    """Its claim, as it is worded now."""
    yield Piece(
        words=thread.claim,
        label=thread.claim,
        coalition=thread.coalition_id,
        moment=timezone.localdate(thread.created),
    )


def seen_by(person: Any) -> QuerySet[Thread]:
    """What this person may read; not what was let go, which would look as if it still held."""
    threads = Thread.objects.visible_to(person).annotate(status=latest_status())
    found: QuerySet[Thread] = threads.exclude(status=Step.Status.DROPPED)
    return found


def url_of(key: int, position: int) -> str:
    return reverse("threads:thread", args=[key])
