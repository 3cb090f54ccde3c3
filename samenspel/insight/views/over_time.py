"""What rose and fell since last time."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from samenspel.insight.asking import OfCourse
from samenspel.insight.lens import Lens, Side
from samenspel.insight.showing import SOURCE_SHARE, course_groups, query
from samenspel.people.visits import Asked
from samenspel.threads import bench

from .matrix import counted, to_take_along


def over_time(request: Asked, slug: str) -> HttpResponse:
    """The last period beside the one before, and every code over time."""
    lens = Lens(request.user, bench.at(request, slug))
    asked = OfCourse(lens, request.GET)
    context = to_take_along(request, asked, "over_time")
    context |= counted(request, asked, "over_time", figures)
    return render(request, "insight/over_time.html", context)


def figures(asked: OfCourse, found: Any) -> dict[str, Any]:
    return {
        "course": found,
        "groups": course_groups(found),
        "every_period": _every_period(asked),
    }


def _every_period(asked: OfCourse) -> str:
    """The same figures as a table of codes and moments."""
    more = {"uit": "1"} if asked.shared else {}
    told = query(asked.choice, rijen=Side.CODE, kolommen=Side.MOMENT, maat=SOURCE_SHARE, **more)
    return f"{reverse('insight:matrix', args=[asked.lens.expedition.slug])}?{told}"
