"""The mirror: a list of elements, rounds of scores, and what may be told of them.

Who answered and what was answered stand apart, without a key or a time in common. Both have a key
made from a secret that only the answerer holds (`actions.key_of`); we never keep that secret.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import OWN, Circle, Inside, Shared, Voice
from samenspel.circles.roles import held
from samenspel.circles.sight import SharedManager, SharedRows
from samenspel.people.models import PersonalLink

if TYPE_CHECKING:
    from samenspel.circles.sight import Looker


class TwoTongued(models.Model):
    """Something with a Dutch text and perhaps an English one."""

    name_nl = models.CharField(_("name in Dutch"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.said("name")

    def said(self, what: str) -> str:
        """The text in the reader's language, or in the one language it has."""
        english = (get_language() or "nl").startswith("en") and getattr(self, f"{what}_en")
        return str(english or getattr(self, f"{what}_nl"))


class Framework(TwoTongued, Shared):
    """A list of elements that a collaboration is held against, of one expedition.

    Never changed once it is there, so that a round stays beside the words that were scored: a
    better one is a new row with the next `number`. `published` is the name of a list that ships
    with the software, for a framework that was taken over from it.
    """

    source = models.CharField(_("source"), max_length=300, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    published = models.SlugField(blank=True)
    number = models.PositiveIntegerField(_("version"), default=1)
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )
    retired = models.DateTimeField(null=True, editable=False)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["name_nl", "-number"]


class Element(TwoTongued, Inside):
    """One thing to look at. `kin` stays the same in every version, to compare rounds by."""

    seen_through = "framework"

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="elements")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    kin = models.UUIDField(default=uuid.uuid4, editable=False)
    explanation_nl = models.TextField(_("explanation in Dutch"), blank=True)
    explanation_en = models.TextField(_("explanation in English"), blank=True)
    questions_nl = models.TextField(_("questions in Dutch"), blank=True)
    questions_en = models.TextField(_("questions in English"), blank=True)
    additional = models.BooleanField(_("added by ourselves"), default=False)

    class Meta:
        ordering = ["additional", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "kin"], name="an_element_once_in_a_list")
        ]

    @property
    def explanation(self) -> str:
        return self.said("explanation")

    @property
    def questions(self) -> list[str]:
        return [line.strip() for line in self.said("questions").splitlines() if line.strip()]


class Round(Shared):
    """One time that a coalition holds up the mirror. It is open until it is `closed`."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="+")
    title = models.CharField(_("name of this round"), max_length=120)
    moment = models.DateField(_("day"), default=timezone.localdate)
    closed = models.DateTimeField(null=True, editable=False)
    frozen = models.DateTimeField(null=True, editable=False)
    typed = models.PositiveIntegerField(default=0, help_text="sheets typed in from paper")

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-moment", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.closed is None


class Invited(Shared):
    """A personal link to the sheet of a round, of one person, who is its author."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="+")
    link = models.OneToOneField(PersonalLink, models.CASCADE, related_name="+")

    class Meta(Shared.Meta):
        abstract = False
        constraints = [
            *Shared.Meta.constraints,
            models.CheckConstraint(
                name="an_invited_is_private", condition=Q(circle=Circle.PRIVATE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.pk}"


class SealedRows(SharedRows[Any]):
    """Nobody looks into these; the books count them, and freeze what may be told."""

    def visible_to(self, person: Looker) -> Self:
        return self.none()


class Sealed(Inside):
    """A row that no person ever sees. No times and no counted keys: they would tell an order."""

    seen_through = "round"

    key = models.UUIDField(primary_key=True, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="+")

    objects: Any = SharedManager.from_queryset(SealedRows)()

    class Meta:
        abstract = True


class Answered(Sealed):
    """That somebody handed in a sheet. `person` only when they came signed in or by their link."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="answered_once"),
        ]

    def __str__(self) -> str:
        return str(self.key)


class Answer(Sealed):
    """One score of one sheet, which does not say whose, nor with which others it came."""

    element = models.ForeignKey(Element, models.PROTECT, related_name="+")
    voice = models.CharField(max_length=20, choices=Voice.choices)
    score = models.PositiveSmallIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    opened = models.TextField(blank=True)  # the answer to the open question

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_score_of_1_to_5", condition=Q(score__range=(1, 5))),
        ]

    def __str__(self) -> str:
        return str(self.key)


class Missing(Sealed):
    """What somebody finds missing among the elements."""

    voice = models.CharField(max_length=20, choices=Voice.choices)
    words = models.TextField()

    def __str__(self) -> str:
        return str(self.key)


class OwnRows(SharedRows[Any]):
    """For the coalition itself, and nobody else: who closed the round has no say in it."""

    def visible_to(self, person: Looker) -> Self:
        seen = super().visible_to(person)
        known = person is not None and person.is_authenticated
        mine = held(person).coalitions(OWN) if known else ()  # type: ignore[arg-type]
        through = f"{self.model.seen_through}__" if self.model.seen_through else ""
        return seen.filter(**{f"{through}coalition__in": mine})


class Mirror(Shared):
    """What a round told, frozen (`hiding.settle`). Every page of the coalition reads only this."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="+")
    figures = models.JSONField(default=dict)

    objects: Any = SharedManager.from_queryset(OwnRows)()

    class Meta(Shared.Meta):
        abstract = False

    def __str__(self) -> str:
        return str(self.round)


class Remark(Inside):
    """Words from a sheet, without a name, a score or the question they answered.

    `of` is the key of the answer they came from, so that they go when that is taken back.
    """

    seen_through = "mirror"

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mirror = models.ForeignKey(Mirror, models.CASCADE, related_name="+")
    of = models.UUIDField(db_index=True)
    element = models.ForeignKey(Element, models.PROTECT, null=True, related_name="+")
    voice = models.CharField(max_length=20, choices=Voice.choices)
    words = models.TextField()

    objects: Any = SharedManager.from_queryset(OwnRows)()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.words


class Shown(Shared):
    """What of a mirror the coalition shows further on: figures with higher thresholds, no words."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="+")
    figures = models.JSONField(default=dict)

    class Meta(Shared.Meta):
        abstract = False

    def __str__(self) -> str:
        return str(self.round)
