"""What was understood: passages, codes, memos, and the threads they make.

A `guid` is what a thing is called outside this house: it goes along in files for other packages
(REFI-QDA), and a thing that came in such a file keeps the one it had. Two expeditions may have
taken in the same file, so it is unique in neither.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Substr
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from samenspel.assessments.models import Element
from samenspel.circles.models import Expedition, Inside, Shared
from samenspel.circles.roles import held
from samenspel.circles.sight import BOOKS
from samenspel.foundation.models import AppendOnly
from samenspel.sources.models import Source, Speaker, Version
from samenspel.sources.naming import Heard


class Coder(models.Model):
    """Whose layer a coding is in: a person in an expedition, or a name that came with a file."""

    expedition = models.ForeignKey(Expedition, models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    name = models.CharField(max_length=120, blank=True, help_text="of whoever is no person here")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["expedition", "person"], name="coder_once_a_person"),
            models.UniqueConstraint(fields=["expedition", "guid"], name="coder_once_a_guid"),
        ]

    def __str__(self) -> str:
        return self.person.name if self.person else self.name


class Codebook(Shared):
    """The words in which a team, or a coalition, reads."""

    guid = models.UUIDField(default=uuid.uuid4, editable=False)
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

    guid = models.UUIDField(default=uuid.uuid4, editable=False)
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
    element = models.ForeignKey(
        Element,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="of the framework, that it serves; none: it grew from the material",
    )
    examples: Any = models.ManyToManyField("Passage", related_name="+")
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


class CodeChange(Inside, AppendOnly):
    """What was done to a code: who changed what, and when. It outlives the code.

    `before` and `after` hold the fields that changed, by name; a code that was merged or split
    names the other one by its `guid` under "other".
    """

    class What(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        MOVED = "moved", _("moved")
        MERGED = "merged", _("merged")
        SPLIT = "split", _("split")
        RETURNED = "returned", _("put back")
        REMOVED = "removed", _("removed")

    seen_through = "codebook"

    codebook = models.ForeignKey(Codebook, models.CASCADE, related_name="changes")
    guid = models.UUIDField(help_text="of the code")
    name = models.CharField(max_length=80, help_text="of the code, as it was then")
    what = models.CharField(max_length=10, choices=What.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["codebook", "guid"])]

    def __str__(self) -> str:
        return f"{self.what} {self.name}"

    @property
    def belongs_to(self) -> Codebook:
        return self.codebook


class BlindReading(Inside):
    """That somebody reads a source apart from all other coders, from when they were asked.

    It ends when they say that they are ready, or when it is called off. Until all who read it
    so are ready (`together`) they see their own layer there and no other, nor what others marked.
    `layer` keeps what they had marked when they were ready, as [version, code, start, end] of each
    coding, and `version` is what there was to read then; `also` are the passages that others had
    marked before they did.
    """

    seen_through = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    coder = models.ForeignKey(Coder, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked = models.DateTimeField(default=timezone.now, editable=False)
    ended = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    together = models.DateTimeField(null=True, editable=False)
    version = models.ForeignKey(Version, models.CASCADE, null=True, related_name="+")
    layer = models.JSONField(default=list)
    also: Any = models.ManyToManyField("Passage", related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "coder"], condition=Q(together=None), name="blind_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.coder_id} at {self.source_id}"

    @property
    def belongs_to(self) -> Source:
        return self.source

    @property
    def is_ready(self) -> bool:
        """They said so themselves, of a version; else it is still open, or was called off."""
        said_so = self.ended is not None and self.ended_by_id == self.coder.person_id
        return said_so and self.version_id is not None

    @classmethod
    def apart_of(cls, person: Any) -> models.QuerySet[Any]:
        """Where this person does not see the others now."""
        rows: models.QuerySet[Any] = cls.objects.unguarded("reading blind")
        return rows.filter(coder__person=person, together=None)


READS_BLIND = "reads blind"
"""Asked along with the places somebody holds: of who reads nothing blind, nothing more is asked."""


def reads_blind_somewhere() -> models.Exists:
    """Whether the person of a membership does."""
    rows = BlindReading.objects.unguarded("reading blind")
    return models.Exists(rows.filter(coder__person=models.OuterRef("person"), together=None))


def _sees_all(person: Any) -> bool:
    return READS_BLIND not in held(person).facts


def not_blind(person: Any, path: str) -> Q:
    """That this person does not read blind at the source to which `path` leads."""
    if _sees_all(person):
        return Q()
    return ~Q(**{f"{path}__in": BlindReading.apart_of(person).values("source")})


class Passage(Inside):
    """A stretch of words that somebody noticed: code points [start, end) of one version."""

    seen_through = "version__source"

    guid = models.UUIDField(default=uuid.uuid4, editable=False)
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
    def kept_apart(cls, person: Any) -> Q:
        """Of whoever reads blind: what they marked there themselves."""
        if _sees_all(person):
            return Q()
        here = models.OuterRef("pk")
        coded = Coding.objects.unguarded("reading blind").filter(passage=here, coder__person=person)
        also = BlindReading.apart_of(person).filter(also=here)
        own = Q(made_by=person) | Q(models.Exists(coded)) | Q(models.Exists(also))
        return not_blind(person, "version__source") | own

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
    """That a coder gave a code to a passage. All of one coder together are that coder's layer."""

    seen_through = ("passage__version__source", "code__codebook")

    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    passage = models.ForeignKey(Passage, models.CASCADE, related_name="codings")
    code = models.ForeignKey(Code, models.CASCADE, related_name="codings")
    coder = models.ForeignKey(Coder, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    prompted = models.BooleanField(
        default=False, editable=False, help_text="a computer proposed it, and the coder said yes"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["passage", "code", "coder"], name="coding_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.code_id} on {self.passage_id}"

    @property
    def as_given(self) -> dict[str, Any]:
        """What it takes along when it comes to stand at other words, or under another code."""
        return {"guid": self.guid, "at": self.at, "prompted": self.prompted}

    @classmethod
    def kept_apart(cls, person: Any) -> Q:
        if _sees_all(person):
            return Q()
        own = Q(coder__in=Coder.objects.filter(person=person).values("pk"))
        return not_blind(person, "passage__version__source") | own


class Thread(Shared):
    """What recurs: a claim, and the passages that carry, nuance or contradict it."""

    guid = models.UUIDField(default=uuid.uuid4, editable=False)
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

    @classmethod
    def kept_apart(cls, person: Any) -> Q:
        if _sees_all(person):
            return Q()
        return not_blind(person, "passage__version__source") | Q(by=person)

    @property
    def belongs_to(self) -> Thread:
        return self.thread


def latest_status(path: str = "pk") -> Any:
    """A thread's status for `annotate(status=...)`; `path` leads to the thread's id."""
    last = Step.objects.unguarded(BOOKS).filter(thread=models.OuterRef(path)).order_by("-id")
    return models.Subquery(last.values("status")[:1])


class Recognition(Shared):
    """What a coalition says of a thread: whether they recognise it. The last one of each holds.

    It is read by whoever reads the thread, as far as that reached when it was said: a thread that
    is shared with more people later doesn't take along what a coalition said in a smaller circle.
    """

    class Said(models.TextChoices):
        YES = "yes", _("we recognise this")
        PARTLY = "partly", _("we recognise a part of this")
        NO = "no", _("we don't recognise this")

    seen_through = ("", "thread")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="recognitions")
    said = models.CharField(_("do you recognise this?"), max_length=10, choices=Said.choices)
    line = models.CharField(_("in one line: why?"), max_length=300, blank=True)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["id"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(
                name="recognised_by_a_coalition", condition=Q(coalition__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coalition_id} {self.said} {self.thread_id}"


class Memo(Shared):
    """What a coder thinks of a passage, a code, a source or a thread; or of nothing in particular.

    It is read by those who read what it is about. Whoever wrote it can always read it back
    (`mine`), also when the words that it is about were taken back.
    """

    seen_through = ("", "passage__version__source?", "code__codebook?", "source?", "thread?")

    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("what you think"))
    changed = models.DateTimeField(default=timezone.now, editable=False)
    passage = models.ForeignKey(Passage, models.CASCADE, null=True, blank=True, related_name="+")
    code = models.ForeignKey(Code, models.CASCADE, null=True, blank=True, related_name="+")
    source = models.ForeignKey(Source, models.CASCADE, null=True, blank=True, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-id"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(
                name="memo_is_about_one_thing",
                condition=Q(passage=None, code=None, source=None)
                | Q(passage=None, code=None, thread=None)
                | Q(passage=None, source=None, thread=None)
                | Q(code=None, source=None, thread=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:60]

    @classmethod
    def kept_apart(cls, person: Any) -> Q:
        if _sees_all(person):
            return Q()
        apart = [not_blind(person, path) for path in ("source", "passage__version__source")]
        return (apart[0] & apart[1]) | Q(author=person)

    @classmethod
    def mine(cls, person: Any) -> models.QuerySet[Any]:
        """What this person wrote, whatever became of what it is about."""
        rows: models.QuerySet[Any] = cls.objects.unguarded("somebody reads back what they wrote")
        return rows.filter(author=person)


class Reading(models.Model):
    """When somebody last had a text on the desk, and since when they are done with it.

    It is their own list: nobody else is shown it, and it is no part of the log.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    opened = models.DateTimeField(default=timezone.now)
    done = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "source"], name="reading_once_each")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.source_id}"


class Talk(Inside):
    """A difference between coders that was talked about: a note, and what came of it.

    It stands at [start, end) of a version, where some of `coders` gave the code and others did not.
    Without an `outcome` it is still open. `followed` keeps what was done about it in somebody's own
    layer, by their key: the passages where they gave the code, or took it off.
    """

    class Outcome(models.TextChoices):
        GIVE = "give", _("give it after all")
        TAKE = "take", _("take it off")
        REWORD = "reword", _("the code now means something else")
        DIFFER = "differ", _("we keep seeing it differently")

    seen_through = ("version__source", "code__codebook")

    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    code = models.ForeignKey(Code, models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    coders: Any = models.ManyToManyField(Coder, related_name="+")
    note = models.TextField(_("what you say about it"), blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    followed = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["start", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="talk_has_words")
        ]
        indexes = [models.Index(fields=["version", "code"])]

    def __str__(self) -> str:
        return f"{self.code_id} at [{self.start}, {self.end}) of {self.version_id}"

    @property
    def belongs_to(self) -> Source:
        return self.version.source

    @classmethod
    def kept_apart(cls, person: Any) -> Q:
        return not_blind(person, "version__source")
