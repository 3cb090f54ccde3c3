"""The routine of reflecting: a question, a moment, some words."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Circle, Coalition, Inside, PracticeArea, Shared
from samenspel.people.models import PersonalLink
from samenspel.sources.models import Source


class Kind(models.TextChoices):
    FRICTION = "friction", pgettext_lazy("kind", "friction")
    FLOW = "flow", pgettext_lazy("kind", "flow")
    STORY = "story", pgettext_lazy("kind", "story")
    WORKED = "worked", _("what worked")


class Prompt(Shared):
    """An open question, of one coalition or (without one) of the whole expedition.

    Never changed, so that an answer stays beside the question that was asked: a better wording is
    a new row with the next `number`, and the old one is retired.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    question_nl = models.CharField(_("question in Dutch"), max_length=200)
    question_en = models.CharField(_("question in English"), max_length=200, blank=True)
    origin = models.CharField(_("where it comes from"), max_length=200, blank=True)
    number = models.PositiveIntegerField(_("version"), default=1)
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )
    retired = models.DateTimeField(null=True, editable=False)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["id"]

    def __str__(self) -> str:
        return self.question

    @property
    def question(self) -> str:
        """The question in the reader's language, or in the one language it has."""
        english = (get_language() or "nl").startswith("en") and self.question_en
        return english or self.question_nl


class Rhythm(models.Model):
    """How often a coalition gets a question, and which ones. Without `weeks` it rests.

    It does not end with the expedition: the routine is the coalition's own, and what it leaves
    behind. A coordinator lets it rest with one choice, and the page of the rhythm says so.
    """

    coalition = models.OneToOneField(Coalition, models.CASCADE, related_name="rhythm")
    weeks = models.PositiveSmallIntegerField(_("every"), null=True, blank=True)
    first = models.DateField(_("first question on"), default=timezone.localdate)
    prompts = models.ManyToManyField(Prompt, related_name="+")
    chosen = models.DateTimeField(default=timezone.now, editable=False)
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.coalition}: {self.weeks}"

    def next_day(self, after: date | None = None) -> date | None:
        """The first day on or after `after` (today) on which a question goes out."""
        after = after or timezone.localdate()
        if not self.weeks:
            return None
        step = self.weeks * 7
        late = max(0, (after - self.first).days)
        return self.first + timedelta(days=-(-late // step) * step)

    def coming_days(self, many: int) -> list[date]:
        following = self.next_day()
        if following is None or not self.weeks:
            return []
        return [following + timedelta(weeks=self.weeks * ahead) for ahead in range(many)]


class Round(models.Model):
    """One time that the rhythm put a question to the whole coalition."""

    coalition = models.ForeignKey(Coalition, models.CASCADE, related_name="rounds")
    prompt = models.ForeignKey(Prompt, models.PROTECT, related_name="+")
    day = models.DateField()

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["coalition", "day"], name="one_round_a_day")]

    def __str__(self) -> str:
        return f"{self.coalition} {self.day}"


class Ask(Shared):
    """A question put to one person, who is its author: nobody else sees whether they answer.

    The link opens the page of the question; what is told there carries the same `key`.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    prompt = models.ForeignKey(Prompt, models.PROTECT, related_name="+")
    link = models.OneToOneField(
        PersonalLink, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-created", "-pk"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(name="an_ask_is_private", condition=Q(circle=Circle.PRIVATE)),
        ]

    def __str__(self) -> str:
        return f"{self.prompt} {self.pk}"


class Reflection(Inside):
    """Some words with what they are about. The words themselves are its source."""

    seen_through = "source"

    source = models.OneToOneField(
        Source, models.CASCADE, primary_key=True, related_name="reflection"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, db_index=True)
    prompt = models.ForeignKey(Prompt, models.PROTECT, null=True, blank=True, related_name="+")
    practice_area = models.ForeignKey(
        PracticeArea, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-source__moment", "-pk"]

    def __str__(self) -> str:
        return str(self.source)

    @property
    def belongs_to(self) -> Source:
        return self.source


class Draft(Shared):
    """Words that are not finished. Nobody but their writer ever sees them.

    `key` is made once, in the browser or on the page, and goes along to the reflection, so that
    what is handed in twice arrives once. `number` counts the saves, for two screens on one draft.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(default=1)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    wants = models.PositiveSmallIntegerField(choices=Circle.choices, default=Circle.COALITION)
    prompt = models.ForeignKey(Prompt, models.SET_NULL, null=True, blank=True, related_name="+")
    practice_area = models.ForeignKey(
        PracticeArea, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    speaker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    saved = models.DateTimeField(default=timezone.now)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-saved"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(name="a_draft_is_private", condition=Q(circle=Circle.PRIVATE)),
        ]

    def __str__(self) -> str:
        return first_words(self.text) or gettext("Empty draft")

    @property
    def language(self) -> str:
        """The language of the one whose words they are."""
        return (self.speaker or self.author).language


def first_words(text: str, most: int = 70) -> str:
    """The first sentence of somebody's words, shortened between two words when it is long."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    for end, mark in enumerate(line):
        if mark in ".!?" and line[end + 1 : end + 2] in ("", " ") and end < most:
            return line[: end + 1]
    if len(line) <= most:
        return line
    return line[:most].rsplit(" ", 1)[0].rstrip(",;: ") + "…"
