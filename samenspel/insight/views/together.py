"""Codes that go together."""

from __future__ import annotations

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

from .matrix import to_take_along

A_PAGE = 60


def together(request: Asked, slug: str) -> HttpResponse:
    """Which codes lie on the same words, near each other, or in the same source."""
    lens = Lens(request.user, bench.at(request, slug))
    asked = OfTogether(lens, request.GET)
    found = asked.answer
    opens = reverse("insight:passages", args=[slug])
    page = Paginator(found.pairs if found else [], A_PAGE).get_page(request.GET.get("pagina"))
    context = to_take_along(request, asked, "together") | {
        "found": found,
        "how": asked.how,
        "picture": arcs(found) if found else None,
        "rows": pair_rows(found, page, opens) if found else [],
        "page": page,
    }
    return render(request, "insight/together.html", context)
