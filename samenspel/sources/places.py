"""Where somebody may keep what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenspel.circles.models import OWN, TEAM, Coalition, Expedition

if TYPE_CHECKING:
    from samenspel.people.models import Person

Place = Coalition | Expedition


def places_of(person: Person) -> dict[str, Place]:
    """The coalitions, and for the support team the expeditions, by a key for a form."""
    mine = list(
        person.memberships.live()
        .filter(role__in=[*OWN, *TEAM])
        .select_related("coalition__expedition", "expedition")
    )
    coalitions = {m.coalition for m in mine if m.coalition}
    expeditions = {m.expedition for m in mine if m.role in TEAM and not m.coalition}
    return {
        **{f"c{c.pk}": c for c in sorted(coalitions, key=lambda c: (c.name, c.pk))},
        **{f"e{e.pk}": e for e in sorted(expeditions, key=lambda e: (e.name, e.pk))},
    }
