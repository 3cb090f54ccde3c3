"""Which sources may be used to learn from, and to propose codes in. Silence is no."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.sources.models import Source, Speaker
from samenspel.threads.models import BlindReading, Codebook

from .models import Allowance

LEARNING = "learning from codings"


def allowed(path: str = "pk") -> Exists:
    """A condition for a query: the last line about the source at this path says yes."""
    lines = Allowance.objects.unguarded(LEARNING)
    last = lines.filter(source=OuterRef("source")).order_by("-id").values("pk")[:1]
    return Exists(lines.filter(source=OuterRef(path), yes=True, pk=Subquery(last)))


def last_lines(sources: Iterable[Any]) -> dict[int, Allowance]:
    """The line that holds for each of these sources (or their ids), by the source's id."""
    lines = Allowance.objects.unguarded(BOOKS).filter(source__in=list(sources))
    return {line.source_id: line for line in lines.select_related("by").order_by("id")}


def refused_by_speaker(source: Source, *, but: int) -> bool:
    """Whether somebody who speaks in it (other than the person `but`) said no for themselves."""
    speaking = Speaker.objects.unguarded(BOOKS).filter(source=source, person__isnull=False)
    lines = Allowance.objects.unguarded(BOOKS).filter(
        source=source, by__in=speaking.values("person")
    )
    said = dict(lines.order_by("id").values_list("by", "yes"))
    return any(not yes for person, yes in said.items() if person != but)


def teaching(codebook: Codebook) -> Any:
    """Of those, the ones with codings to learn from: not while somebody reads them blind.

    What is proposed elsewhere, or how often, could tell a coder what another gave there.
    """
    blind = BlindReading.objects.unguarded(LEARNING).filter(together=None)
    return usable(codebook).exclude(pk__in=blind.values("source"))


def usable(codebook: Codebook) -> Any:
    """The sources from which may be learned for this codebook: those its readers may all read."""
    rows = Source.objects.unguarded(LEARNING).filter(allowed(), expedition=codebook.expedition_id)
    if codebook.coalition_id:
        return rows.filter(coalition=codebook.coalition_id, circle__gte=Circle.COALITION)
    return rows.filter(circle__gte=Circle.TEAM)
