"""The second step: who is asked for it, and whether this visit has shown it.

A code by mail proves one thing: that somebody reads that mail. The support team, the fund and the
partners, whose role lets them see more than one coalition, show a passkey or an app as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models import Person


def is_required_of(person: Person) -> bool:
    """Whether the roles of this person ask for it (a higher room knows)."""
    return bool(import_string(settings.SECOND_STEP_FOR)(person))


def is_asked_of(person: Person) -> bool:
    """Whether it is asked at sign-in: because of a role, or because they chose for an app."""
    app = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP)
    return app.exists() or is_required_of(person)


def is_shown(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def is_missing(request: HttpRequest) -> bool:
    return bool(
        settings.SECOND_STEP
        and request.user.is_authenticated
        and not is_shown(request)
        and is_required_of(request.user)
    )


def note_shown(request: HttpRequest, kind: str) -> None:
    """Somebody has just made a passkey or linked an app: that counts for this visit."""
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)


def ways(person: Person) -> dict[str, Any]:
    """The passkeys and the app of this person, as `{"passkeys": [...], "app": ...}`."""
    rows = list(Authenticator.objects.filter(user_id=person.pk).order_by("created_at"))
    kinds = Authenticator.Type
    return {
        "passkeys": [row for row in rows if row.type == kinds.WEBAUTHN],
        "app": next((row for row in rows if row.type == kinds.TOTP), None),
        "spare_codes": next((row for row in rows if row.type == kinds.RECOVERY_CODES), None),
    }
