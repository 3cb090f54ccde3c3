"""How often something may be tried. Counted in the database, so that it holds for every process."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Tally


def take(what: str, key: str, *, most: int, minutes: int) -> bool:
    """Count one try of `what` by `key`; False when it is one too many in this stretch of time.

    Within the transaction of a deed it counts what was done: a refused deed takes its count back
    with it. Call it outside to count every try.
    """
    row = Tally.objects.filter(key=_hash(what, key))
    now = timezone.now()
    if row.filter(until__gt=now, count__lt=most).update(count=F("count") + 1):
        return True
    until = now + timedelta(minutes=minutes)
    if row.filter(until__lte=now).update(count=1, until=until):
        return True
    try:
        with transaction.atomic():
            Tally.objects.create(key=_hash(what, key), count=1, until=until)
    except IntegrityError:
        return bool(row.filter(until__gt=now, count__lt=most).update(count=F("count") + 1))
    return True


def spent(what: str, key: str, *, most: int) -> bool:
    """Whether `take` was asked for so often that it says no now; counts nothing itself."""
    row = Tally.objects.filter(key=_hash(what, key), until__gt=timezone.now(), count__gte=most)
    return row.exists()


def forget_old() -> int:
    return Tally.objects.filter(until__lte=timezone.now()).delete()[0]


def _hash(what: str, key: str) -> str:
    return salted_hmac(f"samenspel.limits.{what}", key, algorithm="sha256").hexdigest()
