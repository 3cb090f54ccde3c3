"""Deeds of exchange: bring in a project of another package, and take words along as a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import Rule, author, deed, may
from samenspel.circles.models import TEAM, Circle, Expedition, Role
from samenspel.circles.roles import held
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused, needed
from samenspel.sources.readers.draft import one_line

from . import arriving, limits
from .gathering import Gathered, Scope
from .models import COUNTED, Arrival, Export, Held
from .project import Loss, Summary
from .refusals import NotRead
from .taking_in import Taken, take_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samenspel.people.models import Person

    from .choosing import Choices
    from .project import Thing

KEPT_DAYS = 7


def _has_a_place(person: Any, subject: Any) -> bool:
    here = subject.pk if isinstance(subject, Expedition) else subject.expedition_id
    return here in held(person).expeditions({*TEAM, Role.COORDINATOR})


at_the_bench = Rule(frozenset({*TEAM, Role.COORDINATOR}), _has_a_place)


@deed("exchange.bring", may=at_the_bench)
def bring(expedition: Expedition, *, name: str, size: int, key: uuid.UUID, by: Person) -> Arrival:
    """Bring a project of another package, to look at it before it is kept. Only you see it."""
    insist_on_room(expedition, by)
    arrival: Arrival = Arrival.objects.create(
        author=by,
        expedition=expedition,
        name=one_line(name)[-200:] or "?",
        size=size,
        key=key,
    )
    return arrival


def insist_on_room(expedition: Expedition, by: Person) -> None:
    """Refuse when too many projects of this person wait here: each keeps a file of its own."""
    rows = Arrival.objects.unguarded(BOOKS).filter(expedition=expedition, author=by)
    states = Arrival.State
    waiting = rows.exclude(state__in=(states.KEPT, states.REFUSED)).count()
    if waiting >= limits.WAITING:
        told = _("%d projects of yours wait here. Take one in first, or throw one away.")
        raise Refused(told % waiting)


@deed("exchange.take_in", may=author)
def keep(
    arrival: Arrival, *, choices: Choices, things: Iterable[Thing], summary: Summary, by: Person
) -> Taken:
    """Take a project in, as it was looked over: all of it, or nothing."""
    for place in [choices.place, *choices.places.values()]:
        if not may(by, "source.keep", place):
            raise Refused(_("You can't bring texts to %s. Choose another place.") % place.name)
    taken = take_in(arrival.expedition, choices, things, by=by)
    arrival.state = Arrival.State.KEPT
    arrival.kept = {
        "at": timezone.now().isoformat(),
        "counts": taken.counts,
        "books": taken.books,
        "sources": taken.sources[:5],
        "losses": [asdict(loss) for loss in [*summary.losses, *taken.losses]],
    }
    arrival.save(update_fields=["state", "kept"])
    return taken


@deed("exchange.discard", may=author)
def discard(arrival: Arrival, *, by: Person) -> None:
    """Throw a project away that was brought and not taken in."""
    if arrival.state == Arrival.State.TAKING:
        raise Refused(_("This project is being taken in right now. Wait until that is done."))
    Arrival.objects.unguarded(BOOKS).filter(pk=arrival.pk).delete()
    arriving.forget(arrival.key)


@deed("exchange.give_out", may=at_the_bench)
def give_out(
    expedition: Expedition, *, kind: str, purpose: str, scope: Scope, by: Person
) -> Export:
    """Take along what you may read, as a file. It gets a number, and stands in the register."""
    purpose = needed(purpose, _("Write in one line what it is for."), longest=200)
    gathered = Gathered(expedition, by, scope)
    export = Export(
        author=by,
        expedition=expedition,
        circle=Circle.EXPEDITION,
        ceiling=Circle.PUBLIC,
        number=_next_number(expedition),
        kind=Export.Kind(kind),
        purpose=purpose,
        narrowest=Circle.PUBLIC,
        chosen=scope.stored(),
    )
    within = list(gathered.sources().values_list("pk", "circle")) if export.has_words else []
    if not within and not gathered.codes:
        raise Refused(_("There is nothing yet that you can take along."))
    if not export.has_words and not gathered.codes:
        raise Refused(_("There are no codes yet that you can take along."))
    export.narrowest = min((circle for _pk, circle in within), default=Circle.TEAM)
    export.total = len(within)
    export.save()
    rows = [Held(export=export, source_id=pk) for pk, _circle in within]
    Held.objects.unguarded(BOOKS).bulk_create(rows, batch_size=1_000)
    return export


@deed("exchange.give_counts", may=at_the_bench)
def give_counts(
    expedition: Expedition, *, form: str, purpose: str, page: str, by: Person
) -> Export:
    """Take counts along as a file: no words, and no group of fewer than five people."""
    export = Export(
        author=by,
        expedition=expedition,
        circle=Circle.EXPEDITION,
        ceiling=Circle.PUBLIC,
        number=_next_number(expedition),
        kind=COUNTED[form],
        purpose=needed(purpose, _("Write in one line what it is for."), longest=200),
        narrowest=Circle.TEAM,
        chosen={"page": page},
    )
    export.save()
    return export


def enter_counts(expedition: Expedition, **told: Any) -> str:
    """A line in the register, for rooms that count; gives its number as it stands in the file."""
    return give_counts(expedition, **told).called


def _next_number(expedition: Expedition) -> int:
    rows = Export.objects.unguarded(BOOKS).filter(expedition=expedition)
    newest: int | None = rows.aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


def note(row: Arrival | Export, **fields: Any) -> None:
    """Write down how far an arrival or an export is. No deed: nobody's words change by it."""
    type(row).objects.unguarded(BOOKS).filter(pk=row.pk).update(**fields)
    for name, value in fields.items():
        setattr(row, name, value)


def refused(arrival: Arrival, refusal: NotRead) -> None:
    told = {"code": refusal.code, "params": refusal.params}
    note(arrival, state=Arrival.State.REFUSED, found=told)
    arriving.forget(arrival.key)


def losses_of(told: Sequence[dict[str, Any]]) -> list[Loss]:
    """As they were stored; the same loss in two lists is told once."""
    found: dict[str, Loss] = {}
    for each in told:
        loss = found.setdefault(each["code"], Loss(each["code"]))
        loss.count += each["count"]
        loss.where += each["where"]
    return list(found.values())


def forget_arrivals() -> None:
    """Throw away what was brought a week ago and never taken in."""
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    left = Arrival.objects.unguarded(BOOKS).filter(created__lt=old)
    left.exclude(state=Arrival.State.KEPT).delete()
    arriving.forget_before(old)


def forget_files() -> None:
    """Remove the files of exports after a day: whoever wants one later takes it along anew."""
    old = timezone.now() - timedelta(days=1)
    rows = Export.objects.unguarded(BOOKS).filter(ready=True, created__lt=old)
    for export in rows:
        arriving.forget(export.key)
    rows.update(ready=False)
