"""A place at the table, without an account: a secret in the phone, and what is made from it.

The database keeps a hash of the secret, to know the phone by. From the secret itself come marks,
one for each thing that a phone hands in. Whoever reads the database can't tell which marks come
from one phone; the phone finds its own again (`docs/adr/0012-seats.md`).
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.models import Voice
from samenspel.foundation import live
from samenspel.foundation.errors import Refused

from .models import CODE_DIGITS, Pitstop, Seat, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE = "those at the table"
MOST_PEOPLE = 12  # through one phone
MOST_CARDS = 12  # for each of them at a step, whatever the step says now
MOST_SEATS = 3000
ENOUGH_TO_SHOW = 5  # of one voice, before a nameless card shows it


def new_code() -> str:
    """Six digits that no other meeting uses now."""
    while True:
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        if not Pitstop.objects.unguarded(TABLE).filter(code=code).exists():
            return code


def by_code(typed: str) -> Pitstop | None:
    """The meeting that is on under this code: six digits, or the longer key of the QR code."""
    digits = "".join(c for c in typed if c.isdigit())
    on = Pitstop.objects.unguarded(TABLE).filter(ended=None).exclude(began=None)
    found: Pitstop | None = on.filter(key=typed).first()
    if found is None and len(digits) == CODE_DIGITS:
        found = on.filter(code=digits).first()
    return found


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def mark(secret: str, what: str, *keys: object) -> str:
    """What stands on a thing that this phone handed in; 64 hexadecimal digits."""
    told = ":".join([what, *map(str, keys)])
    return hmac.new(secret.encode(), told.encode(), sha256).hexdigest()


def marks_of(secret: str, step: Step) -> list[str]:
    """The marks that the cards of a phone in a step can have, however many speak through it."""
    return [mark(secret, "card", step.pk, n) for n in range(MOST_CARDS * MOST_PEOPLE)]


def join(
    pitstop: Pitstop,
    *,
    voice: str,
    name: str = "",
    people: int = 1,
    language: str = "nl",
    person: Any = None,
) -> tuple[Seat, str]:
    """Take a place at a meeting that is on. Gives the seat and the secret for the phone."""
    if not pitstop.is_on:
        raise Refused(_("This pitstop is not on. Ask the facilitator."))
    if voice not in Voice.values:
        raise Refused(_("Choose how you take part."))
    if not 1 <= people <= MOST_PEOPLE:
        raise Refused(_("One phone can speak for 1 to %d people.") % MOST_PEOPLE)
    if Seat.objects.unguarded(TABLE).filter(pitstop=pitstop).count() >= MOST_SEATS:
        raise Refused(_("All places at this pitstop are taken. Ask the facilitator."))
    secret = secrets.token_urlsafe(16)
    seat: Seat = Seat.objects.create(
        pitstop=pitstop,
        secret_hash=hash_of(secret),
        voice=voice,
        name=" ".join(name.split())[:60],
        people=people,
        language=language,
        person=person if person is not None and person.is_authenticated else None,
    )
    live.stir(pitstop.topic)
    return seat, secret


def leave(seat: Seat) -> None:
    """Stand up from the table. What was handed in stays."""
    seat.left = timezone.now()
    seat.save(update_fields=["left"])
    live.stir(seat.pitstop.topic)


def phones_at(pitstop: Pitstop) -> dict[str, int]:
    """How many phones lie on the table, by voice. One that speaks for twelve is one phone."""
    live_seats = Seat.objects.unguarded(TABLE).filter(pitstop=pitstop, left=None).order_by()
    return dict(live_seats.values_list("voice").annotate(many=Count("pk")))


def shown_voices(phones: dict[str, int]) -> set[str]:
    """The voices that may stand beside nameless cards: all that are here, or none.

    Of each there must be so many that it does not tell who somebody is. A voice that alone stays
    hidden would be known by what it lacks.
    """
    return set(phones) if all(many >= ENOUGH_TO_SHOW for many in phones.values()) else set()


def still_here(topic: str, whos: Iterable[str]) -> set[str]:
    """Which of these may still listen to a meeting: seats that sit, and screens while it is on.

    The door of live streams; `whos` are "seat:12", "lead:3" (a person) and "screen".
    """
    from .rights import leads_at

    pk = int(topic.partition(":")[2])
    pitstop = Pitstop.objects.unguarded(TABLE).filter(pk=pk).first()
    if pitstop is None:
        return set()
    asked = {who: who.partition(":") for who in whos}
    sitting = Seat.objects.unguarded(TABLE).filter(pitstop=pk, left=None)
    if pitstop.ended:
        sitting = sitting.none()
    seated = set(
        sitting.filter(
            pk__in=[int(n) for kind, _, n in asked.values() if kind == "seat"]
        ).values_list("pk", flat=True)
    )
    heads = leads_at(pitstop, [int(n) for kind, _, n in asked.values() if kind == "lead"])
    return {
        who
        for who, (kind, _, n) in asked.items()
        if (kind == "seat" and int(n) in seated)
        or (kind == "lead" and int(n) in heads)
        or (kind == "screen" and not pitstop.ended)
    }
