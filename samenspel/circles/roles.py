"""The places somebody holds, and what follows from them.

They are asked of the database once per request, and again after every deed, so that access which
ended holds for the next question. Outside a request nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .models import OWN, TEAM, Coalition, Membership, Role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samenspel.people.models import Person


@dataclass(frozen=True)
class Held:
    """The live memberships of somebody, as (role, coalition or None, expedition)."""

    places: tuple[tuple[str, int | None, int], ...]

    def coalitions(self, roles: Collection[str]) -> set[int]:
        """The coalitions in which one of these roles is held, as ids."""
        return {place for role, place, _ in self.places if role in roles and place is not None}

    def expeditions(self, roles: Collection[str] = Role.values) -> set[int]:
        """The expeditions in which one of these roles is held, anywhere, as ids."""
        return {journey for role, _, journey in self.places if role in roles}


_asked: ContextVar[dict[int, Held] | None] = ContextVar("asked", default=None)


def held(person: Person) -> Held:
    """The places that this person holds today."""
    asked = _asked.get()
    if asked is None:
        return _ask(person)
    if person.pk not in asked:
        asked[person.pk] = _ask(person)
    return asked[person.pk]


def ask_again() -> None:
    """Forget what was asked: a deed may have changed it."""
    asked = _asked.get()
    if asked is not None:
        asked.clear()


def ask_once(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware within which the places of somebody are asked once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _asked.set({})
        try:
            return get_response(request)
        finally:
            _asked.reset(token)

    return middleware


def _ask(person: Person) -> Held:
    rows = Membership.objects.live().filter(person=person)
    return Held(tuple(rows.values_list("role", "coalition", "expedition")))


def travels_along(person: Person) -> bool:
    """The support team, the fund and the partners; not those of coalitions, also not of two."""
    return any(role not in OWN for role, _, _ in held(person).places)


def belongs(person: Any, coalition: int | None) -> bool:
    """Whether somebody is a member or coordinator of this coalition."""
    if person is None or not person.is_authenticated:
        return False
    return coalition in held(person).coalitions(OWN)


def relation(person: Any, coalition: Coalition) -> str:
    """What somebody is to a coalition: own, team (looks along), traveller, outside, or nobody."""
    if person is None or not person.is_authenticated:
        return "nobody"
    places = held(person)
    if coalition.pk in places.coalitions(OWN):
        return "own"
    if coalition.pk in places.coalitions(TEAM):
        return "team"
    if coalition.expedition_id in places.expeditions((*OWN, *TEAM)):
        return "traveller"
    return "outside" if coalition.expedition_id in places.expeditions() else "nobody"
