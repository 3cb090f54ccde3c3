"""Who somebody is."""

from __future__ import annotations

import secrets
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

LONGEST_ADDRESS = 254  # as many characters as an EmailField keeps; forms let more through


def new_seal() -> str:
    return secrets.token_hex(16)


class People(BaseUserManager["Person"]):
    def create_user(self, email: str | None = None, **fields: Any) -> Person:
        return self.create(email=self.normalize_email(email).lower() if email else None, **fields)


class Person(AbstractBaseUser):
    """Somebody. An address is wanted only for signing in: a person can do without.

    There are no passwords and no superusers here: what somebody may see or do follows from
    their memberships (room `circles`).
    """

    password = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    seal = models.CharField(max_length=32, default=new_seal, editable=False)
    wants_news = models.BooleanField(_("tell me by mail what became of my words"), default=True)
    created = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = People()

    def __str__(self) -> str:
        return self.name

    def has_usable_password(self) -> bool:
        return False

    @property
    def everywhere(self) -> str:
        """The same on every device until they sign out everywhere; for what outlives a request."""
        return salted_hmac("samenspel.people.everywhere", self.seal).hexdigest()[:12]

    def get_session_auth_hash(self) -> str:
        """Sessions hang on the seal: a new seal signs somebody out everywhere."""
        return salted_hmac("samenspel.people.Person", self.seal, algorithm="sha256").hexdigest()


class Links(models.QuerySet["PersonalLink"]):
    def live(self) -> Self:
        return self.filter(withdrawn=None, expires__gt=timezone.now())


class PersonalLink(models.Model):
    """A key to exactly one thing, for somebody who need not sign in.

    Of the token and of the short code only hashes are kept. `opens` is the name of the page that
    the link leads to; the thing itself points here (`OneToOneField(PersonalLink)`).
    """

    opens = models.CharField(max_length=60)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True, null=True)
    made = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    expires = models.DateTimeField(db_index=True)
    opened = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = Links.as_manager()

    def __str__(self) -> str:
        return f"{self.opens} {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.withdrawn is None and self.expires > timezone.now()


class NewAddress(models.Model):
    """An address that somebody wants to have here; it is theirs once its mail was answered."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    email = models.EmailField(_("e-mail address"))
    link = models.OneToOneField(PersonalLink, models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"new address of {self.person_id}"
