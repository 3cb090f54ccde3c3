"""Drawings of the mirror within a page."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from samenspel.assessments import figures as told
from samenspel.assessments import picture
from samenspel.assessments.figures import Figures, Line

register = template.Library()


@register.simple_tag
def rows_of(figures: Figures) -> list[picture.Row]:
    return picture.alone(figures).rows


@register.simple_tag
def changes_of(figures: Figures, earlier: Sequence[Figures]) -> list[picture.Change]:
    return picture.changes(figures, earlier or [])


@register.simple_tag
def moments_of(figures: Figures, earlier: Sequence[Figures]) -> list[str]:
    return picture.moments(figures, earlier or [])


@register.simple_tag
def talk_order(figures: Figures) -> list[tuple[Line, str]]:
    return [(line, told.why(line)) for line in told.talk_order(figures)]


@register.filter
def cell_of(line: Line, voice: str) -> told.Cell | None:
    return line.cells.get(voice)
