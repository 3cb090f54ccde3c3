"""What lies on the table, for whoever looks: a phone, a facilitator, the screen.

The only file that reads cards during a meeting. What somebody may not see is not in its answer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from samenspel.assessments import figures
from samenspel.assessments.models import Round
from samenspel.circles.models import Circle, Voice
from samenspel.circles.roles import belongs
from samenspel.sources import sounding
from samenspel.sources.models import Source, Version
from samenspel.sources.naming import by_role, heard_as, heard_in
from samenspel.sources.sounding import Sound

from .models import (
    Agreed,
    Card,
    Dared,
    Hand,
    Pile,
    Pitstop,
    Placing,
    Promise,
    Ready,
    Seat,
    Step,
    Vote,
)
from .seats import TABLE, Phones, marks_of, shown_voices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

DARED_FROM = 5
AGREED_FROM = 0.6  # of those who laid a card: then it needs no talk
MOST_ON_A_PHONE = 60  # cards; the report has them all


@dataclass(frozen=True)
class Eyes:
    """Who looks: a phone by its secret, or a facilitator; the screen is neither."""

    secret: str = ""
    leads: bool = False


SCREEN = Eyes()


@dataclass(frozen=True)
class Seen:
    """A card as somebody at the table sees it. `voice` and `name` are '' where they stay hidden."""

    pk: UUID
    kind: str
    text: str
    language: str
    voice: str
    name: str
    pile: int | None
    mine: bool
    hidden: bool
    on_paper: bool
    promise: Promise
    dots: int = 0

    @property
    def key(self) -> str:
        return f"c{self.pk}"

    @property
    def called(self) -> str:
        """The name that its writer chose here, or their voice in words."""
        return self.name or by_role(self.voice)


@dataclass(frozen=True)
class Heap:
    """A pile with its cards and dots; the one without a name holds what lies loose."""

    pk: int | None
    name: str
    cards: list[Seen]
    dots: int = 0
    more: int = 0

    @property
    def key(self) -> str:
        return f"p{self.pk}" if self.pk else ""

    @property
    def size(self) -> int:
        return len(self.cards) + self.more


def cards(step: Step | None, eyes: Eyes, phones: Phones) -> list[Seen]:
    """The cards of a step that these eyes may see, in an order that tells nothing. One query."""
    if step is None:
        return []
    own = marks_of(eyes.secret, step) if eyes.secret else []
    may = Q(mark__in=own)
    least = Promise.LEAD if eyes.leads else Promise.NAMELESS
    if step.revealed and step.promise >= least:  # the step may have become more private since
        shown = Q(promise__gte=least)
        if not eyes.leads:
            shown &= Q(hidden=False)
        may |= shown
    rows = (
        Card.objects.unguarded(TABLE).filter(may, step=step).select_related("seat").order_by("pk")
    )
    mine, voices = set(own), shown_voices(phones)
    return [_seen(card, step, mine, voices) for card in rows]


def own(step: Step, seat: Seat, secret: str) -> list[Seen]:
    """What this phone handed in at a step, also what was laid aside. One query."""
    marks = marks_of(secret, step, seat.people)
    rows = Card.objects.unguarded(TABLE).filter(mark__in=marks).order_by("pk")
    for card in rows:
        card.seat = seat if card.seat_id else None
    return [_seen(card, step, set(marks), set(Voice.values)) for card in rows]


def _seen(card: Card, step: Step, mine: set[str], voices: set[str]) -> Seen:
    named = min(card.promise, step.promise) == Promise.NAMED
    return Seen(
        pk=card.pk,
        kind=card.kind,
        text=card.text,
        language=card.language,
        voice=card.voice if named or card.voice in voices else "",
        name=(card.seat.name if named and card.seat else ""),
        pile=card.pile_id,
        mine=card.mark in mine,
        hidden=card.hidden,
        on_paper=card.on_paper,
        promise=Promise(card.promise),
    )


def heaps(step: Step | None, seen: Iterable[Seen], *, votes: Step | None = None) -> list[Heap]:
    """The cards by pile, those on none at the end; with dots once a vote was counted."""
    if step is None:
        return []
    piles = list(Pile.objects.unguarded(TABLE).filter(step=step, apart=None))
    on: dict[int | None, list[Seen]] = {pile.pk: [] for pile in piles}
    for card in seen:
        on.setdefault(card.pile, []).append(card)
    dots = dots_on(votes)
    found = [Heap(p.pk, p.name, on[p.pk], dots.get(f"p{p.pk}", 0)) for p in piles]
    if loose := on.get(None):
        found.append(Heap(None, "", [_dotted(card, dots) for card in loose]))
    return found


def apart(pitstop: Pitstop, step: Step) -> list[Pile]:
    """Piles that were taken apart since the present step began, the last one first."""
    rows = Pile.objects.unguarded(TABLE).filter(step=step, apart__gte=pitstop.moved)
    return list(rows.order_by("-apart"))


def with_own(found: list[Heap], own: Iterable[Seen], most: int) -> list[Heap]:
    """The heaps for one phone: its own cards are marked, and stand first in their heap.

    At most so many cards in all: a phone is no place for a thousand. `Heap.more` tells the rest.
    """
    mine = {card.pk: card for card in own if not card.hidden}
    for_each = max(3, most // max(1, len(found)))
    shown = []
    for heap in found:
        cards = [replace(card, mine=True) for card in heap.cards if card.pk in mine]
        cards += [card for card in heap.cards if card.pk not in mine]
        more = max(0, len(cards) - for_each)
        shown.append(replace(heap, cards=cards[:for_each], more=more))
    return shown


def weightiest(found: list[Heap]) -> list[Heap]:
    """What got most dots first, for the talk; cards on no pile by their own dots."""
    loose = [
        Heap(None, "", sorted(heap.cards, key=lambda card: -card.dots))
        for heap in found
        if not heap.pk
    ]
    piles = sorted((heap for heap in found if heap.pk), key=lambda heap: -heap.dots)
    return [*piles, *loose]


def shortened(found: list[Heap], most: int) -> list[Heap]:
    """The same heaps with fewer cards each, so many in all; `Heap.more` tells the rest."""
    each = max(1, most // max(1, len(found)))
    return [
        replace(heap, cards=heap.cards[:each], more=max(0, len(heap.cards) - each))
        for heap in found
    ]


def _dotted(card: Seen, dots: dict[str, int]) -> Seen:
    many = dots.get(card.key, 0)
    return Seen(**{**vars(card), "dots": many}) if many else card


def dots_on(step: Step | None) -> dict[str, int]:
    """How many dots lie on each thing, once the vote is over or shown."""
    if step is None:
        return {}
    rows = Vote.objects.unguarded(TABLE).filter(step=step).order_by()
    counted = rows.values_list("pile", "card").annotate(many=Sum("dots"))
    return {f"p{pile}" if pile else f"c{card}": many for pile, card, many in counted}


@dataclass(frozen=True)
class Counted:
    """How far the table is: how many people of how many are ready; and how many phones of each
    voice and language there are."""

    ready: int
    people: int
    phones: Phones = field(default_factory=dict)


@dataclass(frozen=True)
class Seated:
    """How many people sit at a meeting, and with which phones."""

    people: int
    phones: Phones


def seated(pitstop: Pitstop) -> Seated:
    """One question, whatever the number of phones."""
    rows = Seat.objects.unguarded(TABLE).filter(pitstop=pitstop, left=None).order_by()
    seats = list(rows.values_list("voice", "language").annotate(Sum("people"), Count("pk")))
    return Seated(
        people=sum(many for _voice, _language, many, _phones in seats),
        phones={(voice, language): many for voice, language, _people, many in seats},
    )


def count(pitstop: Pitstop, step: Step | None, here: Seated | None = None) -> Counted:
    here = here or seated(pitstop)
    done = Ready.objects.unguarded(TABLE).filter(step=step, seat__left=None) if step else None
    told = done.aggregate(people=Sum("seat__people")) if done is not None else {"people": 0}
    return Counted(told["people"] or 0, here.people, here.phones)


@dataclass(frozen=True)
class Told:
    """Where people would lay a card: on which pile most of them, and which part of them."""

    most: int | None
    share: float
    many: int


def placings(step: Step) -> dict[UUID, Told]:
    """For each card that at least two phones placed: where most did, and how many agree."""
    by_card: dict[UUID, Counter[int]] = {}
    rows = Placing.objects.unguarded(TABLE).filter(
        card__step=step, card__hidden=False, pile__apart=None
    )
    for card, pile in rows.values_list("card", "pile"):
        by_card.setdefault(card, Counter())[pile] += 1
    found = {}
    for card, piles in by_card.items():
        many = sum(piles.values())
        if many >= 2:
            pile, most = min(piles.items(), key=lambda each: (-each[1], each[0]))
            found[card] = Told(pile, most / many, many)
    return found


def dared(step: Step) -> dict[str, int] | None:
    """How many dared to say everything; nothing below five answers.

    Counted again only when five more answers are in (`table.dare`), so that nobody can subtract
    one count from the next.
    """
    told: dict[str, int] | None = step.more.get("dared")
    return told


def dared_now(step: Step) -> dict[str, int]:
    """The answers as they are now; for `table.dare` alone."""
    rows = Dared.objects.unguarded(TABLE).filter(step=step).order_by()
    counted = dict(rows.values_list("answer").annotate(Count("pk")))
    return {answer: counted.get(answer, 0) for answer in Dared.Answer.values}


def hands(step: Step | None) -> list[Hand]:
    """Who wants to speak, first come first served."""
    if step is None:
        return []
    up = Hand.objects.unguarded(TABLE).filter(step=step, spoke=False)
    return list(up.select_related("seat"))


def seconds_left(pitstop: Pitstop) -> int | None:
    """How long the present step still has, by the server's clock; below zero it ran out."""
    if pitstop.step is None or pitstop.moved is None:
        return None
    whole = (pitstop.step.minutes + pitstop.more_minutes) * 60
    return whole - int((timezone.now() - pitstop.moved).total_seconds())


def named_at(pitstop: Pitstop) -> tuple[list[Seat], list[Seat]]:
    """Who sits at the table, for the facilitator, names first; and who was sent away."""
    rows = Seat.objects.unguarded(TABLE).filter(Q(left=None) | Q(sent_away=True), pitstop=pitstop)
    found = sorted(rows.order_by("name", "pk"), key=lambda seat: not seat.name)
    return [seat for seat in found if not seat.left], [seat for seat in found if seat.left]


def handed_in(step: Step) -> int:
    """How many cards were handed in at a step, whoever may read them."""
    return int(
        Card.objects.unguarded(TABLE).filter(step=step).exclude(promise=Promise.SELF).count()
    )


@dataclass(frozen=True)
class Sorting:
    """How far everybody sorted: cards that most agree about, and those they differ about."""

    agreed: int
    disputed: list[UUID]
    shares: dict[UUID, int]


def disputed(step: Step) -> Sorting:
    """What people agree and differ about when everybody sorts; shares in percent."""
    told = placings(step)
    return Sorting(
        agreed=sum(each.share >= AGREED_FROM for each in told.values()),
        disputed=[card for card, each in told.items() if each.share < AGREED_FROM],
        shares={card: round(each.share * 100) for card, each in told.items()},
    )


def for_leads(pitstop: Pitstop) -> list[Card]:
    """After the meeting: what was written for the facilitator only, as long as it is kept."""
    rows = Card.objects.unguarded(TABLE).filter(pitstop=pitstop, promise=Promise.LEAD, source=None)
    return list(rows.select_related("step").order_by("step__position", "pk"))


def agreed_at(pitstop: Pitstop) -> list[Agreed]:
    """What was agreed at this meeting, for those at the table."""
    rows = Agreed.objects.unguarded(TABLE).filter(pitstop=pitstop)
    return list(rows.select_related("agreement"))


def round_of(step: Step) -> Round | None:
    """The round of the mirror that is held at a step, as it is now: it may be closed elsewhere."""
    found: Round | None = Round.objects.unguarded(TABLE).filter(pk=step.round_id).first()
    return found


def mirror(step: Step, person: Any = None) -> dict[str, Any]:
    """The figures of the mirror that was held at this step, once its round was closed.

    The rules of small groups hold at the table too (`assessments.hiding`). Earlier rounds are for
    the coalition's own people: others at the table see the one that they filled in.
    """
    held = round_of(step)
    if held is None or held.is_open:
        return {}
    told = figures.of(held)
    ours = told is not None and belongs(person, held.coalition_id)
    return {"figures": told, "earlier": figures.earlier(told) if told and ours else []}


@dataclass(frozen=True)
class Passage:
    """A stretch of a text to read back together: (speaker, words) by paragraph, and its sound."""

    title: str
    language: str
    lines: list[tuple[str, str]]
    sound: Sound | None = None


def passage(step: Step, person: Any, *, together: bool = False, ears: Any = None) -> Passage | None:
    """The text of a step, for whoever may read its source; None when this screen may not.

    On a screen for the whole room (`together`) only what a coalition made together, or what is
    public, is shown: a phone of somebody who may read more shows more. A recording holds more than
    the stretch: it is played for `ears`, somebody who came in and may read the whole source.
    """
    if step.version_id is None:
        return None
    rows = Version.objects.select_related("source__coalition", "source__author")
    found = rows.visible_to(person).filter(pk=step.version_id).first()
    if found is None:
        found = rows.unguarded(TABLE).filter(pk=step.version_id).first()
        together = True
    if found is None or (together and not _for_all(found.source)):
        return None
    heard = heard_in([found.source], person).get(found.source_id, {})
    first, last = step.more.get("paragraphs") or (1, len(found.layout))
    stretch = found.layout[first - 1 : last]
    return Passage(
        found.source.title,
        found.source.language,
        [
            (
                heard_as(piece["speaker"], heard).name if piece.get("speaker") else "",
                found.text[piece["start"] : piece["end"]],
            )
            for piece in stretch
        ],
        _sound(found, stretch, ears),
    )


def _sound(version: Version, stretch: list[dict[str, Any]], ears: Any) -> Sound | None:
    if ears is None or not ears.is_authenticated or not stretch:
        return None
    place = (stretch[0]["start"], stretch[-1]["end"])
    return sounding.passage(version.source, version, *place, ears)


def _for_all(source: Source) -> bool:
    return source.circle == Circle.PUBLIC or (
        source.made_together and source.circle > Circle.PRIVATE
    )
