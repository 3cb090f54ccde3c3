"""A meeting of one coalition: its steps, who sits at the table, and what lies on it."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from samenspel.agendas.models import Agreement
from samenspel.assessments.models import Framework, Round
from samenspel.circles.models import Inside, Shared, Voice
from samenspel.sources.models import Moment, Source, Version
from samenspel.sources.naming import by_role
from samenspel.sources.typeset import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

CODE_DIGITS = 6
KEEPS = timedelta(days=30)  # for how long "what you brought" opens without an account


def in_language(words: Mapping[str, str]) -> str:
    """The words in the reader's language, or in the other one when they are only there."""
    mine = get_language() or "nl"
    return words.get(mine[:2]) or words.get("nl") or words.get("en") or ""


KEY_LETTERS = "BCDFGHJKLMNPQRTVWXZ23456789"  # capitals, so that the QR code has large dots


def new_key() -> str:
    return "".join(secrets.choice(KEY_LETTERS) for _ in range(12))


class Promise(models.IntegerChoices):
    """Who reads what is handed in at a step, the most private first. It can only go down."""

    SELF = 0, _("only me")
    LEAD = 1, _("the facilitator, without my name")
    NAMELESS = 2, _("the group, without my name")
    NAMED = 3, _("the group, with my name")


class Kind(models.TextChoices):
    """What a step is for."""

    WELCOME = "welcome", _("welcome")
    REFLECT = "reflect", _("own reflection")
    REVEAL = "reveal", _("reveal")
    GROUP = "group", _("group")
    VOTE = "vote", _("dots")
    TALK = "talk", _("talk")
    MIRROR = "mirror", _("mirror")
    REVIEW = "review", _("read or listen back")
    AGREE = "agree", _("agreements")
    CHECKOUT = "checkout", _("check-out")


TAKES_CARDS = (Kind.WELCOME, Kind.REFLECT, Kind.REVIEW, Kind.AGREE, Kind.CHECKOUT)
ABOUT_CARDS = (Kind.REVEAL, Kind.GROUP, Kind.VOTE, Kind.TALK)


class CardKind(models.TextChoices):
    FRICTION = "friction", pgettext_lazy("card", "friction")
    FLOW = "flow", pgettext_lazy("card", "flow")
    STORY = "story", pgettext_lazy("card", "story")
    WORKED = "worked", pgettext_lazy("card", "what worked")
    WORD = "word", pgettext_lazy("card", "word")
    QUESTION = "question", pgettext_lazy("card", "question")
    PROPOSAL = "proposal", pgettext_lazy("card", "proposal")


class Script(Shared):
    """The steps of a kind of meeting, to use again. Never changed: a better one replaces it.

    `steps` lists objects as `scripts.read` checks them: kind, minutes, title and ask in both
    languages, promise, and what the kind needs besides.
    """

    title = models.JSONField(default=dict)
    about = models.JSONField(default=dict)
    steps = models.JSONField(default=list)
    number = models.PositiveIntegerField(default=1)
    replaces = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )
    retired = models.DateTimeField(null=True, editable=False)

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-created"]

    def __str__(self) -> str:
        return in_language(self.title)


class Pitstop(Shared):
    """A meeting. The state is what its times say: planned, begun, ended.

    `code` is typed, `key` is in the QR code; both open the door while the meeting is on.
    """

    title = models.CharField(_("title"), max_length=120)
    day = models.DateField(_("day"), default=timezone.localdate, db_index=True)
    begins = models.TimeField(_("from"), null=True, blank=True)
    venue = models.CharField(_("where"), max_length=120, blank=True)
    script = models.CharField(max_length=120, blank=True, help_text="its name and version")
    code = models.CharField(max_length=CODE_DIGITS, unique=True, null=True, editable=False)
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    step = models.ForeignKey(
        "Step", models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    moved = models.DateTimeField(null=True, editable=False)
    more_minutes = models.PositiveSmallIntegerField(default=0, editable=False)
    began = models.DateTimeField(null=True, editable=False)
    ended = models.DateTimeField(null=True, editable=False)
    rehearsal = models.BooleanField(default=False, editable=False)
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="nobody: who the words belong to that nobody put a name to",
    )

    class Meta(Shared.Meta):
        abstract = False
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def topic(self) -> str:
        return f"pitstop:{self.pk}"

    @property
    def is_on(self) -> bool:
        return self.began is not None and self.ended is None

    @property
    def slips_until(self) -> datetime | None:
        return self.ended + KEEPS if self.ended else None


class Step(Inside):
    """A part of the meeting. `about` is the step whose cards this one works on.

    `more` holds what a kind needs besides: cards (kinds to choose from), most (cards each), dots,
    everybody (place the cards together), paragraph (first, last) of the text to read back.
    `number` goes up with each change of what stands in its form, for two editors.
    """

    seen_through = "pitstop"

    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    minutes = models.PositiveSmallIntegerField(default=10)
    title = models.JSONField(default=dict)
    ask = models.JSONField(default=dict)
    promise = models.PositiveSmallIntegerField(choices=Promise.choices, default=Promise.NAMELESS)
    about = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    more = models.JSONField(default=dict)
    version = models.ForeignKey(Version, models.SET_NULL, null=True, blank=True, related_name="+")
    framework = models.ForeignKey(
        Framework, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    round = models.ForeignKey(Round, models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField(default=1, editable=False)
    skipped = models.BooleanField(default=False)
    revealed = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def belongs_to(self) -> Pitstop:
        return self.pitstop

    @property
    def name(self) -> str:
        return in_language(self.title) or str(Kind(self.kind).label)

    @property
    def question(self) -> str:
        return in_language(self.ask)

    @property
    def most(self) -> int:
        return int(self.more.get("most", 3))

    @property
    def dots(self) -> int:
        return int(self.more.get("dots", 3))

    @property
    def card_kinds(self) -> list[str]:
        return list(self.more.get("cards", []))

    @property
    def takes_cards(self) -> bool:
        return self.kind in TAKES_CARDS


class Lead(Inside):
    """Somebody who leads this meeting besides those who may already."""

    seen_through = "pitstop"

    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="leads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pitstop", "person"], name="leads_once")]

    def __str__(self) -> str:
        return f"{self.person_id} leads {self.pitstop_id}"

    @property
    def belongs_to(self) -> Pitstop:
        return self.pitstop


class Seat(Inside):
    """A place at the table: a phone, and the one or more people who speak through it.

    The secret is in the phone only. From it the phone's marks are made, so that somebody finds
    their own nameless cards again and nobody else can (`docs/adr/0012-seats.md`).
    """

    seen_through = "pitstop"

    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="seats")
    secret_hash = models.CharField(max_length=64, unique=True)
    voice = models.CharField(max_length=20, choices=Voice.choices)
    name = models.CharField(max_length=60, blank=True)
    people = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    left = models.DateTimeField(null=True)
    sent_away = models.BooleanField(default=False, help_text="by who leads: it stays away")
    ghost = models.BooleanField(default=False, help_text="simulated, in a rehearsal")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"seat {self.pk}"

    @property
    def may_come_back(self) -> bool:
        """Whether whoever left here can sit down again: they went by themselves, and it is on."""
        return self.left is not None and not self.sent_away and self.pitstop.is_on

    @property
    def called(self) -> str:
        """The name they chose, or their voice in words."""
        return self.name or by_role(self.voice)

    @property
    def belongs_to(self) -> Pitstop:
        return self.pitstop


class Ready(Inside):
    """That a phone is ready with a step. It does not tell what was handed in."""

    seen_through = "pitstop"

    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="+")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "seat"], name="ready_once")]

    def __str__(self) -> str:
        return f"{self.seat_id} ready with {self.step_id}"


class Pile(Inside):
    """Cards that belong together, under a name.

    Taken `apart` it is a pile no more; `held` lists the cards that lay on it, to put it back.
    """

    seen_through = "pitstop"

    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="piles")
    step = models.ForeignKey(Step, models.CASCADE, related_name="piles")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    apart = models.DateTimeField(null=True, editable=False)
    held = models.JSONField(default=list, editable=False)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def belongs_to(self) -> Pitstop:
        return self.pitstop


class Card(Inside):
    """What somebody handed in. Its id comes from the phone, so that it arrives once.

    During the meeting only `looking` reads it, for those at the table; whoever asks as a person
    sees none. Afterwards its words are a source, and it is seen through that. `seat` is known only
    where the promise is "with my name"; `mark` is made from the phone's secret.
    """

    seen_through = "source"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="+")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, related_name="+")
    mark = models.CharField(max_length=64, unique=True)
    voice = models.CharField(max_length=20, choices=Voice.choices)
    kind = models.CharField(max_length=10, choices=CardKind.choices)
    text = models.TextField()
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    promise = models.PositiveSmallIntegerField(choices=Promise.choices)
    on_paper = models.BooleanField(default=False)
    hidden = models.BooleanField(default=False)
    pile = models.ForeignKey(Pile, models.SET_NULL, null=True, related_name="+")
    source = models.OneToOneField(Source, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["pitstop", "step"])]
        constraints = [
            models.CheckConstraint(
                name="nameless_cards_have_no_seat",
                condition=Q(promise=Promise.NAMED) | Q(seat__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"card {self.pk}"

    @property
    def belongs_to(self) -> Pitstop:
        return self.pitstop


class Placing(Inside):
    """Where somebody would lay a card, when everybody sorts."""

    seen_through = "pitstop"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="+")
    card = models.ForeignKey(Card, models.CASCADE, related_name="+")
    pile = models.ForeignKey(Pile, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"placing {self.pk}"


class Vote(Inside):
    """Dots on a pile or a card. Whose they are only their phone can tell."""

    seen_through = "pitstop"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="+")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    pile = models.ForeignKey(Pile, models.CASCADE, null=True, related_name="+")
    card = models.ForeignKey(Card, models.CASCADE, null=True, related_name="+")
    dots = models.PositiveSmallIntegerField()
    mark = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_vote_is_for_one_thing",
                condition=Q(pile=None, card__isnull=False) | Q(card=None, pile__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"vote {self.pk}"


class Hand(Inside):
    """Somebody wants to speak: the order of the talk, first come first served."""

    seen_through = "pitstop"

    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="+")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="+")
    spoke = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "seat"], condition=Q(spoke=False), name="one_hand_up"
            )
        ]

    def __str__(self) -> str:
        return f"hand {self.pk}"

    @property
    def belongs_to(self) -> Pitstop:
        return self.pitstop


class Dared(Inside):
    """An answer to "did you dare to say everything?". Nothing tells whose it is."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("not everything")
        NO = "no", _("no")

    seen_through = "pitstop"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="+")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    mark = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Agreed(Inside):
    """Which agreements were made here, as they were worded at the table.

    The agreement itself is the coalition's: what becomes of it later is not for a guest's phone.
    """

    seen_through = "pitstop"

    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="agreed")
    agreement = models.OneToOneField(Agreement, models.CASCADE, related_name="+")
    what = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=200, blank=True)
    by_when = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"agreed {self.pk}"

    @property
    def belongs_to(self) -> Pitstop:
        return self.pitstop


class Photo(Inside):
    """A picture of cards on paper, until somebody typed them."""

    seen_through = "pitstop"

    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="photos")
    step = models.ForeignKey(Step, models.CASCADE, null=True, related_name="+")
    picture = models.BinaryField()
    voice = models.CharField(max_length=20, choices=Voice.choices, default=Voice.OTHER)
    typed = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"photo {self.pk}"

    @property
    def belongs_to(self) -> Pitstop:
        return self.pitstop


class Clip(Inside):
    """Something that was said into a phone, until somebody typed it. Whose phone is not kept."""

    seen_through = "pitstop"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="+")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    sound = models.BinaryField()
    kind = models.CharField(max_length=20, help_text="its content type")
    typed = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"clip {self.pk}"

    @property
    def belongs_to(self) -> Pitstop:
        return self.pitstop


class TalkMoment(Inside):
    """A moment that somebody marked while people talked, with a few words of their own.

    `at` is the time on the clock: nobody knows yet which recording holds it. Laid in one it has its
    `moment` there, and goes with that. Its id comes from the page, so that it arrives once.
    `talk.of` shows it to those near.
    """

    seen_through = "pitstop"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pitstop = models.ForeignKey(Pitstop, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    words = models.CharField(max_length=120, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moment = models.ForeignKey(Moment, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"moment {self.pk}"

    @property
    def belongs_to(self) -> Pitstop:
        return self.pitstop

    @property
    def since(self) -> str:
        """How long the meeting was on by then."""
        whole = self.at - (self.pitstop.began or self.at)
        return clock(int(whole.total_seconds() * 1000))


# What comes of a meeting stands in a file of its own.
from .report_models import Correction as Correction  # noqa: E402
from .report_models import Guest as Guest  # noqa: E402
from .report_models import Occasion as Occasion  # noqa: E402
from .report_models import Picture as Picture  # noqa: E402
from .report_models import Report as Report  # noqa: E402
from .report_models import ReportVersion as ReportVersion  # noqa: E402
from .report_models import SentBack as SentBack  # noqa: E402
from .report_models import Settled as Settled  # noqa: E402
from .report_models import Shown as Shown  # noqa: E402
