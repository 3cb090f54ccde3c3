"""What somebody chooses about a project, and what is likely before they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from samenspel.circles.models import Coalition, Voice
from samenspel.circles.places import Place, key_of
from samenspel.sources.forms import NOT_YET

from . import ours
from .project import Property

# By which words other packages may tell, in Dutch and English.
NAMES = {
    "coalition": "coalitie coalition plaats place locatie location site wijk buurt stad gemeente",
    "voice": "stem voice rol role functie perspectief respondent type groep group",
    "moment": "moment datum date dag day wanneer interviewdatum",
}
OURS = {"coalition": ours.COALITION, "voice": ours.VOICE, "moment": ours.MOMENT}
VOICES = {
    Voice.RESIDENT: "bewoner bewoners resident residents buurtbewoner inwoner burger",
    Voice.PROFESSIONAL: "professional professionals werker welzijnswerker beroepskracht staff",
    Voice.OTHER: "other anders overig overige",
}


@dataclass
class Choices:
    """What somebody chose about a project. The values of a property are those in the file.

    `agreed` is how the people who speak said yes to being read (`sources.forms.AGREED`); as long
    as they were not asked, only who takes it in reads what they said.
    """

    place: Place
    language: str = "nl"
    coalition_by: str = ""
    places: dict[str, Place] = field(default_factory=dict)
    voice_by: str = ""
    voices: dict[str, str] = field(default_factory=dict)
    moment_by: str = ""
    agreed: str = NOT_YET

    def place_of(self, values: Mapping[str, str]) -> Place:
        return self.places.get(values.get(self.coalition_by, ""), self.place)

    def voice_of(self, values: Mapping[str, str]) -> str:
        """'' when nothing is told, or nobody speaks."""
        return self.voices.get(values.get(self.voice_by, ""), "") if self.voice_by else ""

    def stored(self) -> dict[str, Any]:
        told = {**vars(self), "place": key_of(self.place)}
        told["places"] = {value: key_of(place) for value, place in self.places.items()}
        return told

    @classmethod
    def from_stored(cls, told: dict[str, Any], places: Mapping[str, Place]) -> Choices:
        """As they were stored; a place that is no longer somebody's raises KeyError."""
        chosen = {value: places[key] for value, key in told["places"].items()}
        return cls(**{**told, "place": places[told["place"]], "places": chosen})


def likely(what: str, properties: Iterable[Property]) -> str:
    """The property (its guid) that probably tells the coalition, the voice or the moment."""
    found = list(properties)
    words = NAMES[what].split()
    for each in found:
        if each.guid == OURS[what]:
            return each.guid
    for each in found:
        if any(word in words for word in each.name.casefold().replace("_", " ").split()):
            return each.guid
    if what == "moment":
        return next((each.guid for each in found if each.kind in ("Date", "DateTime")), "")
    return ""


def likely_place(value: str, places: Iterable[Place]) -> Place | None:
    """The coalition of that name or in that place."""
    wanted = value.casefold().strip()
    for place in places:
        if isinstance(place, Coalition) and wanted in (
            place.name.casefold(),
            place.place.casefold(),
            place.slug.casefold(),
        ):
            return place
    return None


def likely_voice(value: str) -> str:
    wanted = value.casefold().strip()
    for voice, words in VOICES.items():
        if wanted in (voice.value, *words.split()):
            return voice.value
    return ""
