"""Yes or no to one suggestion, from the desk and back to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, signed_in
from samenspel.sources.models import Source
from samenspel.suggestions import proposals
from samenspel.suggestions.besides import show
from samenspel.suggestions.models import Suggestion
from samenspel.suggestions.rights import may_suggest


@signed_in
@require_POST
def accept(request: PersonRequest, pk: int) -> HttpResponse:
    return _do(request, pk, proposals.accept)


@signed_in
@require_POST
def refuse(request: PersonRequest, pk: int) -> HttpResponse:
    return _do(request, pk, proposals.refuse)


@signed_in
@require_POST
def reopen(request: PersonRequest, pk: int) -> HttpResponse:
    return _do(request, pk, proposals.reopen)


@signed_in
@require_POST
def layer(request: PersonRequest, pk: int) -> HttpResponse:
    """Remember whether this person wants to see suggestions, here and at the next text."""
    get_object_or_404(Source.objects.visible_to(request.user), pk=pk)
    show(request, wanted=request.POST.get("toon") == "1")
    return HttpResponse(status=204)


def _do(request: PersonRequest, pk: int, deed: Callable[..., Any]) -> HttpResponse:
    rows = Suggestion.objects.visible_to(request.user).filter(held=False)
    found = get_object_or_404(
        rows.select_related("version__source__coalition", "version__source__expedition", "code"),
        pk=pk,
    )
    version = found.version
    desk = reverse("threads:desk", args=[version.source_id])
    if deed is not proposals.reopen and not may_suggest(request.user, version.source):
        return redirect(desk)
    try:
        deed(found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(f"{desk}?versie={version.number}")
    return redirect(f"{desk}?versie={version.number}&voorstel={pk}")
