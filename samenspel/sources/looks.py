"""Who has looked: role and organisation, by day. Residents' looking is not kept at all.

A page that shows people's words calls `record(person, sources)` once, whatever their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from samenspel.circles.models import OWN, Circle, Membership, Role, Voice
from samenspel.circles.sight import BOOKS

from .models import Look, Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from samenspel.circles.sight import Looker


@dataclass(frozen=True)
class Looked:
    """Somebody of this role and organisation looked on these days, newest first."""

    role: str
    organisation: str
    days: list[date]


def record(person: Looker, sources: Iterable[Source]) -> None:
    """Keep that somebody looked: at most two questions and one line each a day.

    Not kept: one's own words, what everybody may read, and the looking of residents.
    """
    if person is None or not person.is_authenticated:
        return
    others = [s for s in sources if s.circle < Circle.PUBLIC and s.author_id != person.pk]
    if not others:
        return
    expeditions = {source.expedition_id for source in others}
    places = list(
        person.memberships.live()
        .filter(expedition__in=expeditions)
        .select_related("organisation")
        .order_by("pk")
    )
    today = timezone.localdate()
    lines = [line for source in others if (line := _line(source, places))]
    if not lines:
        return
    there = set(
        Look.objects.unguarded(BOOKS)
        .filter(source__in=[line.source_id for line in lines], day=today)
        .values_list("source_id", "role", "organisation")
    )
    new = [line for line in lines if (line.source_id, line.role, line.organisation) not in there]
    if new:
        Look.objects.bulk_create(new, ignore_conflicts=True)


def _line(source: Source, places: list[Membership]) -> Look | None:
    here = [place for place in places if place.expedition_id == source.expedition_id]
    if not here or any(_is_resident(place) for place in here):
        return None
    # The place through which one reads this: in the coalition itself before the expedition.
    here.sort(key=lambda place: (place.coalition_id != source.coalition_id, place.pk))
    place = here[0]
    organisation = place.organisation.name if place.organisation else ""
    return Look(source=source, role=place.role, organisation=organisation)


def _is_resident(place: Membership) -> bool:
    return place.role in OWN and place.voice != Voice.PROFESSIONAL


def of(source: Source, person: Any) -> list[Looked]:
    """Who looked at a source, for its author and its own coalition; for others nothing."""
    if not _may_know(source, person):
        return []
    days: dict[tuple[str, str], list[date]] = {}
    for look in source.looks.visible_to(person):
        role = Voice.PROFESSIONAL if look.role in OWN else look.role
        days.setdefault((role, look.organisation), []).append(look.day)
    labels = {**dict(Role.choices), **dict(Voice.choices)}
    return [
        Looked(str(labels[role]), organisation, sorted(set(when), reverse=True))
        for (role, organisation), when in days.items()
    ]


def _may_know(source: Source, person: Any) -> bool:
    if person is None or not person.is_authenticated:
        return False
    if source.author_id == person.pk:
        return True
    own = person.memberships.live().filter(role__in=OWN, coalition=source.coalition_id)
    return bool(source.coalition_id and own.exists())
