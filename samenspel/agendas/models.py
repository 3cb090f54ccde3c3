"""What a coalition agreed, and what it wants to learn."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samenspel.circles.models import Inside, Shared
from samenspel.circles.sight import BOOKS

LONGEST = 300  # characters of an agreement, a question, or what is said about one


class Agreement(Shared):
    """Who does what by when. How it turned out is told by its rows of `Turnout`.

    `who` holds names as they were typed; `people` those among them who take part here. `key` is
    made where it is typed, so that what is handed in twice arrives once. `number` goes up with
    each change, for two editors and for calendars.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    what = models.CharField(_("what"), max_length=LONGEST)
    who = models.CharField(_("who"), max_length=200, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    by_when = models.DateField(_("by when"), null=True, blank=True)
    moment = models.DateField(_("agreed on"), default=timezone.localdate)
    number = models.PositiveIntegerField(default=1, editable=False)
    changed = models.DateTimeField(default=timezone.now, editable=False)

    state: str
    """How it stands, once `reading` has asked for it; so has `remark`, what was last said."""
    remark: str

    class Meta(Shared.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.what

    @property
    def is_to_do(self) -> bool:
        return self.state in TO_DO

    @property
    def is_late(self) -> bool:
        """Still to do, and its day is past."""
        past = self.by_when is not None and self.by_when < timezone.localdate()
        return past and self.is_to_do

    @property
    def is_soon(self) -> bool:
        """Still to do, this week."""
        today = timezone.localdate()
        near = self.by_when is not None and today <= self.by_when <= today + timedelta(days=7)
        return near and self.is_to_do

    def get_state_display(self) -> str:
        return str(Turnout.State(self.state).label)


class Turnout(Inside):
    """How an agreement stands, said by whom, when. The last row holds; the first one is open."""

    class State(models.TextChoices):
        OPEN = "open", _("to do")
        STUCK = "stuck", _("stuck")
        KEPT = "kept", _("done")
        DROPPED = "dropped", _("no longer needed")

    seen_through = "agreement"

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="turnouts")
    state = models.CharField(max_length=10, choices=State.choices)
    remark = models.CharField(_("remark"), max_length=LONGEST, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.state


TO_DO = (Turnout.State.OPEN, Turnout.State.STUCK)


class Question(Shared):
    """Something a coalition wants to learn. Its letter stays its own; letters have no rank.

    `words` are as it is worded now. How it stood on any day is told by its rows of `Standing`:
    what stood on one day is a version of the learning agenda.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    letter = models.CharField(_("letter"), max_length=3, editable=False)
    words = models.CharField(_("question"), max_length=LONGEST)

    class Meta(Shared.Meta):
        abstract = False
        constraints = [
            *Shared.Meta.constraints,
            models.UniqueConstraint(fields=["coalition", "letter"], name="question_letter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.letter}. {self.words}"


class Standing(Inside):
    """A question as it stands from a moment on: in which words, and what became of it.

    `said` is a provisional answer, or why the question was let go. `less` and `more` lead from
    what was learned to what is done: less of it, or more.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("open question")
        ANSWERED = "answered", _("answered for now")
        DROPPED = "dropped", _("off the list")

    seen_through = "question"

    question = models.ForeignKey(Question, models.CASCADE, related_name="standings")
    state = models.CharField(max_length=10, choices=State.choices)
    words = models.CharField(max_length=LONGEST)
    said = models.TextField(blank=True)
    less = models.CharField(_("do less, or stop"), max_length=LONGEST, blank=True)
    more = models.CharField(_("do more, or begin"), max_length=LONGEST, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.words


LIVE = (Standing.State.ASKED, Standing.State.ANSWERED)


def last_turnout(field: str) -> models.Subquery:
    """That field of an agreement's last turnout, for `annotate(...)`."""
    rows = Turnout.objects.unguarded(BOOKS).filter(agreement=models.OuterRef("pk"))
    return models.Subquery(rows.order_by("-id").values(field)[:1])


def last_standing(field: str) -> models.Subquery:
    """That field of a question's last standing, for `annotate(...)`."""
    rows = Standing.objects.unguarded(BOOKS).filter(question=models.OuterRef("pk"))
    return models.Subquery(rows.order_by("-id").values(field)[:1])
