"""The table of counts, and what every page of counts has around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from samenspel.foundation import live
from samenspel.insight import later
from samenspel.insight.asking import OfMatrix, Question
from samenspel.insight.lens import Choice, Lens, Side
from samenspel.insight.showing import FEW_MARK, Table, chosen_words
from samenspel.people.visits import Asked
from samenspel.threads import bench

from .along import offered


def matrix(request: Asked, slug: str) -> HttpResponse:
    """Any two of codes, coalitions, moments and voices; the others held still."""
    lens = Lens(request.user, bench.at(request, slug))
    asked = OfMatrix(lens, request.GET)
    context = to_take_along(request, asked, "matrix") | counted(request, asked, "matrix", figures)
    return render(request, "insight/matrix.html", context | {"thread": _of_a_thread(asked)})


def figures(asked: OfMatrix, answer: Any) -> dict[str, Any]:
    return {
        "table": Table(answer, asked.measure),
        "matrix": answer,
        "caption": asked.title,
        "rows_are_codes": asked.rows == Side.CODE,
    }


def counted(
    request: Asked, asked: Any, tab: str, show: Callable[[Any, Any], dict[str, Any]]
) -> dict[str, Any]:
    """The figures (by `show`, when there are any), or that they are on their way.

    What waits is asked once more: an open screen may be told twice, but never too late.
    """
    again = request.GET.copy()
    told = later.told(asked, anew=bool(again.pop("opnieuw", [])))
    context: dict[str, Any] = {}
    if told.waits:
        rev = live.revision(told.topic)
        told = later.told(asked)
        who = f"person:{request.user.pk}"
        context = {"rev": rev, "ticket": live.ticket(told.topic, who=who, hours=2)}
    context |= {
        "waits": told.waits,
        "failed": told.failed,
        "counted": told.counted,
        "since": told.since,
        "tab": tab,
    }
    context["asked_again"] = again.urlencode()
    context["figures"] = f"insight/{tab}_figures.html"
    return context | (show(asked, told.answer) if told.answer is not None else {})


def _of_a_thread(asked: OfMatrix) -> dict[str, Any] | None:
    """The thread whose table this is, and how many of its passages are in no table of codes."""
    lens, key = asked.lens, asked.choice.thread
    thread = next((each for each in lens.threads if str(each.pk) == key), None)
    if thread is None:
        return None
    here = lens.gathered(key)
    coded = lens.codings(Choice(thread=key)).values("passage")
    return {
        "row": thread,
        "passages": here.count(),
        "without": here.exclude(passage__in=coded).count(),
    }


def around(lens: Lens, tab: str, choice: Choice) -> dict[str, Any]:
    """What every page of counts has around it."""
    return {
        "expedition": lens.expedition,
        "tab": tab,
        "held_still": chosen_words(lens, choice),
        "few_mark": FEW_MARK,
    }


def to_take_along(request: Asked, asked: Question, tab: str) -> dict[str, Any]:
    """What a page has around it that can be taken along."""
    address, slug = asked.address(), asked.lens.expedition.slug
    context = around(asked.lens, tab, asked.choice) | offered(request, slug, tab, address)
    return context | {
        "form": asked.form,
        "address": address,
        "to_share": asked.shared,
        "takes_along": True,
        "too_fine": asked.too_fine,
        "of_thread": bool(asked.choice.thread),
    }
