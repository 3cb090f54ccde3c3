"""From a source with a recording to the episode that is made of it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.sources.models import Source
from samenspel.sources.ways import Way

from . import taking_out
from .models import Episode, EpisodeEdition
from .rights import makes


def way_to_take_out(source: Source, person: Any) -> Way | None:
    """For whoever speaks in it: out of what is heard of it by others."""
    if not person.is_authenticated:
        return None
    out = EpisodeEdition.objects.visible_to(person).standing().filter(source=source)
    edition = out.only("slug").first()
    if edition is None or not taking_out.speaks_as(person, edition.slug):
        return None
    at = reverse("stories:voice", args=[edition.slug])
    return Way(_("Take your voice out of the episode"), at, icon="take-back")


def way_to_tell_on(source: Source, person: Any) -> Way | None:
    """For whoever may make episodes, once there is something to hear."""
    if not makes(person, source) or not source.recordings.visible_in(source, person).exists():
        return None
    made = Episode.objects.visible_to(person).filter(source=source).first()
    if made is not None:
        return Way(_("To the episode"), reverse("stories:work", args=[made.slug]), icon="play")
    return Way(_("Make an episode"), reverse("stories:start", args=[source.pk]), icon="play")
