"""What was done, by whom, when: append-only, in the deed's own transaction, never with words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db import models, transaction

from .models import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

SLUG = re.compile(r"^[a-z0-9_.-]{1,40}$")
Fact = int | bool | str | None


class NoWordsHere(ValueError):
    """Somebody tried to write words of people into the ledger."""


def write(
    verb: str,
    *,
    by: models.Model | None,
    subject: models.Model,
    space: int | None = None,
    facts: Mapping[str, Fact] | None = None,
) -> Entry:
    """Add a line. Only inside a transaction, so that deed and line stand or fall together."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("the ledger is written inside a deed")
    for value in (facts or {}).values():
        if isinstance(value, str) and not SLUG.match(value):
            raise NoWordsHere(verb)
    return Entry.objects.create(
        verb=verb,
        by=by.pk if by else None,
        subject=subject._meta.label_lower,
        subject_id=subject.pk,
        space=space,
        facts=dict(facts or {}),
    )
