"""The rings: who can read this, the same small picture everywhere."""

from __future__ import annotations

from typing import Any

from django import template

from samenspel.circles.models import Circle, Coalition
from samenspel.circles.readers import who_reads, who_would_read
from samenspel.people.models import Person

register = template.Library()


@register.inclusion_tag("circles/readers.html", takes_context=True)
def readers(context: dict[str, Any], row: Any, big: bool = False) -> dict[str, Any]:
    """Rings and words for a shared row, as seen by whoever is looking."""
    request = context.get("request")
    return {"told": who_reads(row, getattr(request, "user", None)), "big": big}


@register.inclusion_tag("circles/ticks.html")
def ticks(place: Coalition, person: Person) -> dict[str, Any]:
    """The circles to choose from on paper. Not "only me": somebody else types these words."""
    circles = [Circle(circle) for circle in Circle if circle != Circle.PRIVATE]
    return {"circles": who_would_read(place, person, circles).values()}
