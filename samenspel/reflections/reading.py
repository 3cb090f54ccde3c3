"""Reflections with what stands around them, read in a fixed number of questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samenspel.circles.models import OWN, Voice
from samenspel.sources import naming
from samenspel.sources.models import Speaker, Version

from .models import Reflection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenspel.circles.sight import SharedRows


@dataclass(frozen=True)
class Telling:
    """A reflection as it is read: its newest words, and how its speaker is named here."""

    told: Reflection
    version: Version
    voice: str
    name: str
    mine: bool
    typed_by: str

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.version.text.split("\n") if line.strip()]


def rows(person: Any) -> SharedRows[Reflection]:
    found: SharedRows[Reflection] = Reflection.objects.visible_to(person).select_related(
        "source__coalition", "source__author", "prompt", "practice_area"
    )
    return found


def coalitions_of(person: Any) -> set[int]:
    """Where somebody belongs; there they read names, elsewhere only 'a resident, Zandhove'."""
    if person is None or not person.is_authenticated:
        return set()
    own = person.memberships.live().filter(role__in=OWN)
    return set(own.values_list("coalition", flat=True))


def tellings(reflections: Iterable[Reflection], person: Any) -> list[Telling]:
    """The same, with words and names. Three questions, whatever their number."""
    listed = list(reflections)
    pks = [told.pk for told in listed]
    first: dict[int, Version] = {}
    newest: dict[int, Version] = {}
    versions = Version.objects.visible_to(person).filter(source__in=pks).select_related("made_by")
    for version in versions.order_by("number"):
        first.setdefault(version.source_id, version)
        newest[version.source_id] = version
    speakers: dict[int, Speaker] = {}
    for speaker in Speaker.objects.visible_to(person).filter(source__in=pks).order_by("-pk"):
        speakers[speaker.source_id] = speaker
    own = coalitions_of(person)
    return [
        _telling(told, first[told.pk], newest[told.pk], speakers.get(told.pk), person, own)
        for told in listed
    ]


def _telling(
    told: Reflection,
    first: Version,
    newest: Version,
    speaker: Speaker | None,
    person: Any,
    own: set[int],
) -> Telling:
    source = told.source
    voice = speaker.voice if speaker else Voice.OTHER
    place = source.coalition.place if source.coalition else ""
    mine = person is not None and source.author_id == person.pk
    among_us = mine or source.coalition_id in own
    helped = first.made_by_id != source.author_id
    return Telling(
        told=told,
        version=newest,
        voice=voice,
        name=source.author.name if among_us else naming.by_role(voice, place),
        mine=mine,
        typed_by=first.made_by.name if helped and among_us else "",
    )
