"""Who makes episodes, and who gives them away."""

from __future__ import annotations

from typing import Any

from samenspel.circles.deeds import Rule, coordinator, place_of, role, shared_row_of, team
from samenspel.circles.models import Role
from samenspel.circles.roles import held
from samenspel.circles.sight import sees


def _who_sees_it(rule: Rule) -> Rule:
    """The same people, of what they may read themselves."""

    def asks(person: Any, subject: Any) -> bool:
        return sees(person, shared_row_of(subject)) and rule(person, subject)

    return Rule(rule.who, asks)


makes = _who_sees_it(team | coordinator)
gives = _who_sees_it(role(Role.WRITER, Role.RESEARCHER) | coordinator)

# The podcast is of all: whoever may publish in one coalition of it may have it looked at.
examines = team | Rule(
    frozenset({Role.COORDINATOR}),
    lambda person, subject: place_of(subject)[1] in held(person).expeditions({Role.COORDINATOR}),
)
