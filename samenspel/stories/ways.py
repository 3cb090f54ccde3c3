"""From a source with a recording to the episode that is made of it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.sources.models import Source
from samenspel.sources.ways import Way

from .models import Episode
from .rights import makes


def way_to_tell_on(source: Source, person: Any) -> Way | None:
    """For whoever may make episodes, once there is something to hear."""
    if not makes(person, source) or not source.recordings.visible_in(source, person).exists():
        return None
    made = Episode.objects.visible_to(person).filter(source=source).first()
    if made is not None:
        return Way(_("To the episode"), reverse("stories:work", args=[made.slug]), icon="play")
    return Way(_("Make an episode"), reverse("stories:start", args=[source.pk]), icon="play")
