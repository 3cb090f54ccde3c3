"""The scripts that a coalition can choose from: those that came along, and its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.models import Coalition
from samenspel.circles.places import coalition_or_404
from samenspel.circles.roles import relation
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked, PersonRequest, signed_in
from samenspel.pitstops import actions, script_files, scripts
from samenspel.pitstops.models import Script

from .planning import plans_for

if TYPE_CHECKING:
    from samenspel.pitstops.scripts import Plan

OWN = "eigen-"


def _place(request: Asked, pk: int) -> Coalition:
    place = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    if relation(request.user, place) not in ("own", "team"):
        raise Http404
    return place


@signed_in
def all_scripts(request: PersonRequest, pk: int) -> HttpResponse:
    """What there is to choose from, each with its steps at a glance."""
    place = _place(request, pk)
    plans = plans_for(place, request.user)
    told = {
        "place": place,
        "own": [(plan, plan.key.removeprefix(OWN)) for plan in plans.values() if _is_own(plan)],
        "shipped": [plan for plan in plans.values() if not _is_own(plan)],
        "may_plan": may(request.user, "pitstop.plan", place),
        "may_keep": may(request.user, "script.import", place),
    }
    return render(request, "pitstops/paper/scripts.html", told)


def _is_own(plan: Plan) -> bool:
    return plan.key not in scripts.shipped()


@signed_in
def script_file(request: PersonRequest, pk: int, key: str) -> HttpResponse:
    """A script to take along, as a file that can be read back in."""
    plan = plans_for(_place(request, pk), request.user).get(key)
    if plan is None:
        raise Http404
    name = script_files.file_name(plan)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        script_files.as_file(plan), content_type="application/json", headers=headers
    )


@require_POST
@signed_in
def bring_script(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep a script from a file as one of our own."""
    place = coalition_or_404(request.user, pk, "script.import")
    try:
        plan = script_files.read_file(request.FILES.get("script"))
        kept = script_files.import_script(place, plan=plan, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("‘%s’ stands with your scripts.") % kept)
    return redirect("pitstops:scripts", pk)


@require_POST
@signed_in
def retire_script(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """Put one of our own scripts away."""
    place = _place(request, pk)
    rows = Script.objects.visible_to(request.user).filter(coalition=place, retired=None)
    actions.retire_script(get_object_or_404(rows, pk=row), by=request.user)
    messages.success(request, _("Put away. Pitstops that were planned with it stay as they are."))
    return redirect("pitstops:scripts", pk)
