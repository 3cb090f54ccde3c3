"""Who gets the digest of an expedition by mail, and what was sent."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Expedition
from samenspel.lessons.models import Edition, MeantFor
from samenspel.stories.models import EpisodeEdition

GOOD_FOR = timedelta(days=3)  # a link to confirm with
REFUSALS = 3  # refused or come back that often, and not twice well in between: thrown away


class Subscriber(models.Model):
    """An address that asked for the digest. It is kept for this alone; ending it removes the row.

    `key` opens its pages: whoever has the mail has the key. Until `confirmed` it gets one mail.
    `arrived`: their server took the last digest, and it did not come back so far.
    """

    class What(models.TextChoices):
        ALL = "all", _("lessons and episodes")
        LESSONS = "lessons", _("only lessons")
        EPISODES = "episodes", _("only episodes")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    expedition = models.ForeignKey(Expedition, models.CASCADE, related_name="+")
    address = models.EmailField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    what = models.CharField(max_length=10, choices=What.choices, default=What.ALL)
    meant_for = models.CharField(max_length=15, choices=MeantFor.choices, blank=True)
    made = models.DateTimeField(default=timezone.now, db_index=True)
    confirmed = models.DateTimeField(null=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    arrived = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["expedition", "address"], name="subscriber_once")
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"

    @property
    def may_confirm(self) -> bool:
        return self.confirmed is not None or self.made > timezone.now() - GOOD_FOR


class Plan(models.Model):
    """How often the digest of an expedition goes, and the words above the next one."""

    class Rhythm(models.TextChoices):
        BY_HAND = "hand", _("only when somebody sends it")
        WEEKLY = "week", _("every Tuesday on which there is something new")
        MONTHLY = "month", _("on the first Tuesday of the month, when there is something new")

    expedition = models.OneToOneField(Expedition, models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices, default=Rhythm.BY_HAND)
    foreword = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")

    def __str__(self) -> str:
        return f"plan of {self.expedition_id}"

    @property
    def belongs_to(self) -> Expedition:
        return self.expedition


class Digest(models.Model):
    """A digest that goes, or went, to whoever asked for it. What is in it is kept as references.

    `reached` is the last subscriber with a mail in the outbox; once `handed_out` all have one. Of
    `sent`, `refused` (by the other side, or it could not be brought) and `left_out` (nothing for
    them in it, or they left) only the number is kept.
    """

    expedition = models.ForeignKey(Expedition, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    foreword = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    made = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    reached = models.BigIntegerField(default=0)
    handed_out = models.DateTimeField(null=True)
    sent = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["expedition", "number"], name="digest_number_once")
        ]

    def __str__(self) -> str:
        return f"digest {self.number} of {self.expedition_id}"

    @property
    def belongs_to(self) -> Expedition:
        return self.expedition


class Mention(models.Model):
    """A lesson or an episode that a digest tells of; how often its title went out in it."""

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="mentions")
    edition = models.ForeignKey(Edition, models.CASCADE, null=True, related_name="+")
    episode = models.ForeignKey(EpisodeEdition, models.CASCADE, null=True, related_name="+")
    sent = models.PositiveIntegerField(default=0)
    last = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mention_of_one_thing",
                condition=models.Q(edition=None) ^ models.Q(episode=None),
            )
        ]

    def __str__(self) -> str:
        return f"mention {self.pk}"


class Delivery(models.Model):
    """One digest for one subscriber. It is there until the mail is gone from the outbox."""

    digest = models.ForeignKey(Digest, models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, models.SET_NULL, null=True, related_name="+")
    told = models.JSONField(default=list)  # the mentions in the mail as it was written last

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "subscriber"], name="delivery_once")
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"
