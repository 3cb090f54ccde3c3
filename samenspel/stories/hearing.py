"""Who waits for a word in the margin hears that it is there: by mail, at most once a day.

Somebody who asked something hears of the answers, and whoever made a report or an episode of what
is said beside it. The mail tells where, and holds none of the words: they can be taken back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.sight import BOOKS
from samenspel.foundation import limits, mail
from samenspel.foundation.mail import Letter
from samenspel.people.models import Person

from .margins import at
from .models import Remark

if TYPE_CHECKING:
    from collections.abc import Iterable

A_DAY = 24 * 60  # minutes
TOO_LATE = timedelta(days=7)
MOST_LINES = 5


def tell_all() -> None:
    """One mail to each who waits; who had one today gets the rest tomorrow, in one."""
    rows = Remark.objects.unguarded(BOOKS).exclude(hears=None)
    rows.filter(created__lt=timezone.now() - TOO_LATE).update(hears=None)
    for person in Person.objects.filter(pk__in=rows.values("hears")):
        with transaction.atomic():
            _tell(person)


def _tell(person: Person) -> None:
    waiting = Remark.objects.unguarded(BOOKS).filter(hears=person)
    there = Remark.objects.visible_to(person).filter(hears=person, taken_back=None)
    links = _links(person, there.order_by("pk"))
    if links and person.email:
        if not limits.take("margin to", str(person.pk), most=1, minutes=A_DAY):
            return
        mail.send(person.email, person.language, letter, name=person.name, links=links)
    waiting.update(hears=None)


def _links(person: Person, rows: Iterable[Remark]) -> dict[str, str]:
    """Where they stand, as far as this person may read that: what it is called, by address."""
    found = {}
    for row in rows:
        if beside := at(person, row.kind, row.key, row.part):
            found[f"{settings.SITE_URL}{beside.url}"] = beside.title
    return found


def letter(name: str, links: dict[str, str]) -> Letter:
    titles = list(dict.fromkeys(links.values()))
    return Letter(
        subject=_("Somebody said something to you in the margin"),
        lines=[
            _("Hello %(name)s,") % {"name": name},
            _("Beside what you made or said stands something new, in:"),
            *[f"– {title}" for title in titles[:MOST_LINES]],
        ],
        link=next(iter(links)),
        button=_("Read it and answer"),
        small_print=[_("You get this at most once a day, and only when somebody talks to you.")],
    )
