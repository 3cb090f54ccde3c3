"""What a report is made of: blocks in order, questions to them, and how two editors meet.

Nothing here reads a table, and no block holds the words of a card: it names cards.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.foundation.errors import Refused
from samenspel.sources.plain import plain as as_typed
from samenspel.sources.readers import Kind as Para
from samenspel.sources.readers import Paragraph

MOST_BLOCKS = 300


class Part(StrEnum):
    """What kind of block it is."""

    HEADING = "heading"
    SAID = "said"
    QUESTION = "question"
    CARDS = "cards"
    DOTS = "dots"
    DARED = "dared"
    MIRROR = "mirror"
    AGREEMENTS = "agreements"
    IMAGE = "image"


LONGEST = {Part.SAID: 20_000, Part.QUESTION: 2_000, Part.IMAGE: 300}
ONE_LINE = 200  # a heading, the name of a pile
WORDED = (Part.HEADING, Part.SAID, Part.QUESTION, Part.CARDS, Part.IMAGE)
BY_HAND = (
    Part.HEADING,
    Part.SAID,
    Part.QUESTION,
)  # what editors add; the rest comes of the meeting


@dataclass(frozen=True)
class Dots:
    """How many dots lie on a pile by its name, or on a card by its id."""

    many: int
    name: str = ""
    card: str = ""


@dataclass(frozen=True)
class Block:
    """One piece of a report.

    `text` is what a heading, a paragraph or a question says, the name of a pile, or what is to be
    seen on an image. `asked` stands below a heading: what people read at that step. `to` is the
    block that a question is about. `ref` is the id of a picture, or of a round of the mirror.
    Cards and agreements stand there by their ids; so do `notes`, moments in a recording.
    """

    id: str
    part: Part
    text: str = ""
    asked: str = ""
    to: str = ""
    ref: str = ""
    cards: tuple[str, ...] = ()
    agreements: tuple[int, ...] = ()
    dots: tuple[Dots, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[int, ...] = ()

    @property
    def is_worded(self) -> bool:
        return self.part in WORDED

    @property
    def is_one_line(self) -> bool:
        return self.part in (Part.HEADING, Part.CARDS)

    @property
    def longest(self) -> int:
        return LONGEST.get(self.part, ONE_LINE)


Blocks = tuple[Block, ...]


def block(part: Part, **more: Any) -> Block:
    """A new block, with an id of its own that it keeps."""
    return Block(secrets.token_hex(4), part, **more)


def to_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [{key: value for key, value in asdict(each).items() if value} for each in blocks]


def from_json(stored: Iterable[Mapping[str, Any]]) -> Blocks:
    return tuple(
        Block(
            **{
                **each,
                "part": Part(each["part"]),
                "cards": tuple(each.get("cards", ())),
                "agreements": tuple(each.get("agreements", ())),
                "notes": tuple(each.get("notes", ())),
                "dots": tuple(Dots(**line) for line in each.get("dots", ())),
            }
        )
        for each in stored
    )


def images(blocks: Iterable[Block]) -> list[str]:
    """The ids of the pictures that stand in these blocks."""
    return [each.ref for each in blocks if each.part == Part.IMAGE]


def find(blocks: Sequence[Block], key: str) -> Block:
    for each in blocks:
        if each.id == key:
            return each
    raise Refused(_("This part is not in the report any more. Look at it as it is now."))


def plain(typed: str, of: Block) -> str:
    """What was typed, as it is kept; refused when it is too long."""
    text = as_typed(typed).strip()
    if of.is_one_line:
        text = " ".join(text.split())
    if len(text) > of.longest:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": len(text), "most": of.longest}
        )
    return text


# Changing


def merged(base: Blocks, texts: Mapping[str, str], theirs: Blocks) -> tuple[Blocks, dict[str, str]]:
    """What was typed on `base`, brought into `theirs`, which others saved meanwhile.

    Gives the blocks, and what stands there now for each block that both worded: those stay as they
    have it. A block that I worded and they removed comes back.
    """
    mine = {
        each.id: text
        for each in base
        if each.id in texts and each.is_worded
        if (text := plain(texts[each.id], each)) != each.text
    }
    before = {each.id: each.text for each in base}
    now = {each.id: each.text for each in theirs}
    clashes = {
        key: now[key] for key, text in mine.items() if now.get(key) not in (None, before[key], text)
    }
    new = {key: text for key, text in mine.items() if key not in clashes}
    found = _with_lost(base, [key for key in new if key not in now], theirs)
    return tuple(replace(each, text=new.get(each.id, each.text)) for each in found), clashes


def _with_lost(base: Blocks, lost: Sequence[str], theirs: Blocks) -> Blocks:
    """These blocks of `base`, put back after the one that they followed."""
    found = list(theirs)
    for at, each in enumerate(base):
        if each.id in lost:
            there = {other.id: n for n, other in enumerate(found)}
            after = [there[other.id] for other in base[:at] if other.id in there]
            found.insert(after[-1] + 1 if after else 0, each)
    return tuple(found)


def added(blocks: Blocks, new: Block, after: str = "") -> Blocks:
    """With a block below another one, or at the end. A question belongs to the one above it."""
    if len(blocks) >= MOST_BLOCKS:
        raise Refused(_("This report is very long already. Put something together first."))
    if not after or not blocks:
        return (*blocks, new)
    above = find(blocks, after)
    main = above.to if above.part == Part.QUESTION else above.id
    if new.part == Part.QUESTION:
        new = replace(new, to=main)
    last = max(n for n, each in enumerate(blocks) if main in (each.id, each.to) or each == above)
    return (*blocks[: last + 1], new, *blocks[last + 1 :])


def removed(blocks: Blocks, key: str) -> Blocks:
    """Without a block. Questions to it go on to the one before it, or else the one after it."""
    gone = find(blocks, key)
    if gone.part == Part.QUESTION:
        return tuple(each for each in blocks if each.id != key)
    mains = [each.id for each in blocks if each.part != Part.QUESTION]
    at = mains.index(key)
    heir = mains[at - 1] if at else (mains[1] if len(mains) > 1 else "")
    rest = [replace(each, to=heir) if each.to == key else each for each in blocks]
    return in_order([each for each in rest if each.id != key])


def moved(blocks: Blocks, key: str, *, up: bool) -> Blocks:
    """With a block one place up or down, among its like; its questions go along."""
    one = find(blocks, key)
    peers = [each for each in blocks if each.to == one.to and _is_question(each, one)]
    at = peers.index(one)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(peers):
        raise Refused(_("It stands at the end already."))
    other = peers[to]
    swap = {one.id: other, other.id: one}
    return in_order([swap.get(each.id, each) for each in blocks])


def _is_question(each: Block, like: Block) -> bool:
    return (each.part == Part.QUESTION) == (like.part == Part.QUESTION)


def in_order(blocks: Sequence[Block]) -> Blocks:
    """Each question below the block that it is about; those about nothing come first."""
    mains = [each for each in blocks if each.part != Part.QUESTION]
    about = {each.id for each in mains}
    loose = [each for each in blocks if each.part == Part.QUESTION and each.to not in about]
    return (
        *loose,
        *(
            each
            for main in mains
            for each in (main, *(q for q in blocks if q.part == Part.QUESTION and q.to == main.id))
        ),
    )


# As running text


def paragraphs(blocks: Blocks, *, counted: bool = False) -> list[Paragraph]:
    """The words of the report itself: what becomes a source. `counted` also tells how many cards
    and dots there are, to see what changed between two versions."""
    found: list[Paragraph] = []
    for each in blocks:
        match each.part:
            case Part.HEADING:
                found.append(Paragraph(Para.HEADING, each.text, 2))
                found.append(Paragraph(Para.QUESTION, each.asked))
            case Part.CARDS:
                found.append(Paragraph(Para.HEADING, each.text, 3))
            case Part.QUESTION:
                found += [Paragraph(Para.QUESTION, line) for line in each.text.split("\n")]
            case Part.SAID:
                found += [Paragraph(Para.TEXT, line) for line in each.text.split("\n")]
        if counted and (words := in_short(each)):
            found.append(Paragraph(Para.NOTE, words))
    return [each for each in found if each.text.strip()]


def in_short(each: Block) -> str:
    """What a block holds besides words, in a line."""
    match each.part:
        case Part.CARDS:
            return ngettext("%d card", "%d cards", len(each.cards)) % len(each.cards)
        case Part.DOTS:
            many = sum(line.many for line in each.dots)
            return ngettext("%d dot", "%d dots", many) % many
        case Part.DARED:
            return _("Did you dare to say everything?")
        case Part.MIRROR:
            return _("The mirror")
        case Part.AGREEMENTS:
            return _("What we agreed")
        case Part.IMAGE:
            return _("Picture: %s") % each.text
        case _:
            return ""
