"""Who may do what, and the log of it.

A deed is one verb and one function:

    @deed("thread.start", may=team | coordinator)
    def start(expedition, *, claim, by): ...

A deed may grant others: whoever may do it does those too, within it (`grants=["mirror.close"]`).

Calling it opens the transaction, takes the shared row that the subject stands in (as it is now, so
that deeds on one thing wait for each other), checks the rule, does the work and writes the ledger.
The table of roles and deeds (`docs/circles.md`) is generated from the same rules.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from samenspel.foundation import ledger
from samenspel.foundation.errors import Refused

from .models import OWN, TEAM, Coalition, Expedition, Role, Shared
from .roles import ask_again, held
from .sight import BOOKS

P = ParamSpec("P")
R = TypeVar("R")


class NotYours(Refused):
    """Somebody may see this, but not do that with it."""

    def __init__(self, name: str) -> None:
        super().__init__(_("You can't do this here. Ask your coordinator."))
        self.name = name


@dataclass(frozen=True)
class Rule:
    """A yes/no question about a person and a subject; `who` names the columns it says yes to."""

    who: frozenset[str]
    asks: Callable[[Any, Any], bool]

    def __call__(self, person: Any, subject: Any) -> bool:
        if person is None or not person.is_authenticated:
            return False
        return self.asks(person, subject)

    def __or__(self, other: Rule) -> Rule:
        return Rule(self.who | other.who, lambda p, s: self.asks(p, s) or other.asks(p, s))

    def only(self, condition: Callable[[Any], bool]) -> Rule:
        """The same people, but only when the subject answers to `condition`."""
        return Rule(self.who, lambda p, s: condition(s) and self.asks(p, s))


def place_of(subject: Any) -> tuple[int | None, int]:
    """The coalition (or None) and the expedition that a subject belongs to, as ids."""
    if isinstance(subject, Expedition):
        return None, subject.pk
    if isinstance(subject, Coalition):
        return subject.pk, subject.expedition_id
    within = getattr(subject, "belongs_to", None)
    if within is not None:
        return place_of(within)
    return subject.coalition_id, subject.expedition_id


def shared_row_of(subject: Any) -> Any:
    """The row in which a subject stands and by which it is seen; itself when it is no part."""
    within = getattr(subject, "belongs_to", None)
    return subject if within is None else shared_row_of(within)


def take(*rows: Any) -> None:
    """Make these shared rows wait for each other's deeds, and read them as they are now.

    What was loaded before the transaction may be out of date: somebody could have taken their
    words back in the meantime. Other rows are left alone.
    """
    for row in sorted(
        (row for row in rows if isinstance(row, Shared) and row.pk), key=lambda row: row.pk
    ):
        now = type(row).objects.unguarded(BOOKS).select_for_update(no_key=True)
        try:
            row.refresh_from_db(from_queryset=now)
        except type(row).DoesNotExist:
            raise Refused(_("This is not here any more.")) from None


def _holds(person: Any, subject: Any, roles: tuple[str, ...]) -> bool:
    coalition, expedition = place_of(subject)
    if coalition is not None:
        return coalition in held(person).coalitions(roles)
    return expedition in held(person).expeditions(set(roles) - set(OWN))


def role(*roles: Role) -> Rule:
    """Somebody who holds one of these roles where the subject belongs."""
    return Rule(frozenset(roles), lambda person, subject: _holds(person, subject, roles))


def _is_author(person: Any, subject: Any) -> bool:
    within = getattr(subject, "belongs_to", subject)
    return bool(getattr(within, "author_id", None) == person.pk)


def _anywhere(roles: tuple[str, ...]) -> Callable[[Any, Any], bool]:
    def asks(person: Any, subject: Any) -> bool:
        _, expedition = place_of(subject)
        return expedition in held(person).expeditions(roles)

    return asks


author = Rule(frozenset({"author"}), _is_author)
coordinator = role(Role.COORDINATOR)
member = role(*OWN)
team = role(*TEAM)
manager = Rule(frozenset({Role.MANAGER}), _anywhere((Role.MANAGER,)))
somebody = Rule(frozenset({"author", *Role.values}), lambda person, subject: True)


def the_one(name: str, path: str) -> Rule:
    """The person at `path` of the subject, such as the speaker who was asked."""

    def asks(person: Any, subject: Any) -> bool:
        for step in path.split("."):
            subject = getattr(subject, step, None)
        return subject is not None and subject == person

    return Rule(frozenset({name}), asks)


@dataclass(frozen=True)
class Deed:
    name: str
    rule: Rule
    does: str
    room: str
    grants: frozenset[str] = frozenset()


DEEDS: dict[str, Deed] = {}
# Deeds that are granted just now: the name, to whom, in which coalition.
_granted: ContextVar[frozenset[tuple[str, int, int]]] = ContextVar("granted", default=frozenset())


def deed(
    name: str, *, may: Rule, grants: Collection[str] = ()
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a deed. Its first argument is the subject; `by` tells who does it.

    `grants` names deeds of lower rooms that are part of this one. Who may do this one may do those
    as long as it lasts, in the same coalition; the function sees to it that it is on the right
    thing. The log names them for each.
    """

    def wrap(work: Callable[P, R]) -> Callable[P, R]:
        if name in DEEDS:
            raise ValueError(f"two deeds are called {name}")
        DEEDS[name] = Deed(
            name=name,
            rule=may,
            does=(inspect.getdoc(work) or "").split("\n\n")[0].replace("\n", " "),
            room=work.__module__.split(".")[1],
            grants=frozenset(grants),
        )

        @functools.wraps(work)
        def do(*args: P.args, **kwargs: P.kwargs) -> R:
            subject, by = args[0], kwargs["by"]
            ask_again()
            with transaction.atomic():
                take(shared_row_of(subject))
                if not (may(by, subject) or _is_granted(name, by, subject)):
                    raise NotYours(name)
                with _granting(grants, by, subject):
                    done = work(*args, **kwargs)
                _log(name, by, subject, done, kwargs)
            ask_again()
            return done

        return do

    return wrap


def _is_granted(name: str, by: Any, subject: Any) -> bool:
    return by is not None and (name, by.pk, place_of(subject)[0]) in _granted.get()


@contextmanager
def _granting(names: Collection[str], by: Any, subject: Any) -> Iterator[None]:
    coalition = place_of(subject)[0] if names else None
    if coalition is None:
        yield
        return
    token = _granted.set(_granted.get() | {(name, by.pk, coalition) for name in names})
    try:
        yield
    finally:
        _granted.reset(token)


def may(person: Any, name: str, subject: Any) -> bool:
    """Ask the rule of a deed, to show or hide its button."""
    return DEEDS[name].rule(person, subject)


def _log(name: str, by: Any, subject: Any, done: Any, said: dict[str, Any]) -> None:
    about = done if isinstance(done, models.Model) and isinstance(done.pk, int) else subject
    if not isinstance(about.pk, int):  # no number by design: a row that can't be followed in time
        about = subject = shared_row_of(subject)
    ids: dict[str, ledger.Fact] = {}
    for key, value in said.items():
        if key == "by":
            continue
        if isinstance(value, models.Model):
            if isinstance(value.pk, int):
                ids[key] = value.pk
        elif isinstance(value, int):
            ids[key] = int(value)
    if about is not subject:
        ids[subject._meta.model_name] = subject.pk
    ledger.write(name, by=by, subject=about, space=place_of(subject)[0], facts=ids)
