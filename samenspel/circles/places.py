"""The coalitions and expeditions that somebody may choose from, or open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from .deeds import may
from .models import OWN, TEAM, Coalition, Expedition

if TYPE_CHECKING:
    from samenspel.people.models import Person

Place = Coalition | Expedition


def key_of(place: Place) -> str:
    """How a place is named in a form: c12 for a coalition, e3 for an expedition."""
    return f"{'c' if isinstance(place, Coalition) else 'e'}{place.pk}"


def places_of(person: Person) -> dict[str, Place]:
    """The coalitions of somebody, and for the support team the expeditions, by key."""
    mine = list(
        person.memberships.live()
        .filter(role__in=[*OWN, *TEAM])
        .select_related("coalition__expedition", "expedition")
    )
    coalitions = {m.coalition for m in mine if m.coalition}
    expeditions = {m.expedition for m in mine if m.role in TEAM and not m.coalition}
    places: list[Place] = [
        *sorted(coalitions, key=lambda c: (c.name, c.pk)),
        *sorted(expeditions, key=lambda e: (e.name, e.pk)),
    ]
    return {key_of(place): place for place in places}


def coalition_or_404(person: Any, pk: int, deed: str) -> Coalition:
    """The coalition, for whoever may do this deed there. Not yours is not there."""
    coalition = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    if not may(person, deed, coalition):
        raise Http404
    return coalition
