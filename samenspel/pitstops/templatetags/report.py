"""The small parts of a report's editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _

from samenspel.pitstops.blocks import Block, Part

if TYPE_CHECKING:
    from collections.abc import Mapping

register = template.Library()


@register.simple_tag
def typed_in(typed: Mapping[str, str], block: Block) -> str:
    """What stands in the box: what was typed and not kept yet, or else the text as it is."""
    return typed.get(block.id, block.text)


@register.simple_tag
def shown_in(theirs: Mapping[str, str], block: Block) -> str | None:
    """What somebody else made of the same block meanwhile."""
    return theirs.get(block.id)


@register.simple_tag
def part_name(block: Block) -> str:
    """What a block is, above its box."""
    return {
        Part.HEADING: _("Heading"),
        Part.SAID: _("What was said"),
        Part.QUESTION: _("A question to it"),
        Part.CARDS: _("Cards, under this name"),
        Part.DOTS: _("Dots"),
        Part.DARED: _("Did you dare to say everything?"),
        Part.MIRROR: _("The mirror"),
        Part.AGREEMENTS: _("What we agreed"),
        Part.IMAGE: _("Picture: what is to be seen?"),
    }[block.part]


@register.filter
def part_words(block: Block) -> str:
    """A block by its first words, for a button that is read aloud."""
    words = block.text.split()
    return " ".join(words[:6]) if words else part_name(block)
