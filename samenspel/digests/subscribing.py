"""Asking for the digest, confirming it, changing it and ending it. Nobody signs in for it.

Whoever asks hears the same, whether the address is known here or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.foundation import limits, mail
from samenspel.foundation.errors import Refused

from . import letters
from .models import GOOD_FOR, Subscriber

if TYPE_CHECKING:
    from samenspel.circles.models import Expedition

MAILS_A_DAY = 2  # to one address, about asking
ASKED_AN_HOUR = 600  # of one expedition, by all together


def ask(
    expedition: Expedition, *, address: str, language: str, what: str, meant_for: str = ""
) -> None:
    """Send a mail with a link to confirm with; to who gets the digest already, one to change it.

    Nothing is changed before that. Too many mails to one address are left out without a word;
    too many by all together are refused.
    """
    address = address.strip().lower()
    if not limits.take("digest", str(expedition.pk), most=ASKED_AN_HOUR, minutes=60):
        raise Refused(too_many())
    if not limits.take("digest to", address, most=MAILS_A_DAY, minutes=24 * 60):
        return
    wanted = {"language": language, "what": what, "meant_for": meant_for}
    with transaction.atomic():
        subscriber = _row(expedition, address, wanted)
        known = subscriber.confirmed is not None
        if not known:
            Subscriber.objects.filter(pk=subscriber.pk).update(made=timezone.now(), **wanted)
        mail.send(
            address,
            language,
            letters.already if known else letters.confirm,
            good_for=GOOD_FOR,
            name=expedition.name,
            link=link_to("choices" if known else "confirm", subscriber),
        )


def too_many() -> str:
    return _("This was asked many times just now. Try again in an hour.")


def _row(expedition: Expedition, address: str, wanted: dict[str, str]) -> Subscriber:
    try:
        with transaction.atomic():
            row, _made = Subscriber.objects.get_or_create(
                expedition=expedition, address=address, defaults=wanted
            )
    except IntegrityError:  # asked twice in one moment
        row = Subscriber.objects.get(expedition=expedition, address=address)
    return row


def confirm(subscriber: Subscriber) -> None:
    Subscriber.objects.filter(pk=subscriber.pk, confirmed=None).update(confirmed=timezone.now())


def choose(subscriber: Subscriber, *, language: str, what: str, meant_for: str) -> None:
    Subscriber.objects.filter(pk=subscriber.pk).update(
        language=language, what=what, meant_for=meant_for
    )


def leave(subscriber: Subscriber) -> None:
    """Throw the address away. A mail that waits for it is not sent."""
    subscriber.delete()


def of(key: UUID) -> Subscriber | None:
    """Who has this key; a row that was not confirmed in time is as good as gone."""
    found = Subscriber.objects.select_related("expedition").filter(key=key).first()
    return found if found and found.may_confirm else None


def forget_unconfirmed() -> int:
    late = Subscriber.objects.filter(confirmed=None, made__lt=timezone.now() - GOOD_FOR)
    return late.delete()[0]


def link_to(page: str, subscriber: Subscriber) -> str:
    """The whole address of one of the pages of a subscriber."""
    return f"{settings.SITE_URL}{reverse(f'digests:{page}', args=[subscriber.key])}"
