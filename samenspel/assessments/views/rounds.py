"""The rounds of a coalition, one round and what it told, and what its coordinator does with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.assessments import actions, figures, overall, reading
from samenspel.assessments.forms import OpenForm, ShareForm
from samenspel.assessments.hiding import LEAST
from samenspel.assessments.models import Round, Shown
from samenspel.circles.deeds import may
from samenspel.circles.models import Circle, Coalition
from samenspel.circles.places import coalition_or_404
from samenspel.circles.roles import belongs
from samenspel.foundation.errors import Refused
from samenspel.people.visits import Asked, PersonRequest, posted, signed_in

if TYPE_CHECKING:
    from collections.abc import Callable


def round_or_404(person: Any, pk: int, deed: str = "") -> Round:
    """A round for those who are near; with `deed` only for whoever may do that with it."""
    rows = Round.objects.visible_to(person).select_related("coalition__expedition", "framework")
    found: Round = get_object_or_404(rows, pk=pk)
    if deed and not may(person, deed, found):
        raise Http404
    return found


def done(form: forms.BaseForm, deed: Callable[[], object]) -> bool:
    """Do it; what is refused is said at the form."""
    try:
        deed()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def rounds(request: Asked, pk: int) -> HttpResponse:
    """The rounds of a coalition, as far as this reader may see them."""
    place = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    opened = Round.objects.visible_to(request.user).filter(coalition=place, closed=None)
    closed = reading.closed_rounds(place, request.user)
    may_open = may(request.user, "mirror.open", place)
    if not (closed or may_open or belongs(request.user, place.pk)):
        raise Http404
    context = {
        "place": place,
        "opened": opened.select_related("framework"),
        "closed": closed,
        "may_open": may_open,
        "may_write": may(request.user, "framework.write", place.expedition),
        "travels": overall.travels(request.user, place.expedition),
    }
    return render(request, "assessments/rounds.html", context)


@signed_in
def open_round(request: PersonRequest, pk: int) -> HttpResponse:
    place = coalition_or_404(request.user, pk, "mirror.open")
    lists = reading.lists_of(place.expedition, request.user)
    begun = {"moment": timezone.localdate(), "framework": lists.first()}
    form = OpenForm(posted(request), lists=lists, initial=begun)
    made: list[Round] = []
    if form.is_valid() and done(
        form,
        lambda: made.append(actions.open_round(place, by=request.user, **form.cleaned_data)),
    ):
        messages.success(request, _("The round is open. Fill it in, and ask the others."))
        return redirect("assessments:round", made[0].pk)
    return render(request, "assessments/open.html", {"place": place, "form": form, "lists": lists})


def round(request: Asked, pk: int) -> HttpResponse:
    """A round: what may be done with it, and once it was closed what it told."""
    person = request.user
    near = Round.objects.visible_to(person).select_related("coalition", "framework")
    here = near.filter(pk=pk).first()
    told = figures.seen(person, pk)
    found: Round | None = here or (told.round if told else None)
    if found is None:
        raise Http404
    within = belongs(person, found.coalition_id)
    context: dict[str, Any] = {"round": found, "place": found.coalition, "within": within}
    context |= _told(told, person) if told else {}
    if here:
        context |= _doings(here, person, within=within)
    return render(request, "assessments/round.html", context)


def _told(now: figures.Figures, person: Any) -> dict[str, Any]:
    return {
        "figures": now,
        "earlier": figures.earlier(now),
        "words": [] if now.outside else reading.words_of(now, person),
        "shown": Shown.objects.visible_to(person).filter(round=now.round).first(),
    }


def _doings(here: Round, person: Any, *, within: bool) -> dict[str, Any]:
    return {
        "near": True,
        "many": actions.answered(here),
        "mine": within and actions.has_answered(here, person),
        "leads": may(person, "mirror.close", here),
        "shares": may(person, "mirror.share", here),
    }


@signed_in
def close(request: PersonRequest, pk: int) -> HttpResponse:
    here = round_or_404(request.user, pk, "mirror.close")
    if not here.is_open:
        return redirect("assessments:round", pk)
    if request.method == "POST":
        actions.close_round(here, by=request.user)
        messages.success(request, _("Closed. This is what you see together."))
        return redirect("assessments:round", pk)
    few = actions.answered(here) < LEAST
    told = (
        _(
            "There are fewer than four sheets. Then no figure can be shown: it would not be "
            "anonymous. Wait a little, or go round the table in the open."
        )
        if few
        else _(
            "From then on you see the figures, and they stay as they are. Nobody can fill in more."
        ),
        _("Close the round all the same") if few else _("Yes, close it"),
    )
    return render(request, "confirm.html", _asked(here, _("Close this round?"), told))


@signed_in
def reopen(request: PersonRequest, pk: int) -> HttpResponse:
    here = round_or_404(request.user, pk, "mirror.reopen")
    if here.is_open:
        return redirect("assessments:round", pk)
    if request.method == "POST":
        actions.reopen_round(here, by=request.user)
        messages.success(request, _("The round is open again."))
        return redirect("assessments:round", pk)
    told = (
        _(
            "What you see now stays as it is. New answers only count for a voice "
            "that was still too small to show."
        ),
        _("Yes, open it again"),
    )
    return render(request, "confirm.html", _asked(here, _("Open this round again?"), told))


def _asked(here: Round, title: str, told: tuple[str, str]) -> dict[str, Any]:
    words, action = told
    back = reverse("assessments:round", args=[here.pk])
    return {"title": title, "words": words, "action": action, "back": back}


@signed_in
def share(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose who else sees the figures; the narrowest choice keeps them among ourselves."""
    here = round_or_404(request.user, pk, "mirror.share")
    if here.frozen is None or here.coalition is None:
        raise Http404
    now = Shown.objects.visible_to(request.user).filter(round=here).first()
    begun = {"naar": now.circle if now else Circle.COALITION.value}
    form = ShareForm(posted(request), initial=begun, place=here.coalition, person=request.user)
    if form.is_valid():
        to = form.cleaned_data["naar"]
        if to == Circle.COALITION:
            actions.unshare(here, by=request.user)
        else:
            actions.share(here, to=to, by=request.user)
        messages.success(request, _("Saved. It holds from now on."))
        return redirect("assessments:round", pk)
    context = {"round": here, "place": here.coalition, "form": form}
    return render(request, "assessments/share.html", context)
