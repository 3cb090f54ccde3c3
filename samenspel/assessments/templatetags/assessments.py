"""Drawings of the mirror within a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from samenspel.assessments import figures as told
from samenspel.assessments import picture
from samenspel.assessments.figures import Figures, Line, Told
from samenspel.assessments.overall import Together

register = template.Library()


@register.simple_tag
def rows_of(figures: Told) -> list[picture.Row]:
    return picture.alone(figures).rows


@register.simple_tag
def changes_of(figures: Told, earlier: Sequence[Told]) -> list[picture.Change]:
    return picture.changes(figures, earlier or [])


@register.simple_tag
def moments_of(figures: Told, earlier: Sequence[Told]) -> list[str]:
    return picture.moments(figures, earlier or [])


@register.simple_tag
def alike_of(together: Together) -> dict[str, Any]:
    """What can be compared over moments: the newest figures, the changes, and when that was."""
    *before, now = together.alike
    return {
        "now": now,
        "changes": picture.changes(now, before),
        "moments": picture.moments(now, before),
    }


@register.simple_tag
def talk_order(figures: Figures) -> list[tuple[Line, str]]:
    return [(line, told.why(line)) for line in told.talk_order(figures)]


@register.filter
def cell_of(line: Line, voice: str) -> told.Cell | None:
    return line.cells.get(voice)
