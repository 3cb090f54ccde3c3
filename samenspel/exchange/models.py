"""What comes in and is not kept yet, and the register of what went out."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Circle, Inside, Shared
from samenspel.sources.models import Source
from samenspel.threads.models import CodeChange, Coder, Memo, Step, Talk, ThreadPassage, Wording


class Arrival(Shared):
    """A project of another package that was brought in. Only who brought it sees it.

    `found` is what was read in it (`project.Summary`), `chosen` what somebody chose about it, and
    `kept` what became of it. While it waits, the file itself is in the folder of this room.
    """

    class State(models.TextChoices):
        READING = "reading", _("is being read")
        READY = "ready", _("waits for you")
        TAKING = "taking", _("is being taken in")
        KEPT = "kept", _("was taken in")
        REFUSED = "refused", _("can't be taken in")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    found = models.JSONField(default=dict)
    chosen = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-id"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(name="arrival_is_private", condition=Q(circle=Circle.PRIVATE)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def topic(self) -> str:
        return f"arrival:{self.pk}"

    @property
    def busy(self) -> bool:
        return self.state in (self.State.READING, self.State.TAKING)


class Signature(Inside):
    """Who wrote a memo that came in a file, or did something to a red thread or a code in it, or
    said something of a difference, when that is no person here."""

    seen_through = (
        "memo?",
        "wording__thread?",
        "step__thread?",
        "gathered__thread?",
        "change__codebook?",
        "talk__version__source?",
        "talk__code__codebook?",
    )

    memo = models.OneToOneField(Memo, models.CASCADE, null=True, related_name="+")
    wording = models.OneToOneField(Wording, models.CASCADE, null=True, related_name="+")
    step = models.OneToOneField(Step, models.CASCADE, null=True, related_name="+")
    gathered = models.OneToOneField(ThreadPassage, models.CASCADE, null=True, related_name="+")
    change = models.OneToOneField(CodeChange, models.CASCADE, null=True, related_name="+")
    talk = models.OneToOneField(Talk, models.CASCADE, null=True, related_name="+")
    coder = models.ForeignKey(Coder, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"signature {self.pk} of {self.coder_id}"


class Export(Shared):
    """A line in the register of an expedition: somebody took words along as a file.

    `author` has it, since `created`; `narrowest` is the smallest circle of what is in it. It can't
    be recalled: when words in it are taken back, whoever has it is told.
    """

    class Kind(models.TextChoices):
        QDC = "qdc", _("codebook (REFI-QDA, .qdc)")
        QDPX = "qdpx", _("project (REFI-QDA, .qdpx)")
        CSV = "csv", _("table of passages (CSV)")
        CODES = "codes.csv", _("table of codes (CSV)")
        XLSX = "xlsx", _("tables of passages and codes (Excel)")
        DOCX = "docx", _("to read, code by code (Word)")
        DOCX_TEXTS = "texts.docx", _("to read, text by text (Word)")
        HTML = "html", _("to read, code by code (web page)")
        HTML_TEXTS = "texts.html", _("to read, text by text (web page)")
        JSONL = "jsonl", _("everything, for programs (JSON Lines)")
        COUNTS_CSV = "count.csv", _("table of counts (CSV)")
        COUNTS_XLSX = "count.xlsx", _("table of counts (Excel)")
        COUNTS_SVG = "count.svg", _("picture of counts (SVG)")
        COUNTS_PNG = "count.png", _("picture of counts (PNG)")

    number = models.PositiveIntegerField()
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("what kind of file?"), max_length=10, choices=Kind.choices)
    purpose = models.CharField(_("What is it for?"), max_length=200)
    narrowest = models.PositiveSmallIntegerField(choices=Circle.choices)
    chosen = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    ready = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-number"]
        constraints = [
            *Shared.Meta.constraints,
            models.UniqueConstraint(fields=["expedition", "number"], name="export_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.purpose}"

    @property
    def topic(self) -> str:
        return f"export:{self.pk}"

    @property
    def file_name(self) -> str:
        return f"{self.called}.{self.kind}"

    @property
    def called(self) -> str:
        """How a line of the register is named in the file itself."""
        return f"{self.expedition.slug}-{self.number}"

    @property
    def has_words(self) -> bool:
        """A codebook, its table and counts hold no words of anybody who spoke."""
        return self.kind not in (self.Kind.QDC, self.Kind.CODES) and not self.is_of_counts

    @property
    def is_of_counts(self) -> bool:
        """Counts are handed out at once, and wait nowhere; `chosen` has the page they are of."""
        return self.kind in COUNTED.values()


COUNTED = {
    "csv": Export.Kind.COUNTS_CSV,
    "xlsx": Export.Kind.COUNTS_XLSX,
    "svg": Export.Kind.COUNTS_SVG,
    "png": Export.Kind.COUNTS_PNG,
}


class Held(Inside):
    """That a source is in an export; `recalled` once its words were taken back."""

    seen_through = ("export", "source")

    export = models.ForeignKey(Export, models.CASCADE, related_name="held")
    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    recalled = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["export", "source"], name="held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} in {self.export_id}"

    @property
    def belongs_to(self) -> Any:
        return self.export


class Copied(Inside):
    """That a source came in by a file of an export in which another source here was.

    What is decided about `origin` holds for `copy` too; `recalled` once it was taken back there.
    """

    seen_through = ("origin", "copy")

    origin = models.ForeignKey(Source, models.CASCADE, related_name="+")
    copy = models.ForeignKey(Source, models.CASCADE, related_name="+")
    created = models.DateTimeField(default=timezone.now, editable=False)
    recalled = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "copy"], name="copied_once"),
            # Nothing comes from what came later: so nobody takes an original back by its copy.
            models.CheckConstraint(name="copied_later", condition=Q(origin__lt=F("copy"))),
        ]

    def __str__(self) -> str:
        return f"{self.copy_id} from {self.origin_id}"

    @property
    def belongs_to(self) -> Any:
        return self.copy

    @property
    def stands(self) -> bool:
        """Whether it is still there for more people than whoever brought it."""
        return self.recalled is None or self.copy.circle > Circle.PRIVATE
