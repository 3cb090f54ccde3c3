"""Questions on their way to people: by mail with a personal link, or on paper."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import coordinator, deed, team
from samenspel.circles.models import OWN, Circle, Coalition
from samenspel.circles.sight import BOOKS
from samenspel.foundation import ledger, limits, mail
from samenspel.foundation.errors import Refused
from samenspel.people import links
from samenspel.people.models import Person

from . import letters
from .actions import next_prompt
from .models import Ask, Prompt, Rhythm, Round

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from samenspel.people.links import Key
    from samenspel.people.models import PersonalLink

log = logging.getLogger("samenspel.reflections")

PAGE = "reflections:answer"
DAYS = 28
LATE = 3  # days: a question that could not go out for longer waits for the next turn
FROM_HOUR = 9


class AskedBefore(Refused):
    """The same page was sent again."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This was asked a moment ago. A letter is shown only once. "
                "Did you lose it? Withdraw it, and ask again."
            )
        )


@dataclass(frozen=True)
class Letter:
    """A question that was asked, with the key that opens it; on paper when it was not mailed."""

    asked: Ask
    key: Key

    @property
    def on_paper(self) -> bool:
        return not self.asked.author.email


@deed("question.ask", may=coordinator | team)
def ask(
    place: Coalition,
    *,
    prompt: Prompt,
    people: Iterable[Person],
    by: Person,
    once: UUID | None = None,
) -> list[Letter]:
    """Put a question to some people: by mail, or on paper to whoever has no address.

    `once` is made on the page: what is sent twice with the same one is asked once.
    """
    if once and not limits.take("ask", str(once), most=1, minutes=DAYS * 24 * 60):
        raise AskedBefore
    if prompt.retired or prompt.coalition_id not in (None, place.pk):
        raise Refused(_("This question is no longer asked here. Choose another one."))
    chosen = list(people)
    if not chosen:
        raise Refused(_("Choose at least one person."))
    if set(chosen) - set(members(place)):
        raise Refused(_("Choose somebody who belongs to this coalition."))
    return [_put(place, prompt, person, by=by) for person in chosen]


@deed("question.withdraw", may=coordinator | team)
def withdraw(asked: Ask, *, by: Person) -> Ask:
    """Let the link of a question open nothing from now on. What was told with it stays."""
    if asked.link:
        links.withdraw(asked.link, by=by)
    return asked


def members(place: Coalition) -> QuerySet[Person]:
    """Who belongs to a coalition itself today."""
    own = place.memberships.live().filter(role__in=OWN)
    return Person.objects.filter(memberships__in=own).distinct().order_by("name")


def opened_by(link: PersonalLink) -> Ask | None:
    found: Ask | None = (
        Ask.objects.unguarded("opened by personal link")
        .filter(link=link)
        .select_related("prompt", "author", "coalition__expedition")
        .first()
    )
    return found


def under_way(place: Coalition) -> QuerySet[Ask]:
    """The questions whose link still works, answered or not: that is not told here."""
    found: QuerySet[Ask] = (
        Ask.objects.unguarded(BOOKS)
        .filter(coalition=place, link__withdrawn=None, link__expires__gt=timezone.now())
        .select_related("author", "prompt", "link")
    )
    return found


def due(rhythm: Rhythm, today: date) -> date | None:
    """The day whose question should have gone out by today, if it is not too long ago."""
    if not rhythm.weeks or today < rhythm.first:
        return None
    step = rhythm.weeks * 7
    day = rhythm.first + timedelta(days=(today - rhythm.first).days // step * step)
    return day if (today - day).days <= LATE else None


def send_due() -> int:
    """Put the question of the day to every coalition whose turn it is. Says to how many."""
    now = timezone.localtime()
    if now.hour < FROM_HOUR:
        return 0
    rhythms = Rhythm.objects.exclude(weeks=None).select_related("coalition__expedition")
    return sum(_sent(rhythm, now.date()) for rhythm in rhythms)


def _sent(rhythm: Rhythm, today: date) -> bool:
    """Whether a round went out. What goes wrong in one coalition does not hold up the next."""
    try:
        return put_to_all(rhythm, today) is not None
    except Exception:
        log.exception("the question of coalition %d was not sent", rhythm.coalition_id)
        return False


@transaction.atomic
def put_to_all(rhythm: Rhythm, today: date) -> Round | None:
    """One round: the question whose turn it is, once a day, to all who have an address."""
    day, prompt, place = due(rhythm, today), next_prompt(rhythm), rhythm.coalition
    if day is None or prompt is None:
        return None
    round_, made = Round.objects.get_or_create(
        coalition=place, day=day, defaults={"prompt": prompt}
    )
    if not made:
        return None
    for person in members(place).exclude(email=None):
        _put(place, prompt, person, by=rhythm.chosen_by)
    ledger.write("question.round", by=None, subject=round_, space=place.pk)
    return round_


def _put(place: Coalition, prompt: Prompt, person: Person, *, by: Person) -> Letter:
    key = links.make(PAGE, person=person, by=by, days=DAYS, with_code=not person.email)
    asked = Ask.objects.create(
        author=person,
        coalition=place,
        expedition=place.expedition,
        circle=Circle.PRIVATE,
        prompt=prompt,
        link=key.link,
    )
    if person.email:
        mail.send(
            person.email,
            person.language,
            letters.question,
            good_for=timedelta(days=DAYS),
            prompt=prompt,
            place=place.name,
            name=person.name,
            link=key.url,
            days=DAYS,
        )
    return Letter(asked, key)
