"""Where one says whether the computer may learn from a source: on the page of that source."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.circles.deeds import may
from samenspel.sources.models import Source
from samenspel.sources.ways import Way

from .consent import Said, said_of


def way_to_say(source: Source, person: Any) -> Way | None:
    """For whoever may say so; it tells what was said until now."""
    if not may(person, "suggestion.allow", source):
        return None
    said = _in_words(said_of([source])[source.pk], person)
    return Way(said, reverse("suggestions:say", args=[source.pk]), icon="settings")


def _in_words(said: Said, person: Any) -> str:
    if said.yes:
        return _("For suggestions: yes")
    if not said.waits:
        return _("For suggestions: no")
    mine = [line for who, line in said.voices.items() if who.person_id == person.pk]
    if None in mine:
        return _("For suggestions: what do you say?")
    return _("For suggestions: waits for who else speaks")
