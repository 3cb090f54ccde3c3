"""What was said, on the speaker's terms."""

from __future__ import annotations

import hashlib
import uuid
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Circle, Coalition, Inside, Role, Shared, Voice
from samenspel.circles.sight import SharedManager
from samenspel.foundation.models import AppendOnly
from samenspel.people.models import PersonalLink


def fingerprint(words: str) -> str:
    """SHA-256 of the words in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(words.encode()).hexdigest()


class Naming(models.TextChoices):
    """How a speaker is named beside their words."""

    FULL = "full", _("full name")
    FIRST = "first", _("first name")
    ROLE = "role", _("by role, such as 'a resident'")
    OTHER = "other", _("another name")
    NONE = "none", _("without a name")


class Source(Shared):
    """Something that was told. Whatever is understood later starts from one of its versions."""

    class Kind(models.TextChoices):
        REFLECTION = "reflection", _("reflection")
        NOTE = "note", _("pitstop note")
        CARD = "card", _("card from a pitstop")
        REPORT = "report", _("report")
        INTERVIEW = "interview", _("interview")
        TRANSCRIPT = "transcript", _("transcript")
        DOCUMENT = "document", _("document")

    # What it is called in files for other packages (REFI-QDA).
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    moment = models.DateField(_("when it was said"), default=timezone.localdate, db_index=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")

    class Meta(Shared.Meta):
        abstract = False
        indexes = [*Shared.Meta.indexes, models.Index(fields=["guid"])]

    def __str__(self) -> str:
        return self.title

    @property
    def made_together(self) -> bool:
        """What a coalition makes together is released by its coordinators."""
        return self.kind in (self.Kind.NOTE, self.Kind.REPORT)


class Version(Inside):
    """The words as they stood once. Never changed: a correction is a new version.

    `text` is NFC; `layout` lists its paragraphs in order as objects with `kind`, `start`, `end`
    (code points, half-open) and, where known, `level`, `speaker` (the label of a Speaker),
    `begin` and `stop` (milliseconds).
    """

    seen_through = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    layout = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.source_id}.{self.number}"

    @property
    def belongs_to(self) -> Source:
        return self.source

    @cached_property
    def spoken(self) -> list[dict[str, Any]]:
        """The pieces of the layout with a speaker, in order. None lies over another."""
        return [piece for piece in self.layout if piece.get("speaker")]

    def labels_in(self, start: int, end: int) -> set[str]:
        """The labels of those who speak between two places (code points, half-open)."""
        first = bisect_right(self.spoken, start, key=lambda piece: piece["end"])
        until = bisect_left(self.spoken, end, key=lambda piece: piece["start"])
        return {piece["speaker"] for piece in self.spoken[first:until]}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a version is never changed: make a new one")
        self.sha256 = fingerprint(self.text)
        super().save(*args, **kwargs)


class Speaker(Inside):
    """A voice in a source: the name as it stands there and, when known, the person.

    `known_as` is the name that somebody typed for a person whom we knew by their address, so that
    an address does not tell its owner's name to whoever types it.
    """

    seen_through = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="speakers")
    label = models.CharField(_("name in the text"), max_length=120)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    known_as = models.CharField(max_length=120, blank=True, editable=False)
    nameless = models.BooleanField(default=False, editable=False)
    voice = models.CharField(_("voice"), max_length=20, choices=Voice.choices, default=Voice.OTHER)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "label"], name="speaker_label_once")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def called(self) -> str:
        """The name by which those who read the source may know this person."""
        return self.known_as or (self.person.name if self.person else self.label)

    @property
    def belongs_to(self) -> Source:
        return self.source


class Recording(Inside):
    """Sound or video in which a source can be heard. Only what plays is ever a row here.

    Who may read the source may hear it; whoever takes the source back takes the file away. The
    file lies in `recordings.path_of`; `duration` is in milliseconds, `size` in bytes.
    """

    class Kind(models.TextChoices):
        AUDIO = "audio", _("sound")
        VIDEO = "video", _("video")

    seen_through = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="recordings")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    mime = models.CharField(max_length=20)
    duration = models.PositiveBigIntegerField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, editable=False)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"recording {self.pk}"

    @property
    def belongs_to(self) -> Source:
        return self.source

    @property
    def name(self) -> str:
        """What the file is called for whoever meets it; nothing of whose it is."""
        return f"opname-{self.pk}.{'mp4' if self.kind == self.Kind.VIDEO else 'm4a'}"


class Moment(Inside):
    """A place in a recording that somebody marked while listening, with a few words of their own.

    `at` is in milliseconds. It goes with its recording. `moments.board` shows it to those near; a
    footnote of a report to whoever may hear it.
    """

    seen_through = "recording__source"

    recording = models.ForeignKey(Recording, models.CASCADE, related_name="moments")
    at = models.PositiveBigIntegerField()
    words = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"moment {self.pk}"

    @property
    def belongs_to(self) -> Source:
        return self.recording.source


class Arriving(Shared):
    """A recording on its way: its bytes arrive, then it is made anew. Only who sends it sees it.

    `name` is what its file is called, `size` how many bytes were promised, `whole` when they were
    all there, `done` how far the making is (percent), `trouble` why it ended (a key of
    `recordings.REFUSALS`).
    """

    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField()
    whole = models.DateTimeField(null=True, editable=False)
    done = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["id"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(name="arriving_is_private", condition=Q(circle=Circle.PRIVATE)),
        ]

    def __str__(self) -> str:
        return f"arriving {self.pk}"


class Brought(Shared):
    """A file, or a changed text, that was read and is not kept yet. Only who brought it sees it.

    `paragraphs` are those of `readers.Draft`, as objects with its names; `remarks` are keys of
    `readers.REMARKS`.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(
        Source,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="of which this is a new version",
    )
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    paragraphs = models.JSONField()
    remarks = models.JSONField(default=list)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["id"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(name="brought_is_private", condition=Q(circle=Circle.PRIVATE)),
        ]

    def __str__(self) -> str:
        return self.name


class Request(Inside):
    """The question to a speaker: may we use these very words, for this, named like that?

    The speaker answers from a personal link, without an account, or somebody notes their answer.
    `about` is the line that tells what the words are for, such as the claim of a lesson.
    """

    seen_through = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="requests")
    version = models.ForeignKey(Version, models.RESTRICT, related_name="+")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="requests")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField()
    sha256 = models.CharField(max_length=64, editable=False)
    audience = models.PositiveSmallIntegerField(choices=Circle.choices, default=Circle.PUBLIC)
    about = models.CharField(max_length=300)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"request {self.pk}"

    @property
    def belongs_to(self) -> Source:
        return self.source

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sha256 = fingerprint(self.words)
        super().save(*args, **kwargs)


class Door(Inside):
    """A personal link that leads to a request: mailed, or printed on a letter."""

    seen_through = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="doors")
    request = models.ForeignKey(Request, models.CASCADE, related_name="doors")
    link = models.OneToOneField(PersonalLink, models.CASCADE, related_name="+")
    on_paper = models.BooleanField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"door {self.pk}"


class Consent(Inside, AppendOnly):
    """What a speaker said about the use of their words. Taking back adds a line.

    Without a request it is about reading the whole source: `audience` is the widest circle.
    With one it is about those very words (`sha256`), under that name. Of a line that came from
    elsewhere, `by` is who brought the source here: who took it back there is not told.
    """

    class Answer(models.TextChoices):
        GIVEN = "given", _("given")
        REFUSED = "refused", _("refused")
        CHANGE = "change", _("asked for a change")
        WITHDRAWN = "withdrawn", _("taken back")

    class How(models.TextChoices):
        TAP = "tap", _("on a screen")
        LETTER = "letter", _("with the link in a letter")
        SPOKEN = "spoken", _("spoken")
        PAPER = "paper", _("on paper")
        HELPER = "helper", _("with a helper")
        ELSEWHERE = "elsewhere", _("in the place that the text came from")

    seen_through = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="consents")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="consents")
    request = models.ForeignKey(
        Request, models.CASCADE, null=True, blank=True, related_name="consents"
    )
    answer = models.CharField(max_length=20, choices=Answer.choices)
    audience = models.PositiveSmallIntegerField(choices=Circle.choices)
    naming = models.CharField(max_length=10, choices=Naming.choices, default=Naming.ROLE)
    named_as = models.CharField(_("as"), max_length=120, blank=True)
    wish = models.CharField(_("What should change?"), max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    wording = models.CharField(max_length=500, help_text="the question as it was shown")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    how = models.CharField(max_length=10, choices=How.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["request", "-id"]), models.Index(fields=["speaker", "-id"])]

    def __str__(self) -> str:
        return f"{self.answer} {self.pk}"


class Receipt(Shared):
    """That somebody took a source back, and from where; without a word of it. Only they see it.

    `places` are [kind, title, since, whether it can be recalled], in `language`; `kind` is that of
    the source, `said` the day on which it was said, `by` whoever did it for them.
    """

    source = models.ForeignKey(Source, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20, choices=Source.Kind.choices)
    said = models.DateField()
    places = models.JSONField(default=list)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    how = models.CharField(max_length=10, choices=Consent.How.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-id"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(name="receipt_is_private", condition=Q(circle=Circle.PRIVATE)),
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk}"


class Transcribing(Inside):
    """That the sound of a recording was sent to a service that writes it out, by whom, where to.

    `where` is the name of the host, `agreed` how those who speak said yes, `done` how far it is
    (percent), `trouble` why there are no words (a key of `transcribing.REFUSALS`). `result` is what
    came, until `asked_by` keeps it as `version`. The row stays as long as the source.
    """

    seen_through = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    recording = models.ForeignKey(Recording, models.SET_NULL, null=True, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    where = models.CharField(max_length=255)
    agreed = models.CharField(max_length=10, choices=Consent.How.choices)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now, editable=False)
    done = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)
    ended = models.DateTimeField(null=True, editable=False)
    result = models.ForeignKey(Brought, models.SET_NULL, null=True, related_name="+")
    version = models.ForeignKey(Version, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"transcribing {self.pk}"

    @property
    def belongs_to(self) -> Source:
        return self.source

    @property
    def is_underway(self) -> bool:
        return self.ended is None


class Look(Inside):
    """That something was read: role and organisation, by day. Not who, and not by residents."""

    seen_through = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="looks")
    role = models.CharField(max_length=20, choices=Role.choices)
    organisation = models.CharField(max_length=120, blank=True)
    day = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["-day", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "role", "organisation", "day"], name="look_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.day}"


class SearchRow(models.Model):
    """Words to be found by: a paragraph of a source, or a piece of what another room registered.

    Only `search` reads this table, and it asks of each row whether the thing it belongs to (`kind`
    and `key`) may be read. `head` and `plain` are folded words, `stems` their stems.
    """

    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    position = models.IntegerField(default=0)
    coalition = models.ForeignKey(
        Coalition, models.CASCADE, null=True, db_index=False, related_name="+"
    )
    voice = models.CharField(max_length=20, choices=Voice.choices, blank=True)
    moment = models.DateField(null=True)
    # Null and without a default: so SQLite adds it without making the table and its triggers anew.
    language = models.CharField(max_length=5, null=True)
    label = models.CharField(max_length=300)
    words = models.TextField()
    head = models.TextField()
    plain = models.TextField()
    stems = models.TextField()

    objects: Any = SharedManager()

    class Meta:
        indexes = [models.Index(fields=["kind", "key"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}.{self.position}"
