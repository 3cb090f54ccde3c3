"""What everything that takes in a project shares: who does it, what was chosen, whose layers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from samenspel.circles.models import Circle, Coalition, Expedition
from samenspel.circles.roles import belongs
from samenspel.circles.sight import BOOKS
from samenspel.foundation.rows import portions
from samenspel.threads.models import Coder

from . import limits, project
from .models import Signature
from .project import Losses
from .refi.names import own_guid
from .refusals import NotRead

if TYPE_CHECKING:
    from samenspel.circles.places import Place
    from samenspel.people.models import Person

    from .choosing import Choices


@dataclass
class Work:
    """One project on its way in: `sources`, `books` and `threads` are the keys of what was made."""

    expedition: Expedition
    choices: Choices
    by: Person
    losses: Losses = field(default_factory=Losses)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    sources: list[int] = field(default_factory=list)
    books: set[int] = field(default_factory=set)
    threads: list[int] = field(default_factory=list)
    head: project.Head = field(default_factory=project.Head)
    users: dict[str, project.User] = field(default_factory=dict)
    now: datetime = field(default_factory=timezone.now)

    def at(self, told: str) -> datetime:
        """A moment in a file; what it does not tell, or what is still to come, is now."""
        found = a_time(told)
        return min(found, self.now) if found else self.now

    def circle_in(self, place: Place) -> Circle:
        """The team's for the team; for a coordinator that of the own coalition."""
        own = isinstance(place, Coalition) and belongs(self.by, place.pk)
        return Circle.COALITION if own else Circle.TEAM


class Layers:
    """Whose layer a coding of the file is in.

    Nobody is given codings in their name but by themselves: what a file says of another person
    here stands in a layer beside theirs.
    """

    def __init__(self, work: Work) -> None:
        self.work = work
        self._coders: dict[str, Coder] = {}
        self._made: set[int] = set()

    def came_along(self, coder: Coder) -> bool:
        """Whether this layer came with this file, or is that of whoever takes it in."""
        return coder.pk in self._made or coder.person_id == self.work.by.pk

    def coder(self, user: str) -> Coder:
        """The layer of somebody in the file; of nobody in particular it is the package's own."""
        if user not in self._coders:
            if len(self._coders) >= limits.USERS:
                told = self.work.users.get(user)
                name = told.name[:80] if told else ""
                raise NotRead("too_many_users", limit=limits.USERS, name=name)
            self._coders[user] = self._coder(user)
        return self._coders[user]

    def own(self, user: str) -> Coder | None:
        """The layer of the person here who has this guid, whoever that is."""
        return self._own.get(user)

    @cached_property
    def _own(self) -> dict[str, Coder]:
        here = Coder.objects.filter(expedition=self.work.expedition, person__isnull=False)
        return {str(row.guid): row for row in here.select_related("person")}

    def _coder(self, user: str) -> Coder:
        head, told = self.work.head, self.work.users.get(user)
        name = told.name if told and told.name else head.origin or head.name
        guid = user or own_guid("nobody", head.origin, head.name)
        own = self.own(user)
        if own is not None and own.person is not None:
            if own.person_id == self.work.by.pk:
                return own
            guid, name = own_guid("in a file", guid), _("%s (from a file)") % own.person.name
        there, made = Coder.objects.get_or_create(
            expedition=self.work.expedition,
            guid=guid,
            defaults={"name": (name or _("somebody"))[:120]},
        )
        self.work.counts["coders"] += made
        if made:
            self._made.add(there.pk)
        return there


def sign(
    work: Work, layers: Layers, table: Any, name: str, rows: Sequence[tuple[Any, str]]
) -> list[Any]:
    """Keep these rows, and with each whose hand (a user of the file) it was when that is not who
    takes this in; gives those rows."""
    table.objects.unguarded(BOOKS).bulk_create([row for row, _user in rows], batch_size=500)
    signed: list[Signature] = []
    for row, user in rows:
        coder = layers.coder(user) if user else None
        if coder is not None and coder.person_id != work.by.pk:
            signed.append(Signature(coder=coder, **{name: row}))
    Signature.objects.unguarded(BOOKS).bulk_create(signed, batch_size=500)
    return [getattr(each, name) for each in signed]


def by_guid(rows: Any, guids: Iterable[str]) -> dict[str, Any]:
    """Those of `rows` that have one of these guids, by it."""
    found: dict[str, Any] = {}
    for some in portions(guids):
        for row in rows.filter(guid__in=[UUID(guid) for guid in some]):
            found.setdefault(str(row.guid), row)
    return found


@lru_cache(maxsize=10_000)
def a_time(told: str) -> datetime | None:
    """A moment in a file; without a zone it is one here."""
    try:
        found = parse_datetime(told.strip()) if told else None
    except ValueError:
        return None
    if found is None:
        return None
    try:
        here = timezone.make_aware(found) if timezone.is_naive(found) else found
        return here.astimezone(UTC)  # which the database will do: not every moment has one
    except (ValueError, OverflowError):
        return None


def a_day(told: str) -> date | None:
    """A day in a file: 2026-05-03, with or without a time, or 3-5-2026."""
    told = told.strip().rstrip("Z")
    try:
        day = parse_date(told[:10])
    except ValueError:
        return None
    if day is None:
        parts = told.replace("/", "-").replace(".", "-").split("-")
        if len(parts) == 3 and all(part.strip().isdecimal() for part in parts):
            number = [int(part) for part in parts]
            try:
                day = date(number[2], number[1], number[0])
            except ValueError:
                return None
    return day if day and day.year > 1900 else None
