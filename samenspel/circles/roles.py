"""What follows from the roles somebody holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .models import OWN, Membership

if TYPE_CHECKING:
    from samenspel.people.models import Person


def sees_more_than_one_coalition(person: Person) -> bool:
    """The support team, the fund and the partners; not those of a coalition itself."""
    return Membership.objects.live().filter(person=person).exclude(role__in=OWN).exists()
