"""`{% load memos %}{% memos_about passage %}`: what was thought of it, for those at the bench."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

from samenspel.circles.deeds import may
from samenspel.threads import bench, memos

register = template.Library()


@register.inclusion_tag("threads/memos_about.html", takes_context=True)
def memos_about(context: Context, subject: Any, rows: Any = None) -> dict[str, Any]:
    """What was thought of `subject` and what mentions it, with the way to write more.

    A page that read the memos about it already gives them as `rows`, and leaves the rest out.
    """
    person = context["request"].user
    if not bench.has_place(person, memos.expedition_of(subject).pk):
        return {"shown": False}
    mentioning: list[Any] = []
    if rows is None:
        rows, mentioning = memos.about(subject, person)
    kind = memos.FIELDS[type(subject)]
    return {
        "shown": True,
        "memos": memos.told(rows, person),
        "mentioning": memos.told(mentioning, person, memos.subjects(mentioning, person)),
        "may_write": may(person, "memo.write", subject),
        "url": reverse(f"threads:memo_{kind}", args=[subject.pk]),
    }
