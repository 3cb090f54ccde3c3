"""The learning agenda: its questions, and how they stood before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.agendas import actions, reading
from samenspel.agendas.forms import AnswerForm, DropForm, QuestionForm, RewordForm
from samenspel.agendas.models import LIVE, Question
from samenspel.circles.deeds import may
from samenspel.circles.models import Coalition
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked, PersonRequest, posted, signed_in

from .sharing import shared

ENOUGH = 6  # questions on an agenda: with more, none gets attention


def agenda(request: Asked, pk: int) -> HttpResponse:
    """What a coalition wants to learn, by letter; and a form for a new question."""
    place = _place(request, pk)
    may_work = may(request.user, "agenda.ask", place)
    if request.method == "POST" and not may_work:
        raise Http404
    form = QuestionForm(posted(request))
    if form.is_valid() and _put(request, place, form):
        return redirect("agendas:agenda", pk)
    live = list(reading.questions(place, request.user))
    context = {
        "place": place,
        "questions": live,
        "dropped": list(reading.questions(place, request.user, live=False)),
        "versions": reading.versions(place, request.user),
        "enough": len(live) >= ENOUGH,
        "may_work": may_work,
        "form": form,
    }
    return render(request, "agendas/agenda.html", context, status=422 if form.errors else 200)


def _put(request: Asked, place: Coalition, form: QuestionForm) -> bool:
    told = form.cleaned_data
    try:
        actions.ask(place, words=told["words"], key=told["once"], by=request.user)
    except Refused as refused:
        form.add_error("words", str(refused))
        return False
    messages.success(request, _("Saved. The question is on the list."))
    return True


def versions(request: Asked, pk: int) -> HttpResponse:
    """Two versions side by side: those of the days `van` and `naar`, or the last two."""
    place = _place(request, pk)
    found = reading.versions(place, request.user)
    if not found:
        return redirect("agendas:agenda", pk)
    newest = _of_day(found, request.GET.get("naar")) or found[-1]
    other = _of_day(found, request.GET.get("van"))
    if other is None or other == newest:
        earlier = [version for version in found if version.day < newest.day]
        other = earlier[-1] if earlier else newest
    before, after = sorted([other, newest], key=lambda version: version.day)
    context = {
        "place": place,
        "versions": found,
        "before": before if before != after else None,
        "after": after,
        "pairs": reading.beside(before, after),
    }
    return render(request, "agendas/versions.html", context)


def question(request: Asked, pk: int) -> HttpResponse:
    """One question, with all that it was before."""
    found, place = _question(request, pk)
    standings = list(found.standings.visible_to(request.user).select_related("by"))
    context = {
        "question": found,
        "place": place,
        "now": standings[-1],
        "is_live": standings[-1].state in LIVE,
        "standings": standings,
        "names": reading.reads_names(place, request.user),
        "may_work": may(request.user, "agenda.answer", found),
        "may_share": may(request.user, "agenda.widen", found),
    }
    return render(request, "agendas/question.html", context)


@signed_in
def reword(request: PersonRequest, pk: int) -> HttpResponse:
    found, place = _question_to(request, pk, "agenda.reword")
    form = RewordForm(posted(request), initial={"words": found.words})
    return _asked(
        request, found, place, form, actions.reword, _("Reword it"), _("Save these words")
    )


@signed_in
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    found, place = _question_to(request, pk, "agenda.answer")
    now = list(found.standings.visible_to(request.user))[-1]
    live = now.state in LIVE
    begun = {"words": now.said, "less": now.less, "more": now.more} if live else {}
    form = AnswerForm(posted(request), initial=begun)
    return _asked(
        request, found, place, form, actions.answer, _("An answer for now"), _("Save this answer")
    )


@signed_in
def drop(request: PersonRequest, pk: int) -> HttpResponse:
    found, place = _question_to(request, pk, "agenda.drop")
    form = DropForm(posted(request))
    return _asked(
        request, found, place, form, actions.drop, _("Off the list"), _("Take it off the list")
    )


@require_POST
@signed_in
def take_up(request: PersonRequest, pk: int) -> HttpResponse:
    found, place = _question_to(request, pk, "agenda.take_up")
    actions.take_up(found, by=request.user)
    messages.success(request, _("The question is on the list again."))
    return redirect("agendas:agenda", place.pk)


@signed_in
def circle(request: PersonRequest, pk: int) -> HttpResponse:
    """Who may read a question: wider or narrower."""
    found, place = _question_to(request, pk, "agenda.widen")
    return shared(
        request, found, place, "agendas:question", actions.widen_question, actions.narrow_question
    )


def _asked(
    request: PersonRequest,
    found: Question,
    place: Coalition,
    form: Any,
    does: Callable[..., object],
    title: str,
    do: str,
) -> HttpResponse:
    """A page that asks some words about a question, and does one thing with them."""
    if form.is_valid():
        try:
            does(found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("agendas:question", found.pk)
    context = {"question": found, "place": place, "form": form, "title": title, "do": do}
    return render(request, "agendas/ask.html", context, status=422 if form.errors else 200)


def _place(request: Asked, pk: int) -> Coalition:
    """The coalition, for whoever may read or ask something there."""
    place = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    if may(request.user, "agenda.ask", place):
        return place
    if not Question.objects.visible_to(request.user).filter(coalition=place).exists():
        raise Http404
    return place


def _question(request: Asked, pk: int) -> tuple[Question, Coalition]:
    rows = Question.objects.visible_to(request.user).select_related("coalition__expedition")
    found: Question = get_object_or_404(rows, pk=pk)
    place = found.coalition
    assert place is not None  # noqa: S101  (only a coalition has an agenda)
    return found, place


def _question_to(request: PersonRequest, pk: int, deed: str) -> tuple[Question, Coalition]:
    """The question, for whoever may do this with it. Not yours is not there."""
    found, place = _question(request, pk)
    if not may(request.user, deed, found):
        raise Http404
    return found, place


def _of_day(found: list[reading.Version], asked: str | None) -> reading.Version | None:
    """The version of the day that is asked for; None when none is."""
    if not asked:
        return None
    day = _day(asked)
    for version in found:
        if version.day == day:
            return version
    raise Http404


def _day(written: str) -> date | None:
    try:
        return parse_date(written)
    except ValueError:
        return None
