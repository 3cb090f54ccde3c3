"""Figures alone, for a page on which they are on their way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from samenspel.insight import later
from samenspel.insight.lens import Lens
from samenspel.people.links import keep_private
from samenspel.people.visits import Asked
from samenspel.threads import bench

from . import absent, matrix, over_time, passages, together

TAKEN_ALONG = ("matrix", "together", "over_time")


def counted(request: Asked, slug: str, tab: str) -> HttpResponse:
    if tab not in later.KINDS:
        raise Http404
    asked: Any = later.KINDS[tab](Lens(request.user, bench.at(request, slug)), request.GET)
    if not asked.is_asked:
        raise Http404
    shows: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
        "matrix": matrix.figures,
        "together": together.figures(request),
        "over_time": over_time.figures,
        "absent": absent.figures,
        "passages": passages.figures(request),
    }
    around = matrix.to_take_along(request, asked, tab) if tab in TAKEN_ALONG else {}
    context = matrix.around(asked.lens, tab, asked.choice) | around
    context |= {"how": getattr(asked, "how", "")} | matrix.counted(request, asked, tab, shows[tab])
    kept: HttpResponse = keep_private(render(request, "insight/counted_now.html", context))
    return kept
