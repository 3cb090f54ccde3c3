"""The first draft of a report: what lay on the table, step by step, without anybody's words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils import translation

from . import looking
from .blocks import Block, Blocks, Dots, Part, block
from .models import Card, Kind, Pile, Pitstop, Step
from .seats import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator


def language_of(pitstop: Pitstop) -> str:
    """The language of most cards, or Dutch."""
    spoken = (
        Card.objects.unguarded(TABLE).filter(pitstop=pitstop).values_list("language", flat=True)
    )
    return next((language for language, _ in Counter(spoken).most_common(1)), "nl")


def blocks_of(pitstop: Pitstop, language: str) -> Blocks:
    """A heading for each step that left something, and what it left."""
    steps = Step.objects.unguarded(TABLE).filter(pitstop=pitstop, skipped=False)
    rows = Card.objects.unguarded(TABLE).filter(pitstop=pitstop, source__isnull=False)
    cards = list(rows.order_by("pk"))
    found: list[Block] = []
    with translation.override(language):
        for step in steps.select_related("pitstop").order_by("position"):
            if left := list(_left(step, [card for card in cards if card.step_id == step.pk])):
                found.append(block(Part.HEADING, text=step.name[:200], asked=step.question))
                found += left
    return tuple(found)


def blank() -> Blocks:
    """A report of what was no pitstop begins with a chapter that has yet to be written."""
    return block(Part.HEADING), block(Part.SAID)


def _left(step: Step, cards: list[Card]) -> Iterator[Block]:
    yield from _heaps(step, cards)
    match step.kind:
        case Kind.VOTE:
            yield from _vote(step)
        case Kind.TALK:
            yield block(Part.SAID)
        case Kind.MIRROR if step.round_id:
            yield block(Part.MIRROR, ref=str(step.round_id))
        case Kind.AGREE:
            made = looking.agreed_at(step.pitstop)
            yield block(Part.AGREEMENTS, agreements=tuple(each.agreement_id for each in made))
        case Kind.CHECKOUT if counts := looking.dared(step):
            yield block(Part.DARED, counts=counts)


def _heaps(step: Step, cards: list[Card]) -> Iterator[Block]:
    """A block for each pile, and one for what lay loose."""
    piles = list(Pile.objects.unguarded(TABLE).filter(step=step, apart=None)) if cards else []
    for pile, name in [*((pile.pk, pile.name) for pile in piles), (None, "")]:
        on = tuple(str(card.pk) for card in cards if card.pile_id == pile)
        if on:
            yield block(Part.CARDS, text=name, cards=on)


def _vote(step: Step) -> Iterator[Block]:
    """What got dots, most first."""
    on = looking.dots_on(step)
    piles = Pile.objects.unguarded(TABLE).filter(step=step.about_id, apart=None)
    lines = [Dots(on[f"p{p.pk}"], name=p.name) for p in piles if f"p{p.pk}" in on]
    lines += [Dots(many, card=key[1:]) for key, many in on.items() if key.startswith("c")]
    if lines:
        yield block(Part.DOTS, dots=tuple(sorted(lines, key=lambda line: -line.many)))
