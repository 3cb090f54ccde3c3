"""What somebody searched for and coded in one go; what the computer learned, and proposes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Circle, Inside, Shared
from samenspel.foundation.models import AppendOnly
from samenspel.sources.models import Consent, Source, Speaker, Version
from samenspel.threads.models import Code, Codebook, not_blind


class SavedSearch(Shared):
    """A search that somebody keeps, to look again at what is new. Only they see it.

    `asked` is what was filled in, as in an address; `seen` are the ids of the versions that were
    looked through.
    """

    title = models.CharField(_("name"), max_length=120)
    asked = models.JSONField()
    code = models.ForeignKey(Code, models.SET_NULL, null=True, related_name="+")
    seen = models.JSONField(default=list)
    looked = models.DateTimeField(default=timezone.now)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["title", "id"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(name="search_is_private", condition=Q(circle=Circle.PRIVATE)),
        ]

    def __str__(self) -> str:
        return self.title


class Sweep(Inside):
    """That somebody gave one code to many places at once; `made` says what to undo.

    `made` holds the ids of the `codings` that were given and of the `passages` made for them.
    """

    seen_through = "code__codebook"

    code = models.ForeignKey(Code, models.CASCADE, related_name="+")
    made = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    undone = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.many} places"

    @property
    def belongs_to(self) -> Codebook:
        return self.code.codebook

    @property
    def many(self) -> int:
        return len(self.made["codings"])


class Allowance(Inside, AppendOnly):
    """What was said about learning from a source: yes or no. The last line holds; silence is no.

    Without a `speaker` it is what whoever answers for the source said, also for their own voice in
    it. `how` tells in which way a speaker said it that somebody else wrote down; `wording` is the
    question as it was shown.
    """

    seen_through = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    # Null and without a default: so SQLite need not make the table and its triggers anew.
    speaker = models.ForeignKey(Speaker, models.CASCADE, null=True, related_name="+")
    how = models.CharField(max_length=10, choices=Consent.How.choices, null=True)
    yes = models.BooleanField()
    wording = models.CharField(max_length=500)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["source", "-id"])]

    def __str__(self) -> str:
        return f"{self.yes} {self.source_id}"

    @property
    def belongs_to(self) -> Source:
        return self.source


class Learning(Inside):
    """What was learned from the codings of a codebook, and how far it is.

    `weights` are those of `learning.model.Model`, as bytes. They hold words, so they are thrown
    away as soon as one of the sources in `learned_from` (ids) may not be learned from any more.
    """

    seen_through = "codebook"

    codebook = models.OneToOneField(Codebook, models.CASCADE, related_name="+")
    asked = models.DateTimeField(null=True)
    begun = models.DateTimeField(null=True)
    done = models.DateTimeField(null=True)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    pieces = models.PositiveIntegerField(default=0)
    weights = models.BinaryField(null=True)
    learned_from = models.JSONField(default=list)
    looked_at = models.JSONField(default=list, help_text="ids of versions, with these weights")

    def __str__(self) -> str:
        return f"learned for {self.codebook_id}"

    @property
    def belongs_to(self) -> Codebook:
        return self.codebook

    @property
    def busy(self) -> bool:
        return self.asked is not None

    @property
    def topic(self) -> str:
        return f"learning:{self.pk}"


class Learned(Inside):
    """How well one code can be proposed, measured in a coalition that was left out."""

    class Why(models.TextChoices):
        ON = "on", _("it is good enough to help")
        FEW = "few", _("there are too few examples")
        PLACES = "places", _("the examples come from too few coalitions")
        UNCLEAR = "unclear", _("the computer can't tell it from the words")
        WRONG = "wrong", _("too many of the suggestions would be wrong")

    seen_through = "learning__codebook"

    learning = models.ForeignKey(Learning, models.CASCADE, related_name="codes")
    code = models.ForeignKey(Code, models.CASCADE, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    examples = models.PositiveIntegerField()
    coalitions = models.PositiveIntegerField()
    shown = models.PositiveIntegerField(default=0, help_text="proposed, where it was measured")
    right = models.PositiveIntegerField(default=0, help_text="of those")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["learning", "code"], name="learned_once_a_code")
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.code_id}"

    @property
    def on(self) -> bool:
        return self.why == self.Why.ON

    @property
    def precision(self) -> float | None:
        return self.right / self.shown if self.shown else None


class Suggestion(Inside):
    """That the computer proposes a code for a stretch of words. It is no coding and counts nowhere.

    `like` has the ids of earlier passages with this code that resemble it, most alike first. What
    is `held` is shown to nobody, so that the effect of showing can be measured.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    seen_through = ("version__source", "code__codebook")

    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    code = models.ForeignKey(Code, models.CASCADE, related_name="+")
    score = models.FloatField()
    like = models.JSONField(default=list)
    held = models.BooleanField(default=False)
    made = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    marked = models.BooleanField(default=False, help_text="accepting it made the passage too")

    class Meta:
        ordering = ["start", "-score", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "start", "end", "code"], name="suggestion_once"
            ),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="suggestion_has_words"),
            models.CheckConstraint(
                condition=Q(answer="", by=None, at=None)
                | Q(~Q(answer=""), by__isnull=False, at__isnull=False),
                name="suggestion_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_id} at [{self.start}, {self.end}) of {self.version_id}"

    @property
    def belongs_to(self) -> Source:
        return self.version.source

    @classmethod
    def kept_apart(cls, person: Any) -> Q:
        return not_blind(person, "version__source")
