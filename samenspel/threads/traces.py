"""In which red threads somebody's words stand."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.models import Circle
from samenspel.sources.models import Request, Source
from samenspel.sources.traces import Place

from .models import Passage, Thread, ThreadPassage

WHERE = "telling the speaker where"


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """The threads in which these words stand. A claim that is not shared stays with its makers."""
    rows = ThreadPassage.objects.unguarded(WHERE).filter(passage__version__source=source)
    if request is not None:
        rows = rows.filter(
            passage__version=request.version_id,
            passage__start__lt=request.end,
            passage__end__gt=request.start,
        )
    rows = rows.annotate(words=Passage.words_at("passage")).select_related("thread")
    for row in rows.order_by("id"):
        shared = _is_shared_with_speakers(row.thread, source)
        yield Place(
            kind=_("red thread"),
            title=row.thread.claim if shared else _("A thread that only its makers read"),
            url=reverse("threads:thread", args=[row.thread_id]) if shared else "",
            words=row.words,
            since=timezone.localdate(row.at),
            standing=source.circle > Circle.PRIVATE,
            with_source=True,
        )


def lift(source: Source, request: Request | None) -> None:
    """Nothing to lift: a passage is seen through its source, and goes with it at once."""


def _is_shared_with_speakers(thread: Thread, source: Source) -> bool:
    if thread.circle >= Circle.EXPEDITION:
        return True
    ours = thread.coalition_id is not None and thread.coalition_id == source.coalition_id
    return ours and thread.circle >= Circle.COALITION
