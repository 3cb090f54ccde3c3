"""The preparation sheet: what last time left behind, for whoever sits at the table next time.

It tells only what its reader may read, and nothing that its reader keeps for themselves: a sheet
lies on the table. Higher rooms register what they know since last time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.agendas import reading as agendas
from samenspel.agendas.models import Turnout
from samenspel.circles.models import Circle, Coalition
from samenspel.sources.models import Version
from samenspel.sources.naming import first_heard, heard_in

from .models import Agreed, Card, CardKind, Kind, Lead, Pile, Pitstop, Step, Vote

if TYPE_CHECKING:
    from samenspel.agendas.models import Agreement

MOST_FRICTIONS = 5
MOST_CARDS = 2  # of one friction
SHORT = 220  # characters of somebody's words


@dataclass(frozen=True)
class Fragment:
    """Somebody's words, with the name that this reader reads."""

    words: str
    voice: str
    name: str
    language: str = "nl"
    day: date | None = None
    url: str = ""
    heard: bool = False
    """There is a recording: `url` plays it."""
    read_back: str = ""
    """What a step that reads it back is asked with, as the query of an address."""


@dataclass(frozen=True)
class Part:
    """What a higher room tells: a title, the rule by which it chose, and the words."""

    title: str
    rule: str
    fragments: list[Fragment]
    asks: str = ""
    """With a question, such as what became of it, each has a line to write the answer on."""


Tells = Callable[[Coalition, Any, date | None], Iterable[Part]]
_rooms: dict[str, Tells] = {}


def register(name: str, tells: Tells) -> None:
    """`tells(place, person, since)` gives what another room has for the sheet; since None: ever."""
    _rooms[name] = tells


@dataclass(frozen=True)
class Friction:
    """Something that rubbed last time: a pile's name, or a card that lay on none."""

    name: str
    dots: int
    cards: list[Fragment]
    many: int


@dataclass(frozen=True)
class Moment:
    """A step of the script, with the clock when the beginning is known."""

    at: time | None
    step: Step


@dataclass(frozen=True)
class Sheet:
    """All that stands on the sheet."""

    before: Pitstop | None
    to_do: list[Agreement]
    kept: list[Agreement]
    dropped: list[Agreement]
    then: set[int]
    """The agreements among them that were made last time."""
    questions: list[Any]
    frictions: list[Friction]
    parts: list[Part]
    moments: list[Moment]
    until: time | None
    minutes: int
    leads: list[str]
    bring: list[str]
    names: bool

    @property
    def looks_back(self) -> bool:
        told = (self.to_do, self.kept, self.dropped, self.questions, self.frictions, self.parts)
        return any(told)


def sheet(pitstop: Pitstop, person: Any) -> Sheet:
    """The sheet of a pitstop, as this person may read it, in a fixed number of questions."""
    place = pitstop.coalition
    if place is None:
        raise ValueError("a pitstop is of a coalition")
    before = last_time(pitstop, person)
    since = before.day if before else None
    agreements = list(agendas.agreements(place, person))
    steps = list(Step.objects.visible_to(person).filter(pitstop=pitstop, skipped=False))
    moments, until = timetable(pitstop, steps)
    found = [part for tells in _rooms.values() for part in tells(place, person, since)]
    return Sheet(
        before=before,
        to_do=[row for row in agreements if row.is_to_do],
        kept=_lately(agreements, Turnout.State.KEPT, before),
        dropped=_lately(agreements, Turnout.State.DROPPED, before),
        then=_agreed_at(before, person),
        questions=list(agendas.questions(place, person)),
        frictions=frictions_of(before, person) if before else [],
        parts=[part for part in found if part.fragments],
        moments=moments,
        until=until,
        minutes=sum(step.minutes for step in steps),
        leads=_who_leads(pitstop, person),
        bring=to_bring(steps),
        names=agendas.reads_names(place, person),
    )


def last_time(pitstop: Pitstop, person: Any) -> Pitstop | None:
    """The pitstop of this coalition that ended last before this one began."""
    rows = Pitstop.objects.visible_to(person).filter(
        coalition=pitstop.coalition,
        rehearsal=False,
        ended__lt=pitstop.began or timezone.now(),
    )
    found: Pitstop | None = rows.exclude(pk=pitstop.pk).order_by("-ended").first()
    return found


def _agreed_at(before: Pitstop | None, person: Any) -> set[int]:
    if before is None:
        return set()
    rows = Agreed.objects.visible_to(person).filter(pitstop=before)
    return set(rows.values_list("agreement", flat=True))


def _lately(rows: list[Agreement], state: str, before: Pitstop | None) -> list[Agreement]:
    """What turned out like this since last time; without a last time, ever."""
    return [
        row
        for row in rows
        if row.state == state and (before is None or not before.ended or row.changed > before.ended)
    ]


def frictions_of(before: Pitstop, person: Any) -> list[Friction]:
    """What rubbed at a meeting, what got most dots first: four questions, and one for names."""
    cards = list(
        Card.objects.visible_to(person)
        .filter(pitstop=before, kind=CardKind.FRICTION, source__circle__gte=Circle.COALITION)
        .select_related("source__coalition", "source__author", "pile")
        .order_by("pk")
    )
    dots = _dots_at(before, person)
    said = _as_fragments(cards, person)
    heaps: dict[Pile | Card, list[Card]] = {}
    for card in cards:
        heaps.setdefault(card.pile or card, []).append(card)
    found = [_friction(thing, own, dots, said) for thing, own in heaps.items()]
    return sorted(found, key=lambda each: (-each.dots, -each.many))[:MOST_FRICTIONS]


def _friction(
    thing: Pile | Card, own: list[Card], dots: dict[object, int], said: dict[Any, Fragment]
) -> Friction:
    told = [said[card.pk] for card in own if card.pk in said]
    if isinstance(thing, Pile):
        return Friction(thing.name, dots.get(thing.pk, 0), told[:MOST_CARDS], len(own))
    words = told[0].words if told else ""
    return Friction(words, dots.get(thing.pk, 0), [], 1)


def _dots_at(before: Pitstop, person: Any) -> dict[object, int]:
    """Dots by the key of the pile (a number) or of the card (a UUID)."""
    rows = Vote.objects.visible_to(person).filter(pitstop=before).order_by()
    counted = rows.values_list("pile", "card").annotate(many=Sum("dots"))
    return {pile or card: many for pile, card, many in counted}


def _as_fragments(cards: list[Card], person: Any) -> dict[Any, Fragment]:
    sources = {card.source.pk: card for card in cards if card.source}
    rows = Version.objects.visible_to(person).filter(source__in=sources).order_by("number")
    words = dict(rows.values_list("source", "text"))
    heard = heard_in([card.source for card in cards if card.source], person)
    found = {}
    for pk, card in sources.items():
        if card.source and pk in words:
            who = first_heard(card.source, heard.get(pk, {}), person)
            found[card.pk] = Fragment(
                shortened(words[pk]), who.voice, who.placed, card.source.language
            )
    return found


def shortened(words: str, most: int = SHORT) -> str:
    """The beginning of somebody's words, cut between two words."""
    plain = " ".join(words.split())
    return plain if len(plain) <= most else plain[:most].rsplit(" ", 1)[0].rstrip(",;: ") + " …"


def timetable(pitstop: Pitstop, steps: list[Step]) -> tuple[list[Moment], time | None]:
    """When each step begins, and when the last one is over; without times when none was set."""
    if pitstop.begins is None:
        return [Moment(None, step) for step in steps], None
    at = datetime.combine(pitstop.day, pitstop.begins)
    moments = []
    for step in steps:
        moments.append(Moment(at.time(), step))
        at += timedelta(minutes=step.minutes)
    return moments, at.time()


def _who_leads(pitstop: Pitstop, person: Any) -> list[str]:
    """By name to whoever reads names here: those who were asked to lead this pitstop."""
    if pitstop.coalition is None or not agendas.reads_names(pitstop.coalition, person):
        return []
    rows = Lead.objects.visible_to(person).filter(pitstop=pitstop).select_related("person")
    return [pitstop.author.name, *(row.person.name for row in rows if row.person != pitstop.author)]


def to_bring(steps: list[Step]) -> list[str]:
    """What has to lie ready, by what the script asks for."""
    kinds = {step.kind for step in steps}
    found = [_("a laptop with a big screen, for the code and the cards")]
    if any(step.takes_cards for step in steps):
        found.append(_("cards and pens, for whoever writes on paper"))
    if Kind.VOTE in kinds:
        found.append(_("stickers for the dots, or markers"))
    if Kind.REVIEW in kinds:
        found.append(_("the text that you read back, on paper"))
    if Kind.AGREE in kinds:
        found.append(_("the sheet for agreements"))
    return found
