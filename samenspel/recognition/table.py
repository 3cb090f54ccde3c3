"""Recognising together at a meeting, on phones without an account.

A phone keeps a secret; what it says carries a key that is made from it. Nobody sees a hand. When
whoever leads shows what came out, the numbers are kept and the hands are thrown away.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from samenspel.circles.deeds import coordinator, deed, team
from samenspel.circles.deeds import take as take_rows
from samenspel.circles.models import Voice
from samenspel.circles.sight import BOOKS
from samenspel.foundation import live
from samenspel.foundation.errors import Refused

from . import hiding
from .actions import now_worded, read_by
from .models import Answer, Card, Hand, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenspel.people.models import Person

TABLE = "those at the table"
DIGITS = 6
MOST_HANDS = 500  # on one card


def topic(sheet: Sheet) -> str:
    return f"recognising:{sheet.pk}"


@deed("recognition.gather", may=coordinator | team)
def gather(sheet: Sheet, *, by: Person) -> Sheet:
    """Let the people at a meeting answer on their phones, without an account."""
    if not sheet.round.is_open:
        raise Refused(_("This round is closed already."))
    if sheet.key is None:
        sheet.key, sheet.code = secrets.token_urlsafe(12), _new_code()
        sheet.save(update_fields=["key", "code"])
    return sheet


@deed("recognition.part", may=coordinator | team)
def part(sheet: Sheet, *, by: Person) -> Sheet:
    """End answering together. What was not shown is thrown away."""
    sheet.key = sheet.code = None
    sheet.save(update_fields=["key", "code"])
    Hand.objects.unguarded(BOOKS).filter(card__sheet=sheet).delete()
    live.nudge(topic(sheet), rights=True)
    return sheet


@deed("recognition.show", may=coordinator | team)
def show(card: Card, *, by: Person) -> Card:
    """Show what the phones said of a thread, once and for all."""
    if card.sheet.key is None:
        raise Refused(_("You are not answering together now."))
    card = Card.objects.unguarded(BOOKS).select_for_update().get(pk=card.pk)
    if card.together:
        raise Refused(_("This was shown already."))
    hands = Hand.objects.unguarded(BOOKS).filter(card=card)
    said = list(hands.order_by("key").values_list("voice", "said"))
    if not said:
        raise Refused(_("Nobody answered yet."))
    card.together = {
        "wording": now_worded(card.thread_id).pk,
        "many": len(said),
        **hiding.together(said),
    }
    card.save(update_fields=["together"])
    hands.delete()
    live.nudge(topic(card.sheet))
    return card


def by_code(typed: str) -> Sheet | None:
    """The sheet that is answered together under this code, or the longer key of the QR code."""
    on = Sheet.objects.unguarded(TABLE).select_related("round", "coalition")
    found: Sheet | None = on.filter(key=typed).first() if typed else None
    digits = "".join(c for c in typed if c.isdigit())
    if found is None and len(digits) == DIGITS:
        found = on.filter(code=digits).first()
    return found if found and found.round.is_open else None


def cards(sheet: Sheet) -> list[Card]:
    """What a phone at the table is asked: the threads that this coalition may read, in order."""
    rows = Card.objects.unguarded(TABLE).filter(sheet=sheet).select_related("thread")
    if sheet.coalition is None:
        return []
    return [card for card in rows.order_by("place") if read_by(card.thread, sheet.coalition)]


def key_of(secret: str, card: Card) -> UUID:
    told = f"{card.pk} {sha256(secret.encode()).hexdigest()}"
    digest = salted_hmac("samenspel.recognition.hand", told, algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)


@transaction.atomic
def say(card: Card, *, secret: str, voice: str, said: str) -> None:
    """What a phone says; said again it is changed. No deed: nobody is known, no log tells when."""
    take_rows(card.sheet)
    now = Card.objects.unguarded(TABLE).select_for_update().get(pk=card.pk)
    if card.sheet.key is None:
        raise Refused(_("You are not answering together any more."))
    if now.together:
        raise Refused(_("This one was shown already. Go on with the next."))
    if Hand.objects.unguarded(TABLE).filter(card=card).count() >= MOST_HANDS:
        raise Refused(_("Too many phones answered. Ask whoever leads."))
    Hand.objects.unguarded(TABLE).update_or_create(
        key=key_of(secret, card),
        defaults={"card": card, "voice": Voice(voice), "said": Answer.Said(said)},
    )
    live.stir(topic(card.sheet))


def said_by(secret: str, asked: Iterable[Card]) -> dict[int, str]:
    """What this phone said, by card; only of what was not shown yet."""
    keys = {key_of(secret, card): card.pk for card in asked}
    rows = Hand.objects.unguarded(TABLE).filter(key__in=keys)
    return {keys[key]: said for key, said in rows.values_list("key", "said")}


def answered(card: Card) -> int:
    """How many phones answered."""
    return int(Hand.objects.unguarded(TABLE).filter(card=card).count())


def _new_code() -> str:
    while True:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        if not Sheet.objects.unguarded(BOOKS).filter(code=code).exists():
            return code
