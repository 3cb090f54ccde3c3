"""Recordings with a source: bring them in pieces, hear them, throw them away."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samenspel.circles.deeds import may
from samenspel.foundation import ranges
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, number, posted, signed_in
from samenspel.sources import looks, service, sounding, transcribing
from samenspel.sources import recordings as tapes
from samenspel.sources.forms import RecordingForm, TranscribeForm
from samenspel.sources.models import Arriving, Recording, Source, Transcribing
from samenspel.sources.typeset import clock

from .reading import find

PIECE = 4 * tapes.MEGABYTE


@signed_in
@never_cache
def recordings(request: PersonRequest, pk: int) -> HttpResponse:
    """What can be heard with a source, what is on its way, and a form to bring more."""
    source, _versions, version = find(request, pk)
    if not may(request.user, "recording.bring", source):
        raise Http404
    form = RecordingForm(posted(request), request.FILES or None)
    if request.method == "POST":
        by_script = "application/json" in request.headers.get("Accept", "")
        if form.is_valid():
            try:
                arriving = _begin(form, source, request)
            except Refused as refused:
                form.add_error("recording", _of_file(_name(form), refused))
            else:
                if by_script:
                    at = reverse("sources:piece", args=[arriving.key])
                    here = tapes.here(arriving)
                    told = {"to": at, "here": here, "sum": tapes.sum_of(arriving) if here else ""}
                    return JsonResponse(told, status=201)
                return redirect("sources:recordings", pk=pk)
        if by_script:
            wrong = [str(error) for errors in form.errors.values() for error in errors]
            return JsonResponse({"error": " ".join(wrong)}, status=422)
    context = {
        "source": source,
        "player": sounding.player(source, version, request.user),
        "underway": tapes.underway(source, request.user),
        "transcribing": _transcribing(source, request),
        "offered": service.is_offered(),
        "form": form,
        "reckoned_by": tapes.BLOCK,
        "piece": min(PIECE, settings.SAMENSPEL_MOST_BYTES // 2),
        "most": settings.SAMENSPEL_MOST_RECORDING // tapes.MEGABYTE,
        "most_at_once": settings.SAMENSPEL_MOST_BYTES // tapes.MEGABYTE,
    }
    status = 422 if form.is_bound else 200
    return render(request, "sources/recordings.html", context, status=status)


def _begin(form: RecordingForm, source: Source, request: PersonRequest) -> Arriving:
    if file := form.cleaned_data["recording"]:
        return tapes.bring_file(source, file, by=request.user)
    told = {"size": form.cleaned_data["size"], "name": _name(form), "by": request.user}
    begun = tapes.begun(source, **told)
    if begun and "anew" in request.POST:  # another file that is called so
        tapes.stop(begun, by=request.user)
        begun = None
    return begun or tapes.bring(source, **told)


def _name(form: RecordingForm) -> str:
    file = form.cleaned_data["recording"]
    return str(file.name if file else form.cleaned_data["name"])


def _of_file(name: str, refused: Refused) -> str:
    return f"{name}: {refused}" if name else str(refused)


def _transcribing(source: Source, request: PersonRequest) -> list[dict[str, Any]]:
    """What was sent to be written out; the words that came lead on for whoever asked."""
    return [
        {
            "row": row,
            "trouble": transcribing.REFUSALS[row.trouble] if row.trouble else "",
            "mine": row.asked_by_id == request.user.pk,
        }
        for row in transcribing.of(source, request.user)
    ]


@signed_in
@never_cache
def transcribe(request: PersonRequest, pk: int, key: UUID) -> HttpResponse:
    """Where the sound would go, and whether those who speak agreed; then it goes."""
    found = _recording(request, pk, key)
    if not service.is_offered() or not may(request.user, "recording.transcribe", found):
        raise Http404
    form = TranscribeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            transcribing.transcribe(found, agreed=form.cleaned_data["agreed"], by=request.user)
        except Refused as refused:
            form.add_error("agreed", str(refused))
        else:
            return redirect("sources:recordings", pk=pk)
    context = {
        "source": found.source,
        "length": clock(found.duration),
        "form": form,
        "where": service.where(),
    }
    return render(request, "sources/transcribe.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_POST
def stop_transcribing(request: PersonRequest, key: UUID) -> HttpResponse:
    rows = Transcribing.objects.visible_to(request.user).select_related("source")
    row = get_object_or_404(rows, key=key)
    if not may(request.user, "recording.stop_transcribing", row):
        raise Http404
    transcribing.stop(row, by=request.user)
    return redirect("sources:recordings", pk=row.source_id)


@signed_in
@require_POST
def piece(request: PersonRequest, key: UUID) -> JsonResponse:
    """A piece of a recording that a script sends; the answer says how much is here."""
    arriving = _own(request, key)
    sent: Any = request.FILES.get("piece")
    if sent is None or "complete" not in request.POST:
        return JsonResponse(
            {"error": _("Not all of this arrived. Please send it again.")}, status=400
        )
    try:
        at, sha256 = number(request.POST.get("at")), request.POST.get("sha256", "")
        here = tapes.take_piece(arriving, at, sent, sha256=sha256)
    except tapes.Mangled:
        wrong = _(
            "What arrives is not what you sent: something on the way changes it. "
            "Try another connection, and choose the same file again."
        )
        return JsonResponse({"here": tapes.here(arriving), "error": wrong}, status=409)
    except Refused as refused:
        tapes.stop(arriving, by=request.user)
        return JsonResponse({"error": _of_file(arriving.name, refused)}, status=422)
    return JsonResponse({"here": here})


@signed_in
@require_POST
def stop(request: PersonRequest, key: UUID) -> HttpResponse:
    arriving = _own(request, key)
    try:
        tapes.stop(arriving, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("sources:recordings", pk=arriving.source_id)


def _own(request: PersonRequest, key: UUID) -> Arriving:
    rows = Arriving.objects.visible_to(request.user).select_related("source")
    found: Arriving = get_object_or_404(rows, key=key, author=request.user)
    return found


@signed_in
@require_POST
def drop(request: PersonRequest, pk: int, key: UUID) -> HttpResponse:
    found = _recording(request, pk, key)
    try:
        tapes.drop(found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The recording is thrown away. The text is untouched."))
    return redirect("sources:source", pk=pk)


@require_safe
def recording(request: HttpRequest, pk: int, key: UUID) -> HttpResponseBase:
    """The sound itself, in parts, for whoever may read the source now."""
    found = _recording(request, pk, key)
    if ranges.first_of(request):
        looks.record(request.user, [found.source])
    return play(found, request)


def play(found: Recording, request: HttpRequest) -> HttpResponseBase:
    path = tapes.path_of(found)
    if not path.exists():
        raise Http404
    return ranges.part(path, request, kind=found.mime, name=found.name, etag=found.sha256)


def _recording(request: HttpRequest, pk: int, key: UUID) -> Recording:
    rows = Recording.objects.visible_to(request.user).select_related("source")
    found: Recording = get_object_or_404(rows, source=pk, key=key)
    return found
