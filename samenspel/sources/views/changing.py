"""A new version of the words: change them or bring a file, compare, and keep."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from samenspel.circles.deeds import may
from samenspel.circles.models import Circle
from samenspel.circles.readers import who_reads
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, number, signed_in
from samenspel.sources import actions, looks, sounding, traces
from samenspel.sources.differences import compare
from samenspel.sources.forms import CircleForm, Comparing, ReviseForm
from samenspel.sources.models import Brought, Receipt, Source
from samenspel.sources.naming import as_read, heard_in
from samenspel.sources.readers import REMARKS, Paragraph, read
from samenspel.sources.writing import from_json, read_written, to_json, written

from .reading import find, paragraphs_of


@signed_in
@never_cache
def revise(request: PersonRequest, pk: int) -> HttpResponse:
    source, versions, version = find(request, pk)
    if version != versions[0] or not may(request.user, "source.revise", source):
        raise Http404
    old = paragraphs_of(version)
    player = sounding.player(source, version, request.user)
    speakers = list(source.speakers.visible_to(request.user).values_list("label", flat=True))
    form = ReviseForm(request.POST or None, request.FILES or None, initial={"text": written(old)})
    if request.method == "POST" and form.is_valid():
        try:
            lasts = player.sounds[0].recording.duration if player else None
            name, paragraphs, remarks = _brought(form, speakers, old, lasts)
            if to_json(paragraphs) == to_json(old):
                raise Refused(_("This is the text as it was. Change something, or go back."))
            brought = actions.bring_version(
                source, name=name, paragraphs=paragraphs, remarks=remarks, by=request.user
            )
        except Refused as refused:
            form.add_error("brought" if form.cleaned_data["brought"] else "text", str(refused))
        else:
            return redirect("sources:compare", key=brought.key)
    context = {"source": source, "version": version, "form": form, "player": player}
    return render(request, "sources/revise.html", context)


def _brought(
    form: ReviseForm, speakers: list[str], old: tuple[Paragraph, ...], lasts: int | None
) -> tuple[str, tuple[Paragraph, ...], tuple[str, ...]]:
    """A name, the paragraphs and the remarks: of the file when there is one, else of the text."""
    for file in form.cleaned_data["brought"]:
        draft = read(file.name or "", file.read())
        return file.name or "", draft.paragraphs, draft.remarks
    paragraphs = read_written(form.cleaned_data["text"], speakers, old, lasts=lasts)
    if not paragraphs:
        raise Refused(_("There are no words here yet. Write or say something first."))
    return _("changed text"), paragraphs, ()


@signed_in
@never_cache
def compare_new(request: PersonRequest, key: UUID) -> HttpResponse:
    """A new version beside the one that is there, before it is kept."""
    brought = get_object_or_404(
        Brought.objects.visible_to(request.user).exclude(source=None), key=key
    )
    source, versions, newest = find(request, brought.source_id)
    if not may(request.user, "source.revise", source):
        raise Http404
    found = from_json(brought.paragraphs)
    known = set(source.speakers.visible_to(request.user).values_list("label", flat=True))
    speaking = dict.fromkeys(p.speaker for p in found if p.speaker)
    new = [label for label in speaking if label not in known]
    comparing = Comparing(source, new, versions[0].number, request.user, request.POST or None)
    if request.method == "POST" and comparing.is_valid():
        try:
            version = actions.import_version(
                brought,
                after=comparing.form.cleaned_data["after"],
                speakers=comparing.spoke(),
                by=request.user,
            )
        except Refused as refused:
            comparing.form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved as version %d.") % version.number)
            return redirect("sources:source", pk=source.pk)
    context = {
        "source": source,
        "brought": brought,
        "comparing": comparing,
        "before": newest.number,
        "after": newest.number + 1,
        "stretches": compare(paragraphs_of(newest), found),
        "remarks": [REMARKS[code] for code in brought.remarks if code in REMARKS],
    }
    return render(request, "sources/compare.html", context)


@signed_in
@never_cache
def circle(request: PersonRequest, pk: int) -> HttpResponse:
    """Let more or fewer people read it, or nobody but its author."""
    source, *_rest = find(request, pk)
    now = Circle(source.circle)
    wider = may(request.user, "source.widen", source)
    if not wider and not (now and may(request.user, "source.narrow", source)):
        raise Http404
    widest = Circle.PUBLIC if wider else now
    form = CircleForm(request.POST or None, source=source, person=request.user, widest=widest)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["circle"]
        try:
            if to > now:
                actions.widen(source, to=to, agreed=form.how, by=request.user)
            elif to < now:
                actions.narrow(source, to=to, by=request.user)
        except Refused as refused:
            form.add_error("circle", str(refused))
        else:
            told = _("Saved. %s") if to != now else _("It was like that already. %s")
            mine = Receipt.objects.visible_to(request.user).filter(source=source).first()
            if to == Circle.PRIVATE and to != now and mine:
                return redirect("sources:receipt", pk=mine.pk)
            messages.success(request, told % who_reads(source, request.user).words)
            seen = Source.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect("sources:source", pk=pk) if seen else redirect("sources:sources")
    places = [place for place in traces.places(source) if place.standing]
    mine = source.author_id == request.user.pk
    context = {"source": source, "form": form, "places": places if mine else [], "wider": wider}
    return render(request, "sources/circle.html", context)


def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions side by side: `van` and `naar`, or the newest and the one before it."""
    source, versions, _newest = find(request, pk)
    numbers = [version.number for version in versions]
    after = _asked(request.GET.get("naar"), numbers, numbers[0])
    earlier = [number for number in numbers if number < after]
    before = _asked(request.GET.get("van"), earlier, earlier[0] if earlier else after)
    looks.record(request.user, [source])
    whole = source.versions.visible_to(request.user)
    heard = heard_in([source], request.user)[source.pk]
    context: dict[str, Any] = {
        "source": source,
        "numbers": numbers,
        "before": before,
        "after": after,
        "stretches": compare(
            as_read(paragraphs_of(whole.get(number=before)), heard),
            as_read(paragraphs_of(whole.get(number=after)), heard),
        ),
    }
    return render(request, "sources/differences.html", context)


def _asked(written: str | None, numbers: list[int], otherwise: int) -> int:
    if not written:
        return otherwise
    asked = number(written)
    if asked not in numbers:
        raise Http404
    return asked
