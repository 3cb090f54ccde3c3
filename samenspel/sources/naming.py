"""How a person is named beside their words, everywhere.

Who speaks is named among their own, and to whoever brought the words in. Where a speaker is asked
for their words, whoever may ask reads the name too. Everybody else reads a role.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from samenspel.circles.deeds import may
from samenspel.circles.models import Shared, Voice
from samenspel.circles.roles import belongs, held, relation

from .models import Naming, Source, Speaker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .readers import Paragraph


def by_role(voice: str, place: str = "", number: int = 0) -> str:
    """A name that tells only the voice and, when given, the place: 'a resident, Zandhove'.

    `number` tells apart those of one role who speak in one source: 'resident 2'.
    """
    one, each = {
        Voice.RESIDENT: (_("a resident"), _("resident %d")),
        Voice.PROFESSIONAL: (_("a professional"), _("professional %d")),
        Voice.OTHER: (
            pgettext("named by role", "somebody involved"),
            pgettext("named by role", "person %d"),
        ),
    }[Voice(voice)]
    words = each % number if number else one
    return f"{words}, {place}" if place else words


def how_named(naming: str, *, name: str, voice: str, place: str = "", named_as: str = "") -> str:
    """The words that stand beside a quote.

    `name` is the full name. A chosen name is shown without a sign that it was chosen.
    """
    match naming:
        case Naming.FULL:
            return name
        case Naming.FIRST:
            return name.split()[0] if name.split() else by_role(voice, place)
        case Naming.OTHER if named_as.strip():
            return named_as.strip()
        case Naming.NONE:
            return ""
        case _:
            return by_role(voice, place)


def reads_names(person: Any, source: Source, *, asking: bool = False) -> bool:
    """Whether somebody reads names beside the words of a source.

    `asking` is for the pages on which speakers are asked for their words.
    """
    if person is None or not person.is_authenticated:
        return False
    if source.author_id == person.pk or belongs(person, source.coalition_id):
        return True
    return asking and may(person, "words.ask", source)


def reads_makers(person: Any, row: Shared) -> bool:
    """Whether somebody reads who made something, such as a red thread.

    Of a coalition its own people and the team with access to it; of the expedition who is in it.
    """
    if row.coalition is not None:
        return relation(person, row.coalition) in ("own", "team")
    known = person is not None and person.is_authenticated
    return known and row.expedition_id in held(person).expeditions()


@dataclass(frozen=True)
class Heard:
    """Somebody who speaks in a source, with the name that this reader reads."""

    voice: str
    name: str
    place: str = ""
    speaker: int | None = None

    @property
    def placed(self) -> str:
        """For a page that does not tell the place already: 'a resident, Zandhove'."""
        return f"{self.name}, {self.place}" if self.place else self.name


def heard_in(
    sources: Iterable[Source], person: Any, *, asking: bool = False
) -> dict[int, dict[str, Heard]]:
    """Who speaks in each of these sources, by their label there, as this reader may know them.

    One query; let the coalitions of the sources be there already. Whoever is named by role has
    the same number for every reader.
    """
    known = {source.pk: source for source in sources}
    speaking: dict[int, list[Speaker]] = {pk: [] for pk in known}
    for speaker in Speaker.objects.visible_to(person).filter(source__in=known).order_by("pk"):
        speaking[speaker.source_id].append(speaker)
    return {
        pk: dict(_heard(known[pk], speakers, person, asking)) for pk, speakers in speaking.items()
    }


def _heard(
    source: Source, speakers: list[Speaker], person: Any, asking: bool
) -> Iterator[tuple[str, Heard]]:
    named = reads_names(person, source, asking=asking)
    place = _place(source)
    voices = Counter(speaker.voice for speaker in speakers)
    so_far: Counter[str] = Counter()
    for speaker in speakers:
        voice = speaker.voice
        so_far[voice] += 1
        if named or _is(speaker, person):
            yield speaker.label, Heard(voice, read_again(speaker.label, voice), speaker=speaker.pk)
        else:
            name = by_role(voice, number=so_far[voice] if voices[voice] > 1 else 0)
            yield speaker.label, Heard(voice, name, place, speaker.pk)


def read_again(name: str, voice: str, place: str = "") -> str:
    """A name as it was written down; a role is told in the reader's language, whichever that was.

    >>> read_again("een bewoner, Zandhove", "resident", "Zandhove")  # by somebody who reads English
    'a resident, Zandhove'
    """
    number = int("".join(filter(str.isdecimal, name)) or 0)
    for written in (("", 0), (place, 0), ("", number)):
        if name in _roles(voice, *written):
            return by_role(voice, *written)
    return name


@lru_cache(1024)
def _roles(voice: str, place: str, number: int) -> frozenset[str]:
    found = set()
    for code, _language in settings.LANGUAGES:
        with override(code):
            found.add(by_role(voice, place, number))
    return frozenset(found)


def _is(speaker: Speaker, person: Any) -> bool:
    return speaker.person_id is not None and speaker.person_id == getattr(person, "pk", None)


def first_heard(source: Source, heard: Mapping[str, Heard], person: Any) -> Heard:
    """Who speaks first; of words without a speaker it is whoever brought them in."""
    for each in heard.values():
        return each
    if reads_names(person, source):
        return Heard(Voice.OTHER, source.author.name)
    return Heard(Voice.OTHER, by_role(Voice.OTHER), _place(source))


def _place(source: Source) -> str:
    return source.coalition.place if source.coalition else ""


def as_read(paragraphs: Iterable[Paragraph], heard: Mapping[str, Heard]) -> tuple[Paragraph, ...]:
    """The paragraphs with the names that the reader reads in place of the labels."""
    return tuple(
        replace(each, speaker=heard_as(each.speaker, heard).name) if each.speaker else each
        for each in paragraphs
    )


def heard_as(label: str, heard: Mapping[str, Heard]) -> Heard:
    """Who speaks under this label in a text; of a label without a speaker nothing is told."""
    return heard.get(label) or Heard(Voice.OTHER, by_role(Voice.OTHER))
