"""What a coalition agreed: the list, one agreement, and what one does with it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.agendas import actions, files, reading
from samenspel.agendas.forms import AgreementForm, ChangeForm, TurnForm
from samenspel.agendas.models import TO_DO, Agreement, Turnout
from samenspel.circles.deeds import may
from samenspel.circles.models import OWN, Coalition, Membership
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.people.visits import Asked, PersonRequest, posted, signed_in

from .sharing import shared

A_PAGE = 40
TURNED = "turned an agreement"
CANCELLED_FOR = timedelta(days=30)  # so long a calendar is told that something is off
NEWEST = ["-moment", "-pk"]


def agreements(request: Asked, pk: int) -> HttpResponse:
    """What was agreed here: what is to do first; and a form to write down what you agree now."""
    place, states = _place(request, pk)
    may_make = may(request.user, "agreement.make", place)
    if request.method == "POST" and not may_make:
        raise Http404
    form = AgreementForm(posted(request), initial={"what": request.GET.get("wat", "")[:300]})
    if form.is_valid() and _made(request, place, form):
        return redirect("agendas:agreements", pk)
    page = Paginator(_chosen(request, place), A_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "place": place,
        "page": page,
        "agreements": page.object_list,
        "names": reading.reads_names(place, request.user),
        "tabs": [(state, states[state]) for state in Turnout.State if states[state]],
        "many": states.total(),
        "to_do": any(states[state] for state in TO_DO),
        "asked": _asked(request),
        "may_turn": may_make,
        "form": form,
        "people": _people(place) if may_make else [],
        "undo": _undo(request, place),
    }
    return render(request, "agendas/list.html", context, status=422 if form.errors else 200)


def sheet(request: Asked, pk: int) -> HttpResponse:
    """What is to do, for a spreadsheet."""
    place, _states = _place(request, pk)
    rows = reading.agreements(place, request.user, state=TO_DO)
    text = files.sheet(rows, names=reading.reads_names(place, request.user))
    return _file(text.encode(), "text/csv; charset=utf-8", "afspraken.csv")


def calendar(request: Asked, pk: int) -> HttpResponse:
    """What is to do by a day, for a calendar; and for a month what no longer is."""
    place, _states = _place(request, pk)
    lately = timezone.now() - CANCELLED_FOR
    rows = reading.agreements(place, request.user)
    told = [row for row in rows if row.is_to_do or row.changed > lately]
    made = files.calendar(place, told, names=reading.reads_names(place, request.user))
    return _file(made, "text/calendar; charset=utf-8", "afspraken.ics")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    tag = quote_etag(sha256(content).hexdigest())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "ETag": tag}
    return HttpResponse(content, content_type=kind, headers=headers)


def agreement(request: Asked, pk: int) -> HttpResponse:
    """One agreement: how it stands, and how that came about."""
    found, place = _agreement(request, pk)
    told = found.turnouts.visible_to(request.user).select_related("by")
    context = {
        "agreement": found,
        "place": place,
        "names": reading.reads_names(place, request.user),
        "turnouts": told,
        "form": TurnForm(initial={"state": found.state}),
        "may_turn": may(request.user, "agreement.turn_out", found),
        "may_share": may(request.user, "agreement.widen", found),
        "may_strike": may(request.user, "agreement.strike", found),
    }
    return render(request, "agendas/agreement.html", context)


@require_POST
@signed_in
def turn(request: PersonRequest, pk: int) -> HttpResponse:
    """How it turned out, with one tap. Where it was is kept for one page, to undo it."""
    found, place = _agreement(request, pk)
    form = TurnForm(request.POST)
    if not form.is_valid():
        raise Http404
    before = {"state": found.state, "remark": found.remark}
    actions.turn_out(found, by=request.user, **form.cleaned_data)
    if request.POST.get("van") == "afspraak":
        messages.success(request, _("Saved."))
        return redirect("agendas:agreement", pk)
    if "terug" not in request.POST:
        request.session[TURNED] = {"pk": pk, **before}
    return redirect("agendas:agreements", place.pk)


@signed_in
def change(request: PersonRequest, pk: int) -> HttpResponse:
    found, place = _agreement_to(request, pk, "agreement.change")
    begun = {name: getattr(found, name) for name in ("what", "who", "by_when", "number")}
    form = ChangeForm(posted(request), initial=begun)
    if form.is_valid():
        try:
            actions.change_agreement(found, by=request.user, **form.cleaned_data)
        except ChangedMeanwhile as meanwhile:
            meanwhile.told_at(form, number="number")
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("agendas:agreement", pk)
    context = {"agreement": found, "place": place, "form": form, "people": _people(place)}
    return render(request, "agendas/change.html", context, status=422 if form.errors else 200)


@signed_in
def circle(request: PersonRequest, pk: int) -> HttpResponse:
    """Who may read an agreement: wider or narrower."""
    found, place = _agreement_to(request, pk, "agreement.widen")
    return shared(
        request,
        found,
        place,
        "agendas:agreement",
        actions.widen_agreement,
        actions.narrow_agreement,
    )


@signed_in
def strike(request: PersonRequest, pk: int) -> HttpResponse:
    found, place = _agreement_to(request, pk, "agreement.strike")
    if request.method == "POST":
        actions.strike(found, by=request.user)
        messages.success(request, _("The agreement is removed."))
        return redirect("agendas:agreements", place.pk)
    context = {
        "title": _("Remove this agreement?"),
        "words": found.what,
        "action": _("Remove it for everybody"),
        "back": reverse("agendas:agreement", args=[pk]),
        "danger": True,
    }
    return render(request, "confirm.html", context)


def _place(request: Asked, pk: int) -> tuple[Coalition, Counter[str]]:
    """The coalition, and how many agreements of each state; for whoever may read or make some."""
    place = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    rows = reading.agreements(place, request.user).order_by()
    states = Counter(rows.values_list("state", flat=True))
    if not states and not may(request.user, "agreement.make", place):
        raise Http404
    return place, states


def _asked(request: Asked) -> dict[str, str]:
    """What was chosen of the list: a state, an order, whose. What is not understood is left out."""
    known = {"stand": Turnout.State.values, "volgorde": ["nieuw"], "wie": ["ik"]}
    return {name: value for name in known if (value := request.GET.get(name, "")) in known[name]}


def _chosen(request: Asked, place: Coalition) -> Any:
    asked = _asked(request)
    rows = reading.agreements(place, request.user, state=asked.get("stand"))
    if "wie" in asked and request.user.is_authenticated:
        rows = rows.filter(people=request.user)
    return rows.order_by(*NEWEST) if "volgorde" in asked else rows


def _made(request: Asked, place: Coalition, form: AgreementForm) -> bool:
    told = dict(form.cleaned_data)
    try:
        actions.agree(place, key=told.pop("once"), by=request.user, **told)
    except Refused as refused:
        form.add_error("what", str(refused))
        return False
    messages.success(request, _("Saved. It is on the list now."))
    return True


def _people(place: Coalition) -> list[str]:
    """The names to choose from while one types."""
    live = Membership.objects.live().filter(coalition=place, role__in=OWN)
    return sorted(set(live.values_list("person__name", flat=True)))


def _undo(request: Asked, place: Coalition) -> dict[str, Any] | None:
    """What was just turned, and how it stood; told once."""
    turned: dict[str, Any] | None = request.session.pop(TURNED, None)
    if not turned:
        return None
    found = reading.agreements(place, request.user).filter(pk=turned["pk"]).first()
    return {"agreement": found, **turned} if found else None


def _agreement(request: Asked, pk: int) -> tuple[Agreement, Coalition]:
    rows = reading.agreements_of(request.user)
    found = get_object_or_404(rows.select_related("coalition__expedition"), pk=pk)
    place = found.coalition
    assert place is not None  # noqa: S101  (only a coalition agrees)
    return found, place


def _agreement_to(request: PersonRequest, pk: int, deed: str) -> tuple[Agreement, Coalition]:
    """The agreement, for whoever may do this with it. Not yours is not there."""
    found, place = _agreement(request, pk)
    if not may(request.user, deed, found):
        raise Http404
    return found, place
