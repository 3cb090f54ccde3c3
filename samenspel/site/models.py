"""What is told to everybody besides lessons: of a coalition, of an expedition, of a day."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Circle, Coalition, Expedition, Inside, Shared
from samenspel.sources.models import Source


def read_in(own: str, language: str, translated: str) -> tuple[str, str]:
    """A text in the reader's language, and which that is. Without a translation it stays as it is.

    There are two languages: a translation is in the other one.
    """
    wanted = get_language() or language
    return (translated, wanted) if translated and wanted != language else (own, language)


class PublicPage(Shared):
    """What a coalition tells to everybody, in its own words; one for each coalition.

    Only its coalition reads it, until a coordinator shows it: then its circle is everybody. The
    place on the map is a copy, rounded; of `partners` and `areas` the lists themselves are shown.
    `revision` counts the times it was written, so that two coordinators notice each other.
    """

    text = models.TextField(_("What do you want everybody to know about you?"))
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="nl"
    )
    translated = models.TextField(_("The same in the other language"), blank=True)
    partners = models.BooleanField(default=False)
    areas = models.BooleanField(default=False)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
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
            models.UniqueConstraint(fields=["coalition"], name="public_page_once"),
            models.CheckConstraint(
                name="public_page_is_of_a_coalition", condition=Q(coalition__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"public page {self.pk}"

    @property
    def of(self) -> Coalition:
        assert self.coalition is not None  # noqa: S101  (the database holds it)
        return self.coalition

    @property
    def words(self) -> str:
        return read_in(self.text, self.language, self.translated)[0]

    @property
    def words_language(self) -> str:
        return read_in(self.text, self.language, self.translated)[1]

    @property
    def is_shown(self) -> bool:
        return bool(self.circle == Circle.PUBLIC)


class Moment(Shared):
    """A day on the way that everybody may know of: of a coalition, or of the whole expedition.

    Of a coalition it is public as long as the coalition's page is. In calendars it has its `key`,
    and a `number` that goes up with each change.
    """

    class Kind(models.TextChoices):
        MEETING = "meeting", _("a meeting that people can come to")
        STEP = "step", pgettext_lazy("on the way", "something that happened")

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.STEP)
    title = models.CharField(_("What is it called?"), max_length=80)
    day = models.DateField(_("On what day?"))
    place = models.CharField(_("Where?"), max_length=120, blank=True)
    text = models.TextField(_("What else should people know?"), blank=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(default=0, editable=False)
    changed = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_meeting(self) -> bool:
        return self.kind == self.Kind.MEETING


class CalledOff(Shared):
    """That a meeting which stood in calendars is not there any more. Of its words none are kept."""

    key = models.UUIDField(unique=True, editable=False)
    number = models.PositiveIntegerField()
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta(Shared.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"called off {self.day}"


class Tale(Inside):
    """That a source was let go to everybody: since when, and until when. None of its words.

    Its number is the address of its page, which then tells that something stood there.
    """

    seen_through = "source"

    source = models.OneToOneField(Source, models.SET_NULL, null=True, related_name="+")
    expedition = models.ForeignKey(Expedition, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now, editable=False)
    ended = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-since", "-id"]

    def __str__(self) -> str:
        return f"tale {self.pk}"

    @property
    def belongs_to(self) -> Any:
        return self.source

    @property
    def url(self) -> str:
        return reverse("site:tale", args=[self.expedition.slug, self.pk])


class Front(models.Model):
    """What an expedition tells about itself to everybody, and whom to write to."""

    expedition = models.OneToOneField(Expedition, models.CASCADE, related_name="front")
    about = models.TextField(_("Who is behind it, and why?"), blank=True)
    about_en = models.TextField(_("The same in English"), blank=True)
    contact = models.EmailField(_("Which address can people write to?"), blank=True)
    changed = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"front of {self.expedition}"

    @property
    def words(self) -> str:
        return read_in(self.about, "nl", self.about_en)[0]

    @property
    def words_language(self) -> str:
        return read_in(self.about, "nl", self.about_en)[1]

    @property
    def belongs_to(self) -> Expedition:
        return self.expedition
