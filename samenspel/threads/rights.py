"""Who reads and codes here, and where what they make belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samenspel.circles.deeds import Rule, coordinator, team
from samenspel.circles.models import Circle, Coalition, Expedition

if TYPE_CHECKING:
    from samenspel.people.models import Person
    from samenspel.sources.models import Source

readers_of_words = team | coordinator
of_the_team: Rule = team.only(lambda row: row.coalition_id is None)


def place_of_work(person: Person, source: Source) -> Coalition | Expedition:
    """Where somebody's own codes and threads belong: with the team, or with their coalition."""
    if source.coalition is None or team(person, source.expedition):
        return source.expedition
    return source.coalition


def first_circle(place: Coalition | Expedition) -> Circle:
    return Circle.COALITION if place.where["coalition"] else Circle.TEAM
