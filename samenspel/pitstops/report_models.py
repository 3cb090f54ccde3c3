"""The report of a meeting: blocks in versions, its pictures, who it was sent back to."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Inside
from samenspel.people.models import PersonalLink
from samenspel.sources.models import Source

from .models import Pitstop

MOST_NAME = 60
MOST_BECAUSE = 300


class Report(Inside):
    """The report of one meeting. What stands in it is told by its versions.

    Until it is settled it is read by whoever sees the meeting. After that `Settled` leads to it,
    and `reports.open_for` asks for that source too: narrowing it narrows the report.
    """

    seen_through = "pitstop"

    pitstop = models.OneToOneField(Pitstop, models.CASCADE, related_name="+")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    on_phones = models.DateTimeField(
        null=True, editable=False, help_text="since when those without an account may correct it"
    )

    def __str__(self) -> str:
        return f"report {self.pk}"

    @property
    def belongs_to(self) -> Pitstop:
        return self.pitstop


class ReportVersion(Inside):
    """The report as it stood once. Never changed: each save is a new version.

    `blocks` are those of `blocks.Block`, as objects. They name cards and never hold their words.
    """

    seen_through = "report__pitstop"

    report = models.ForeignKey(Report, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    blocks = models.JSONField(default=list)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a version is never changed: make a new one")
        super().save(*args, **kwargs)


class Picture(Inside):
    """A picture in a report, made anew from what was sent: a JPEG without anything hidden in it.

    One that was `taken_out` is here as long as the version that was settled shows it, and no other
    version does.
    """

    seen_through = "report__pitstop"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="pictures")
    jpeg = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    taken_out = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"picture {self.pk}"


class Settled(Inside):
    """That a version holds: by which coordinator, when, and the source that its words became.

    Whoever reads the source reads that version, with the cards that they may read themselves.
    """

    seen_through = "source"

    report = models.OneToOneField(Report, models.CASCADE, related_name="+")
    source = models.OneToOneField(Source, models.CASCADE, related_name="+")
    version = models.ForeignKey(ReportVersion, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"settled {self.version}"

    @property
    def belongs_to(self) -> Source:
        return self.source


class Shown(Inside):
    """A picture in the version that holds: whoever reads the source sees it."""

    seen_through = "settled__source"

    settled = models.ForeignKey(Settled, models.CASCADE, related_name="shown")
    picture = models.ForeignKey(Picture, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"{self.picture_id} in {self.settled_id}"


class SentBack(Inside):
    """That the report was sent back to somebody who was there, with the link that opens it."""

    seen_through = "report__pitstop"

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    link = models.OneToOneField(PersonalLink, models.CASCADE, related_name="+")
    on_paper = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["person__name", "pk"]

    def __str__(self) -> str:
        return f"{self.report_id} to {self.person_id}"


class Correction(Inside):
    """ "That is not what I meant", beside a block. Who said so is known only by a name they gave.

    `mark` is made from a secret of the giver, another one for each correction, so that they find
    their own again and nobody can tell which belong together. No time is kept.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken over")
        NOT_TAKEN = "not", _("not taken over")

    seen_through = "report__pitstop"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.CASCADE, related_name="corrections")
    block = models.CharField(max_length=16)
    words = models.TextField()
    name = models.CharField(max_length=MOST_NAME, blank=True)
    mark = models.CharField(max_length=64, unique=True)
    on_paper = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    because = models.CharField(max_length=MOST_BECAUSE, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"correction {self.pk}"

    @property
    def belongs_to(self) -> Pitstop:
        return self.report.pitstop
