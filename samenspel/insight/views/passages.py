"""The words behind a figure, and all the words of a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render

from samenspel.insight import reading
from samenspel.insight.asking import OfMeeting
from samenspel.insight.forms import ChoiceForm, ReadingForm
from samenspel.insight.lens import Lens, Side
from samenspel.insight.showing import chosen_words
from samenspel.people.visits import Asked
from samenspel.sources import looks
from samenspel.threads import bench
from samenspel.threads.desk import hear, place_url
from samenspel.threads.paging import Pages

from .matrix import counted

A_PAGE = 50
A_LONG_PAGE = 200


def passages(request: Asked, slug: str) -> HttpResponse:
    """The passages of one figure: what it was counted from."""
    lens = Lens(request.user, bench.at(request, slug))
    choice = ChoiceForm(request.GET, lens=lens).chosen()
    words = chosen_words(lens, choice)
    context = {"expedition": lens.expedition, "figures": "insight/passages_figures.html"}
    asked = OfMeeting(lens, request.GET)
    if asked.is_asked:
        words = [f"{words[0]} + {asked.other_told}", *words[1:], str(asked.how.label)]
        context |= counted(request, asked, "passages", figures(request))
    else:
        context |= figures(request)(asked, reading.passages(lens, choice))
    return render(request, "insight/passages.html", context | {"chosen": words})


def figures(request: Asked) -> Callable[[Any, Any], dict[str, Any]]:
    """The passages themselves, of one page; of what is found the keys are enough."""

    def show(_asked: Any, found: Any) -> dict[str, Any]:
        page = Pages(found, A_PAGE, request.user).get_page(request.GET.get("pagina"))
        return {"page": page} | _read(request, page)

    return show


def code(request: Asked, slug: str, pk: int) -> HttpResponse:
    """All passages of a code, in groups, to read or to print."""
    lens = Lens(request.user, bench.at(request, slug))
    found = next((code for _depth, code in lens.codes if code.pk == pk), None)
    if found is None:
        raise Http404
    form = ReadingForm(request.GET, lens=lens, without=["code"])
    choice = form.chosen().at(Side.CODE, str(pk))
    side = form.side()
    rows = reading.grouped_by(lens, reading.passages(lens, choice), side)
    page = Paginator(rows, A_LONG_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "expedition": lens.expedition,
        "code": found,
        "form": form,
        "page": page,
        "chosen": chosen_words(lens, choice.at(Side.CODE, "")),
    }
    read = _read(request, page)
    urls = {passage.pk: url for passage, url in read["passages"]}
    context["groups"] = [
        (name, [(passage, urls[passage.pk]) for passage in rows])
        for name, rows in reading.groups(lens, page.object_list, side)
    ]
    return render(request, "insight/code.html", context)


def _read(request: Asked, page: Any) -> dict[str, Any]:
    hear(page, request.user)
    looks.record(request.user, {passage.version.source for passage in page})
    return {"passages": [(passage, place_url(passage)) for passage in page]}
