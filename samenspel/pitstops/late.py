"""What came in after the draft of a report was made: cards, dots and agreements from paper.

They are laid beside what is there. What editors took out of the report does not come back.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .blocks import Block, Blocks, Part

if TYPE_CHECKING:
    from collections.abc import Iterable

ONCE = (Part.DARED, Part.AGREEMENTS)
COUNTED = (Part.DOTS, Part.DARED)  # numbers that hold as they are now


@dataclass
class Seen:
    """What stood in any version of a report so far."""

    cards: set[str] = field(default_factory=set)
    agreements: set[int] = field(default_factory=set)
    parts: set[Part] = field(default_factory=set)
    headings: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, versions: Iterable[Blocks]) -> Seen:
        seen = cls()
        for each in (block for blocks in versions for block in blocks):
            seen.cards.update(each.cards)
            seen.agreements.update(each.agreements)
            seen.parts.add(each.part)
            if each.part == Part.HEADING:
                seen.headings.add(each.text)
        return seen


def taken_in(old: Blocks, fresh: Blocks, seen: Seen) -> Blocks:
    """The blocks of a report with what is new in `fresh`, a draft as it would be made now."""
    found, at = list(old), 0
    heading: Block | None = None
    for each in fresh:
        if each.part == Part.HEADING:
            heading = each
            at = next((n + 1 for n, b in enumerate(found) if _is_same(b, each)), at)
            continue
        place = _place(found, each)
        if place is not None:
            found[place] = _joined(found[place], each, seen)
            at = place + 1
        elif new := _new(each, seen):
            if heading and heading.text not in seen.headings:
                found.insert(at, heading)
                at, heading = at + 1, None
            found.insert(at, new)
            at += 1
    return tuple(found)


def _is_same(one: Block, other: Block) -> bool:
    return one.part == other.part and one.text == other.text


def _place(found: list[Block], each: Block) -> int | None:
    """Where the block stands that tells the same: with the same cards, name, or kind of numbers."""
    for n, there in enumerate(found):
        if there.part != each.part:
            continue
        shares = set(there.cards) & set(each.cards)
        named = each.part == Part.CARDS and each.text and there.text == each.text
        dots = each.part == Part.DOTS and _names(there) & _names(each)
        if shares or named or dots or each.part in ONCE:
            return n
    return None


def _names(block: Block) -> set[str]:
    return {line.name or line.card for line in block.dots}


def _joined(there: Block, each: Block, seen: Seen) -> Block:
    if each.part in COUNTED:
        return replace(there, dots=each.dots, counts=each.counts)
    fresh = _new(each, seen)
    if fresh is None:
        return there
    return replace(
        there, cards=there.cards + fresh.cards, agreements=there.agreements + fresh.agreements
    )


def _new(each: Block, seen: Seen) -> Block | None:
    """The block with what never stood in the report; None when there is nothing of that."""
    match each.part:
        case Part.CARDS:
            cards = tuple(card for card in each.cards if card not in seen.cards)
            return replace(each, cards=cards) if cards else None
        case Part.AGREEMENTS:
            made = tuple(key for key in each.agreements if key not in seen.agreements)
            return replace(each, agreements=made) if made else None
        case Part.DOTS | Part.DARED:
            return None if each.part in seen.parts else each
    return None
