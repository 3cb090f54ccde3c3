"""Paper that is typed in afterwards: cards, dots, and how many dared to say everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed
from samenspel.circles.sight import BOOKS
from samenspel.foundation import live
from samenspel.foundation.errors import Refused

from . import actions, harvest, seats, table
from .models import Card, Dared, Kind, Pile, Pitstop, Promise, Settled, Step, Vote
from .rights import leads
from .seats import TABLE
from .table import targets_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from samenspel.people.models import Person

MOST_DOTS = 500  # on one thing
MOST_DARED = 60


def open_for_typing(pitstop: Pitstop) -> bool:
    """Whether paper of this meeting can be typed in: from its beginning until it is settled."""
    if pitstop.began is None or (pitstop.ended and pitstop.rehearsal):
        return False
    settled = Settled.objects.unguarded(BOOKS).filter(report__pitstop=pitstop)
    return not settled.exists()


def steps_to_type(pitstop: Pitstop, steps: list[Step]) -> list[Step]:
    """The steps whose cards can be typed: not what only its writer reads.

    Once the meeting is over, nor what was for the facilitator alone: nothing of it is kept.
    """
    lowest = Promise.NAMELESS if pitstop.ended else Promise.LEAD
    return [step for step in steps if step.takes_cards and step.promise >= lowest]


def insist_open(pitstop: Pitstop) -> None:
    if not open_for_typing(pitstop):
        raise Refused(_("Nothing can be typed in here any more."))


@deed("card.type_late", may=leads)
def type_late(step: Step, *, by: Person, **card: Any) -> Card:
    """Type a card from paper after the meeting. It is kept with the other cards at once."""
    pitstop = step.pitstop
    insist_open(pitstop)
    if pitstop.ended is None or step.promise < Promise.NAMELESS:
        raise Refused(_("Nothing is handed in at this step."))
    typed: Card = actions.type_card(step, by=by, **card)
    if typed.source is None:
        harvest.keep_late(typed, by=by)
    return typed


def type_in(step: Step, *, by: Person, pile: str = "", **card: Any) -> Card:
    """Type a card, now or afterwards; on a pile by its name, when one is told."""
    insist_open(step.pitstop)
    late = step.pitstop.ended is not None
    typed: Card = (type_late if late else actions.type_card)(step, by=by, **card)
    if pile.strip():
        actions.make_pile(step, name=pile, cards=[typed], by=by)
    return typed


@deed("card.untype", may=leads)
def untype(card: Card, *, by: Person) -> None:
    """Take a card that was typed from paper off the table again, as when it was the wrong one."""
    if not card.on_paper:
        raise Refused(_("This card came from a phone. Only that phone can take it back."))
    insist_open(card.pitstop)
    if card.source is not None:
        harvest.take_back(card)
    Card.objects.unguarded(BOOKS).filter(pk=card.pk).delete()
    live.nudge(card.pitstop.topic)


@deed("vote.type", may=leads)
def type_dots(step: Step, *, dots: Mapping[str, int], by: Person) -> int:
    """Type how many dots lie on each thing, from paper. Typed again, the new numbers hold.

    `dots` has a number for each key of `table.targets_of`. They are added to what phones put.
    """
    insist_open(step.pitstop)
    if step.kind != Kind.VOTE:
        raise Refused(_("No dots are put at this step."))
    if any(not 0 <= many <= MOST_DOTS for many in dots.values()):
        raise Refused(_("Type a number between 0 and %d.") % MOST_DOTS)
    found = dict(targets_of(step))
    for target, many in dots.items():
        if target in found:
            _tally(step, target, found[target], many)
    live.nudge(step.pitstop.topic)
    return sum(many for target, many in dots.items() if target in found)


def _tally(step: Step, target: str, thing: Pile | Card, many: int) -> None:
    own = paper_mark("vote", step, target)
    if not many:
        Vote.objects.unguarded(TABLE).filter(mark=own).delete()
        return
    on = {"pile": thing} if isinstance(thing, Pile) else {"card": thing}
    Vote.objects.unguarded(TABLE).update_or_create(
        mark=own,
        defaults={"dots": many},
        create_defaults={"pitstop": step.pitstop, "step": step, "dots": many, **on},
    )


def paper_mark(what: str, step: Step, *keys: object) -> str:
    """What stands on a sum from paper: made from the meeting's own key, nobody's secret."""
    return seats.mark(step.pitstop.key, f"paper {what}", step.pk, *keys)


def dots_on_paper(step: Step) -> dict[str, int]:
    """What was typed before, by the key of `table.targets_of`."""
    by_mark = {paper_mark("vote", step, target): target for target, _thing in targets_of(step)}
    rows = Vote.objects.unguarded(TABLE).filter(mark__in=by_mark)
    return {by_mark[own]: many for own, many in rows.values_list("mark", "dots")}


@deed("dare.type", may=leads)
def type_dared(step: Step, *, answers: Mapping[str, int], by: Person) -> int:
    """Type from paper how many dared to say everything. Typed again, the new numbers hold."""
    insist_open(step.pitstop)
    if step.kind != Kind.CHECKOUT:
        raise Refused(_("Choose one of the three."))
    if any(not 0 <= many <= MOST_DARED for many in answers.values()):
        raise Refused(_("Type a number between 0 and %d.") % MOST_DARED)
    for answer in Dared.Answer.values:
        _answers(step, answer, answers.get(answer, 0))
    table.count_dared(step, anew=True)
    step.refresh_from_db(from_queryset=Step.objects.unguarded(TABLE))
    live.nudge(step.pitstop.topic)
    return sum(answers.values())


def _answers(step: Step, answer: str, many: int) -> None:
    marks = [paper_mark("dare", step, answer, n) for n in range(MOST_DARED)]
    mine = Dared.objects.unguarded(TABLE).filter(mark__in=marks)
    mine.delete()
    for own in marks[:many]:
        Dared.objects.create(pitstop=step.pitstop, step=step, answer=answer, mark=own)


def dared_on_paper(step: Step) -> dict[str, int]:
    """What was typed before, by answer."""
    counted = {}
    for answer in Dared.Answer.values:
        marks = [paper_mark("dare", step, answer, n) for n in range(MOST_DARED)]
        counted[answer] = Dared.objects.unguarded(TABLE).filter(mark__in=marks).count()
    return counted


def typed_card(pitstop: Pitstop, key: UUID | None) -> Card | None:
    """A card from paper of this meeting, to take it off again."""
    rows = Card.objects.unguarded(TABLE).select_related("pitstop", "step", "source__author")
    found: Card | None = rows.filter(pitstop=pitstop, on_paper=True, pk=key).first()
    return found


def typed_cards(step: Step) -> list[Card]:
    """The cards of a step that came from paper, as far as they were not taken back since."""
    rows = Card.objects.unguarded(TABLE).filter(step=step, on_paper=True).order_by("pk")
    return [card for card in rows.select_related("source") if harvest.stands(card)]


def many_on_paper(step: Step) -> int:
    """How many cards of a step came from paper."""
    return int(Card.objects.unguarded(TABLE).filter(step=step, on_paper=True).count())
