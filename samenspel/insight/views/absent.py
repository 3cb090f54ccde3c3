"""Where a code is absent."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from samenspel.insight.absence import Absence
from samenspel.insight.forms import ChoiceForm
from samenspel.insight.lens import Lens
from samenspel.people.visits import Asked
from samenspel.threads import bench

from .matrix import around


def absent(request: Asked, slug: str) -> HttpResponse:
    """Codes and the places without them: looked at, or not looked at yet."""
    lens = Lens(request.user, bench.at(request, slug))
    form = ChoiceForm(
        request.GET, lens=lens, without=["code", "coalitie", "moment", "stem", "draad"]
    )
    choice = form.chosen()
    context = around(lens, "absent", choice) | {"form": form, "absence": Absence(lens, choice)}
    return render(request, "insight/absent.html", context)
