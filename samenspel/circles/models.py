"""Who belongs together."""

from __future__ import annotations

from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .sight import SharedManager


class Circle(models.IntegerChoices):
    """Who can read something. Each circle's readers include those of the one before."""

    PRIVATE = 0, _("only me")
    COALITION = 1, _("our coalition")
    TEAM = 2, _("the support team")
    EXPEDITION = 3, _("all coalitions")
    PARTNERS = 4, _("fund and partners")
    PUBLIC = 5, _("everybody")


class Voice(models.TextChoices):
    RESIDENT = "resident", _("resident")
    PROFESSIONAL = "professional", _("professional")
    OTHER = "other", pgettext_lazy("voice", "other")


class Role(models.TextChoices):
    MANAGER = "manager", _("programme manager")
    FACILITATOR = "facilitator", _("facilitator")
    RESEARCHER = "researcher", _("researcher")
    WRITER = "writer", _("writer")
    PARTNER = "partner", _("partner")
    COORDINATOR = "coordinator", _("coordinator")
    MEMBER = "member", _("member")


TEAM = (Role.FACILITATOR, Role.RESEARCHER, Role.WRITER)
OWN = (Role.COORDINATOR, Role.MEMBER)


class Expedition(models.Model):
    """A journey of a year or two with a handful of coalitions."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(unique=True)
    summary = models.TextField(_("what it is about"), blank=True)
    starts = models.DateField(_("starts"))
    ends = models.DateField(_("ends"))
    invented = models.BooleanField(default=False, help_text="an example: people and places made up")
    domain = models.CharField(_("an address of its own"), max_length=253, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["domain"], condition=Q(domain__isnull=False), name="domain_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def site(self) -> str:
        """Where its pages for everybody stand: its own address, or that of the whole site."""
        main = urlsplit(settings.SITE_URL)
        if not self.domain:
            return f"{main.scheme}://{main.netloc}"
        port = f":{main.port}" if main.port else ""
        return f"{main.scheme}://{self.domain}{port}"

    @property
    def where(self) -> dict[str, Any]:
        """The two fields by which a shared row says where it belongs."""
        return {"coalition": None, "expedition": self}


class Organisation(models.Model):
    class Kind(models.TextChoices):
        INITIATIVE = "initiative", _("residents' initiative")
        WELFARE = "welfare", _("welfare organisation")
        MUNICIPALITY = "municipality", _("municipality")
        FUND = "fund", _("fund")
        PARTNER = "partner", _("national partner")
        OTHER = "other", pgettext_lazy("organisation", "other")

    name = models.CharField(_("name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)

    def __str__(self) -> str:
        return self.name


class Coalition(models.Model):
    """Residents' initiatives and organisations of one place that learn to work together."""

    expedition = models.ForeignKey(Expedition, models.CASCADE, related_name="coalitions")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField()
    place = models.CharField(_("place"), max_length=80)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    ground = models.TextField(_("what we do together"), blank=True)
    ambition = models.TextField(_("what we hope for"), blank=True)
    reason = models.TextField(_("why we take part"), blank=True)
    practice_word = models.CharField(
        _("our own word for a place to practise"), max_length=40, blank=True
    )
    partners = models.ManyToManyField(Organisation, related_name="+", through="Partner")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["expedition", "slug"], name="coalition_slug_once")
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def where(self) -> dict[str, Any]:
        """The two fields by which a shared row says where it belongs."""
        return {"coalition": self, "expedition": self.expedition}


class Partner(models.Model):
    """An organisation that takes part in a coalition."""

    coalition = models.ForeignKey(Coalition, models.CASCADE, related_name="partnerships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "organisation"], name="partner_once")
        ]
        ordering = ["organisation__name"]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def belongs_to(self) -> Coalition:
        return self.coalition


class PracticeArea(models.Model):
    """A place or subject on which a coalition practises; each coalition has its own word for it."""

    coalition = models.ForeignKey(Coalition, models.CASCADE, related_name="practice_areas")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def belongs_to(self) -> Coalition:
        return self.coalition


class Memberships(models.QuerySet["Membership"]):
    def live(self) -> Self:
        """Those that hold today."""
        today = timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=today), ended=None, since__lte=today)


class Membership(models.Model):
    """Somebody's place: in a coalition, in the support team of one, or in the expedition.

    Access is nothing but this row. A support team member has one row per coalition, with an end
    date, so that a coalition sees who looks along and until when, and can end it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    expedition = models.ForeignKey(Expedition, models.CASCADE, related_name="memberships")
    coalition = models.ForeignKey(
        Coalition, models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    voice = models.CharField(_("voice"), max_length=20, choices=Voice.choices, default=Voice.OTHER)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    since = models.DateField(_("since"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    ended = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = Memberships.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "role"])]
        constraints = [
            models.CheckConstraint(
                name="own_roles_have_a_coalition",
                condition=~Q(role__in=OWN) | Q(coalition__isnull=False),
            ),
            models.CheckConstraint(
                name="fund_and_partners_have_none",
                condition=~Q(role__in=[Role.MANAGER, Role.PARTNER]) | Q(coalition__isnull=True),
            ),
            models.CheckConstraint(
                name="access_of_the_team_ends",
                condition=~Q(role__in=TEAM) | Q(coalition__isnull=True) | Q(until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"


class Invitation(models.Model):
    """Somebody is asked to take part: by mail, or by a letter on paper.

    Taking part is the moment at which a person comes to exist. The link in a letter never lets in
    somebody whom we know already: whoever printed it could be that somebody then.
    """

    expedition = models.ForeignKey(Expedition, models.CASCADE, related_name="invitations")
    coalition = models.ForeignKey(Coalition, models.CASCADE, null=True, related_name="invitations")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    link = models.OneToOneField("people.PersonalLink", models.PROTECT, related_name="+")
    on_paper = models.BooleanField(default=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    joined = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="invited_to_a_coalition_or_along",
                condition=Q(role__in=OWN, coalition__isnull=False)
                | (~Q(role__in=OWN) & Q(coalition__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"

    @property
    def state(self) -> str:
        """One of joined, withdrawn, expired, opened, printed and sent."""
        if self.joined:
            return "joined"
        if self.link.withdrawn:
            return "withdrawn"
        if not self.link.is_live:
            return "expired"
        if self.link.opened:
            return "opened"
        return "printed" if self.on_paper else "sent"


class Helps(models.QuerySet["Help"]):
    def live(self) -> Self:
        return self.filter(ended=None)


class Help(models.Model):
    """Somebody without an address is typed for by somebody else, who asked them first."""

    class Said(models.TextChoices):
        SPOKEN = "spoken", pgettext_lazy("said yes", "spoken")
        PAPER = "paper", pgettext_lazy("said yes", "on paper")

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="helped_by")
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="helps")
    said = models.CharField(max_length=10, choices=Said.choices)
    since = models.DateTimeField(default=timezone.now)
    ended = models.DateTimeField(null=True)

    objects = Helps.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "helper"], condition=Q(ended=None), name="helped_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.helper} for {self.membership.person}"


class Guarded(models.Model):
    """A row that is not read before it is said who is looking (`sight`)."""

    objects: Any = SharedManager()
    seen_through: str | tuple[str, ...] = ""

    class Meta:
        abstract = True

    @classmethod
    def kept_apart(cls, person: Any) -> Q:
        """Which of the rows in this person's circles they see now: all, unless a room says less."""
        return Q()


class Shared(Guarded):
    """A row that is shared with a circle. Its reader is asked for before it is read (`sight`).

    `author` is the one whose words they are, or who keeps them for those who spoke. `ceiling` is
    the widest circle its voices agreed to; the database holds `circle` below it.
    """

    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    coalition = models.ForeignKey(
        Coalition, models.CASCADE, null=True, blank=True, related_name="+"
    )
    expedition = models.ForeignKey(Expedition, models.CASCADE, related_name="+")
    circle = models.PositiveSmallIntegerField(choices=Circle.choices, default=Circle.PRIVATE)
    ceiling = models.PositiveSmallIntegerField(choices=Circle.choices, default=Circle.PRIVATE)
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_below_its_ceiling", condition=Q(circle__lte=F("ceiling"))
            ),
            models.CheckConstraint(
                name="%(class)s_of_a_coalition_has_one",
                condition=~Q(circle=Circle.COALITION) | Q(coalition__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["coalition", "circle"]),
            models.Index(fields=["expedition", "circle"]),
        ]


class Inside(Guarded):
    """A row inside a shared one: seen by whoever sees the row(s) that `seen_through` leads to."""

    class Meta:
        abstract = True
