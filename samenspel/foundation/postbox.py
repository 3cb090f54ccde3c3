"""A mail backend for development: mail is kept in the database and read at `/post/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail.backends.base import BaseEmailBackend

from .models import Received

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage


class Backend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            alternatives = getattr(message, "alternatives", [])
            Received.objects.create(
                to=", ".join(message.to),
                subject=str(message.subject),
                text=str(message.body),
                html=next((str(part[0]) for part in alternatives), ""),
            )
        return len(email_messages)


def empty() -> None:
    Received.objects.all().delete()
