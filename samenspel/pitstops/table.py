"""What a phone does at the table. Not deeds: a seat is no person, and the log keeps out of it.

Each function takes the seat as it was just found, and the phone's secret. What is refused is told
in a sentence. Nothing here writes down when something was handed in, nor, where the promise is
without a name, by whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.assessments import actions as mirrors
from samenspel.foundation import live
from samenspel.foundation.errors import Refused
from samenspel.foundation.words import one_line
from samenspel.sources.plain import plain

from . import glance, looking
from .glance import CARDS, COUNTS
from .models import (
    Card,
    CardKind,
    Dared,
    Hand,
    Kind,
    Pile,
    Placing,
    Promise,
    Ready,
    Seat,
    Step,
    Vote,
)
from .seats import TABLE, language_without_name, mark, marks_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from .glance import Glance

LONGEST = 2000  # characters on a card
TO_PLACE = 5  # cards for each phone when everybody sorts
MOST_PILES = 24


def step_of(seat: Seat, pk: int, meeting: Glance | None = None) -> Step:
    """A step of this meeting that has come: the present one, or one before it."""
    if not seat.pitstop.is_on or seat.left:
        raise Refused(_("This pitstop has ended."))
    meeting = meeting or glance.at(seat.pitstop_id)
    step = meeting.steps.get(pk) if meeting else None
    now = meeting.step if meeting else None
    if step is None or step.skipped or now is None or step.position > now.position:
        raise Refused(_("This step is not there yet. Look at the screen."))
    return step


def dared_as(secret: str, step: Step) -> str:
    """What this phone answered to "did you dare to say everything?", if it did."""
    own = Dared.objects.unguarded(TABLE).filter(mark=mark(secret, "dare", step.pk))
    return own.values_list("answer", flat=True).first() or ""


def hand_in(
    seat: Seat,
    step: Step,
    *,
    secret: str,
    key: UUID,
    text: str,
    kind: str = "",
    promise: int | None = None,
    meeting: Glance | None = None,
) -> Card:
    """Hand in a card, or change one's own, which never widens its promise. The same `key`
    arrives once.

    What comes in while the meeting ends is swept up afterwards (`harvest.sweep`).
    """
    text = plain(text).strip()
    if not step.takes_cards:
        raise Refused(_("Nothing is handed in at this step."))
    if not text:
        raise Refused(_("There are no words here yet. Write something first."))
    if len(text) > LONGEST:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": len(text), "most": LONGEST}
        )
    most = step.most * seat.people
    marks = marks_of(secret, step, seat.people)
    mine = marks[:most]
    here = {
        card.pk: card for card in Card.objects.unguarded(TABLE).filter(Q(mark__in=mine) | Q(pk=key))
    }
    if key in here:
        return _changed(here[key], seat, step, marks, meeting, text, kind, promise)
    taken = {card.mark for card in here.values()}
    free = [each for each in mine if each not in taken] if len(taken) < most else []
    kept = min(step.promise, step.promise if promise is None else promise)
    language = seat.language if kept == Promise.NAMED else _language(seat, meeting)
    for slot in free:
        try:
            with transaction.atomic():
                card: Card = Card.objects.create(
                    id=key,
                    pitstop=seat.pitstop,
                    step=step,
                    seat=seat if kept == Promise.NAMED else None,
                    mark=slot,
                    voice=seat.voice,
                    kind=kind if kind in step.card_kinds else _first_kind(step),
                    text=text,
                    language=language,
                    promise=kept,
                )
        except IntegrityError:  # sent twice at once: the other one is here, or took this slot
            twin = Card.objects.unguarded(TABLE).filter(pk=key, mark__in=mine).first()
            if twin is not None:
                return twin  # type: ignore[no-any-return]
            continue
        if len(taken) + 1 >= most:  # whoever handed in all is ready, without saying so
            ready(seat, step)
        live.stir(seat.pitstop.topic, to=CARDS if step.revealed else COUNTS)
        return card
    raise Refused(
        ngettext(
            "You handed in %d card. Change it, or take it back first.",
            "You handed in %d cards. Change one, or take one back first.",
            most,
        )
        % most
    )


def _changed(
    card: Card,
    seat: Seat,
    step: Step,
    mine: list[str],
    meeting: Glance | None,
    text: str,
    kind: str,
    promise: int | None,
) -> Card:
    if card.mark not in mine:
        raise Refused(_("This card is not here any more. Write it anew."))
    if card.source_id:
        raise Refused(_("This pitstop has ended."))
    kept = card.promise if promise is None else min(card.promise, promise)
    if card.text != text or (kind and kind != card.kind) or kept != card.promise:
        narrower = kept < card.promise
        if narrower and card.promise == Promise.NAMED:  # who wrote is forgotten
            card.seat, card.language = None, _language(seat, meeting)
        card.text, card.promise = text, kept
        card.kind = kind if kind in step.card_kinds else card.kind
        with transaction.atomic():
            card.save(update_fields=["text", "kind", "promise", "seat", "language"])
            if narrower:  # at once: other phones must not go on showing it
                live.nudge(step.pitstop.topic, to="all" if step.revealed else "lead")
        live.stir(step.pitstop.topic, to=CARDS if step.revealed else COUNTS)
    return card


def _language(seat: Seat, meeting: Glance | None) -> str:
    meeting = meeting or glance.at(seat.pitstop_id)
    return language_without_name(seat, meeting.phones if meeting else {})


def _first_kind(step: Step) -> str:
    return step.card_kinds[0] if step.card_kinds else CardKind.WORD


def take_back(seat: Seat, step: Step, *, secret: str, card: UUID) -> None:
    """Take a card off the table. It is gone, with the dots on it."""
    mine = marks_of(secret, step, seat.people)
    with transaction.atomic():  # at once: other phones must not go on showing it
        Card.objects.unguarded(TABLE).filter(pk=card, mark__in=mine, source=None).delete()
        live.nudge(seat.pitstop.topic, to="all" if step.revealed else "lead")


def is_ready(seat: Seat, step: Step) -> bool:
    return bool(Ready.objects.unguarded(TABLE).filter(step=step, seat=seat).exists())


def ready(seat: Seat, step: Step, *, done: bool = True) -> None:
    """Tell that this phone is ready with the step, or not yet after all."""
    if done:
        Ready.objects.unguarded(TABLE).get_or_create(
            step=step, seat=seat, defaults={"pitstop": seat.pitstop}
        )
    else:
        Ready.objects.unguarded(TABLE).filter(step=step, seat=seat).delete()
    live.stir(seat.pitstop.topic, to=COUNTS)


def targets_of(step: Step) -> list[tuple[str, Pile | Card]]:
    """What can get dots: the piles of the step that it is about, and the cards on none."""
    if step.about_id is None:
        return []
    on_the_table = Card.objects.unguarded(TABLE).filter(
        step=step.about_id, hidden=False, promise__gte=Promise.NAMELESS
    )
    piles = Pile.objects.unguarded(TABLE).filter(
        step=step.about_id, pk__in=on_the_table.exclude(pile=None).values("pile")
    )
    loose = on_the_table.filter(pile=None).order_by("pk")
    return [*((f"p{pile.pk}", pile) for pile in piles), *((f"c{card.pk}", card) for card in loose)]


def dots_at(secret: str, step: Step, keys: Iterable[str]) -> dict[str, int]:
    """How many dots a phone put on each of these things."""
    by_mark = {mark(secret, "vote", step.pk, key): key for key in keys}
    rows = Vote.objects.unguarded(TABLE).filter(mark__in=by_mark)
    return {by_mark[own]: dots for own, dots in rows.values_list("mark", "dots")}


def dots_of(seat: Seat, secret: str, step: Step) -> dict[str, int]:
    """How many dots this phone put where, by the key of `targets_of`."""
    return dots_at(secret, step, (key for key, _thing in targets_of(step)))


def vote(seat: Seat, step: Step, *, secret: str, target: str, dots: int) -> None:
    """Put so many dots on a pile or a card; 0 takes them away."""
    if step.kind != Kind.VOTE:
        raise Refused(_("No dots are put at this step."))
    with transaction.atomic():
        Seat.objects.unguarded(TABLE).select_for_update(no_key=True).get(pk=seat.pk)
        found = dict(targets_of(step))
        if target not in found:
            raise Refused(_("This is not here any more."))
        mine = dots_of(seat, secret, step)
        most = step.dots * seat.people
        more = dots - mine.get(target, 0)
        if dots < 0 or (more > 0 and sum(mine.values()) + more > most):
            raise Refused(
                ngettext(
                    "You have %d dot. Take it off something else first.",
                    "You have %d dots. Take one off something else first.",
                    most,
                )
                % most
            )
        own = mark(secret, "vote", step.pk, target)
        thing = found[target]
        if not dots:
            Vote.objects.unguarded(TABLE).filter(mark=own).delete()
        else:
            Vote.objects.unguarded(TABLE).update_or_create(
                mark=own,
                defaults={"dots": dots},
                create_defaults={
                    "pitstop": seat.pitstop,
                    "step": step,
                    "dots": dots,
                    "pile": thing if isinstance(thing, Pile) else None,
                    "card": thing if isinstance(thing, Card) else None,
                },
            )
    live.stir(seat.pitstop.topic, to=COUNTS)


def cards_to_place(seat: Seat, secret: str, step: Step) -> list[Card]:
    """The few cards that this phone lays, another few for each phone, the same each time."""
    if step.about_id is None:
        return []
    cards = Card.objects.unguarded(TABLE).filter(
        step=step.about_id, hidden=False, promise__gte=Promise.NAMELESS
    )
    return sorted(cards, key=lambda card: mark(secret, "turn", step.pk, card.pk))[:TO_PLACE]


def place(
    seat: Seat, step: Step, *, secret: str, card: UUID, pile: int | None = None, name: str = ""
) -> Placing:
    """Lay a card on a pile, or on a new one with this name."""
    if step.kind != Kind.GROUP or not step.more.get("everybody"):
        raise Refused(_("The facilitator lays the cards at this step."))
    mine = {each.pk: each for each in cards_to_place(seat, secret, step)}
    if card not in mine:
        raise Refused(_("This card is not here any more."))
    piles = Pile.objects.unguarded(TABLE).filter(step=step.about_id, apart=None)
    name = one_line(name)[:80]
    if pile is None and name:
        found = piles.filter(name__iexact=name).first()
        if found is None and piles.count() >= MOST_PILES:
            raise Refused(_("There are many piles already. Choose one of them."))
        found = found or Pile.objects.create(pitstop=seat.pitstop, step=step.about, name=name)
    else:
        found = piles.filter(pk=pile).first()
    if found is None:
        raise Refused(_("Choose a pile, or give a new one a name."))
    placing: Placing
    placing, _new = Placing.objects.unguarded(TABLE).update_or_create(
        mark=mark(secret, "place", step.pk, card),
        defaults={"pile": found},
        create_defaults={"pitstop": seat.pitstop, "card": mine[card], "pile": found},
    )
    live.stir(seat.pitstop.topic, to="all" if name else COUNTS)
    return placing


def placed_by(seat: Seat, secret: str, step: Step, cards: list[Card]) -> dict[UUID, int]:
    """On which pile this phone laid each of these cards."""
    by_mark = {mark(secret, "place", step.pk, card.pk): card.pk for card in cards}
    rows = Placing.objects.unguarded(TABLE).filter(mark__in=by_mark)
    return {by_mark[own]: pile for own, pile in rows.values_list("mark", "pile")}


def raise_hand(seat: Seat, step: Step, *, up: bool = True) -> None:
    """Ask to speak, or let it be."""
    if up:
        Hand.objects.unguarded(TABLE).get_or_create(
            step=step, seat=seat, spoke=False, defaults={"pitstop": seat.pitstop}
        )
    else:
        Hand.objects.unguarded(TABLE).filter(step=step, seat=seat, spoke=False).delete()
    live.stir(seat.pitstop.topic, to=COUNTS)


def sheets_of(seat: Seat, secret: str, step: Step) -> list[str]:
    """The marks under which each of those who speak through this phone hands in a sheet."""
    return [mark(secret, "mirror", step.pk, n) for n in range(seat.people)]


def sheets_left(seat: Seat, secret: str, step: Step) -> list[str]:
    """Those of these marks under which nothing was handed in yet."""
    if step.round is None:
        return []
    marks = sheets_of(seat, secret, step)
    done = mirrors.those_handed_in(step.round, marks)
    return [each for each in marks if each not in done]


def hold_mirror(seat: Seat, step: Step, *, secret: str, sheet: mirrors.Sheet) -> None:
    """Hand in a sheet for the mirror: the next one of this phone, or its last one anew."""
    if step.kind != Kind.MIRROR or step.round is None:
        raise Refused(_("Nothing is handed in at this step."))
    left = sheets_left(seat, secret, step)
    own = left[0] if left else sheets_of(seat, secret, step)[-1]
    alone = seat.person if seat.people == 1 else None
    mirrors.score(step.round, voice=seat.voice, sheet=sheet, mark=own, who=alone)
    if left and own != sheets_of(seat, secret, step)[0]:
        mirrors.count_typed(step.round)  # by somebody else's hand, as from paper
    if len(left) <= 1:
        ready(seat, step)
    live.stir(seat.pitstop.topic, to=COUNTS)


def dare(seat: Seat, step: Step, *, secret: str, answer: str) -> None:
    """Answer "did you dare to say everything?". Nobody learns whose answer it is."""
    if step.kind != Kind.CHECKOUT or answer not in Dared.Answer.values:
        raise Refused(_("Choose one of the three."))
    Dared.objects.unguarded(TABLE).update_or_create(
        mark=mark(secret, "dare", step.pk),
        defaults={"answer": answer},
        create_defaults={"pitstop": seat.pitstop, "step": step, "answer": answer},
    )
    count_dared(step)
    live.stir(seat.pitstop.topic, to=COUNTS)


def count_dared(step: Step, *, anew: bool = False) -> None:
    """Show the answers once there are five, and again when five more are in.

    `anew` is for whoever types the slips of paper, and has seen each of them.
    """
    with transaction.atomic():
        rows = Step.objects.unguarded(TABLE).select_for_update(no_key=True)
        kept = rows.select_related("pitstop").get(pk=step.pk)
        now, before = looking.dared_now(kept), looking.dared(kept) or {}
        least = looking.DARED_FROM + (0 if anew else sum(before.values()))
        if sum(now.values()) >= least:
            kept.more = {**kept.more, "dared": now}
            kept.save(update_fields=["more"])
            live.nudge(kept.pitstop.topic)


def of_this_phone(steps: Iterable[Step], secret: str) -> Q:
    """The cards of this phone in these steps, as a condition."""
    marks = [own for step in steps if step.takes_cards for own in marks_of(secret, step)]
    return Q(mark__in=marks)
