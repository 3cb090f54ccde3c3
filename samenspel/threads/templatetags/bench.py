"""`{% load bench %}{% bench_row "matrix" %}`: the row of corners on every page of the bench."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from samenspel.threads.bench import corners

register = template.Library()


@register.inclusion_tag("threads/bench_row.html", takes_context=True)
def bench_row(context: Context, here: str) -> dict[str, Any]:
    """`here` is the key of the corner; the page's context holds the `expedition`."""
    slug = context["expedition"].slug
    return {"rows": [(corner.label, corner.url(slug), corner.key == here) for corner in corners()]}
