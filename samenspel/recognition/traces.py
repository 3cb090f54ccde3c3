"""Where somebody's words lie among stories of change, and how they are lifted from there."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.sources.models import Request, Source
from samenspel.sources.traces import Place

from . import choosing
from .models import Story

WHERE = "telling the speaker where"


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """The rounds in which this story lies. A question about some words of it changes nothing."""
    if request is not None:
        return
    rows = Story.objects.unguarded(WHERE).filter(source=source).select_related("choosing")
    for story in rows.order_by("id"):
        yield Place(
            kind=_("among the stories of change"),
            title=story.choosing.question,
            url=reverse("recognition:choosing", args=[story.choosing_id]),
            since=timezone.localdate(story.at),
            with_source=True,
        )


def lift(source: Source, request: Request | None) -> None:
    if request is None:
        choosing.lift(
            Story.objects.unguarded("taking back reaches everywhere").filter(source=source)
        )
