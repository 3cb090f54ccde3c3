"""Episodes: a recording that is told on, with its words, and what was given away of it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Circle, Inside, Shared
from samenspel.circles.sight import SharedManager, SharedRows
from samenspel.people.models import PersonalLink
from samenspel.sources.models import Consent, Recording, Source, Speaker, Version
from samenspel.sources.typeset import clock

if TYPE_CHECKING:
    from typing import Self

LONGEST_TITLE = 120
LONGEST_REMARK = 2000
LONGEST_QUESTION = 200
LONGEST_SUMMARY = 3500  # characters: podcast programs take 4,000 bytes


class Episode(Shared):
    """An episode as it is made from a recording. What others hear is an `EpisodeEdition`.

    `guid` is what podcast programs know it by, whatever its edition. `revision` counts the times
    its words were written, so that two makers notice each other. `unheard` says which paragraphs
    without a time are in a muted stretch: {"version": its number, "paragraphs": [number, ...]}.
    """

    slug = models.SlugField(max_length=80, unique=True)
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    recording = models.ForeignKey(Recording, models.SET_NULL, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    summary = models.TextField(_("what it is about"), blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default="nl"
    )
    unheard = models.JSONField(default=dict, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    changed = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-changed", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("stories:episode", args=[self.slug])


class OfEpisode(Inside):
    """A row of an episode: seen by whoever sees that."""

    seen_through = "episode"
    episode: models.ForeignKey[Episode, Episode]

    class Meta:
        abstract = True

    @property
    def belongs_to(self) -> Episode:
        return self.episode


class Chapter(OfEpisode):
    """Where a part of an episode begins (milliseconds), and what it is called.

    `questions` are those of the makers, to talk on about.
    """

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="chapters")
    start = models.PositiveBigIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE)
    questions = models.JSONField(default=list)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "start"], name="chapter_begins_once")
        ]

    def __str__(self) -> str:
        return self.title


class Mute(OfEpisode):
    """A stretch (milliseconds, half-open) that is not heard, nor read, in what is given away."""

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="mutes")
    start = models.PositiveBigIntegerField()
    stop = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(name="mute_has_length", condition=Q(stop__gt=F("start")))
        ]

    def __str__(self) -> str:
        return f"mute {self.pk}"


class TakenOut(Inside):
    """A stretch (milliseconds, half-open) that a speaker took out of every episode of a source.

    It is not heard, nor read, in what is given away. Whoever makes an episode can't undo it.
    """

    seen_through = "source"

    source = models.ForeignKey(Source, models.CASCADE, related_name="+")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="+")
    start = models.PositiveBigIntegerField()
    stop = models.PositiveBigIntegerField()
    how = models.CharField(max_length=10, choices=Consent.How.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["start", "id"]
        constraints = [
            models.CheckConstraint(name="taken_out_has_length", condition=Q(stop__gt=F("start")))
        ]

    def __str__(self) -> str:
        return f"taken out {self.pk}"

    @property
    def at_clock(self) -> str:
        return f"{clock(self.start)} – {clock(self.stop)}"

    @property
    def belongs_to(self) -> Source:
        return self.source


class Credit(OfEpisode):
    """Somebody who is named with an episode, and how they said that they may be.

    As `speaker` they stand by that name in the text too; whoever else speaks stands there by role,
    such as 'a resident'.
    """

    class Part(models.TextChoices):
        HOST = "host", _("host")
        GUEST = "guest", _("guest")
        MAKER = "maker", _("made it")

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="credits")
    name = models.CharField(_("name"), max_length=120)
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    speaker = models.ForeignKey(Speaker, models.SET_NULL, null=True, related_name="+")
    agreed = models.CharField(max_length=10, choices=Consent.How.choices)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "speaker"], name="a_voice_has_one_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Cover(OfEpisode):
    """A picture for an episode: a square JPEG, made anew, and what is seen on it in words."""

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="covers")
    picture = models.BinaryField()
    sha256 = models.CharField(max_length=64, editable=False)
    alt = models.CharField(max_length=300)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"cover {self.pk}"


class Translation(OfEpisode):
    """An episode told in another language, by its makers; its spoken words are `Translated`.

    `chapters` are [start, title, questions]. `beside` is the fingerprint of the makers' own text
    that it was written beside: when that is another by now, it is to be looked at again.
    """

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="translations")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    summary = models.TextField(blank=True)
    chapters = models.JSONField(default=list)
    beside = models.CharField(max_length=64, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    changed = models.DateTimeField(default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "language"], name="episode_translated_once_in_a_language"
            )
        ]

    def __str__(self) -> str:
        return f"translation {self.pk}"


class Translated(Inside):
    """One paragraph of a version in another language: somebody's wording of a speaker's words.

    It is read by whoever reads the source, and goes when that is taken back.
    """

    seen_through = "version__source"

    translation = models.ForeignKey(Translation, models.CASCADE, related_name="paragraphs")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    words = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["translation", "version", "number"], name="paragraph_translated_once"
            )
        ]

    def __str__(self) -> str:
        return f"translated {self.pk}"

    @property
    def belongs_to(self) -> Source:
        return self.version.source


class Master(OfEpisode):
    """The sound of an episode as others get it: an MP3 of one loudness, with its chapters in it.

    `stretches` and `chapters` are those it was made with: [start, stop] and [start, title] in
    milliseconds. It is ready once `made`; `done` tells how far it is (percent), `trouble` why it
    failed (a key of `masters.REFUSALS`). `loudness` is in LUFS, `duration` in milliseconds.
    `tagged` are files with the same sound and chapters in another language: {language: [size,
    sha256]}.
    """

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="masters")
    recording = models.ForeignKey(Recording, models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=LONGEST_TITLE)
    stretches = models.JSONField(default=list)
    chapters = models.JSONField(default=list)
    wanted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now, editable=False)
    done = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=20, blank=True)
    made = models.DateTimeField(null=True, editable=False)
    duration = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    loudness = models.FloatField(null=True, editable=False)
    tagged = models.JSONField(default=dict, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"master {self.pk}"


class EpisodeEditions(SharedRows["EpisodeEdition"]):
    def standing(self) -> Self:
        return self.filter(withdrawn=None)

    def newest(self) -> Self:
        """Of each episode only the newest of these."""
        later = self.filter(episode=OuterRef("episode"), number__gt=OuterRef("number"))
        return self.exclude(models.Exists(later))


class EpisodeEditionManager(SharedManager.from_queryset(EpisodeEditions)):  # type: ignore[misc]
    pass


class EpisodeEdition(Shared):
    """What was given away: a copy of an episode as it was then. `author` gave it, at `created`.

    `text` and `layout` are as those of a version of a source; a speaker is called by role there,
    and `voices` tells the voice of each. `chapters` are [start, title], `people` [name, part,
    {language: the role by which they are called in the text}];
    `questions` are [start of the chapter, its questions].
    `translations` and `translated_words` hold the same in other languages: {language: {title,
    summary, chapters, questions, agreed}} and {language: {text, layout, voices}}.
    Once withdrawn it holds no words and no sound; `reached` is the circle that it had.
    """

    class Why(models.TextChoices):
        RETRACTED = "retracted", _("taken back by its makers")
        REPLACED = "replaced", _("there is a newer edition")
        TAKEN_BACK = "taken_back", _("a voice was taken back")
        SILENT = "silent", _("the recording is gone")

    objects: Any = EpisodeEditionManager()

    episode = models.ForeignKey(Episode, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    slug = models.SlugField(max_length=80)
    source = models.ForeignKey(Source, models.SET_NULL, null=True, related_name="+")
    master = models.ForeignKey(Master, models.SET_NULL, null=True, related_name="+")
    cover = models.ForeignKey(Cover, models.SET_NULL, null=True, related_name="+")
    title = models.CharField(max_length=LONGEST_TITLE)
    summary = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    place = models.CharField(max_length=80, blank=True)
    moment = models.DateField()
    text = models.TextField(blank=True)
    layout = models.JSONField(default=list)
    voices = models.JSONField(default=dict)
    chapters = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    people = models.JSONField(default=list)
    translations = models.JSONField(default=dict)
    translated_words = models.JSONField(default=dict)
    muted = models.BooleanField(
        default=False, help_text="it holds less than its source, and goes further (`reach`)"
    )
    agreed = models.CharField(max_length=10, choices=Consent.How.choices)
    difference = models.CharField(max_length=300, blank=True)
    reached = models.PositiveSmallIntegerField(choices=Circle.choices)
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
            models.UniqueConstraint(
                fields=["episode", "number"], name="episode_edition_number_once"
            ),
            models.UniqueConstraint(fields=["slug", "number"], name="episode_edition_address_once"),
        ]

    def __str__(self) -> str:
        return f"{self.slug}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("stories:edition", args=[self.slug, self.number])

    @property
    def episode_url(self) -> str:
        return reverse("stories:episode", args=[self.slug])

    @property
    def belongs_to(self) -> Episode:
        return self.episode


class Remark(Shared):
    """What somebody says in the margin of a report or an episode. Their own words, of nobody else.

    `kind` and `key` tell of what, `part` beside which block or chapter. Beside a stretch of the
    sound it also has `start` and `stop` (milliseconds, half-open), and so have answers to it. An
    answer is `to` a remark that is none itself. Taken back it holds no words. `hears` gets a mail
    of it: whoever is answered, or made what it stands beside; nobody any more once that was sent.
    """

    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=80)
    part = models.CharField(max_length=20)
    start = models.PositiveBigIntegerField(null=True, editable=False)
    stop = models.PositiveBigIntegerField(null=True, editable=False)
    to = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    words = models.TextField(max_length=LONGEST_REMARK)
    taken_back = models.DateTimeField(null=True, editable=False)
    hears = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["id"]
        indexes = [*Shared.Meta.indexes, models.Index(fields=["kind", "key", "part"])]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(
                name="remark_stretch_has_length",
                condition=Q(start=None, stop=None)
                | Q(start__isnull=False, stop__isnull=False, stop__gt=F("start")),
            ),
        ]

    def __str__(self) -> str:
        return f"remark {self.pk}"


class Subscription(Shared):
    """A private address of a coalition's podcast, for one program of one person. Only they see it.

    Of the key that stands in the address only a hash is kept, with its link.
    """

    name = models.CharField(max_length=80)
    link = models.OneToOneField(PersonalLink, models.CASCADE, related_name="+")

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["id"]
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(
                name="subscription_is_private", condition=Q(circle=Circle.PRIVATE)
            ),
            models.CheckConstraint(
                name="subscription_has_a_coalition", condition=Q(coalition__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Checkup(Shared):
    """What the feed doctor found at the public address of an expedition's podcast.

    `findings` are [rule, whether all is well, what it is about], with a rule of `doctor.RULES`.
    """

    findings = models.JSONField(default=list)
    ended = models.DateTimeField(null=True, editable=False)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"checkup {self.pk}"
