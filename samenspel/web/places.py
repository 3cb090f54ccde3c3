"""Where somebody is: the coalition or expedition that a home is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from samenspel.circles.models import OWN, TEAM, Coalition, Expedition, Membership, Role

if TYPE_CHECKING:
    from django.http import HttpRequest

    from samenspel.people.models import Person

KEY = "place"


@dataclass
class Place:
    """One place of somebody: a coalition of their own, or their part in an expedition."""

    membership: Membership
    expedition: Expedition
    coalition: Coalition | None = None
    along: list[Membership] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.membership.pk)

    @property
    def role(self) -> str:
        return self.membership.role

    @property
    def kind(self) -> str:
        """Which home it gets: that of a coalition, of the support team, or of the fund."""
        if self.role in OWN:
            return "own"
        return "team" if self.role in TEAM else "outside"

    @property
    def name(self) -> str:
        return self.coalition.name if self.coalition else self.expedition.name

    @property
    def leads(self) -> bool:
        return self.role == Role.COORDINATOR

    @property
    def manages(self) -> bool:
        return self.role == Role.MANAGER


def places_of(person: Person) -> list[Place]:
    """Every place somebody has today, newest expedition first. One query."""
    rows = (
        Membership.objects.live()
        .filter(person=person)
        .select_related("expedition", "coalition", "organisation")
        .order_by("-expedition__starts", "coalition__name", "pk")
    )
    found: dict[tuple[Any, ...], Place] = {}
    looking: list[Membership] = []
    for row in rows:
        if row.role in TEAM and row.coalition_id:
            looking.append(row)
            continue
        part = row.coalition_id or row.role
        found.setdefault((row.expedition_id, part), Place(row, row.expedition, row.coalition))
    for row in looking:
        place = found.setdefault((row.expedition_id, row.role), Place(row, row.expedition))
        place.along.append(row)
    return list(found.values())


def choose(request: HttpRequest, places: list[Place]) -> Place:
    """The place that was asked for, or the last one that was, or the first."""
    asked = request.GET.get("plek", "")
    by_key = {place.key: place for place in places}
    if asked in by_key and len(places) > 1:
        request.session[KEY] = asked
    return by_key.get(asked) or by_key.get(request.session.get(KEY, "")) or places[0]
