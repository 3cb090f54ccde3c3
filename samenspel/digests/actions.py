"""Deeds: word the next digest, choose its rhythm, send it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed, team
from samenspel.circles.models import Expedition
from samenspel.foundation.errors import Refused

from . import contents, sending
from .models import Digest, Mention, Plan

if TYPE_CHECKING:
    from samenspel.people.models import Person

LONGEST_FOREWORD = 2000
TUESDAY, FROM_HOUR = 1, 9
FIRST_WEEK = 7


@deed("digest.plan", may=team)
def plan(expedition: Expedition, *, foreword: str, language: str, rhythm: str, by: Person) -> Plan:
    """Word what stands above the next digest by mail, and choose when it goes by itself."""
    foreword = foreword.strip()
    if len(foreword) > LONGEST_FOREWORD:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": len(foreword), "most": LONGEST_FOREWORD}
        )
    row, _made = Plan.objects.get_or_create(expedition=expedition)
    row.foreword, row.language, row.rhythm = foreword, language, Plan.Rhythm(rhythm)
    row.save()
    return row


@deed("digest.send", may=team)
def send(expedition: Expedition, *, by: Person) -> Digest:
    """Send the digest by mail to everybody who asked for it."""
    if not sending.subscribers(expedition):
        raise Refused(_("Nobody asked for it yet. There is nobody to send it to."))
    made = _make(expedition, by)
    if made is None:
        raise Refused(_("There is nothing new since the last one."))
    return made


def send_by_itself(expedition: Expedition) -> Digest | None:
    """Send it because it is time, when there is something new and somebody who asked for it."""
    with transaction.atomic():
        if not is_time(planned(expedition), timezone.localtime(), _last(expedition)):
            return None
        return _make(expedition, None) if sending.subscribers(expedition) else None


def is_time(plan: Plan, now: datetime, last: datetime | None) -> bool:
    """Whether a digest is due: on a Tuesday from nine o'clock, and none went that day."""
    if plan.rhythm == Plan.Rhythm.BY_HAND or now.weekday() != TUESDAY or now.hour < FROM_HOUR:
        return False
    if plan.rhythm == Plan.Rhythm.MONTHLY and now.day > FIRST_WEEK:
        return False
    return last is None or timezone.localdate(last) != now.date()


def planned(expedition: Expedition) -> Plan:
    return Plan.objects.filter(expedition=expedition).first() or Plan(expedition=expedition)


def _last(expedition: Expedition) -> datetime | None:
    newest = Digest.objects.filter(expedition=expedition).order_by("-number").first()
    return newest.made if newest else None


def _make(expedition: Expedition, by: Person | None) -> Digest | None:
    """A digest of what is new, with its foreword, which is used once. None when nothing is new."""
    Expedition.objects.select_for_update(no_key=True).get(pk=expedition.pk)
    lessons, episodes = contents.fresh(expedition)
    if not lessons and not episodes:
        return None
    plan = planned(expedition)
    digest = Digest.objects.create(
        expedition=expedition,
        number=Digest.objects.filter(expedition=expedition).count() + 1,
        foreword=plan.foreword,
        language=plan.language,
        made_by=by,
    )
    for edition in lessons:
        Mention.objects.create(digest=digest, edition=edition)
    for episode in episodes:
        Mention.objects.create(digest=digest, episode=episode)
    Plan.objects.filter(expedition=expedition).update(foreword="")
    sending.hand_out.enqueue(digest.pk)
    return digest
