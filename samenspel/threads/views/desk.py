"""Reading a source, and marking in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.sources.models import Source, Version
from samenspel.threads import actions
from samenspel.threads.desk import Desk, place_url
from samenspel.threads.forms import MarkForm, PlaceForm
from samenspel.threads.models import Code, Passage

from .asked import Asked


def desk(request: Asked, pk: int) -> HttpResponse:
    """A text with its marks. Who may mark does it here, and chooses codes and a thread with it."""
    _source, version = _read(request, pk)
    form = MarkForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            passage = _mark(form, version, request)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. Whoever may read this text can see it."))
            return redirect(place_url(passage))
    return _show(request, version, form)


def change(request: Asked, pk: int) -> HttpResponse:
    """The desk, to choose other words for a passage that is there."""
    passage = get_object_or_404(
        Passage.objects.visible_to(request.user).select_related(
            "version__source__coalition", "version__source__expedition"
        ),
        pk=pk,
    )
    seen = {
        "start": passage.start,
        "end": passage.end,
        "words": passage.version.text[passage.start : passage.end],
        "sha256": passage.version.sha256,
    }
    form = PlaceForm(request.POST or None, initial=seen)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(passage, **form.at, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Kept. Codes and threads have stayed."))
            return redirect(place_url(passage))
    return _show(request, passage.version, form, changing=passage)


@require_POST
def put_back(request: Asked, pk: int) -> HttpResponse:
    """Undo the removal of a mark."""
    source, version = _read(request, pk)
    form = PlaceForm({"words": "-", "sha256": version.sha256, **request.POST.dict()})
    codes = Code.objects.visible_to(request.user).filter(pk__in=request.POST.getlist("codes"))
    if not form.is_valid():
        return redirect("threads:desk", pk=source.pk)
    start, end = form.at["start"], form.at["end"]
    at = {**form.at, "words": version.text[start:end], "sha256": version.sha256}
    try:
        passage = actions.mark(version, **at, codes=codes, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("threads:desk", pk=source.pk)
    messages.success(request, _("The fragment is back."))
    return redirect(place_url(passage))


def _read(request: Asked, pk: int) -> tuple[Source, Version]:
    versions = Version.objects.visible_to(request.user).filter(source=pk)
    number = request.GET.get("versie", "")
    if number.isdecimal() and len(number) < 9:
        versions = versions.filter(number=number)
    version = versions.select_related("source__coalition", "source__expedition").first()
    if version is None:
        version = get_object_or_404(versions)
    return version.source, version


def _mark(form: MarkForm, version: Version, request: Asked) -> Passage:
    said = form.cleaned_data
    return actions.mark_and_gather(
        version,
        at=form.at,
        codes=said["codes"],
        names=said["names"],
        thread=said["thread"],
        weight=said["weight"],
        claim=said["claim"],
        by=request.user,
    )


def _show(
    request: Asked, version: Version, form: Any, changing: Passage | None = None
) -> HttpResponse:
    source = version.source
    desk = Desk(source, version, request.user)
    if isinstance(form, MarkForm):
        form.offer(desk.threads)
    page = {
        "desk": desk,
        "source": source,
        "version": version,
        "form": form,
        "changing": changing,
        "newest": _newest(request, source),
        "undo": _undo(request, source),
    }
    status = 422 if form.is_bound else 200
    return render(request, "threads/desk.html", page, status=status)


def _newest(request: Asked, source: Source) -> int:
    newest: int = (
        Version.objects.visible_to(request.user)
        .filter(source=source)
        .values_list("number", flat=True)[0]
    )
    return newest


def _undo(request: Asked, source: Source) -> dict[str, Any] | None:
    """What was just removed, read from the address: nothing of it is kept elsewhere."""
    start, _sign, end = request.GET.get("weg", "").partition("-")
    if not (start.isdecimal() and end.isdecimal() and may(request.user, "passage.mark", source)):
        return None
    codes = [code for code in request.GET.get("codes", "").split(",") if code.isdecimal()]
    return {"start": start, "end": end, "codes": codes}
