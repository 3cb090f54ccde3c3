"""The places somebody holds, and what follows from them.

They are asked of the database once per request, and again after every deed, so that access which
ended holds for the next question. Outside a request nothing is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction
from django.utils import timezone

from samenspel.foundation import live

from .models import OWN, TEAM, Coalition, Membership, Role

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from samenspel.people.models import Person


Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Held:
    """The live memberships of somebody, as (role, coalition or None, expedition).

    `facts` are what higher rooms asked along of whoever holds a place (`ask_along`).
    """

    places: tuple[tuple[str, int | None, int], ...]
    facts: frozenset[str] = frozenset()

    def coalitions(self, roles: Collection[str]) -> set[int]:
        """The coalitions in which one of these roles is held, as ids."""
        return {place for role, place, _ in self.places if role in roles and place is not None}

    def expeditions(self, roles: Collection[str] = Role.values) -> set[int]:
        """The expeditions in which one of these roles is held, anywhere, as ids."""
        return {journey for role, _, journey in self.places if role in roles}


_asked: ContextVar[dict[tuple[Any, int], Any] | None] = ContextVar("asked", default=None)


def held(person: Person) -> Held:
    """The places that this person holds today."""
    return asked_of(person, _ask)


def asked_of(person: Person, ask: Callable[[Person], Answer]) -> Answer:
    """What `ask` tells of this person; asked as seldom as the places they hold."""
    asked = _asked.get()
    if asked is None:
        return ask(person)
    key = (ask, person.pk)
    if key not in asked:
        asked[key] = ask(person)
    answer: Answer = asked[key]
    return answer


def ask_again() -> None:
    """Forget what was asked: a deed may have changed it."""
    asked = _asked.get()
    if asked is not None:
        asked.clear()


@contextmanager
def asked_once() -> Iterator[None]:
    """Within it the places of somebody are asked once: for a request, a long job, or one query."""
    if _asked.get() is not None:
        yield
        return
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def ask_once(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A middleware within which the places of somebody are asked once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with asked_once():
            return get_response(request)

    return middleware


_along: dict[str, Callable[[], Any]] = {}


def ask_along(fact: str, condition: Callable[[], Any]) -> None:
    """Ask in the same query whether something is true of a membership, such as `Exists(...)`."""
    _along[fact] = condition


def _ask(person: Person) -> Held:
    asked = {f"fact_{number}": tell() for number, tell in enumerate(_along.values())}
    rows = Membership.objects.live().filter(person=person).annotate(**asked)
    places, facts = [], set()
    for row in rows.values_list("role", "coalition", "expedition", *asked):
        places.append(row[:3])
        facts |= {fact for fact, true in zip(_along, row[3:], strict=True) if true}
    return Held(tuple(places), frozenset(facts))


def tell_what_ended() -> None:
    """Places that ended with the day: no deed tells of them."""
    yesterday = timezone.localdate() - timedelta(days=1)
    if Membership.objects.filter(until=yesterday, ended=None).exists():
        with transaction.atomic():
            live.rights_changed()


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
