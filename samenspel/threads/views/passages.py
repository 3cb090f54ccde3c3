"""One passage: its words, codes and threads."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked
from samenspel.sources import looks, sounding
from samenspel.sources.models import Version
from samenspel.sources.offsets import around
from samenspel.threads import actions, stepping
from samenspel.threads.blind import reading_of
from samenspel.threads.desk import codes_for, desk_url, hear, place_url, threads_for, tree
from samenspel.threads.forms import CodesForm, GatherForm
from samenspel.threads.models import Code, Coding, Passage, ThreadPassage

from .desk import keep_step


def passage(request: Asked, pk: int) -> HttpResponse:
    found = _passage(request, pk)
    return _show(request, found)


@require_POST
def give(request: Asked, pk: int) -> HttpResponse:
    """Give codes, chosen or named."""
    found = _passage(request, pk)
    form = CodesForm(request.POST, person=request.user)
    if form.is_valid():
        try:
            actions.give_all(found, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("threads:passage", pk=pk)
    return _show(request, found, giving=form)


@require_POST
def take(request: Asked, pk: int, code: int) -> HttpResponse:
    found = _passage(request, pk)
    given = get_object_or_404(Code.objects.visible_to(request.user), pk=code)
    try:
        actions.take(found, code=given, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("threads:passage", pk=pk)


@require_POST
def gather(request: Asked, pk: int) -> HttpResponse:
    """Put it in a thread, or begin one with it."""
    found = _passage(request, pk)
    form = GatherForm(request.POST, person=request.user)
    if form.is_valid():
        said = form.cleaned_data
        try:
            thread = actions.gather_in(
                found,
                thread=said["thread"],
                weight=said["weight"],
                claim=said["claim"],
                note=said["note"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            if thread is not None:
                messages.success(request, _("It is in the thread now."))
                return redirect("threads:thread", pk=thread.pk)
            form.add_error("thread", _("Choose a thread, or begin a new one."))
    return _show(request, found, gathering=form)


@require_POST
def remove(request: Asked, pk: int) -> HttpResponse:
    found = _passage(request, pk)
    version = found.version
    step = stepping.removed(found, (coding.code_id for coding in found.codings.all()))
    try:
        actions.remove(found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("threads:passage", pk=pk)
    keep_step(request, version, "removed", step)
    return redirect(desk_url(version))


def _passage(request: Asked, pk: int) -> Passage:
    """The passage, with what stands on it as far as this person sees it."""
    person = request.user
    codings = Coding.objects.visible_to(person)
    found: Passage = get_object_or_404(
        Passage.objects.visible_to(person)
        .filter(pk=pk)
        .select_related("version__source__coalition", "version__source__expedition", "made_by")
        .prefetch_related(
            Prefetch("codings", codings.select_related("code", "coder__person")),
            Prefetch(
                "gathered",
                ThreadPassage.objects.visible_to(person).select_related("thread").order_by("id"),
            ),
        )
    )
    return found


def _show(
    request: Asked,
    found: Passage,
    giving: CodesForm | None = None,
    gathering: GatherForm | None = None,
) -> HttpResponse:
    giving = giving or CodesForm(person=request.user)
    gathering = gathering or GatherForm(person=request.user)
    version, source = found.version, found.version.source
    looks.record(request.user, [source])
    hear([found], request.user)
    before, after = around(version.text, found.start, found.end, 200)
    apart = reading_of(request.user, source)
    page = {
        "passage": found,
        "source": source,
        "words": version.text[found.start : found.end],
        "before": before,
        "after": after,
        "place_url": place_url(found),
        "sound": sounding.passage(source, version, found.start, found.end, request.user),
        "superseded": Version.objects.visible_to(request.user)
        .filter(source=source, number__gt=version.number)
        .exists(),
        "may_mark": may(request.user, "passage.mark", source),
        "marked_by": request.user if apart else found.made_by,
        "blind": apart,
        "giving": giving,
        "gathering": gathering,
    }
    if page["may_mark"]:
        gathering.offer(threads_for(source, request.user), apart=apart is not None)
        page["codes"] = tree(codes_for(source, request.user))
    status = 422 if giving.is_bound or gathering.is_bound else 200
    return render(request, "threads/passage.html", page, status=status)
