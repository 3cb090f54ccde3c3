"""The travelogue of an expedition, and the files that were made of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Circle, Inside, Shared
from samenspel.sources.models import Request, Source

LONGEST_TITLE = 90


class Travelogue(Shared):
    """What is told of an expedition as a book; one for each. The team reads it, until it is shown.

    It holds only a title, a foreword and a choice: what stands in it is read from public pages each
    time. `chosen` has lists of slugs for `coalitions`, `lessons` and `episodes`, in order, and of
    numbers for `days`; of `everything` it is not asked.
    """

    title = models.CharField(_("What is it called?"), max_length=LONGEST_TITLE)
    foreword = models.TextField(_("Foreword"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="nl"
    )
    everything = models.BooleanField(default=True)
    chosen = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1, editable=False)
    changed = models.DateTimeField(default=timezone.now, editable=False)
    shown = models.DateTimeField(null=True, editable=False)
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta(Shared.Meta):
        abstract = False
        constraints = [
            *Shared.Meta.constraints,
            models.UniqueConstraint(fields=["expedition"], name="travelogue_once"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("travelogue:public", args=[self.expedition.slug])

    @property
    def is_shown(self) -> bool:
        return bool(self.circle == Circle.PUBLIC)


class Made(Inside):
    """Files that were made of a travelogue, on a day. They lie where no address leads.

    `fingerprint` is of everything in them: they are handed out as long as it is that of the
    travelogue. Once `gone` the files are removed; the row stays, so that whoever is quoted can read
    where their words stood. `sizes` is in bytes, by ending; `done` in percent; `trouble` is a key
    of `making.TROUBLES`. `handed_out` is since when everybody could take them along.
    """

    seen_through = "travelogue"

    travelogue = models.ForeignKey(Travelogue, models.CASCADE, related_name="files")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created = models.DateTimeField(default=timezone.now, editable=False)
    day = models.DateField()
    fingerprint = models.CharField(max_length=64, blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)
    made = models.DateTimeField(null=True, editable=False)
    gone = models.DateTimeField(null=True, editable=False)
    handed_out = models.DateTimeField(null=True, editable=False)
    sizes = models.JSONField(default=dict)
    pages = models.PositiveIntegerField(default=0)
    requests: Any = models.ManyToManyField(Request, related_name="+")
    sources: Any = models.ManyToManyField(Source, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"files {self.pk}"

    @property
    def belongs_to(self) -> Travelogue:
        return self.travelogue

    @property
    def is_ready(self) -> bool:
        return self.made is not None and self.gone is None

    @property
    def is_busy(self) -> bool:
        return self.made is None and self.gone is None and not self.trouble
