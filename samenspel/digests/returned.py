"""A digest that came back as a mail, later than its server could refuse it (RFC 3464).

What comes back carries the headers that we sent. In `List-Unsubscribe` stands the key of the
subscriber, so nobody else can say that an address is gone, and no address is looked up.
"""

from __future__ import annotations

import email.policy
from email.message import EmailMessage
from email.parser import BytesParser, Parser
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.urls import Resolver404, resolve

from . import sending

_POLICY = email.policy.default


def take_in(data: bytes) -> bool:
    """Count a refusal for whom this mail came back, when it says that it never arrives."""
    mail = BytesParser(EmailMessage, policy=_POLICY).parsebytes(data)
    key = _key_in(mail) if _never_arrives(mail) else None
    return key is not None and sending.came_back(key)


def _never_arrives(mail: EmailMessage) -> bool:
    """A delay, an answer by a program, or a word that it did arrive is no refusal."""
    return any(
        str(block.get("Action", "")).strip().lower() == "failed"
        and str(block.get("Status", "")).strip().startswith("5.")
        for part in mail.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in _inside(part)
    )


def _key_in(mail: EmailMessage) -> UUID | None:
    for part in mail.walk():
        if part.get_content_type() == "message/rfc822":
            ours = _inside(part)
        elif part.get_content_type() == "text/rfc822-headers":
            ours = [Parser(EmailMessage, policy=_POLICY).parsestr(str(part.get_content()))]
        else:
            continue
        for one in ours:
            if key := _key_of(str(one.get("List-Unsubscribe", ""))):
                return key
    return None


def _inside(part: Any) -> list[Any]:
    held = part.get_payload()
    return held if isinstance(held, list) else []


def _key_of(header: str) -> UUID | None:
    try:
        found = resolve(urlsplit("".join(header.split()).strip("<>")).path)
    except (Resolver404, ValueError):
        return None
    return found.kwargs["key"] if found.view_name == "digests:leave" else None
