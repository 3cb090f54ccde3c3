"""Personal links to the sheet of a coalition: by mail, or on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import coordinator, deed, team
from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.foundation import mail
from samenspel.foundation.errors import Refused
from samenspel.people import links
from samenspel.people.models import Person

from . import letters
from .actions import members
from .models import Card, Sheet, SheetLink

if TYPE_CHECKING:
    from samenspel.people.links import Key
    from samenspel.people.models import PersonalLink

PAGE = "recognition:by_link"
AFTERWARDS = 90  # days: so long the same link can take back what was said with it


@dataclass(frozen=True)
class Letter:
    """Somebody who was asked, with the key to the sheet; on paper when they have no address."""

    person: Person
    key: Key

    @property
    def on_paper(self) -> bool:
        return not self.person.email


@deed("recognition.ask", may=coordinator | team)
def ask(sheet: Sheet, *, people: Iterable[Person], by: Person) -> list[Letter]:
    """Send people their own link to the threads: by mail, or on paper without an address."""
    if not sheet.round.is_open:
        raise Refused(_("This round is closed already."))
    chosen = list(people)
    if set(chosen) - set(members(sheet.coalition)):
        raise Refused(_("Choose somebody who belongs to this coalition."))
    many = Card.objects.unguarded(BOOKS).filter(sheet=sheet).count()
    return [_send(sheet, person, many, by) for person in chosen]


def opened_by(link: PersonalLink) -> SheetLink | None:
    found: SheetLink | None = (
        SheetLink.objects.unguarded("opened by personal link")
        .filter(link=link)
        .select_related("sheet__round", "sheet__coalition__expedition", "author")
        .first()
    )
    return found


def _send(sheet: Sheet, person: Person, many: int, by: Person) -> Letter:
    days = (sheet.round.closes - timezone.localdate()).days + AFTERWARDS
    key = links.make(PAGE, person=person, by=by, days=days, with_code=not person.email)
    SheetLink.objects.create(
        author=person,
        coalition=sheet.coalition,
        expedition=sheet.expedition,
        circle=Circle.PRIVATE,
        sheet=sheet,
        link=key.link,
    )
    if person.email:
        mail.send(
            person.email,
            person.language,
            letters.do_you_recognise,
            good_for=timedelta(days=days),
            name=person.name,
            coalition=str(sheet.coalition),
            many=many,
            until=sheet.round.closes,
            link=key.url,
        )
    return Letter(person, key)
