"""Giving out: choose what goes along and why, fetch the file; and the register of what went."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from samenspel.circles.models import Coalition, Expedition
from samenspel.exchange import actions, arriving, busy
from samenspel.exchange.forms import GiveForm
from samenspel.exchange.gathering import Gathered, Scope
from samenspel.exchange.giving import KINDS
from samenspel.exchange.models import Export, Held
from samenspel.foundation import live
from samenspel.foundation.errors import Refused
from samenspel.foundation.handing import hand_out
from samenspel.people.visits import PersonRequest, signed_in
from samenspel.threads import bench

A_PAGE = 50


@signed_in
@never_cache
def give(request: PersonRequest, slug: str) -> HttpResponse:
    expedition = bench.at(request, slug)
    gathered = Gathered(expedition, request.user, Scope())
    sources = gathered.sources().order_by()
    here = Coalition.objects.filter(pk__in=sources.values("coalition")).order_by("name")
    form = GiveForm(
        request.POST or None,
        coalitions=list(here),
        books=gathered.books,
        coders=[(pk, user.name) for pk, user in gathered.coders.items()],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            export = actions.give_out(
                expedition,
                kind=given["kind"],
                purpose=given["purpose"],
                scope=form.scope(),
                by=request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            busy.give_soon(export)
            return redirect("exchange:export", slug=slug, number=export.number)
    page = {"expedition": expedition, "form": form, "texts": sources.count()}
    return render(request, "exchange/give.html", page, status=422 if form.errors else 200)


@signed_in
@never_cache
def export(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    expedition = bench.at(request, slug)
    found = _export(request, expedition, number)
    seen = Held.objects.visible_to(request.user).filter(export=found).select_related("source")
    mine = found.author_id == request.user.pk
    page = _file_page(request, expedition, found) | {
        "held": seen.order_by("source__title")[:200],
        "many": _counted(request, expedition).get(pk=found.pk),
        "gone": _recalled(found) if mine else [],
        "rev": live.revision(found.topic),
        "ticket": live.ticket(found.topic, to=["all"], who=f"person:{request.user.pk}", hours=3),
    }
    return render(request, "exchange/export.html", page)


def _file_page(request: PersonRequest, expedition: Expedition, found: Export) -> dict[str, Any]:
    """Whether the file is being made, waits here, or is gone."""
    mine = found.author_id == request.user.pk
    is_there = mine and found.ready and arriving.path_of(found.key, "out").exists()
    fresh = found.created > timezone.now() - timedelta(hours=2)
    waiting = mine and not found.ready and fresh and not _recalled(found).exists()
    waiting = waiting and not found.is_of_counts
    told = {"mine": mine, "is_there": is_there, "waiting": waiting}
    return {"expedition": expedition, "export": found, **told}


def _export(request: PersonRequest, expedition: Expedition, number: int) -> Export:
    rows = Export.objects.visible_to(request.user).filter(expedition=expedition)
    found: Export = get_object_or_404(rows.select_related("author", "expedition"), number=number)
    return found


def _recalled(found: Export) -> Any:
    """What was taken back since, for whoever has the file: so that they find it there.

    Not its title, which may be made of its words.
    """
    rows = Held.objects.unguarded("taking back reaches everywhere")
    return rows.filter(export=found, recalled__isnull=False).select_related("source__coalition")


def _counted(request: PersonRequest, expedition: Expedition) -> Any:
    rows = Export.objects.visible_to(request.user).filter(expedition=expedition)
    return rows.annotate(
        many=Count("held"), gone=Count("held", filter=Q(held__recalled__isnull=False))
    )


@signed_in
@never_cache
def now(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    expedition = bench.at(request, slug)
    found = _export(request, expedition, number)
    page = _file_page(request, expedition, found)
    return render(request, "exchange/export_now.html", page)


@signed_in
@never_cache
def file(request: PersonRequest, slug: str, number: int) -> HttpResponse:
    """The file itself, for whoever asked for it, as long as it waits here."""
    expedition = bench.at(request, slug)
    found = _export(request, expedition, number)
    path = arriving.path_of(found.key, "out")
    if found.author_id != request.user.pk:
        messages.error(request, _("Only who took this file along can fetch it."))
        return redirect("exchange:export", slug=slug, number=number)
    if found.is_of_counts or not found.ready or not path.exists():
        messages.error(request, _("This file is no longer here. Take it along once more."))
        return redirect("exchange:export", slug=slug, number=number)
    kind, _make = KINDS[found.kind]
    answer: Any = hand_out(request, path, kind=kind)
    answer["Content-Disposition"] = f'attachment; filename="{found.file_name}"'
    return answer  # type: ignore[no-any-return]


@signed_in
@never_cache
def register(request: PersonRequest, slug: str) -> HttpResponse:
    """Everything that went out of an expedition: who has it, since when, and what for."""
    expedition = bench.at(request, slug)
    rows = _counted(request, expedition).select_related("author").order_by("-number")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "exchange/register.html", {"expedition": expedition, "page": page})
