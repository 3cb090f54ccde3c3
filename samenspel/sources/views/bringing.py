"""Bringing files in: choose them, look over how each was read, keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenspel.circles.places import places_of
from samenspel.circles.readers import who_reads
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, signed_in
from samenspel.sources import actions
from samenspel.sources.forms import BringForm, LookOver
from samenspel.sources.models import Brought
from samenspel.sources.readers import REMARKS, Draft, Kind, Paragraph, Unreadable, read
from samenspel.sources.typeset import typeset
from samenspel.sources.writing import from_json, renamed

if TYPE_CHECKING:
    from django.db.models import QuerySet


@signed_in
@never_cache
def bring(request: PersonRequest) -> HttpResponse:
    places = places_of(request.user)
    if not places:
        raise Http404
    form = BringForm(request.POST or None, request.FILES or None, places=places)
    if request.method == "POST" and form.is_valid():
        brought = [_only_heard(form, request)] if form.is_heard else _read_all(form, request)
        if brought:
            return redirect("sources:look_over", key=brought[0].key)
    waiting = _waiting(request)
    return render(request, "sources/bring.html", {"form": form, "waiting": waiting})


def _only_heard(form: BringForm, request: PersonRequest) -> Brought:
    """No words yet: a title, to which a recording comes and words that are typed with it."""
    title = _("Recording of %s") % date_format(timezone.localdate(), "j F Y")
    draft = Draft(title, (Paragraph(Kind.HEADING, title, 1),))
    place = form.cleaned_data["place"]
    return actions.bring(place, name=_("only a recording"), draft=draft, by=request.user)


def _read_all(form: BringForm, request: PersonRequest) -> list[Brought]:
    """Read each file; those that can't be read are named at the form, the others go on."""
    place = form.cleaned_data["place"]
    brought: list[Brought] = []
    refused: list[str] = []
    for name, data in form.pieces():
        try:
            draft = read(name, data)
        except Unreadable as refusal:
            refused.append(f"{name}: {refusal}")
        else:
            brought.append(actions.bring(place, name=name, draft=draft, by=request.user))
    for sentence in refused:
        if brought:  # the next page tells it
            messages.error(request, sentence)
        else:
            form.add_error("brought", sentence)
    return brought


def _waiting(request: PersonRequest) -> QuerySet[Brought]:
    mine: QuerySet[Brought] = Brought.objects.visible_to(request.user)
    return mine.filter(author=request.user).defer("paragraphs")


@signed_in
@never_cache
def look_over(request: PersonRequest, key: UUID) -> HttpResponse:
    brought = get_object_or_404(
        Brought.objects.visible_to(request.user).select_related("coalition", "expedition"), key=key
    )
    if brought.source_id:
        return redirect("sources:compare", key=key)
    found = from_json(brought.paragraphs)
    over = LookOver(brought, found, request.user, request.POST or None)
    if request.method == "POST" and "again" not in request.POST and over.is_valid():
        given = over.form.cleaned_data
        try:
            source = actions.import_source(
                brought,
                names=over.names,
                speakers=over.spoke(),
                by=request.user,
                **{name: given[name] for name in ("title", "kind", "circle", "moment", "language")},
            )
        except Refused as refused:
            over.form.add_error("circle", str(refused))
        else:
            messages.success(request, _("Saved. %s") % who_reads(source, request.user).words)
            following = _waiting(request).first()
            if following:
                left = _waiting(request).count()
                more = ngettext("%d more file to look over.", "%d more files to look over.", left)
                messages.info(request, more % left)
                return redirect("sources:look_over", key=following.key)
            alone = all(each.kind is Kind.HEADING for each in found)
            return redirect("sources:recordings" if alone else "sources:source", pk=source.pk)
    return render(
        request,
        "sources/look_over.html",
        {
            "brought": brought,
            "over": over,
            "text": typeset(renamed(found, over.names), over.voices),
            "remarks": [REMARKS[code] for code in brought.remarks if code in REMARKS],
            "waiting": _waiting(request).exclude(pk=brought.pk),
        },
    )


@signed_in
@require_POST
def discard(request: PersonRequest, key: UUID) -> HttpResponse:
    brought = get_object_or_404(Brought.objects.visible_to(request.user), key=key)
    actions.discard(brought, by=request.user)
    messages.success(request, _("Thrown away: %s. Nothing was kept.") % brought.name)
    return redirect("sources:bring")
