"""What this room does every hour."""

from __future__ import annotations

from samenspel.foundation.jobs import hourly

from . import actions, sending, subscribing
from .models import Plan


@hourly
def forget_unconfirmed() -> None:
    subscribing.forget_unconfirmed()


@hourly
def send_digests() -> None:
    """Send the digests that are due by their own rhythm."""
    for plan in Plan.objects.exclude(rhythm=Plan.Rhythm.BY_HAND).select_related("expedition"):
        actions.send_by_itself(plan.expedition)
    sending.hand_out_stranded()
