"""A report: what it is of, blocks in versions, its pictures, who it was sent back to."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samenspel.circles.models import OWN, TEAM, Coalition, Inside, Shared
from samenspel.circles.roles import held
from samenspel.people.models import PersonalLink
from samenspel.sources.models import Source

from .models import Pitstop

MOST_NAME = 60
MOST_BECAUSE = 300


class Occasion(Shared):
    """What a report is of when there was no pitstop: an exchange, or something else."""

    class Kind(models.TextChoices):
        EXCHANGE = "exchange", _("exchange")
        OTHER = "other", pgettext_lazy("occasion", "something else")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    day = models.DateField(_("day"), default=timezone.localdate)

    class Meta(Shared.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.title


class Guest(Inside):
    """Another coalition that was at an exchange. Its coordinators can get the report back."""

    seen_through = "occasion"

    occasion = models.ForeignKey(Occasion, models.CASCADE, related_name="guests")
    coalition = models.ForeignKey(Coalition, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["coalition__name"]
        constraints = [models.UniqueConstraint(fields=["occasion", "coalition"], name="guest_once")]

    def __str__(self) -> str:
        return f"{self.coalition_id} at {self.occasion_id}"


class Report(Inside):
    """The report of one pitstop or occasion. What stands in it is told by its versions.

    Until it is settled it is read by whoever sees what it is of. After that `Settled` leads to it,
    and `reports.open_for` asks for that source too: narrowing it narrows the report.
    """

    seen_through = ("pitstop?", "occasion?")

    pitstop = models.OneToOneField(Pitstop, models.CASCADE, null=True, related_name="+")
    occasion = models.OneToOneField(Occasion, models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    on_phones = models.DateTimeField(
        null=True, editable=False, help_text="since when those without an account may correct it"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_of_one_thing",
                condition=Q(pitstop=None, occasion__isnull=False)
                | Q(pitstop__isnull=False, occasion=None),
            )
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"

    @property
    def about(self) -> Pitstop | Occasion:
        """What it is the report of, with a title, a day and a coalition."""
        found = self.pitstop or self.occasion
        if found is None:
            raise ValueError("a report is of something")
        return found

    @property
    def belongs_to(self) -> Pitstop | Occasion:
        return self.about


class InReport(Inside):
    """A row in a report, seen through what that is of."""

    seen_through = ("report__pitstop?", "report__occasion?")

    class Meta:
        abstract = True


class BackAndForth(InReport):
    """What goes to and fro between those who write a report and those who were there.

    All coalitions may read an exchange along; this stays with the coalition that writes, and with
    its support team.
    """

    class Meta:
        abstract = True

    @classmethod
    def kept_apart(cls, person: Any) -> Q:
        near = held(person).coalitions((*OWN, *TEAM))
        return Q(report__occasion=None) | Q(report__occasion__coalition__in=near)


class ReportVersion(InReport):
    """The report as it stood once. Never changed: each save is a new version.

    `blocks` are those of `blocks.Block`, as objects. They name cards and never hold their words.
    """

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


class Picture(InReport):
    """A picture in a report, made anew from what was sent: a JPEG without anything hidden in it.

    One that was `taken_out` is here as long as the version that was settled shows it, and no other
    version does.
    """

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


class SentBack(BackAndForth):
    """That the report was sent back to somebody who was there, with the link that opens it.

    `guest` is the other coalition whose coordinator this is; their name is not ours to show.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    link = models.OneToOneField(PersonalLink, models.CASCADE, related_name="+")
    guest = models.ForeignKey(Coalition, models.CASCADE, null=True, related_name="+")
    on_paper = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["person__name", "pk"]

    def __str__(self) -> str:
        return f"{self.report_id} to {self.person_id}"


class Correction(BackAndForth):
    """ "That is not what I meant", beside a block. Who said so is known only by a name they gave.

    `mark` is made from a secret of the giver, another one for each correction, so that they find
    their own again and nobody can tell which belong together. No time is kept.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken over")
        NOT_TAKEN = "not", _("not taken over")

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
    def belongs_to(self) -> Pitstop | Occasion:
        return self.report.about
