"""The neighbour test of a lesson, and the list of words of a coalition."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.circles.deeds import may
from samenspel.circles.models import Coalition
from samenspel.foundation.errors import Refused
from samenspel.lessons import weighing
from samenspel.lessons.looking import coalitions_of
from samenspel.lessons.models import Lesson, Quote, Watchword, Weighed
from samenspel.lessons.showing import named, shown
from samenspel.people.links import keep_private
from samenspel.people.visits import PersonRequest, number, signed_in

from .opening import mine

ADD = "watchword.add"


@signed_in
def neighbours(request: PersonRequest, slug: str) -> HttpResponse:
    """Every word that may tell who somebody is, to be decided one by one."""
    lesson = mine(request, slug)
    told: dict[str, Any] = {}
    if request.method == "POST":
        try:
            _do(request, lesson)
        except Refused as no:
            told = {"refused": str(no), "typed": request.POST}
        else:
            return redirect(reverse("lessons:neighbours", args=[slug]) + "#nu")
    sifted = weighing.sift(lesson, request.user)
    context = {
        "lesson": lesson,
        "pieces": shown(sifted.found),
        "second": sifted.second,
        "left": sifted.undecided,
        "lists": [each for each in coalitions_of(lesson) if may(request.user, ADD, each)],
        **told,
    }
    status = 422 if told else 200
    return keep_private(render(request, "lessons/neighbours.html", context, status=status))


def _do(request: PersonRequest, lesson: Lesson) -> None:
    typed = request.POST
    if typed.get("do") == "again":
        rows = Weighed.objects.visible_to(request.user).filter(lesson=lesson)
        weighing.again(get_object_or_404(rows, pk=number(typed.get("weighed"))), by=request.user)
        return
    where = {"field": typed.get("field", ""), "words": typed.get("words", "")}
    if typed.get("do") == "replace":
        weighing.replace(lesson, instead=typed.get("instead", ""), by=request.user, **where)
        return
    quotes = Quote.objects.visible_to(request.user).filter(lesson=lesson)
    quote = quotes.filter(pk=number(typed.get("quote"))).first()
    because = typed.get("because", "")
    talked = "talked" in typed
    weighing.keep(lesson, because=because, quote=quote, talked=talked, by=request.user, **where)


@signed_in
def watchwords(request: PersonRequest, pk: int) -> HttpResponse:
    """The words by which people around a coalition know who it is about."""
    place = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    if not may(request.user, ADD, place):
        raise Http404
    rows = Watchword.objects.visible_to(request.user).filter(coalition=place)
    refused = ""
    if request.method == "POST":
        try:
            if "out" in request.POST:
                row = get_object_or_404(rows, pk=number(request.POST["out"]))
                weighing.unwatch(row, by=request.user)
                messages.success(request, _("Taken off the list."))
            else:
                weighing.watch(place, words=request.POST.get("words", ""), by=request.user)
                messages.success(request, _("On the list. Lessons are searched for it."))
            return redirect("lessons:watchwords", pk=pk)
        except Refused as no:
            refused = str(no)
    context = {
        "place": place,
        "rows": rows.order_by("words", "pk"),
        "refused": refused,
        "typed": request.POST.get("words", ""),
        "known": named(place),
    }
    status = 422 if refused else 200
    return keep_private(render(request, "lessons/watchwords.html", context, status=status))
