"""Where one says whether the computer may learn from a source: on the page of that source."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.circles.deeds import may
from samenspel.sources.models import Source
from samenspel.sources.ways import Way

from .consent import last_lines


def way_to_say(source: Source, person: Any) -> Way | None:
    """For whoever may say so; it tells what was said until now."""
    if not may(person, "suggestion.allow", source):
        return None
    line = last_lines([source.pk]).get(source.pk)
    said = _("For suggestions: yes") if line and line.yes else _("For suggestions: no")
    return Way(said, reverse("suggestions:say", args=[source.pk]), icon="settings")
