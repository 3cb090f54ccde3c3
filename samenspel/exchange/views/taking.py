"""Taking in a project of another package: bring it, look it over, take it in, read what became."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.models import Expedition
from samenspel.circles.places import Place, places_of
from samenspel.exchange import actions, arriving, busy
from samenspel.exchange.forms import BringForm, ChooseForm
from samenspel.exchange.models import Arrival
from samenspel.exchange.refusals import NotRead, sentence, told
from samenspel.foundation import live
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, signed_in
from samenspel.threads import bench
from samenspel.threads.models import Codebook


@signed_in
@never_cache
def corner(request: PersonRequest, slug: str) -> HttpResponse:
    expedition = bench.at(request, slug)
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            arrival = _brought(request, expedition, form)
        except Refused as refusal:
            form.add_error("brought", str(refusal))
            return _corner(request, expedition, form)
        if arrival.state != Arrival.State.REFUSED:
            return redirect("exchange:look_over", slug=slug, key=arrival.key)
        form.add_error("brought", _why_refused(arrival))
        actions.discard(arrival, by=request.user)
    return _corner(request, expedition, form)


def _corner(request: PersonRequest, expedition: Expedition, form: BringForm) -> HttpResponse:
    mine = _mine(request, expedition).exclude(state=Arrival.State.REFUSED)
    page = {"expedition": expedition, "form": form, "arrivals": mine}
    page["most"] = settings.SAMENSPEL_MOST_PROJECT
    return render(request, "exchange/corner.html", page, status=422 if form.errors else 200)


def _brought(request: PersonRequest, expedition: Expedition, form: BringForm) -> Arrival:
    key = uuid.uuid4()
    actions.insist_on_room(expedition, request.user)
    arriving.put(key, form.file)
    arrival = actions.bring(
        expedition,
        name=form.file.name or "",
        size=form.file.size or 0,
        key=key,
        by=request.user,
    )
    busy.read_soon(arrival)
    return arrival


def _mine(request: PersonRequest, expedition: Expedition) -> Any:
    rows = Arrival.objects.visible_to(request.user)
    return rows.filter(expedition=expedition, author=request.user)


def _arrival(request: PersonRequest, expedition: Expedition, key: uuid.UUID) -> Arrival:
    found: Arrival = get_object_or_404(
        _mine(request, expedition).select_related("author", "expedition"), key=key
    )
    return found


@signed_in
@never_cache
def look_over(request: PersonRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """What stands in the file and what it becomes; and when that was done, what became of it."""
    expedition = bench.at(request, slug)
    arrival = _arrival(request, expedition, key)
    page = {"expedition": expedition, "arrival": arrival}
    if arrival.busy:
        return render(request, "exchange/busy.html", page | _line(arrival, request))
    if arrival.state == Arrival.State.REFUSED:
        return render(request, "exchange/refused.html", page | {"why": _why_refused(arrival)})
    if arrival.state == Arrival.State.KEPT:
        return render(request, "exchange/kept.html", page | _kept(arrival, request))
    return _choose(request, arrival, page)


def _choose(request: PersonRequest, arrival: Arrival, page: dict[str, Any]) -> HttpResponse:
    summary = busy.summary_of(arrival.found)
    form = ChooseForm(
        request.POST or None,
        summary=summary,
        places=_places(request, arrival.expedition),
        by_language=request.user.language,
    )
    again = "again" in request.POST
    if request.method == "POST" and not again and form.is_valid():
        try:
            busy.take_in_soon(arrival, form.choices())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if arrival.state == Arrival.State.KEPT:
                done = _("Taken in. Below stands what did not come along as it was.")
                messages.success(request, done)
            return redirect("exchange:look_over", slug=page["expedition"].slug, key=arrival.key)
    if again:
        form.errors.clear()
    page |= {
        "form": form,
        "summary": summary,
        "losses": [(told(each.code, each.count), each.where) for each in summary.losses],
        "why": arrival.kept.get("why"),
    }
    status = 422 if form.errors else 200
    return render(request, "exchange/look_over.html", page, status=status)


def _places(request: PersonRequest, expedition: Expedition) -> dict[str, Place]:
    """Where in this expedition somebody may bring texts."""
    return {
        key: place
        for key, place in places_of(request.user).items()
        if _in(place, expedition) and may(request.user, "source.keep", place)
    }


def _in(place: Place, expedition: Expedition) -> bool:
    here = place.pk if isinstance(place, Expedition) else place.expedition_id
    return here == expedition.pk


def _kept(arrival: Arrival, request: PersonRequest) -> dict[str, Any]:
    kept = arrival.kept
    books = Codebook.objects.visible_to(request.user).filter(pk__in=kept.get("books", []))
    losses = actions.losses_of(kept.get("losses", []))
    return {
        "counts": kept.get("counts", {}),
        "books": books,
        "losses": [(told(each.code, each.count), each.where) for each in losses],
        "searching": arrival.total and arrival.done < arrival.total,
    }


def _line(arrival: Arrival, request: PersonRequest) -> dict[str, Any]:
    who = f"person:{request.user.pk}"
    return {
        "rev": live.revision(arrival.topic),
        "ticket": live.ticket(arrival.topic, to=["all"], who=who, hours=3),
    }


@signed_in
@never_cache
def now(request: PersonRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    """How far it is, for an open screen."""
    expedition = bench.at(request, slug)
    arrival = _arrival(request, expedition, key)
    page = {"expedition": expedition, "arrival": arrival}
    return render(request, "exchange/busy_now.html", page)


@signed_in
@require_POST
def discard(request: PersonRequest, slug: str, key: uuid.UUID) -> HttpResponse:
    arrival = _arrival(request, bench.at(request, slug), key)
    try:
        actions.discard(arrival, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thrown away: %s. Nothing was kept.") % arrival.name)
    return redirect("exchange:corner", slug=slug)


def _why_refused(arrival: Arrival) -> str:
    found = arrival.found
    try:
        return str(sentence(found["code"], found.get("params", {})))
    except KeyError:
        return str(NotRead("too_heavy"))
