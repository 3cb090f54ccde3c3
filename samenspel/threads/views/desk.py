"""Reading a source, and marking in it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked, PersonRequest, number, signed_in
from samenspel.sources import looks, sounding
from samenspel.sources.models import Version
from samenspel.threads import actions, bench, beside, blind, reading
from samenspel.threads.carrying import propose
from samenspel.threads.desk import Desk, place_url
from samenspel.threads.forms import MarkForm, PlaceForm
from samenspel.threads.models import Passage
from samenspel.threads.stepping import Move, Place, Recoded, mark_and_gather

STEP = "desk_step"


def desk(request: Asked, pk: int) -> HttpResponse:
    """A text with its marks. Who may mark does it here, and chooses codes and a thread with it."""
    version = read_version(request, pk)
    form = MarkForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            done = _mark(form, version, request)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            passage: Any = done.passage
            new = bool(form.cleaned_data["names"] or form.cleaned_data["claim"])
            step = done.step((passage.start, passage.end))
            keep_step(request, version, "named" if new else "marked", step)
            return redirect(place_url(passage))
    return _show(request, version, form)


@signed_in
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """The desk, to choose other words for a passage: in its own version, or in the newest."""
    passage = get_object_or_404(
        Passage.objects.visible_to(request.user).select_related("version__source"), pk=pk
    )
    if not may(request.user, "passage.change", passage):
        raise Http404
    version = passage.version
    if "nieuw" in request.GET:
        version = _versions(request, version.source_id).first()
    seen = {} if version != passage.version else _as_seen(passage)
    before = Place.of(passage)
    form = PlaceForm(request.POST or None, initial=seen)
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.change(passage, version=version, **form.at, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            step = Move(before, Place.of(moved))
            if step.before != step.after:
                keep_step(request, version, "moved", step.told())
            return redirect(place_url(moved))
    return _show(request, version, form, changing=passage)


@signed_in
def carry(request: PersonRequest, pk: int) -> HttpResponse:
    """Take passages along to the newest version; what is doubtful waits for somebody's yes."""
    version = get_object_or_404(_versions(request, pk)[:1])
    if not may(request.user, "passage.carry", version):
        raise Http404
    left = _left_behind(request, version)
    proposals = [proposal for old in left for proposal in propose(old, version, request.user)]
    if request.method == "POST":
        agreed = {number(each) for each in request.POST.getlist("agreed")}
        places = {
            each.passage: each.place
            for each in proposals
            if each.sure or (each.passage.pk in agreed and not each.lost)
        }
        if not places:
            messages.warning(request, _("Nothing went along. Tick what is right."))
            return redirect("threads:carry", pk=pk)
        try:
            many = actions.carry(version, places=places, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(
                request,
                ngettext(
                    "%d passage is in the newest version now.",
                    "%d passages are in the newest version now.",
                    many,
                )
                % many,
            )
            return redirect("threads:desk", pk=pk)
    context = {
        "source": version.source,
        "version": version,
        "sure": [p for p in proposals if p.sure],
        "doubtful": [p for p in proposals if not p.sure and not p.lost],
        "lost": [p for p in proposals if p.lost],
    }
    return render(request, "threads/carry.html", context)


def _versions(request: Asked, source: int) -> QuerySet[Version]:
    versions: QuerySet[Version] = (
        Version.objects.visible_to(request.user)
        .filter(source=source)
        .select_related("source__coalition", "source__expedition")
        .order_by("-number")
    )
    return versions


def read_version(request: Asked, pk: int) -> Version:
    """The version that the address asks for, or else the newest."""
    versions = _versions(request, pk)
    if asked := number(request.GET.get("versie")):
        versions = versions.filter(number=asked)
    return get_object_or_404(versions[:1])


def _as_seen(passage: Passage) -> dict[str, Any]:
    version = passage.version
    words = version.text[passage.start : passage.end]
    return {"start": passage.start, "end": passage.end, "words": words, "sha256": version.sha256}


def _left_behind(request: Asked, version: Version) -> list[Version]:
    """Older versions of this text that still hold passages."""
    marked = Passage.objects.visible_to(request.user).values("version")
    older = _versions(request, version.source_id).filter(number__lt=version.number)
    return list(older.filter(pk__in=marked))


def _mark(form: MarkForm, version: Version, request: Asked) -> Recoded:
    said = form.cleaned_data
    return mark_and_gather(
        version,
        at=form.at,
        codes=said["codes"],
        names=said["names"],
        thread=said["thread"],
        weight=said["weight"],
        claim=said["claim"],
        by=request.user,
    )


def keep_step(request: Asked, version: Version, what: str, step: dict[str, Any]) -> None:
    """Keep a step until the desk is shown, which says what was done and offers the way back."""
    at = [version.source_id, version.number]
    request.session[STEP] = {"at": at, "what": what, "step": step}


def _kept_step(request: Asked, version: Version) -> dict[str, Any] | None:
    kept = request.session.get(STEP)
    if not kept or kept["at"] != [version.source_id, version.number]:
        return None
    del request.session[STEP]
    what = kept["what"]
    return {"step": json.dumps(kept["step"]), "what": what, "said": _saved(what, version, request)}


def _saved(what: str, version: Version, request: Asked) -> str:
    if what == "removed":
        return _("The passage is gone. The text itself is untouched.")
    if what == "moved":
        return _("Saved. Codes and threads are as they were.")
    if blind.reading_of(request.user, version.source) is None:
        return _("Saved. Whoever may read this text can see it.")
    if what == "named":
        return _(
            "Saved. Who reads this text blind too, doesn't see these words yet. "
            "A new code or thread they do see."
        )
    return _("Saved. Who reads this text blind too, doesn't see it yet.")


def _show(
    request: Asked, version: Version, form: Any, changing: Passage | None = None
) -> HttpResponse:
    source = version.source
    looks.record(request.user, [source])
    at_bench = bench.has_place(request.user, source.expedition_id)
    if at_bench:
        reading.opened(request.user, source)
    desk = Desk(source, version, request.user, _asked_layers(request), at_bench)
    apart = blind.reading_of(request.user, source) if desk.may_mark else None
    if isinstance(form, MarkForm):
        form.offer(desk.threads, apart=apart is not None)
    newest = version.number
    if "versie" in request.GET or changing:
        newest = _versions(request, source.pk).values_list("number", flat=True)[0]
    parts = beside.at(request, version)
    context = {
        "desk": desk,
        "at_bench": at_bench,
        "palette": desk.palette() if desk.may_mark and not changing else [],
        "is_done": desk.may_mark and reading.done_with(request.user, source),
        "blind": apart,
        "source": source,
        "version": version,
        "form": form,
        "changing": changing,
        "newest": newest,
        "left_behind": _left_behind(request, version)
        if desk.may_mark and version.number == newest > 1
        else [],
        "done": None if changing else _kept_step(request, version),
        "beside": parts,
        "layers_apart": [part.layer for part in parts if part.layer],
        "player": sounding.player(source, version, request.user),
    }
    return render(request, "threads/desk.html", context, status=422 if form.is_bound else 200)


def _asked_layers(request: Asked) -> frozenset[int] | None:
    """The coders whose layers were asked for in the address; None when all may be shown."""
    if "lagen" not in request.GET:
        return None
    return frozenset(number(each) for each in request.GET.getlist("laag"))
