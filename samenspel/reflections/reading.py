"""Reflections with what stands around them, read in a fixed number of questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samenspel.sources.models import Version
from samenspel.sources.naming import Heard, first_heard, heard_in, reads_names

from .models import Reflection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenspel.circles.sight import SharedRows

IN_A_LIST = 120  # words


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

    @property
    def beginning(self) -> list[str]:
        """What a list shows: the paragraphs, or those that begin it and as much of the next."""
        shown: list[str] = []
        room = IN_A_LIST
        for line in self.paragraphs:
            words = line.split()
            if len(words) > room:
                return [*shown, " ".join(words[:room]) + " …"] if room else shown
            shown.append(line)
            room -= len(words)
        return shown

    @property
    def goes_on(self) -> bool:
        return len(self.version.text.split()) > IN_A_LIST


def rows(person: Any) -> SharedRows[Reflection]:
    found: SharedRows[Reflection] = Reflection.objects.visible_to(person).select_related(
        "source__coalition", "source__author", "prompt", "practice_area"
    )
    return found


def tellings(reflections: Iterable[Reflection], person: Any) -> list[Telling]:
    """The same, with words and names. Two questions, whatever their number."""
    listed = list(reflections)
    pks = [told.pk for told in listed]
    first: dict[int, Version] = {}
    newest: dict[int, Version] = {}
    versions = Version.objects.visible_to(person).filter(source__in=pks).select_related("made_by")
    for version in versions.order_by("number"):
        first.setdefault(version.source_id, version)
        newest[version.source_id] = version
    heard = heard_in([told.source for told in listed], person)
    return [
        _telling(
            told,
            first[told.pk],
            newest[told.pk],
            first_heard(told.source, heard[told.pk], person),
            person,
        )
        for told in listed
    ]


def _telling(
    told: Reflection, first: Version, newest: Version, heard: Heard, person: Any
) -> Telling:
    source = told.source
    helped = first.made_by_id != source.author_id
    return Telling(
        told=told,
        version=newest,
        voice=heard.voice,
        name=heard.placed,
        mine=person is not None and source.author_id == person.pk,
        typed_by=first.made_by.name if helped and reads_names(person, source) else "",
    )
