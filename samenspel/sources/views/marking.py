"""Moments in a recording: mark one, word it better, take it away; and back to the player."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, signed_in
from samenspel.sources import moments
from samenspel.sources.models import Moment, Source
from samenspel.sources.readers.turns import milliseconds

TIME = re.compile(r"(?:\d{1,2}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?")


@signed_in
@require_POST
def mark(request: PersonRequest, pk: int) -> HttpResponse:
    """Mark where the player is, or the time that was typed."""
    seen = Source.objects.visible_to(request.user).select_related("coalition", "expedition")
    source = get_object_or_404(seen, pk=pk)
    rows = source.recordings.visible_to(request.user).select_related("source")
    chosen = request.POST.get("opname", "")
    mine = next((row for row in rows if str(row.key) == chosen), rows.first())
    typed = request.POST.get("wanneer", "").strip()
    if mine is None:
        return _back(pk)
    if not TIME.fullmatch(typed):
        messages.error(request, _("Write a time, such as 2:05."))
        return _back(pk)
    try:
        words = request.POST.get("woorden", "")
        moments.mark(mine, at=milliseconds(typed), words=words, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
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
