"""The pitstop that is on, or the next one, for the pages that bring rooms together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from samenspel.circles.deeds import may
from samenspel.pitstops.models import Pitstop

if TYPE_CHECKING:
    from samenspel.circles.models import Coalition, Expedition


def next_at(person: Any, place: Coalition) -> dict[str, Any]:
    """The pitstop of a coalition that is on, else the next one, as somebody may know. One query."""
    rows = list(_ahead(person).filter(coalition=place)[:8])
    found = next((row for row in rows if row.is_on), rows[0] if rows else None)
    return {"pitstop": found, "plans_pitstops": may(person, "pitstop.plan", place)}


def coming(person: Any, expedition: Expedition, most: int = 5) -> list[Pitstop]:
    """The pitstops of an expedition that are on or come soon, as somebody may know. One query."""
    return list(_ahead(person).filter(expedition=expedition)[:most])


def _ahead(person: Any) -> Any:
    rows = Pitstop.objects.visible_to(person).filter(rehearsal=False, ended=None)
    today = timezone.localdate()
    return (
        (rows.filter(day__gte=today) | rows.exclude(began=None))
        .select_related("coalition")
        .order_by("day", "begins", "pk")
    )
