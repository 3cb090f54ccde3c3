"""Who may read something that a coalition made together."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.agendas.forms import CircleForm
from samenspel.agendas.models import Agreement, Question
from samenspel.circles.models import Coalition
from samenspel.circles.readers import who_reads
from samenspel.people.visits import PersonRequest, posted


def shared(
    request: PersonRequest,
    row: Agreement | Question,
    place: Coalition,
    page: str,
    widen: Callable[..., object],
    narrow: Callable[..., object],
) -> HttpResponse:
    """Ask for the circle of a row, and let it be wider or narrower; then back to its `page`."""
    form = CircleForm(
        posted(request), place=place, person=request.user, initial={"circle": row.circle}
    )
    if form.is_valid():
        to = form.cleaned_data["circle"]
        if to != row.circle:
            (widen if to > row.circle else narrow)(row, to=to, by=request.user)
        messages.success(request, _("Saved. %s") % who_reads(row, request.user).words)
        return redirect(page, row.pk)
    context = {
        "row": row,
        "place": place,
        "form": form,
        "back": reverse(page, args=[row.pk]),
        "has_names": isinstance(row, Agreement),
    }
    return render(request, "agendas/circle.html", context, status=422 if form.errors else 200)
