"""How a digest leaves: a mail in the outbox for each subscriber, written when it is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from django_tasks import task

from samenspel.foundation import mail
from samenspel.foundation.mail import Outcome, Ready

from . import contents, letters, subscribing
from .models import REFUSALS, Delivery, Digest, Mention, Subscriber

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from samenspel.circles.models import Expedition

KIND = "digest"
A_BATCH = 100
DROPPED = timedelta(minutes=30)
COUNTED = {Outcome.SENT: "sent", Outcome.NOTHING: "left_out"}


def subscribers(expedition: Expedition) -> int:
    return Subscriber.objects.filter(expedition=expedition).exclude(confirmed=None).count()


def with_waiting(digests: QuerySet[Digest]) -> QuerySet[Any]:
    """Each with `waiting`: how many mails are still in the outbox."""
    return digests.annotate(waiting=Count("deliveries"))


@task()
def hand_out(pk: int) -> None:
    """Give each subscriber a mail in the outbox, in batches; once more goes on where it stopped."""
    while _a_batch(pk):
        pass


def _a_batch(pk: int) -> bool:
    with transaction.atomic():
        digest = Digest.objects.select_for_update().filter(pk=pk, handed_out=None).first()
        if digest is None:
            return False
        waiting = Subscriber.objects.filter(expedition=digest.expedition_id, pk__gt=digest.reached)
        batch = list(waiting.exclude(confirmed=None).order_by("pk")[:A_BATCH])
        for subscriber in batch:
            delivery = Delivery.objects.create(digest=digest, subscriber=subscriber)
            mail.later(KIND, delivery.pk)
        if batch:
            digest.reached = batch[-1].pk
        else:
            digest.handed_out = timezone.now()
        digest.save(update_fields=["reached", "handed_out"])
        return bool(batch)


def hand_out_stranded() -> None:
    """Go on with what a worker dropped halfway."""
    dropped = Digest.objects.filter(handed_out=None, made__lt=timezone.now() - DROPPED)
    for pk in dropped.values_list("pk", flat=True):
        hand_out.enqueue(pk)


def write(about: int) -> Ready | None:
    """The mail of one delivery, with what may be told of at this moment."""
    rows = Delivery.objects.select_related("digest__expedition", "subscriber")
    delivery = rows.filter(pk=about).first()
    if delivery is None or delivery.subscriber is None:
        return None
    subscriber = delivery.subscriber
    told = contents.of(delivery.digest, subscriber)
    if not told:
        return None
    Delivery.objects.filter(pk=about).update(told=told.mentions)
    leave = subscribing.link_to("leave", subscriber)
    written = letters.digest(
        delivery.digest,
        told,
        subscriber.language,
        change=subscribing.link_to("choices", subscriber),
        leave=leave,
    )
    host = urlsplit(settings.SITE_URL).hostname
    return Ready(
        to=subscriber.address,
        language=subscriber.language,
        subject=written.subject,
        text=written.text,
        html=written.html,
        headers={
            "List-Id": f"<{delivery.digest.expedition.slug}.{host}>",
            "List-Unsubscribe": f"<{leave}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            "Precedence": "bulk",
        },
    )


def after(about: int, outcome: Outcome) -> None:
    """Count how it ended. An address that the other side keeps refusing is thrown away."""
    delivery = Delivery.objects.filter(pk=about).first()
    if delivery is None:
        return
    counted = COUNTED.get(outcome, "refused")
    Digest.objects.filter(pk=delivery.digest_id).update(**{counted: F(counted) + 1})
    subscriber = Subscriber.objects.filter(pk=delivery.subscriber_id or 0)
    if outcome == Outcome.SENT:
        mentions = Mention.objects.filter(pk__in=delivery.told)
        mentions.update(sent=F("sent") + 1, last=timezone.now())
        # The one before it may come back until now: only then it is known to have arrived.
        subscriber.filter(arrived=True).update(refusals=0)
        subscriber.update(arrived=True)
    elif outcome == Outcome.REFUSED:
        _refused(subscriber)
    delivery.delete()


def came_back(key: UUID) -> bool:
    """Count a digest that their server took and sent back later; the same one counts once."""
    found = Subscriber.objects.filter(key=key, arrived=True)
    with transaction.atomic():
        return bool(_refused(found))


def _refused(subscriber: QuerySet[Subscriber]) -> int:
    """One more refusal of these (one or none); too many, and the address is thrown away."""
    keys = list(subscriber.values_list("pk", flat=True))
    many = subscriber.update(refusals=F("refusals") + 1, arrived=False)
    Subscriber.objects.filter(pk__in=keys, refusals__gte=REFUSALS).delete()
    return many
