"""Bars of one code over time, next to the largest share of all. Units are those of the viewBox."""

from __future__ import annotations

from dataclasses import dataclass

from .course import Change, Course
from .percents import percent


@dataclass(frozen=True)
class Bar:
    """`height` 0 where nothing was found; `blank` where nothing was looked at or told."""

    x: float
    y: float
    height: float
    width: float
    blank: bool
    words: str
    newest: bool = False


BAR, BAR_GAP, BAR_HIGH = 16.0, 6.0, 34.0


def bars(change: Change, course: Course, highest: float, *, x: float = 0) -> list[Bar]:
    """One bar for each period: the share of sources, next to the largest of all."""
    drawn = []
    for number, (head, figure) in enumerate(zip(course.periods, change.over, strict=True)):
        share = figure.of_sources
        high = round(BAR_HIGH * share / highest, 1) if highest else 0.0
        blank = figure.held or figure.base_held or not figure.looked_at
        words = f"{head.label}: {'–' if blank else percent(share)}"
        at = x + number * (BAR + BAR_GAP)
        newest = course.last is not None and head.key == course.last.key
        drawn.append(Bar(at, BAR_HIGH - high, high, BAR, blank, words, newest))
    return drawn


def highest_share(course: Course) -> float:
    return max(
        (figure.of_sources for change in course.changes for figure in change.over), default=0.0
    )
