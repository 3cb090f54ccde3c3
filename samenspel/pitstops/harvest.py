"""After the meeting: what lay on the table becomes sources, each with its own circle and consent.

A card that somebody put their name to, signed in, is theirs. Any other card belongs to the keeper
of the meeting: a person who is nobody and whom nobody can be, so that only the phone that holds
its secret can give it away or take it back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from samenspel.assessments import actions as mirrors
from samenspel.circles.deeds import deed, member, team
from samenspel.circles.models import Circle, Membership, Role, Voice
from samenspel.foundation import live
from samenspel.foundation.errors import Refused
from samenspel.people.models import Person
from samenspel.sources import actions as sources
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Source, Speaker, Version
from samenspel.sources.naming import by_role

from .models import KEEPS, Card, Dared, Kind, Pile, Pitstop, Promise, Seat, Step, Vote
from .seats import TABLE, mark, phones_at, shown_voices
from .table import dots_of, of_this_phone, sheets_of, targets_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet


def harvest(pitstop: Pitstop, *, by: Person) -> int:
    """Keep every card that was meant for the group as a source. Gives how many."""
    voices = shown_voices(phones_at(pitstop))
    cards = Card.objects.unguarded(TABLE).filter(
        pitstop=pitstop,
        source=None,
        hidden=False,
        promise__gte=Promise.NAMELESS,
        step__promise__gte=Promise.NAMELESS,
        step__skipped=False,
    )
    kept = 0
    for card in cards.select_related("seat__person", "step__pitstop__coalition"):
        _keep(card, keeper_of(pitstop), voices, by=by)
        kept += 1
    return kept


def keeper_of(pitstop: Pitstop) -> Person:
    """The nobody to whom the words belong that nobody put a name to."""
    if pitstop.keeper is None:
        pitstop.keeper = Person.objects.create_user(None, name=pitstop.title)
        pitstop.save(update_fields=["keeper"])
    return pitstop.keeper


def _keep(card: Card, keeper: Person, voices: set[str], *, by: Person) -> None:
    promise = min(card.promise, card.step.promise)
    named = promise == Promise.NAMED and card.seat is not None
    if not named and card.voice not in voices:
        card.voice = Voice.OTHER
    person = card.seat.person if named and card.seat else None
    name = card.seat.name if named and card.seat else ""
    place = card.step.pitstop.coalition
    if place is None:
        raise ValueError("a pitstop is of a coalition")
    card.source = sources.keep(
        place,
        text=card.text,
        title=Truncator(" ".join(card.text.split())).chars(70),
        kind=Source.Kind.CARD,
        circle=Circle.COALITION,
        speakers=[
            Spoke(
                label=name or by_role(card.voice),
                voice=card.voice,
                person=person,
                audience=Circle.COALITION,
                by=person or keeper,
                nameless=not named,
            )
        ],
        moment=card.step.pitstop.day,
        language=card.language,
        author=person or keeper,
        by=by,
    )
    card.text = ""
    card.save(update_fields=["source", "text", "voice"])


def words_of(cards: QuerySet[Card] | list[Card]) -> dict[UUID, str]:
    """The words of cards, also of those that became sources; for the phone they came from."""
    rows = list(cards)
    kept = {card.source_id: card.pk for card in rows if card.source_id}
    words = {card.pk: card.text for card in rows if not card.source_id}
    versions = Version.objects.unguarded(TABLE).filter(source__in=kept).order_by("number")
    for source, text in versions.values_list("source", "text"):
        words[kept[source]] = text
    return words


def own_cards(pitstop: Pitstop, secret: str) -> list[Card]:
    """Everything that this phone handed in at a meeting, in the order of the steps."""
    steps = list(Step.objects.unguarded(TABLE).filter(pitstop=pitstop))
    rows = Card.objects.unguarded(TABLE).filter(of_this_phone(steps, secret), pitstop=pitstop)
    return list(rows.select_related("step", "source__author").order_by("step__position", "pk"))


def stands(card: Card) -> bool:
    """Whether a card was not taken back since."""
    return card.source is None or card.source.circle > Circle.PRIVATE


def unclaimed(pitstop: Pitstop, cards: list[Card]) -> bool:
    """Whether some of these cards became sources that nobody put a name to yet."""
    return any(
        card.source is not None and card.source.author_id == pitstop.keeper_id for card in cards
    )


def own_dots(seat: Seat, secret: str) -> list[tuple[str, int]]:
    """On what this phone put its dots, as (name of the pile or words of the card, how many)."""
    steps = Step.objects.unguarded(TABLE).filter(pitstop=seat.pitstop_id, kind=Kind.VOTE)
    found = []
    for step in steps.select_related("about"):
        mine = dots_of(seat, secret, step)
        for key, thing in targets_of(step):
            if key in mine:
                found.append((_called(thing), mine[key]))
    return found


def _called(thing: Pile | Card) -> str:
    """A pile by its name, a card by its words, as long as they were not taken back."""
    if isinstance(thing, Pile):
        return thing.name
    if thing.source is not None and thing.source.circle == Circle.PRIVATE:
        return _("a card that was taken back")
    return words_of([thing])[thing.pk]


def take_all_back(seat: Seat, secret: str) -> None:
    """Everything that this phone brought: cards, dots, sheets of the mirror, what it answered."""
    for card in own_cards(seat.pitstop, secret):
        take_back(card)
    steps = Step.objects.unguarded(TABLE).filter(pitstop=seat.pitstop_id).select_related("round")
    for step in steps:
        if step.round is not None:
            for own in sheets_of(seat, secret, step):
                mirrors.take_back(step.round, mark=own)
        keys = [key for key, _thing in targets_of(step)] if step.kind == Kind.VOTE else []
        dots = [mark(secret, "vote", step.pk, key) for key in keys]
        Vote.objects.unguarded(TABLE).filter(mark__in=dots).delete()
        Dared.objects.unguarded(TABLE).filter(mark=mark(secret, "dare", step.pk)).delete()


def take_back(card: Card) -> None:
    """Take a card back after the meeting, for the phone that holds its secret.

    It goes from the report and from every place where its words stand.
    """
    if card.source is None:
        with transaction.atomic():
            Card.objects.unguarded(TABLE).filter(pk=card.pk).delete()
            live.nudge(card.step.pitstop.topic)
    elif card.source.circle > Circle.PRIVATE:
        sources.narrow(card.source, to=Circle.PRIVATE, by=card.source.author)


@deed("pitstop.claim", may=member | team)
def claim(pitstop: Pitstop, *, secret: str, by: Person) -> int:
    """Put your name to what you handed in at a pitstop. From then on it is yours."""
    mine = [card for card in own_cards(pitstop, secret) if card.source]
    theirs = [card for card in mine if card.source and card.source.author_id == pitstop.keeper_id]
    if not theirs or pitstop.keeper is None:
        raise Refused(_("There is nothing here to put your name to."))
    for card in theirs:
        if card.source is None:
            continue
        for speaker in Speaker.objects.unguarded(TABLE).filter(source=card.source):
            sources.know(speaker, person=by, by=pitstop.keeper)
        sources.hand_over(card.source, to=by, by=pitstop.keeper)
    return len(theirs)


def sweep() -> None:
    """Keep what came in at the very moment at which a meeting ended."""
    late = (
        Card.objects.unguarded(TABLE)
        .filter(
            pitstop__ended__isnull=False,
            pitstop__rehearsal=False,
            source=None,
            hidden=False,
            promise__gte=Promise.NAMELESS,
            step__promise__gte=Promise.NAMELESS,
            step__skipped=False,
        )
        .exclude(text="")
    )
    ended = Pitstop.objects.unguarded(TABLE).filter(pk__in=late.values("pitstop"))
    for pitstop in ended.select_related("coalition", "author", "keeper"):
        by = heads_of(pitstop).first()
        if by is not None:
            with transaction.atomic():
                harvest(pitstop, by=by)


def heads_of(pitstop: Pitstop) -> QuerySet[Person]:
    """The coordinators of the coalition today."""
    live_ones = Membership.objects.live().filter(coalition=pitstop.coalition, role=Role.COORDINATOR)
    return Person.objects.filter(memberships__in=live_ones).order_by("pk")


def forget_slips() -> None:
    """After thirty days: cards that only their writer or the facilitator read, and the seats.

    A trial goes after a day, with all that the ghosts wrote.
    """
    old = timezone.now() - KEEPS
    Card.objects.unguarded(TABLE).filter(pitstop__ended__lt=old, source=None).delete()
    Seat.objects.unguarded(TABLE).filter(pitstop__ended__lt=old).delete()
    a_day_ago = timezone.now() - timedelta(days=1)
    Pitstop.objects.unguarded(TABLE).filter(rehearsal=True, began__lt=a_day_ago).delete()


def keep_late(card: Card, *, by: Person) -> None:
    """Keep a card that was typed from paper after the meeting, as `harvest` keeps the others."""
    _keep(card, keeper_of(card.pitstop), shown_voices(phones_at(card.pitstop)), by=by)
