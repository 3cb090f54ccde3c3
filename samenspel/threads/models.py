"""What was understood: passages, codes, and the threads they make."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Substr
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Inside, Shared
from samenspel.circles.sight import BOOKS
from samenspel.sources.models import Source, Speaker, Version
from samenspel.sources.naming import Heard


class Codebook(Shared):
    """The words in which a team, or a coalition, reads."""

    name = models.CharField(_("name"), max_length=120)

    class Meta(Shared.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name


class Code(Inside):
    """A name for something that recurs, with the agreement on when to give it."""

    class Colour(models.IntegerChoices):
        BRICK = 1, _("brick")
        OCHRE = 2, _("ochre")
        MOSS = 3, _("moss")
        SEA = 4, _("sea")
        SKY = 5, _("sky")
        PLUM = 6, _("plum")
        ROSE = 7, _("rose")
        SLATE = 8, _("slate")

    class Mark(models.TextChoices):
        """Told by their shape, for whoever does not see the colour."""

        CIRCLE = "●", pgettext_lazy("shape", "circle")
        TRIANGLE = "▲", pgettext_lazy("shape", "triangle")
        SQUARE = "■", pgettext_lazy("shape", "square")
        DIAMOND = "◆", pgettext_lazy("shape", "diamond")
        STAR = "★", pgettext_lazy("shape", "star")
        CROSS = "✚", pgettext_lazy("shape", "cross")

    seen_through = "codebook"

    codebook = models.ForeignKey(Codebook, models.CASCADE, related_name="codes")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    name_nl = models.CharField(_("name in Dutch"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    definition = models.TextField(_("what it means"), blank=True)
    use_when = models.TextField(_("give it when"), blank=True)
    not_when = models.TextField(_("don't give it when"), blank=True)
    colour = models.PositiveSmallIntegerField(
        _("colour"), choices=Colour.choices, default=Colour.BRICK
    )
    mark = models.CharField(_("mark"), max_length=1, choices=Mark.choices, default=Mark.CIRCLE)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = [Lower("name_nl")]
        constraints = [
            models.UniqueConstraint(
                F("codebook"),
                Lower("name_nl"),
                condition=Q(parent=None),
                name="code_name_once_at_the_top",
            ),
            models.UniqueConstraint(F("parent"), Lower("name_nl"), name="code_name_once_below"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name_nl

    @property
    def belongs_to(self) -> Codebook:
        return self.codebook


class Passage(Inside):
    """A stretch of words that somebody noticed: code points [start, end) of one version."""

    seen_through = "version__source"

    version = models.ForeignKey(Version, models.CASCADE, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    speakers = models.ManyToManyField(Speaker, related_name="+")
    heard: list[Heard]
    """Who speaks in it, once `desk.hear` has asked for whoever reads it."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["start", "-end"]
        constraints = [
            models.UniqueConstraint(fields=["version", "start", "end"], name="passage_once"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="passage_has_words"),
        ]

    def __str__(self) -> str:
        return f"[{self.start}, {self.end}) of {self.version_id}"

    @property
    def belongs_to(self) -> Source:
        return self.version.source

    @classmethod
    def words_at(cls, path: str = "") -> Substr:
        """The words themselves, for `annotate(words=...)`; `path` leads to the passage."""
        at = f"{path}__" if path else ""
        return Substr(f"{at}version__text", F(f"{at}start") + 1, F(f"{at}end") - F(f"{at}start"))

    @classmethod
    def to_read(cls, person: Any) -> models.QuerySet[Any]:
        """What this person may read, each with its `words` only; the newest moment first."""
        rows: models.QuerySet[Any] = (
            cls.objects.visible_to(person)
            .select_related("version__source__coalition")
            .defer("version__text", "version__layout")
            .annotate(words=cls.words_at())
            .order_by("-version__source__moment", "version__source", "start")
        )
        return rows


class Coding(Inside):
    """That somebody gave a code to a passage."""

    seen_through = ("passage__version__source", "code__codebook")

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="codings")
    code = models.ForeignKey(Code, models.CASCADE, related_name="codings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["passage", "code", "by"], name="coding_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.code_id} on {self.passage_id}"


class Thread(Shared):
    """What recurs: a claim, and the passages that carry, nuance or contradict it."""

    claim = models.CharField(_("claim"), max_length=300)

    class Meta(Shared.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.claim


class Wording(Inside):
    """How a claim was worded, by whom, from when."""

    seen_through = "thread"

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="wordings")
    claim = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.claim


class Step(Inside):
    """How far a thread is, said by whom, when. The last step holds."""

    class Status(models.TextChoices):
        SEED = "seed", _("a first idea")
        PROPOSED = "proposed", _("proposed")
        ADOPTED = "adopted", _("adopted")
        DROPPED = "dropped", _("let go")

    seen_through = "thread"

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="steps")
    status = models.CharField(max_length=10, choices=Status.choices)
    why = models.CharField(_("why"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.status


class ThreadPassage(Inside):
    """A passage in a thread, and what it does there. Seen by who sees both."""

    class Weight(models.TextChoices):
        CARRIES = "carries", _("carries it")
        NUANCES = "nuances", _("nuances it")
        CONTRADICTS = "contradicts", _("contradicts it")

    seen_through = ("thread", "passage__version__source")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="gathered")
    passage = models.ForeignKey(Passage, models.CASCADE, related_name="gathered")
    weight = models.CharField(
        _("what it does"), max_length=12, choices=Weight.choices, default=Weight.CARRIES
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["passage__version__source__moment", "passage__start", "id"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "passage"], name="passage_in_thread_once")
        ]

    def __str__(self) -> str:
        return f"{self.passage_id} {self.weight} {self.thread_id}"

    @property
    def belongs_to(self) -> Thread:
        return self.thread


def latest_status(path: str = "pk") -> Any:
    """A thread's status for `annotate(status=...)`; `path` leads to the thread's id."""
    last = Step.objects.unguarded(BOOKS).filter(thread=models.OuterRef(path)).order_by("-id")
    return models.Subquery(last.values("status")[:1])
