"""Where somebody's words stand in the files of a travelogue, and how they leave them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.sources.models import Recording, Request, Source
from samenspel.sources.traces import Place

from . import making
from .models import Made

WHERE = "telling the speaker where"


def lift(source: Source, request: Request | None) -> None:
    """Files are never changed: what holds words that may no longer stand there is thrown away."""
    making.let_go([source], request)


def narrowed(source: Source) -> None:
    making.let_go([source])


def silenced(recordings: Sequence[Recording]) -> None:
    making.let_go({recording.source for recording in recordings})


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """The files in which these words stand or stood, and what was taken along."""
    rows = Made.objects.unguarded(WHERE).exclude(made=None)
    asked = Request.objects.unguarded(WHERE).filter(source=source)
    if request is not None:
        held = rows.filter(requests=request)
    else:
        held = rows.filter(requests__in=asked) | rows.filter(sources=source)
    found = list(held.select_related("travelogue__expedition").distinct())
    for made in found:
        yield Place(
            kind=_("travelogue: PDF, e-book and pages to take along"),
            title=made.travelogue.title,
            url=made.travelogue.get_absolute_url() if made.travelogue.is_shown else "",
            since=timezone.localdate(made.made),
            standing=made.gone is None,
        )
    if any(made.handed_out for made in found):
        yield Place(
            kind=_("copies of the travelogue"),
            title=_("Somebody may have printed or saved it. Those copies can't be called back."),
            can_be_recalled=False,
        )
