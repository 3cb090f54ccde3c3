"""Who leads a meeting: coordinators, the team that looks along, and whoever was asked to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from samenspel.circles.deeds import Rule, coordinator, team
from samenspel.circles.models import OWN, TEAM
from samenspel.circles.roles import held
from samenspel.circles.sight import BOOKS
from samenspel.people.models import Person

from .models import Lead, Pitstop

if TYPE_CHECKING:
    from collections.abc import Collection


def _was_asked(person: Any, subject: Any) -> bool:
    pitstop = subject if isinstance(subject, Pitstop) else getattr(subject, "pitstop", None)
    if pitstop is None or pitstop.coalition_id not in held(person).coalitions((*OWN, *TEAM)):
        return False  # whoever left the coalition leads no more
    asked = Lead.objects.unguarded(BOOKS).filter(pitstop=pitstop, person=person)
    return bool(asked.exists())


asked_to_lead = Rule(frozenset({"co-facilitator"}), _was_asked)
leads = coordinator | team | asked_to_lead


def who_leads(person: Person) -> str:
    """What a stream calls somebody who leads, until they sign out everywhere."""
    return f"lead:{person.pk}:{person.everywhere}"


def still_leading(pitstop: Pitstop, whos: Collection[str]) -> set[str]:
    """Which of these, as `who_leads` calls them, may lead this meeting now."""
    numbers = {who.split(":")[1] for who in whos}
    people = Person.objects.filter(pk__in=[int(pk) for pk in numbers if pk.isdecimal()])
    return {who_leads(person) for person in people if leads(person, pitstop)} & set(whos)
