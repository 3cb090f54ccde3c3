"""Threads that go back to the coalitions, and what their people say of them.

A round asks some coalitions about some threads. Each coalition has a sheet with a card for every
thread; each of its people answers for themselves, on a phone, on paper or with somebody's help.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.assessments.models import SealedRows
from samenspel.circles.models import Circle, Inside, Shared, Voice
from samenspel.circles.sight import SharedManager
from samenspel.people.models import PersonalLink
from samenspel.sources.models import Source
from samenspel.threads.models import Thread, Wording


class RecognitionRound(Shared):
    """One time that threads go back. Nobody sees an answer of somebody else before it is closed.

    It takes answers up to and including the day `closes`; `closed` is when its figures were made.
    """

    title = models.CharField(_("name of this round"), max_length=120)
    closes = models.DateField(_("answers until"))
    closed = models.DateTimeField(null=True, editable=False)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed is None and self.closes >= timezone.localdate()


class Sheet(Shared):
    """What one coalition is asked in a round.

    While they answer together `key` (in a QR code) and `code` (to type) open it on any phone.
    """

    round = models.ForeignKey(RecognitionRound, models.CASCADE, related_name="sheets")
    key = models.CharField(max_length=32, unique=True, null=True, editable=False)
    code = models.CharField(max_length=6, unique=True, null=True, editable=False)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["coalition__name", "id"]
        constraints = [
            *Shared.Meta.constraints,
            models.UniqueConstraint(fields=["round", "coalition"], name="one_sheet_a_coalition"),
        ]

    def __str__(self) -> str:
        return f"{self.coalition}: {self.round}"


class Card(Inside):
    """A thread on the sheet of a coalition. Seen by who sees both.

    `unseen` is how many passages of the thread this coalition does not read; 0 also when they rest
    on so few people that the number would tell of them. `figures` are made when the round closes
    (`hiding.settle`): by the key of a wording, by voice, how many said what. `together` is what the
    phones at a meeting said (`hiding.together`), with the key of the `wording`.
    """

    seen_through = ("sheet", "thread")

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="cards")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    unseen = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict)
    together = models.JSONField(default=dict)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "thread"], name="thread_once_on_a_sheet")
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} on {self.sheet_id}"

    @property
    def belongs_to(self) -> Sheet:
        return self.sheet


class SheetLink(Shared):
    """A personal link to the sheet, of one person, who is its author."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="+")
    link = models.OneToOneField(PersonalLink, models.CASCADE, related_name="+")

    class Meta(Shared.Meta):
        abstract = False
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(
                name="a_way_to_a_sheet_is_private", condition=Q(circle=Circle.PRIVATE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.pk}"


class Hand(Inside):
    """What a phone at a meeting says of a thread, until it is shown. No person ever sees it.

    `key` is made from a secret in that phone and the card: two hands of one phone have nothing in
    common, and no time.
    """

    seen_through = "card__sheet"

    key = models.UUIDField(primary_key=True, editable=False)
    card = models.ForeignKey(Card, models.CASCADE, related_name="+")
    voice = models.CharField(max_length=20, choices=Voice.choices)
    said = models.CharField(max_length=10)

    objects: Any = SharedManager.from_queryset(SealedRows)()

    def __str__(self) -> str:
        return str(self.key)


class Answer(Shared):
    """What one person says of a thread, as it was worded then. Its `circle` is their own choice.

    Only for me: it counts, and nobody reads it. `typed_by` helped them, or typed it from paper.
    """

    class Said(models.TextChoices):
        YES = "yes", _("I recognise this")
        PARTLY = "partly", _("I recognise a part of this")
        NO = "no", _("I don't recognise this")

    seen_through = ("", "card__thread")

    card = models.ForeignKey(Card, models.CASCADE, related_name="answers")
    wording = models.ForeignKey(Wording, models.CASCADE, related_name="+")
    said = models.CharField(max_length=10, choices=Said.choices)
    because = models.CharField(_("because"), max_length=300, blank=True)
    voice = models.CharField(max_length=20, choices=Voice.choices)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["id"]
        constraints = [
            *Shared.Meta.constraints,
            models.UniqueConstraint(
                fields=["card", "author", "wording"], name="answered_once_each"
            ),
            models.CheckConstraint(name="answer_stays_near", condition=Q(circle__lte=Circle.TEAM)),
        ]

    def __str__(self) -> str:
        return f"{self.said} of {self.card_id}"

    @classmethod
    def kept_apart(cls, person: Any) -> Q:
        """Until the round is closed everybody sees their own answers, so that nobody is led."""
        return Q(author=person) | Q(card__sheet__round__closed__isnull=False)

    @classmethod
    def mine(cls, person: Any) -> models.QuerySet[Any]:
        """What this person said, whatever became of the thread."""
        rows: models.QuerySet[Any] = cls.objects.unguarded("somebody reads back what they wrote")
        return rows.filter(author=person)


# The most significant change


class Choosing(Shared):
    """One round in which people choose, of several stories, the one that tells the most.

    After Davies and Dart, The 'Most Significant Change' (MSC) Technique (2005): stories are chosen
    level by level, with the reason, and the reason goes back. Of a coalition it is the first level;
    without one it is the next, with what the coalitions chose.
    """

    question = models.CharField(_("what changed most, in what?"), max_length=200)
    closes = models.DateField(_("stories until"))

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.question


class Story(Inside):
    """A story that is offered: a source, for who reads both. Taken back it leaves a gap.

    `came_from` is the same story on the level before, where it was chosen.
    """

    seen_through = ("choosing", "source?")

    choosing = models.ForeignKey(Choosing, models.CASCADE, related_name="stories")
    source = models.ForeignKey(Source, models.SET_NULL, null=True, related_name="+")
    came_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="went_to")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["choosing", "source"], name="story_offered_once")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} in {self.choosing_id}"

    @property
    def belongs_to(self) -> Choosing:
        return self.choosing


class Choice(Inside):
    """Which story was chosen, why, and by whom together. The last one holds; all are kept.

    The reason is the panel's own words, and none of the story: it stays when that is taken back.
    """

    seen_through = "choosing"

    choosing = models.ForeignKey(Choosing, models.CASCADE, related_name="choices")
    story = models.ForeignKey(Story, models.CASCADE, related_name="choices")
    why = models.TextField(_("why this story?"))
    panel = models.CharField(_("who chose together?"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.story_id} in {self.choosing_id}"

    @property
    def belongs_to(self) -> Choosing:
        return self.choosing
