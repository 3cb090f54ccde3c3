"""Codes that go together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from samenspel.insight.asking import OfTogether
from samenspel.insight.drawing import arcs
from samenspel.insight.lens import Lens
from samenspel.insight.showing import pair_rows
from samenspel.people.visits import Asked
from samenspel.threads import bench

from .matrix import counted, to_take_along

A_PAGE = 60


def together(request: Asked, slug: str) -> HttpResponse:
    """Which codes lie on the same words, near each other, or in the same source."""
    lens = Lens(request.user, bench.at(request, slug))
    asked = OfTogether(lens, request.GET)
    context = to_take_along(request, asked, "together") | {"how": asked.how}
    context |= counted(request, asked, "together", figures(request))
    return render(request, "insight/together.html", context)


def figures(request: Asked) -> Callable[[OfTogether, Any], dict[str, Any]]:
    def show(asked: OfTogether, found: Any) -> dict[str, Any]:
        opens = reverse("insight:passages", args=[asked.lens.expedition.slug])
        page = Paginator(found.pairs, A_PAGE).get_page(request.GET.get("pagina"))
        return {
            "found": found,
            "picture": arcs(found),
            "rows": pair_rows(found, page, opens),
            "page": page,
        }

    return show
