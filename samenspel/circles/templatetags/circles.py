"""The rings: who can read this, the same small picture everywhere."""

from __future__ import annotations

from typing import Any

from django import template

from samenspel.circles.readers import who_reads

register = template.Library()


@register.inclusion_tag("circles/readers.html", takes_context=True)
def readers(context: dict[str, Any], row: Any, big: bool = False) -> dict[str, Any]:
    """Rings and words for a shared row, as seen by whoever is looking."""
    request = context.get("request")
    return {"told": who_reads(row, getattr(request, "user", None)), "big": big}
