"""Moments in a recording: mark one, word it better, take it away; and back to the player."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, signed_in
from samenspel.sources import moments
from samenspel.sources.models import Moment, Source

from .reading import Mark, page_of


@signed_in
@require_POST
def mark(request: PersonRequest, pk: int) -> HttpResponse:
    """Mark where the player is, or the time that was typed."""
    seen = Source.objects.visible_to(request.user).select_related("coalition", "expedition")
    source = get_object_or_404(seen, pk=pk)
    rows = source.recordings.visible_to(request.user).select_related("source")
    typed = {name: request.POST.get(name, "").strip() for name in ("opname", "wanneer", "woorden")}
    mine = next((row for row in rows if str(row.key) == typed["opname"]), rows.first())
    if mine is None or not may(request.user, "moment.mark", mine):
        raise Http404
    try:
        moments.mark(
            mine, at=moments.place(typed["wanneer"]), words=typed["woorden"], by=request.user
        )
    except Refused as no:
        mark = Mark(typed["wanneer"], typed["woorden"], str(mine.key), str(no))
        return page_of(request, pk, mark)
    return _back(pk)


@signed_in
@require_POST
def word(request: PersonRequest, pk: int) -> HttpResponse:
    moment = _moment(request, pk)
    try:
        moments.word(moment, words=request.POST.get("woorden", ""), by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    return _back(moment.recording.source_id)


@signed_in
@require_POST
def unmark(request: PersonRequest, pk: int) -> HttpResponse:
    moment = _moment(request, pk)
    moments.unmark(moment, by=request.user)
    return _back(moment.recording.source_id)


def _moment(request: PersonRequest, pk: int) -> Moment:
    rows = Moment.objects.visible_to(request.user).select_related("recording__source")
    found: Moment = get_object_or_404(rows, pk=pk)
    return found


def _back(source: int) -> HttpResponse:
    return redirect(f"{reverse('sources:source', args=[source])}#momenten")
