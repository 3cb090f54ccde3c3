"""A whole pitstop on paper: cards to cut out, sheets to fill in, a sign, and the running sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from .models import CardKind, Dared, Kind, Pile, Promise, Step
from .preparing import Moment, timetable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

    from samenspel.assessments.models import Element

    from .models import Pitstop

FEW, PEOPLE, MANY = 1, 8, 60
MOST_PAGES = 12  # of one step
SLIPS = 6  # on a page
DOTS_ROWS = 10
AGREEMENT_ROWS = 7

SHEETS: dict[str, _StrPromise] = {
    "draaiboek": gettext_lazy("The running sheet, for whoever leads"),
    "welkom": gettext_lazy("The sign to join"),
    "kaarten": gettext_lazy("Cards to cut out"),
    "stippen": gettext_lazy("The sheet for dots"),
    "spiegel": gettext_lazy("The sheet of the mirror"),
    "afspraken": gettext_lazy("The sheet for agreements"),
}

TIPS: dict[str, _StrPromise] = {
    Kind.WELCOME: gettext_lazy("Say who reads what, and that paper is just as good as a phone."),
    Kind.REFLECT: gettext_lazy("Let it be silent. One thing on each card."),
    Kind.REVEAL: gettext_lazy(
        "Shuffle the cards, then lay them open. First read everything, then talk."
    ),
    Kind.GROUP: gettext_lazy(
        "Let people lay the cards themselves. Give each pile a name together."
    ),
    Kind.VOTE: gettext_lazy("Everybody at the same time, so that nobody follows somebody else."),
    Kind.TALK: gettext_lazy(
        "Begin with who has said least. Ask what happened exactly, before what should change."
    ),
    Kind.MIRROR: gettext_lazy("Fill it in alone first. Then look at what differs most."),
    Kind.REVIEW: gettext_lazy("Read it aloud, slowly. Be silent for a moment after it."),
    Kind.AGREE: gettext_lazy("Small and soon. No agreement without a name and a day."),
    Kind.CHECKOUT: gettext_lazy("One round, everybody briefly, and nobody answers."),
}

BOXES = {  # what is ticked on a card, where somebody chooses
    "resident": pgettext_lazy("box", "resident"),
    "professional": pgettext_lazy("box", "professional"),
    "other": pgettext_lazy("box", "other"),
}


@dataclass(frozen=True)
class CardSheet:
    """The cards of one step: so many on a page, on so many pages."""

    step: Step
    each: int
    pages: range
    promise: str
    dared: list[str] = field(default_factory=list)

    @property
    def cells(self) -> range:
        return range(self.each)


@dataclass(frozen=True)
class Papers:
    """What is printed."""

    cards: list[CardSheet]
    moments: list[tuple[Moment, str]]
    votes: list[tuple[Step, list[str], range]]
    mirrors: list[list[Element]]
    agreements: range | None
    sign: bool
    boxes: dict[str, _StrPromise]


def papers(
    pitstop: Pitstop,
    steps: list[Step],
    piles: list[Pile],
    *,
    chosen: set[str],
    people: int,
    lists: Mapping[Step, list[Element]],
) -> Papers:
    """The sheets that were chosen, for so many people; in the language that is spoken now.

    `lists` tells for each step with a mirror which elements are scored.
    """
    moments, _until = timetable(pitstop, steps)
    votes = [step for step in steps if step.kind == Kind.VOTE]
    return Papers(
        cards=_cards(steps, people) if "kaarten" in chosen else [],
        moments=[(moment, str(TIPS[moment.step.kind])) for moment in moments]
        if "draaiboek" in chosen
        else [],
        votes=[_votes(step, piles) for step in votes] if "stippen" in chosen else [],
        mirrors=list(lists.values()) if "spiegel" in chosen else [],
        agreements=range(AGREEMENT_ROWS) if "afspraken" in chosen else None,
        sign="welkom" in chosen,
        boxes=BOXES,
    )


def card_steps(steps: list[Step]) -> list[Step]:
    """The steps at which somebody writes a card; agreements have a sheet of their own."""
    return [step for step in steps if step.takes_cards and step.kind != Kind.AGREE]


def _cards(steps: list[Step], people: int) -> list[CardSheet]:
    """Of each step its cards; after those of the check-out the slips that go into a hat."""
    found = []
    for step in card_steps(steps):
        each = 6 if step.card_kinds in ([], [CardKind.WORD]) else 4
        pages = min(MOST_PAGES, ceil(people * step.most / each))
        found.append(CardSheet(step, each, range(pages), promise_on_paper(step.promise)))
        if step.kind == Kind.CHECKOUT:
            found.append(_slips(step, people))
    return found


def _slips(step: Step, people: int) -> CardSheet:
    """Whether somebody dared to say everything: apart, so that no other words tell whose it is."""
    pages = range(min(MOST_PAGES, ceil(people / SLIPS)))
    answers = [str(answer.label) for answer in Dared.Answer]
    return CardSheet(step, SLIPS, pages, _("Fold it once. Nobody asks whose it is."), answers)


def promise_on_paper(promise: int) -> str:
    """Who reads what is written on paper: whoever types it sees the handwriting."""
    return {
        Promise.SELF: _("Only you read this. Take the paper home."),
        Promise.LEAD: _("Only the facilitator reads this, without your name."),
        Promise.NAMELESS: _(
            "Everybody here reads this, without your name; afterwards only the coalition. "
            "Whoever types it sees your handwriting."
        ),
        Promise.NAMED: _(
            "Everybody here reads this; afterwards only the coalition. Your name need not be on "
            "it. Whoever types it sees your handwriting."
        ),
    }[Promise(promise)]


def _votes(step: Step, piles: list[Pile]) -> tuple[Step, list[str], range]:
    """The piles that are there already, and empty rows below them."""
    names = [pile.name for pile in piles if pile.step_id == step.about_id]
    return step, names, range(max(2, DOTS_ROWS - len(names)))


def chosen_of(asked: Any) -> set[str]:
    """What was ticked; everything when the page was only opened."""
    ticked = set(asked.getlist("blad")) & set(SHEETS)
    return ticked if "mensen" in asked else set(SHEETS)
