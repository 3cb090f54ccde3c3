"""Who sees what. This file is the only one that knows.

A shared table answers nobody until it is told who is looking:

    Source.objects.visible_to(person)      # nobody, or a passer-by: what is public
    Source.objects.unguarded("a reason")   # rare; every reason stands in REASONS
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.sql import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.contrib.auth.models import AnonymousUser

    from samenspel.people.models import Person

    from .models import Shared

    Looker = Person | AnonymousUser | None

Row = TypeVar("Row", bound=models.Model, covariant=True)

BOOKS = "a deed keeps its own books"
REASONS = {
    BOOKS: "a deed whose rule was checked counts or changes rows it owns",
    "is consent alive": "a public page asks whether a quote may still be shown, and nothing else",
    "a tombstone": "a public page tells that something stood here, and nothing else",
    "told as a story": "a public page asks whether words for everybody lay among stories of change",
    "opened by personal link": "somebody with a link sees the one thing that it opens",
    "taking back reaches everywhere": "words are lifted wherever they stand, seen or not",
    "somebody reads back what they wrote": "a memo's own words stay with whoever wrote them",
    "the mirror at the table": "whoever got a sheet reads it; those together see their own figures",
    "telling the speaker where": "somebody reads where their own words stand",
    "those at the table": "a phone at a meeting is asked what it may see by the meeting's own rule",
    "learning from codings": "a job learns from sources that may be used so, and proposes codes",
    "reading blind": "a query leaves out what a coder who reads blind may not see yet",
    "finding by words": "the index is asked which rows hold a word; each row is then asked for",
    "command line": "the host runs a command on the machine itself",
    "demo": "the invented expedition is made",
}

_lifted: ContextVar[str] = ContextVar("lifted", default="")


class NobodyIsLooking(RuntimeError):
    """A shared table was read without saying for whom."""


@contextmanager
def lifted(reason: str) -> Iterator[None]:
    """Lift the guard for a stretch of code, with a reason from the list."""
    token = _lifted.set(_known(reason))
    try:
        yield
    finally:
        _lifted.reset(token)


def _known(reason: str) -> str:
    if reason not in REASONS:
        raise ValueError(f"not a reason to look without a reader: {reason}")
    return reason


class GuardedQuery(Query):
    looked_at_for: str = ""

    def insist(self) -> None:
        if not (self.looked_at_for or _lifted.get() or self.is_empty()):
            name = getattr(self.model, "__name__", "")
            raise NobodyIsLooking(f"{name}: use .visible_to(person)")

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        self.insist()
        return super().get_compiler(*args, **kwargs)

    def combine(self, rhs: Query, connector: str) -> None:
        # a | b shows what either shows, so both must have said who looks.
        if connector != "AND" and not getattr(rhs, "looked_at_for", ""):
            self.looked_at_for = ""
        super().combine(rhs, connector)


class SharedRows(models.QuerySet[Row], Generic[Row]):
    """Rows that refuse to be read until it is said who is looking."""

    query: GuardedQuery

    def __init__(
        self,
        model: type[Row] | None = None,
        query: Query | None = None,
        using: str | None = None,
        hints: dict[str, models.Model] | None = None,
    ) -> None:
        super().__init__(model, query or GuardedQuery(model), using, hints)

    def visible_to(self, person: Looker) -> Self:
        """What this person may read. `None` or somebody not signed in is a passer-by."""
        known = person if person is not None and person.is_authenticated else None
        seen = self.filter(_seen_now(known, self.model))
        return seen._said(f"person {known.pk}" if known else "passer-by")

    def visible_in(self, row: Shared, person: Looker) -> Self:
        """What this person may read of all that stands in one shared row, which was read already.

        As `visible_to`, of these rows only. Where a path leads to that row, the row itself is
        asked and not the database: on a page about one thing that is most of the work.
        """
        known = person if person is not None and person.is_authenticated else None
        paths = self.model.seen_through  # type: ignore[attr-defined]
        paths = (paths,) if isinstance(paths, str) else paths
        there = [path for path in paths if _leads_to(self.model, path, type(row))]
        if not there:
            raise ValueError(f"{self.model.__name__} does not stand in a {type(row).__name__}")
        if not sees(known, row):
            return self.none()
        within = Q()
        if all(path.endswith("?") for path in there):
            for path in there:
                within |= Q(**{path.removesuffix("?"): row.pk})
        pins = dict.fromkeys(there, row.pk)
        seen = self.filter(within, _seen_now(known, self.model, pins))
        return seen._said(f"person {known.pk}" if known else "passer-by")

    def unguarded(self, reason: str) -> Self:
        return self._chain()._said(_known(reason))  # type: ignore[attr-defined, no-any-return]

    def update(self, **values: Any) -> int:
        self.query.insist()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self.query.insist()
        return super().delete()

    update.alters_data = delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def _said(self, who: str) -> Self:
        self.query.looked_at_for = who
        return self


class SharedManager(models.Manager.from_queryset(SharedRows)):  # type: ignore[misc]
    """The one manager of shared rows and of rows inside them."""

    def visible_to(self, person: Looker) -> SharedRows[Any]:
        """As of any rows. Of the whole table, the question is put together once for a request:
        that takes Django longer than the answer takes the database."""
        from .roles import asked_of

        rows: SharedRows[Any] = self.get_queryset()
        own_rule = type(rows).visible_to is not SharedRows.visible_to
        some = hasattr(self, "instance")  # only the rows of one other row
        if own_rule or some or person is None or not person.is_authenticated:
            return rows.visible_to(person)
        rows.query = asked_of(person, _of_the_whole(self.model)).chain()  # type: ignore[assignment]
        return rows


@cache
def _of_the_whole(model: Any) -> Callable[[Any], GuardedQuery]:
    def ask(person: Any) -> GuardedQuery:
        query: GuardedQuery = model._default_manager.get_queryset().visible_to(person).query
        return query

    return ask


def _seen_now(person: Any, model: Any, pins: Mapping[str, int] | None = None) -> Q:
    from .roles import asked_once

    if person is None:
        return sight(None, model.seen_through, pins)
    with asked_once():
        apart: Q = model.kept_apart(person)
        return sight(person, model.seen_through, pins) & apart


def sight(
    person: Any, through: str | tuple[str, ...] = "", pins: Mapping[str, int] | None = None
) -> Q:
    """The predicate: what `person` (None: a passer-by) may read of a shared row.

    `through` is the path to the shared row from a row inside it; with several paths all of them
    must be seen. A path that ends in "?" may lead nowhere. `pins` are the keys of rows that this
    person was found to read, by the path that must lead to them.
    """
    paths = (through,) if isinstance(through, str) else through
    seen = Q()
    for path in paths:
        to = path.removesuffix("?")
        one = Q(**{to: pins[path]}) if pins and path in pins else _sight(person, to)
        if path != to:
            one |= Q(**{f"{to}__isnull": True})
        seen &= one
    return seen


@cache
def _leads_to(model: Any, path: str, table: Any) -> bool:
    for step in path.removesuffix("?").split("__") if path else ():
        model = model._meta.get_field(step).related_model
    return bool(path) and model is table


def sees(person: Any, row: Shared) -> bool:
    """The predicate once more, of a shared row that is in memory."""
    from .models import OWN, TEAM, Circle
    from .roles import held

    if row.circle == Circle.PUBLIC:
        return True
    if person is None:
        return False
    mine, circle, place, journey = held(person), row.circle, row.coalition_id, row.expedition_id
    return (
        row.author_id == person.pk
        or (circle >= Circle.COALITION and place in mine.coalitions(OWN))
        or (circle >= Circle.TEAM and place in mine.coalitions(TEAM))
        or (circle >= Circle.TEAM and place is None and journey in mine.expeditions(TEAM))
        or (circle >= Circle.EXPEDITION and journey in mine.expeditions((*OWN, *TEAM)))
        or (circle >= Circle.PARTNERS and journey in mine.expeditions())
    )


def _sight(person: Any, path: str) -> Q:
    from .models import OWN, TEAM, Circle
    from .roles import held

    def where(**lookups: Any) -> Q:
        return Q(**{f"{path}__{key}" if path else key: value for key, value in lookups.items()})

    seen = where(circle=Circle.PUBLIC)
    if person is None:
        return seen
    seen |= where(author=person)
    mine = held(person)
    if own := mine.coalitions(OWN):
        seen |= where(circle__gte=Circle.COALITION, coalition__in=own)
    if team := mine.coalitions(TEAM):
        seen |= where(circle__gte=Circle.TEAM, coalition__in=team)
    if along := mine.expeditions(TEAM):
        seen |= where(circle__gte=Circle.TEAM, coalition=None, expedition__in=along)
    travelling = mine.expeditions((*OWN, *TEAM))
    if travelling:
        seen |= where(circle__gte=Circle.EXPEDITION, expedition__in=travelling)
    # Whoever travels along reads from an earlier circle on what the fund and partners read.
    if anywhere := mine.expeditions() - travelling:
        seen |= where(circle__gte=Circle.PARTNERS, expedition__in=anywhere)
    return seen


def readers(row: Any) -> models.QuerySet[Any]:
    """The people who can read this row, as `sight` would say of each of them.

    For a public row: those of the expedition, since everybody can't be counted.
    """
    from django.contrib.auth import get_user_model

    from .models import OWN, TEAM, Circle, Membership

    live = Membership.objects.live().filter(expedition=row.expedition_id)
    within = Q(pk__in=[])
    if row.circle >= Circle.COALITION and row.coalition_id:
        within |= Q(role__in=OWN, coalition=row.coalition_id)
    if row.circle >= Circle.TEAM:
        within |= Q(role__in=TEAM) & (Q(coalition=row.coalition_id) if row.coalition_id else Q())
    if row.circle >= Circle.EXPEDITION:
        within |= Q(role__in=[*OWN, *TEAM])
    if row.circle >= Circle.PARTNERS:
        within = Q()
    everybody = get_user_model().objects
    return everybody.filter(Q(pk=row.author_id) | Q(pk__in=live.filter(within).values("person")))
