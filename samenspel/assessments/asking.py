"""Personal links to the sheet of a round: by mail, or on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samenspel.circles.deeds import coordinator, deed, team
from samenspel.circles.models import OWN, Circle, Coalition
from samenspel.foundation import mail
from samenspel.foundation.errors import Refused
from samenspel.people import links
from samenspel.people.models import Person

from . import letters
from .models import Invited, Round

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from samenspel.people.links import Key
    from samenspel.people.models import PersonalLink

PAGE = "assessments:by_link"
DAYS = 28


@dataclass(frozen=True)
class Letter:
    """Somebody who was asked, with the key to their sheet; on paper when they have no address."""

    person: Person
    key: Key

    @property
    def on_paper(self) -> bool:
        return not self.person.email


@deed("mirror.ask", may=coordinator | team)
def ask(round: Round, *, people: Iterable[Person], by: Person) -> list[Letter]:
    """Send people their own link to the sheet: by mail, or on paper to whoever has no address."""
    if not round.is_open:
        raise Refused(_("This round is closed already."))
    chosen = list(people)
    if set(chosen) - set(members(round.coalition)):
        raise Refused(_("Choose somebody who belongs to this coalition."))
    return [_send(round, person, by) for person in chosen]


def members(place: Coalition | None) -> QuerySet[Person]:
    """Who belongs to a coalition itself today."""
    if place is None:
        return Person.objects.none()
    own = place.memberships.live().filter(role__in=OWN)
    return Person.objects.filter(memberships__in=own).distinct().order_by("name")


def opened_by(link: PersonalLink) -> Invited | None:
    found: Invited | None = (
        Invited.objects.unguarded("opened by personal link")
        .filter(link=link)
        .select_related("round__coalition__expedition", "round__framework", "author")
        .first()
    )
    return found


def _send(round: Round, person: Person, by: Person) -> Letter:
    key = links.make(PAGE, person=person, by=by, days=DAYS, with_code=not person.email)
    Invited.objects.create(
        author=person,
        coalition=round.coalition,
        expedition=round.expedition,
        circle=Circle.PRIVATE,
        round=round,
        link=key.link,
    )
    if person.email:
        mail.send(
            person.email,
            person.language,
            letters.sheet,
            good_for=timedelta(days=DAYS),
            title=round.title,
            place=str(round.coalition),
            name=person.name,
            link=key.url,
            days=DAYS,
        )
    return Letter(person, key)
