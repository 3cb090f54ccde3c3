"""What django-allauth asks us: how we mail, who may come in, who must show a second step."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samenspel.foundation import mail

from . import letters, links
from .models import Person
from .second_step import is_asked_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

CODE_LIFE = timedelta(minutes=10)
SAID = {
    "webauthn_added": _("Your passkey works. Next time you come in with it."),
    "webauthn_removed": _("The passkey is gone."),
    "totp_activated": _("The app is linked."),
    "totp_deactivated": _("The app is unlinked."),
    "recovery_codes_generated": _("These are your new spare codes."),
    "account_connected": _("Linked."),
    "account_disconnected": _("No longer linked."),
}


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("This is not the code. Look in the newest mail and type it again."),
        "too_many_login_attempts": _("That was tried too often. Ask for a new code."),
        "rate_limited": _("That was tried too often. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account: one is invited."""
        return False

    def post_login(self, request: HttpRequest, user: Person, **more: Any) -> HttpResponse:
        """Whoever came in by the code needs the link of the same mail no more, and vice versa."""
        links.withdraw_all(links.SIGN_IN, person=user)
        came_in: HttpResponse = super().post_login(request, user, **more)
        return came_in

    def generate_login_code(self) -> str:
        return f"{secrets.randbelow(10**6):06}"

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say only what somebody would miss, in our own words."""
        what = (message_template or "").rpartition("/")[2].removesuffix(".txt")
        if said := message or SAID.get(what):
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Known or not, an address gets one mail, written in one transaction: the same time."""
        what = template_prefix.rpartition("/")[2]
        person = Person.objects.filter(email=email.lower()).first()
        language = person.language if person else translation.get_language() or "nl"
        with transaction.atomic():
            if what not in ("login_code", "unknown_account"):
                mail.send(email, language, letters.ways_in_changed, what=what)
                return
            # An unknown address gets a link too, that opens nothing: it takes the same time.
            key = links.make(links.SIGN_IN, person=person, days=CODE_LIFE / timedelta(days=1))
            if what == "login_code":
                facts = {"code": context["code"], "link": key.url}
                mail.send(email, language, letters.code, good_for=CODE_LIFE, **facts)
            else:
                mail.send(email, language, letters.unknown_address, good_for=CODE_LIFE)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        if user.email:
            self.send_mail(template_prefix, user.email, context or {})


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This did not work. Try again."),
    }

    def is_mfa_enabled(self, user: Person, types: list[str] | None = None) -> bool:
        """A passkey alone never locks out somebody who may also come in by mail."""
        return bool(super().is_mfa_enabled(user, types)) and is_asked_of(user)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Samenspel"}

    def get_public_key_credential_user_entity(self, user: Person) -> dict[str, Any]:
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"display_name": user.name}

    def generate_authenticator_name(self, user: Person, type: str) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user=user, type=type).count()
        if count:
            return gettext("My passkey %(number)d") % {"number": count + 1}
        return gettext("My passkey")

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(settings.SECRET_KEY.encode()).digest()))


class Providers(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
