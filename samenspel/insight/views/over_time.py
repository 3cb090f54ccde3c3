"""What rose and fell since last time."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from samenspel.insight.asking import OfCourse
from samenspel.insight.lens import Lens
from samenspel.insight.showing import course_groups
from samenspel.people.visits import Asked
from samenspel.threads import bench

from .matrix import to_take_along


def over_time(request: Asked, slug: str) -> HttpResponse:
    """The last period beside the one before, and every code over time."""
    lens = Lens(request.user, bench.at(request, slug))
    asked = OfCourse(lens, request.GET)
    found = asked.answer
    context = to_take_along(request, asked, "over_time") | {
        "course": found,
        "groups": course_groups(found) if found else [],
    }
    return render(request, "insight/over_time.html", context)
