"""Where a code is absent."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from samenspel.insight.asking import OfAbsence
from samenspel.insight.lens import Lens
from samenspel.people.visits import Asked
from samenspel.threads import bench

from .matrix import around, counted


def absent(request: Asked, slug: str) -> HttpResponse:
    """Codes and the places without them: looked at, or not looked at yet."""
    lens = Lens(request.user, bench.at(request, slug))
    asked = OfAbsence(lens, request.GET)
    context = around(lens, "absent", asked.choice) | {"form": asked.form}
    context |= {"address": asked.address()} | counted(request, asked, "absent", figures)
    return render(request, "insight/absent.html", context)


def figures(asked: OfAbsence, found: Any) -> dict[str, Any]:
    return {"absence": found}
