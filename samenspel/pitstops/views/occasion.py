"""The reports of a coalition; and one begun from a blank page: what it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.deeds import may
from samenspel.circles.models import Coalition
from samenspel.circles.places import coalition_or_404
from samenspel.circles.roles import relation
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked, PersonRequest, posted, signed_in
from samenspel.pitstops import occasions, reports, shelf
from samenspel.pitstops.report_forms import OccasionForm

if TYPE_CHECKING:
    from samenspel.pitstops.report_models import Occasion, Report


def all_reports(request: Asked, pk: int) -> HttpResponse:
    """The reports of a coalition, as far as whoever looks may know of them."""
    place = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    if relation(request.user, place) == "nobody":
        raise Http404
    order = request.GET.get("volgorde", "")
    told = {
        "place": place,
        "reports": shelf.listed(request.user, place, order=order),
        "order": order if order in shelf.ORDERS else "",
        "orders": [("", _("Newest first")), ("naam", _("By title")), ("stand", _("By standing"))],
        "may_begin": may(request.user, "report.begin", place),
    }
    return render(request, "pitstops/reports.html", told)


@signed_in
def begin(request: PersonRequest, pk: int) -> HttpResponse:
    """What the report is of; then on to the blank page."""
    place = coalition_or_404(request.user, pk, "report.begin")
    first = {"day": timezone.localdate(), "kind": "exchange", "circle": occasions.NARROWEST}
    form = OccasionForm(
        posted(request), place=place, person=request.user, settled=False, initial=first
    )
    if form.is_valid():
        try:
            made = occasions.begin(place, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("pitstops:report_edit", made.pk)
    told = {"place": place, "form": form}
    return render(request, "pitstops/report_begin.html", told, status=422 if form.errors else 200)


@signed_in
def change(request: PersonRequest, pk: int) -> HttpResponse:
    """Its title and day, what it is of, and who reads along."""
    report, occasion, place = _begun_or_404(request, pk, "report.change")
    first = {name: getattr(occasion, name) for name in ("title", "day", "kind", "circle")}
    first["guests"] = occasions.guests_at(request.user, report)
    form = OccasionForm(
        posted(request),
        place=place,
        person=request.user,
        settled=reports.is_settled(report),
        initial=first,
    )
    if form.is_valid():
        try:
            occasions.change(report, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("pitstops:report", pk)
    told = {
        "place": place,
        "form": form,
        "report": report,
        "about": occasion,
        "stays": occasions.why_it_stays(report, request.user),
    }
    return render(request, "pitstops/report_begin.html", told, status=422 if form.errors else 200)


@signed_in
def discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Throw away a report that was begun by mistake."""
    report, occasion, place = _begun_or_404(request, pk, "report.discard")
    back = reverse("pitstops:report_change", args=[pk])
    if request.method == "POST":
        try:
            occasions.discard(report, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(back)
        messages.success(request, _("The report is gone."))
        return redirect("pitstops:reports", place.pk)
    told = {
        "title": _("Throw ‘%s’ away?") % occasion.title,
        "words": _("All its versions and pictures go. This can't be undone."),
        "action": _("Throw it away"),
        "back": back,
        "danger": True,
    }
    return render(request, "confirm.html", told)


def _begun_or_404(request: PersonRequest, pk: int, deed: str) -> tuple[Report, Occasion, Coalition]:
    """A report that was begun from a blank page, for whoever may do this with it."""
    opened = reports.open_for(request.user, pk, -1)
    if opened is None or not opened.inside or not may(request.user, deed, opened.report):
        raise Http404
    occasion = opened.report.occasion
    if occasion is None or occasion.coalition is None:
        raise Http404
    return opened.report, occasion, occasion.coalition
