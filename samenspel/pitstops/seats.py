"""A place at the table, without an account: a secret in the phone, and what is made from it.

The database keeps a hash of the secret, to know the phone by. From the secret itself come marks,
one for each thing that a phone hands in. Whoever reads the database can't tell which marks come
from one phone; the phone finds its own again (`docs/adr/0012-seats.md`).
"""

from __future__ import annotations

import hmac
import secrets
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.models import Voice
from samenspel.foundation import live
from samenspel.foundation.errors import Refused
from samenspel.foundation.words import one_line

from .models import CODE_DIGITS, Pitstop, Seat, Step

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

TABLE = "those at the table"
MOST_PEOPLE = 12  # through one phone
MOST_CARDS = 12  # for each of them at a step, whatever the step says now
MOST_SEATS = 3000
ENOUGH_TO_SHOW = 5  # phones of one voice or language, before a nameless card shows it
Phones = Mapping[tuple[str, str], int]  # how many, by voice and language


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
    return hmac.digest(secret.encode(), told.encode(), "sha256").hex()


def marks_of(secret: str, step: Step, people: int = MOST_PEOPLE) -> list[str]:
    """The marks that the cards of a phone in a step can have, with so many who speak through it."""
    return [mark(secret, "card", step.pk, n) for n in range(MOST_CARDS * people)]


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
        name=one_line(name)[:60],
        people=people,
        language=language,
        person=person if person is not None and person.is_authenticated else None,
    )
    live.stir(pitstop.topic)
    return seat, secret


def leave(seat: Seat, *, sent_away: bool = False) -> None:
    """Stand up from the table. What was handed in stays."""
    _change(seat, left=timezone.now(), sent_away=sent_away)


def come_back(seat: Seat) -> None:
    """Sit down again at the same place: what was handed in is one's own as before."""
    if not seat.may_come_back:
        raise Refused(_("This place at the table is gone. Ask the facilitator."))
    let_back(seat)


def let_back(seat: Seat) -> None:
    _change(seat, left=None, sent_away=False)


def _change(seat: Seat, *, left: datetime | None, sent_away: bool) -> None:
    """At once: what a glance knows of a seat holds until the meeting moves."""
    seat.left, seat.sent_away = left, sent_away
    with transaction.atomic():
        seat.save(update_fields=["left", "sent_away"])
        live.nudge(seat.pitstop.topic)


def phones_at(pitstop: Pitstop) -> Phones:
    """How many phones lie on the table. One that speaks for twelve is one phone."""
    live_seats = Seat.objects.unguarded(TABLE).filter(pitstop=pitstop, left=None).order_by()
    counted = live_seats.values_list("voice", "language").annotate(Count("pk"))
    return {(voice, language): many for voice, language, many in counted}


def shown_voices(phones: Phones) -> set[str]:
    """The voices that may stand beside nameless cards: all that are here, or none.

    Of each there must be so many that it does not tell who somebody is. A voice that alone stays
    hidden would be known by what it lacks.
    """
    by_voice: Counter[str] = Counter()
    for (voice, _language), many in phones.items():
        by_voice[voice] += many
    return set(by_voice) if _enough(by_voice.values()) else set()


def language_without_name(seat: Seat, phones: Phones) -> str:
    """What a nameless card from this phone may say of its language: its own, or the meeting's.

    Its own when, of those with this voice, so many use each language that neither tells who
    somebody is, also where the voice is shown. Otherwise one that says nothing.
    """
    of_its_voice = [many for (voice, _language), many in phones.items() if voice == seat.voice]
    return seat.language if _enough(of_its_voice) else meeting_language(phones)


def meeting_language(phones: Phones) -> str:
    """The language that most phones use; Dutch where as many use another."""
    spoken: Counter[str] = Counter()
    for (_voice, language), many in phones.items():
        spoken[language] += many
    return max((code for code, _name in settings.LANGUAGES), key=lambda code: spoken[code])


def _enough(counted: Iterable[int]) -> bool:
    return all(many >= ENOUGH_TO_SHOW for many in counted)


def still_here(topic: str, whos: Iterable[str]) -> set[str]:
    """Which of these may still listen to a meeting: seats that sit, and screens while it is on.

    The door of live streams; `whos` are "seat:12", "screen", and what `rights.who_leads` gives.
    """
    from .rights import still_leading

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
    heads = still_leading(pitstop, [who for who, (kind, _, _) in asked.items() if kind == "lead"])
    return {
        who
        for who, (kind, _, n) in asked.items()
        if (kind == "seat" and int(n) in seated)
        or who in heads
        or (kind == "screen" and not pitstop.ended)
    }
