"""The lists of an expedition, for those who may write them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.assessments import actions
from samenspel.assessments.forms import ElementForms, FrameworkForm, begun, said
from samenspel.assessments.frameworks import published
from samenspel.assessments.models import Element, Framework
from samenspel.circles.deeds import may
from samenspel.circles.models import Expedition
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked, PersonRequest, posted, signed_in

from .rounds import done


@signed_in
def frameworks(request: PersonRequest, pk: int) -> HttpResponse:
    """The lists that are used, those that rest, and those by others that can be taken over."""
    place = expedition_or_404(request, pk)
    rows = Framework.objects.visible_to(request.user).filter(expedition=place)
    here = list(rows.filter(retired=None))
    taken = {row.published for row in here}
    context = {
        "expedition": place,
        "lists": here,
        "resting": rows.exclude(retired=None),
        "others": [{"key": key, **row} for key, row in published().items() if key not in taken],
    }
    return render(request, "assessments/frameworks.html", context)


def expedition_or_404(request: PersonRequest, pk: int) -> Expedition:
    place = get_object_or_404(Expedition, pk=pk)
    if not may(request.user, "framework.write", place):
        raise Http404
    return place


@signed_in
def write(request: PersonRequest, pk: int) -> HttpResponse:
    return written(request, expedition_or_404(request, pk), None)


def framework(request: Asked, pk: int) -> HttpResponse:
    """A list as it is: elements, explanations, source and licence."""
    found = framework_or_404(request, pk)
    elements = Element.objects.visible_to(request.user).filter(framework=found)
    context = {
        "framework": found,
        "elements": elements,
        "writes": may(request.user, "framework.retire", found) and not found.retired,
    }
    return render(request, "assessments/framework.html", context)


def framework_or_404(request: Asked, pk: int, deed: str = "") -> Framework:
    rows = Framework.objects.visible_to(request.user).select_related("expedition", "replaces")
    found: Framework = get_object_or_404(rows, pk=pk)
    if deed and (found.retired or not may(request.user, deed, found)):
        raise Http404
    return found


@signed_in
def improve(request: PersonRequest, pk: int) -> HttpResponse:
    """A better version; rounds that were held keep the words they were held with."""
    found = framework_or_404(request, pk, "framework.retire")
    return written(request, found.expedition, found)


def written(request: PersonRequest, place: Expedition, old: Framework | None) -> HttpResponse:
    elements = Element.objects.visible_to(request.user).filter(framework=old) if old else ()
    form = FrameworkForm(posted(request), instance=old)
    rows = ElementForms(posted(request), initial=begun(list(elements)), prefix="element")
    made: list[Framework] = []
    # Read again: the form has put the new words into its own copy.
    again = framework_or_404(request, old.pk, "framework.retire") if old else None
    if (
        form.is_valid()
        and rows.is_valid()
        and done(
            form,
            lambda: made.append(
                actions.write_framework(
                    place,
                    elements=said(rows),
                    replaces=again,
                    by=request.user,
                    **form.cleaned_data,
                )
            ),
        )
    ):
        messages.success(request, _("Saved. New rounds use this version."))
        return redirect("assessments:framework", made[0].pk)
    context = {"expedition": place, "framework": old, "form": form, "rows": rows}
    return render(request, "assessments/write.html", context)


@require_POST
@signed_in
def adopt(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    place = expedition_or_404(request, pk)
    if name not in published():
        raise Http404
    try:
        actions.adopt_framework(place, name=name, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken over. It can be used from now on."))
    return redirect("assessments:frameworks", pk)


@require_POST
@signed_in
def retire(request: PersonRequest, pk: int) -> HttpResponse:
    found = framework_or_404(request, pk, "framework.retire")
    actions.retire_framework(found, by=request.user)
    messages.success(request, _("This list rests. Rounds that were held with it stay."))
    return redirect("assessments:frameworks", found.expedition_id)
