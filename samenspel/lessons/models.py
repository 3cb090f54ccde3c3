"""What we conclude, and the words it rests on."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samenspel.agendas.models import Question
from samenspel.assessments.models import Element
from samenspel.circles.in_public import shows_itself
from samenspel.circles.models import Circle, Coalition, Inside, Shared, Voice
from samenspel.circles.sight import SharedManager, SharedRows
from samenspel.sources import consent
from samenspel.sources.models import Consent, Door, Request, Speaker, Version
from samenspel.sources.naming import read_again
from samenspel.threads.models import Passage, Thread

if TYPE_CHECKING:
    from typing import Self

LONGEST_CLAIM = 300  # as long as the line of a question to a speaker
LONGEST_SHOWS = 300

TEXTS = ("claim", "holds", "works", "tomorrow")
# What a copy of a lesson takes over as it stands; the rest is made by `beside.copy_of`.
AS_IT_STANDS = (*TEXTS, "language", "meant_for", "thread", "question", "picture", "shows")


class MeantFor(models.TextChoices):
    RESIDENTS = "residents", _("for residents")
    ORGANISATIONS = "organisations", _("for organisations")
    BOTH = "both", _("for residents and organisations")


class Told(models.Model):
    """The words of a lesson, and what stands beside them; of a lesson itself or of a copy."""

    claim = models.CharField(_("What did we learn?"), max_length=LONGEST_CLAIM)
    holds = models.TextField(_("Where and when does it hold?"), blank=True)
    works = models.TextField(_("What makes it work?"), blank=True)
    tomorrow = models.TextField(_("What can you try tomorrow?"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="nl"
    )
    meant_for = models.CharField(
        _("For whom is it?"), max_length=15, choices=MeantFor.choices, blank=True
    )
    thread = models.ForeignKey(Thread, models.SET_NULL, null=True, related_name="+")
    question = models.ForeignKey(Question, models.SET_NULL, null=True, related_name="+")
    picture = models.ForeignKey("Picture", models.SET_NULL, null=True, related_name="+")
    shows = models.CharField(_("What is to be seen?"), max_length=LONGEST_SHOWS, blank=True)

    class Meta:
        abstract = True


class Copied(Told):
    """A copy of what a lesson told on a day. `beside` is made by `beside.copy_of`."""

    beside = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def asked(self) -> dict[str, str] | None:
        """The learning question, as long as whoever it is of lets all coalitions read it."""
        told: dict[str, str] | None = self.beside.get("question")
        stands = self.question is not None and self.question.circle >= Circle.EXPEDITION
        return told if told and stands else None


class Lesson(Told, Shared):
    """A claim and what it rests on, as the team works on it. What the public reads is an `Edition`.

    `revision` counts the times its words were written, so that two editors notice each other.
    `links` lead to what others made, as objects with `kind` (of `Made`), `title` and `url`.
    """

    class Made(models.TextChoices):
        FILM = "film", _("film")
        MAGAZINE = "magazine", _("magazine")
        GUIDE = "guide", _("guide")
        PODCAST = "podcast", _("podcast")
        PAGE = "page", _("page on the web")

    slug = models.SlugField(max_length=80, unique=True)
    behind = models.CharField(_("Who stands behind it?"), max_length=300, blank=True)
    elements: Any = models.ManyToManyField(Element, related_name="+")
    links = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1, editable=False)
    changed = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-changed"]

    def __str__(self) -> str:
        return self.claim

    def get_absolute_url(self) -> str:
        return reverse("lessons:lesson", args=[self.slug])


class Picture(Inside):
    """A picture of a lesson, made anew (`pictures.as_jpeg`). Width and height are in pixels.

    A copy of a lesson points at the same row; once it is removed, it is gone from all of them.
    """

    seen_through = "lesson"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="+")
    jpeg = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"picture {self.pk}"

    @property
    def belongs_to(self) -> Lesson:
        return self.lesson


class Quotes(SharedRows["Quote"]):
    def with_answers(self) -> Self:
        """Each with the line that holds of its request, and how its last link fared.

        `outdated`: the speaker was asked for another claim than the lesson has now. A yes to that
        is no yes to this one.
        """
        outdated = Q(request__isnull=False) & ~Q(request__about=F("lesson__claim"))
        lines = Consent.objects.unguarded("is consent alive").filter(request=OuterRef("request"))
        last = lines.order_by("-id")
        doors = Door.objects.unguarded("is consent alive").filter(request=OuterRef("request"))
        door = doors.order_by("-id")
        return self.annotate(
            answer=Subquery(last.values("answer")[:1]),
            answered_at=Subquery(last.values("at")[:1]),
            answered_by=Subquery(last.values("by")[:1]),
            naming=Subquery(last.values("naming")[:1]),
            named_as=Subquery(last.values("named_as")[:1]),
            wish=Subquery(last.values("wish")[:1]),
            sent=Subquery(door.values("link__made")[:1]),
            opened=Subquery(door.values("link__opened")[:1]),
            on_paper=Subquery(door.values("on_paper")[:1]),
            outdated=ExpressionWrapper(outdated, models.BooleanField()),
            alive=ExpressionWrapper(Q(consent.alive("request")) & ~outdated, models.BooleanField()),
            shown=shows_itself("version__source__coalition"),
        )


class QuoteManager(SharedManager.from_queryset(Quotes)):  # type: ignore[misc]
    pass


class Quote(Inside):
    """Words that a lesson rests on. Seen by whoever sees the lesson and the source.

    `request` is the question to the speaker about these very words, once it was asked.
    """

    seen_through = ("lesson", "version__source")
    objects: Any = QuoteManager()

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="quotes")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = models.TextField()
    passage = models.ForeignKey(Passage, models.SET_NULL, null=True, related_name="+")
    speaker = models.ForeignKey(Speaker, models.SET_NULL, null=True, related_name="+")
    request = models.OneToOneField(Request, models.SET_NULL, null=True, related_name="+")
    order = models.PositiveIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(name="quote_holds_words", condition=Q(end__gt=models.F("start")))
        ]

    def __str__(self) -> str:
        return f"quote {self.pk}"

    @property
    def belongs_to(self) -> Lesson:
        return self.lesson


class Watchword(Shared):
    """A word by which people around a coalition know who, or where, it is about."""

    words = models.CharField(_("word"), max_length=120)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["words"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(
                name="watchword_of_a_coalition", condition=Q(coalition__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.words


class Weighed(Inside):
    """What was decided about a word that may tell who somebody is: that it may stay, `because`, or
    what came `instead`. Of what was replaced the word itself is not kept.

    It stands in a `field` of the lesson, or in the words of a `quote`; `talked`: whoever decided
    about the latter talked about it with the one who said it.
    """

    seen_through = ("lesson", "quote__version__source?")

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="+")
    quote = models.ForeignKey(Quote, models.CASCADE, null=True, related_name="+")
    field = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    words = models.CharField(max_length=120, blank=True)
    because = models.CharField(_("Why may it stay?"), max_length=300, blank=True)
    instead = models.CharField(_("What comes in its place?"), max_length=120, blank=True)
    talked = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.field} of {self.lesson_id}"

    @property
    def belongs_to(self) -> Lesson:
        return self.lesson


class Editions(SharedRows["Edition"]):
    def standing(self) -> Self:
        return self.filter(withdrawn=None)

    def newest(self) -> Self:
        """Of each lesson only the newest."""
        later = (
            type(self)(self.model)
            .unguarded("is consent alive")
            .filter(lesson=OuterRef("lesson"), number__gt=OuterRef("number"))
        )
        return self.exclude(models.Exists(later))


class EditionManager(SharedManager.from_queryset(Editions)):  # type: ignore[misc]
    pass


class Edition(Copied, Shared):
    """What was made public: a copy of exactly what was given. `author` published it, at `created`.

    Public pages read this, and whether consent is alive, and nothing else. Once withdrawn it is no
    longer public; its address then tells that something stood here.
    """

    class Why(models.TextChoices):
        RETRACTED = "retracted", _("taken back by the team")
        TOO_FEW = "too_few", _("too few voices left")

    objects: Any = EditionManager()

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    slug = models.SlugField(max_length=80)
    difference = models.CharField(_("What is different now?"), max_length=300, blank=True)
    withdrawn = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    why = models.CharField(max_length=20, choices=Why.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-created", "-number"]
        constraints = [
            *Shared.Meta.constraints,
            models.UniqueConstraint(fields=["lesson", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["slug", "number"], name="edition_address_once"),
        ]

    def __str__(self) -> str:
        return f"{self.slug}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("lessons:edition", args=[self.slug, self.number])

    @property
    def lesson_url(self) -> str:
        return reverse("lessons:lesson", args=[self.slug])

    @property
    def picture_url(self) -> str:
        return reverse("lessons:edition_picture", args=[self.slug, self.number])

    @property
    def belongs_to(self) -> Lesson:
        return self.lesson


class Facet(Inside):
    """By what an edition can be found: an element of the framework that it serves, or the place of
    a coalition that looked at it, said yes, and wants to be named.

    `key` is the same in every edition and language: the `kin` of an element, the slug of a
    coalition.
    """

    class Kind(models.TextChoices):
        ELEMENT = "element", _("element")
        PLACE = "place", _("place")

    seen_through = "edition"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="facets")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=80)
    name_nl = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    coalition = models.ForeignKey(Coalition, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "key"], name="facet_once")
        ]
        indexes = [models.Index(fields=["kind", "key"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def name(self) -> str:
        return (self.name_en if get_language() == "en" else "") or self.name_nl


class GivenRows(SharedRows[Any]):
    def with_life(self) -> Self:
        """Each with `alive`: whether its words may stand here today; with `of`, the coalition where
        they were said, and `shown`: whether that one shows itself to everybody."""
        return self.annotate(
            of=models.F("request__source__coalition"),
            shown=shows_itself("request__source__coalition"),
            alive=models.ExpressionWrapper(
                Q(lifted=None) & Q(consent.alive("request")), models.BooleanField()
            ),
        )


class GivenManager(SharedManager.from_queryset(GivenRows)):  # type: ignore[misc]
    pass


class Given(Inside):
    """Words as they were given; once `lifted`, they are gone from here.

    `place` and `moment` are there to be counted; of the speaker, `name` and `voice` are shown.
    """

    objects: Any = GivenManager()

    order = models.PositiveIntegerField()
    words = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=160, blank=True)
    voice = models.CharField(max_length=20, choices=Voice.choices)
    place = models.CharField(max_length=80, blank=True)
    moment = models.DateField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    request = models.ForeignKey(Request, models.SET_NULL, null=True, related_name="+")
    lifted = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def called(self) -> str:
        """The name; a role is told in the reader's language."""
        return read_again(self.name, self.voice, self.place) or self.get_voice_display()


class EditionQuote(Given):
    """Words as they were given to the public."""

    seen_through = "edition"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="quotes")

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "order"], name="edition_quote_order_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.order}"


class Proof(Copied, Shared):
    """A page on which a coalition looks at a lesson before it becomes public: a copy, as on the day
    they were asked. The newest of each coalition holds, as long as its `fingerprint` is that of
    the lesson. `author` asked them; `note` tells what changed since they looked before.
    """

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    note = models.CharField(_("What did you change?"), max_length=300, blank=True)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-id"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(
                name="checked_by_a_coalition", condition=Q(coalition__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_id} for {self.coalition_id}"

    def get_absolute_url(self) -> str:
        return reverse("lessons:proof", args=[self.pk])

    @property
    def picture_url(self) -> str:
        return reverse("lessons:proof_picture", args=[self.pk])


class ProofQuote(Given):
    """Words as they were given, on the page on which a coalition looks."""

    seen_through = "proof"

    proof = models.ForeignKey(Proof, models.CASCADE, related_name="quotes")

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.proof_id}/{self.order}"


class Remark(Inside):
    """What a coalition says of a lesson it looked at, by whom. The last one holds."""

    class Said(models.TextChoices):
        YES = "yes", _("yes, this may become public")
        YES_IF = "yes_if", _("yes, if something changes")
        NO = "no", _("no")

    seen_through = "proof"

    proof = models.ForeignKey(Proof, models.CASCADE, related_name="remarks")
    said = models.CharField(max_length=10, choices=Said.choices)
    words = models.TextField(blank=True)
    named = models.BooleanField(default=False, help_text="the coalition is named under the lesson")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.said} {self.proof_id}"

    @property
    def belongs_to(self) -> Proof:
        return self.proof


class Export(Inside):
    """That somebody of the team took a lesson along as a file, which can't be recalled."""

    class Format(models.TextChoices):
        MARKDOWN = "md", "Markdown"
        JSON = "json", "JSON"
        CSV = "csv", _("CSV with the consents")

    seen_through = "lesson"

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="exports")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    format = models.CharField(max_length=10, choices=Format.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.edition} {self.format}"
