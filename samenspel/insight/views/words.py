"""A word in its sentences."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from samenspel.foundation.errors import Refused
from samenspel.insight.forms import WordsForm
from samenspel.insight.lens import Lens
from samenspel.insight.sentences import MOST_LINES, Lines, Way, lines
from samenspel.people.visits import Asked
from samenspel.threads import bench

from .matrix import around

A_PAGE = 100


def in_words(request: Asked, slug: str) -> HttpResponse:
    """Every place where a word stands in what one may read."""
    lens = Lens(request.user, bench.at(request, slug))
    form = WordsForm(request.GET, lens=lens, without=["code", "codeur", "draad", "onder"])
    asked, way, order = form.asked()
    found = Lines([])
    if asked:
        try:
            found = lines(lens, form.chosen(), asked, way, order)
        except Refused as refused:
            form.add_error("q", str(refused))
    page = Paginator(found.found, A_PAGE).get_page(request.GET.get("pagina"))
    places = {str(coalition.pk): coalition.name for coalition in lens.coalitions}
    context = around(lens, "in_words", form.chosen()) | {
        "form": form,
        "asked": asked,
        "pattern": way == Way.PATTERN,
        "lines": found,
        "page": page,
        "rows": [(line, places.get(str(line.row.coalition_id), "")) for line in page],
        "most": MOST_LINES,
    }
    return render(request, "insight/in_words.html", context, status=422 if form.errors else 200)
