"""What follows from the roles somebody holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .models import OWN, TEAM, Coalition, Membership

if TYPE_CHECKING:
    from samenspel.people.models import Person


def sees_more_than_one_coalition(person: Person) -> bool:
    """The support team, the fund and the partners; not those of a coalition itself."""
    return Membership.objects.live().filter(person=person).exclude(role__in=OWN).exists()


def relation(person: Any, coalition: Coalition) -> str:
    """What somebody is to a coalition: own, team (looks along), traveller, outside, or nobody."""
    if person is None or not person.is_authenticated:
        return "nobody"
    rows = Membership.objects.live().filter(person=person, expedition=coalition.expedition_id)
    held = set(rows.values_list("role", "coalition"))
    if any(role in OWN and where == coalition.pk for role, where in held):
        return "own"
    if any(role in TEAM and where == coalition.pk for role, where in held):
        return "team"
    if any(role in (*OWN, *TEAM) for role, _where in held):
        return "traveller"
    return "outside" if held else "nobody"
