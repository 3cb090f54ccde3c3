"""Tickets: which topic somebody may listen to, as whom, and until when; signed, not kept."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing

EVERYBODY = "all"
SALT = "samenspel.live"


@dataclass(frozen=True)
class Ticket:
    """`until` is in seconds since 1970."""

    topic: str
    to: frozenset[str]
    who: str
    until: int


def ticket(topic: str, *, to: Iterable[str] = (), who: str, hours: float) -> str:
    """A signed string for the page of `who` (an opaque id, such as "seat:12").

    `to` names the audiences that are heard beside everybody's. It is good for `hours` hours, and
    only while the topic's door lets `who` in.
    """
    told = [topic, sorted({*to, EVERYBODY}), who, int(time.time() + hours * 3600)]
    return signing.Signer(salt=SALT).sign_object(told)


def read(words: str) -> Ticket | None:
    """The ticket, or None when it is not ours or its time is over."""
    try:
        topic, to, who, until = signing.Signer(salt=SALT).unsign_object(words)
    except (signing.BadSignature, ValueError):
        return None
    return Ticket(topic, frozenset(to), who, until) if until > time.time() else None
