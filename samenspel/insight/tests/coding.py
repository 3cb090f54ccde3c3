"""Texts that were coded by two people, by the real deeds."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.people.models import Person
from samenspel.sources.models import Source
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions
from samenspel.threads.models import Code, Coder
from samenspel.threads.tests.builders import a_passage

LINES = [f"Zin {n}, over van alles en nog wat." for n in range(12)]


def a_text(cast: Cast, **more: Any) -> Source:
    """Twelve paragraphs, each with its number."""
    return a_source(cast, circle=Circle.TEAM, text="\n".join(LINES), **more)


def give(cast: Cast, source: Source, code: Code, numbers: str, *, by: Person) -> None:
    """Give a code to the paragraphs with these numbers: "0 1 5"."""
    for number in numbers.split():
        actions.give(a_passage(cast, source, f"Zin {number},", by=by), code=code, by=by)


def coder(person: Person) -> Coder:
    return Coder.objects.get(person=person)
