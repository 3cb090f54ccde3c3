"""Rounds of recognition: open one, see how far it is, and what came out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from samenspel.circles.deeds import may
from samenspel.circles.models import TEAM, Circle, Coalition
from samenspel.circles.roles import held
from samenspel.foundation.errors import Refused
from samenspel.people.links import keep_private
from samenspel.people.visits import Asked, PersonRequest, number, posted, signed_in
from samenspel.recognition import actions, reading
from samenspel.recognition.forms import MoveForm, OpenForm
from samenspel.recognition.models import RecognitionRound, Sheet
from samenspel.threads import bench
from samenspel.threads.models import Step, Thread, latest_status
from samenspel.threads.recognising import all_said, in_a_line


def rounds(request: Asked, slug: str) -> HttpResponse:
    """The rounds of an expedition, at the bench."""
    expedition = bench.at(request, slug)
    found = reading.rounds_of(expedition.pk, request.user)
    context = {
        "expedition": expedition,
        "rounds": found,
        "may_open": may(request.user, "recognition.open", expedition),
    }
    return render(request, "recognition/rounds.html", context)


@signed_in
def open_round(request: PersonRequest, slug: str) -> HttpResponse:
    """Choose threads and coalitions, and put the threads back."""
    expedition = bench.at(request, slug)
    if not may(request.user, "recognition.open", expedition):
        raise Http404
    rows = Thread.objects.visible_to(request.user).filter(expedition=expedition)
    standing = rows.annotate(status=latest_status()).exclude(status=Step.Status.DROPPED)
    every = list(standing.order_by("-id"))
    threads = [each for each in every if each.circle >= Circle.EXPEDITION or each.coalition_id]
    along = held(request.user).coalitions(TEAM)
    coalitions = list(Coalition.objects.filter(pk__in=along, expedition=expedition))
    wanted = str(number(request.GET.get("draad")))
    form = OpenForm(
        posted(request), threads=threads, coalitions=coalitions, initial={"about": [wanted]}
    )
    if form.is_valid():
        try:
            opened = actions.open_round(expedition, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The threads went back. The coordinators got a mail."))
            return redirect("recognition:round", pk=opened.pk)
    context = {
        "expedition": expedition,
        "form": form,
        "threads": threads,
        "narrow": [each for each in every if each not in threads],
        "coalitions": coalitions,
    }
    return render(request, "recognition/open.html", context, status=422 if form.errors else 200)


@signed_in
def one(request: PersonRequest, pk: int) -> HttpResponse:
    """How far a round is, and what came out of it."""
    found = round_or_404(request.user, pk)
    rows = Sheet.objects.visible_to(request.user).filter(round=found)
    sheets = list(rows.select_related("coalition").order_by("coalition__name"))
    if not sheets:
        raise Http404
    cards = reading.cards_of(request.user, sheet__round=found)
    threads = {card.thread_id: card.thread for card in cards}
    said = all_said(threads.values(), request.user)
    by_thread: dict[int, list[Any]] = {pk: [] for pk in threads}
    for outcome in reading.outcomes(cards, request.user):
        by_thread[outcome.card.thread_id].append(outcome)
    many = reading.answered(sheets)
    context = {
        "round": found,
        "expedition": found.expedition,
        "sheets": [
            (sheet, many.get(sheet.pk, 0), actions.members(sheet.coalition).count())
            for sheet in sheets
        ],
        "threads": [
            (thread, in_a_line(said[key]), by_thread[key]) for key, thread in threads.items()
        ],
        "may_lead": may(request.user, "recognition.close", found),
        "form": MoveForm(initial={"closes": found.closes}),
    }
    return keep_private(render(request, "recognition/round.html", context))


@signed_in
def move(request: PersonRequest, pk: int) -> HttpResponse:
    """Another last day."""
    found = round_or_404(request.user, pk, "recognition.move")
    form = MoveForm(posted(request), initial={"closes": found.closes})
    if form.is_valid():
        try:
            actions.move(found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("closes", str(refused))
        else:
            messages.success(request, _("Saved. It applies from now on."))
            return redirect("recognition:round", pk=pk)
    context = {"round": found, "expedition": found.expedition, "form": form}
    return render(request, "recognition/move.html", context, status=422 if form.errors else 200)


@signed_in
def close(request: PersonRequest, pk: int) -> HttpResponse:
    """Close a round before its day: asked once more, since it can't be opened again."""
    found = round_or_404(request.user, pk, "recognition.close")
    if request.method == "POST":
        try:
            actions.close(found, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Closed. What was said stands below."))
        return redirect("recognition:round", pk=pk)
    context = {"round": found, "expedition": found.expedition}
    return render(request, "recognition/close.html", context)


@signed_in
def thread(request: PersonRequest, pk: int) -> HttpResponse:
    """What was said of one thread: by coalition, by voice, and of which wording."""
    found = get_object_or_404(
        Thread.objects.visible_to(request.user).select_related("expedition"), pk=pk
    )
    cards = reading.cards_of(request.user, thread=found, sheet__round__closed__isnull=False)
    if not cards:
        raise Http404
    context = {
        "thread": found,
        "expedition": found.expedition,
        "recognised": in_a_line(all_said([found], request.user)[found.pk]),
        "outcomes": reading.outcomes(cards, request.user),
    }
    return keep_private(render(request, "recognition/thread.html", context))


def round_or_404(person: Any, pk: int, deed: str = "") -> RecognitionRound:
    rows = RecognitionRound.objects.visible_to(person).select_related("expedition")
    found: RecognitionRound = get_object_or_404(rows, pk=pk)
    if deed and not may(person, deed, found):
        raise Http404
    return found
