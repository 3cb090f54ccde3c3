"""Pages behind the public ones: for coordinators, the support team and the programme manager."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.circles import actions as circles
from samenspel.circles.deeds import may
from samenspel.circles.models import Coalition, Expedition
from samenspel.circles.places import coalition_or_404
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.people.visits import PersonRequest, posted, signed_in
from samenspel.site import actions, reading
from samenspel.site.forms import AddressForm, FrontForm, MomentForm, PageForm
from samenspel.site.models import Moment, PublicPage

# The public page of a coalition


@signed_in
def page(request: PersonRequest, pk: int) -> HttpResponse:
    """Word what the coalition tells to everybody; show it, or put it away."""
    coalition = coalition_or_404(request.user, pk, "page.write")
    found = reading.own_page(coalition, request.user)
    form = PageForm(posted(request), initial=_now(coalition, found), coalition=coalition)
    context: dict[str, Any] = {"coalition": coalition, "form": form, "page": found}
    if request.method == "POST" and form.is_valid():
        try:
            written = actions.write(coalition, by=request.user, **form.cleaned_data)
            if request.POST.get("do") == "show" and not written.is_shown:
                actions.show(written, by=request.user)
        except ChangedMeanwhile as clash:
            clash.told_at(form)
            context["theirs"] = reading.own_page(coalition, request.user)
        except Refused as no:
            form.add_error("text", str(no))
        else:
            _say_what_holds(request, written)
            return redirect("site:page", pk)
    return render(request, "site/page_form.html", context)


def _now(coalition: Coalition, page: PublicPage | None) -> dict[str, Any]:
    """What the form begins with; a first text is what the coalition tells about itself already."""
    if page is None:
        return {"text": coalition.ground, "language": "nl", "revision": 0}
    names = ("text", "language", "translated", "partners", "areas", "revision")
    return {**{n: getattr(page, n) for n in names}, "on_map": page.latitude is not None}


def _say_what_holds(request: PersonRequest, page: PublicPage) -> None:
    if page.is_shown:
        messages.success(request, _("Saved. Everybody can read this now."))
    else:
        messages.success(request, _("Saved. Only your coalition reads this, until you show it."))


@signed_in
@require_POST
def show(request: PersonRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, actions.show, _("Everybody can read your page now."))


@signed_in
@require_POST
def hide(request: PersonRequest, pk: int) -> HttpResponse:
    return _turn(request, pk, actions.hide, _("Your page is put away. Nobody outside finds it."))


def _turn(request: PersonRequest, pk: int, deed: Callable[..., Any], said: str) -> HttpResponse:
    coalition = coalition_or_404(request.user, pk, "page.write")
    found = reading.own_page(coalition, request.user)
    if found is None:
        raise Http404
    try:
        deed(found, by=request.user)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, said)
    return redirect("site:page", pk)


# Days on the way


@signed_in
def moments(request: PersonRequest, pk: int) -> HttpResponse:
    """The days that a coalition tells of, and room for one more."""
    return _moments(request, coalition_or_404(request.user, pk, "moment.tell"))


@signed_in
def moments_together(request: PersonRequest, pk: int) -> HttpResponse:
    """The days of the whole expedition."""
    expedition = get_object_or_404(Expedition, pk=pk)
    if not may(request.user, "moment.tell", expedition):
        raise Http404
    return _moments(request, expedition)


def _moments(request: PersonRequest, place: Coalition | Expedition) -> HttpResponse:
    rows = Moment.objects.visible_to(request.user).filter(**place.where)
    form = MomentForm(posted(request))
    if request.method == "POST" and _done(
        form, lambda told: actions.tell(place, by=request.user, **told)
    ):
        messages.success(request, _("Added."))
        return redirect(request.path)
    context = {
        "coalition": place if isinstance(place, Coalition) else None,
        "expedition": place if isinstance(place, Expedition) else place.expedition,
        "moments": rows.order_by("day", "pk"),
        "form": form,
        "page": reading.own_page(place, request.user) if isinstance(place, Coalition) else None,
    }
    return render(request, "site/moments.html", context)


@signed_in
def moment(request: PersonRequest, pk: int) -> HttpResponse:
    """Change one of these days."""
    found = _moment(request, pk)
    now = {name: getattr(found, name) for name in ("title", "kind", "day", "text")}
    form = MomentForm(posted(request), initial={**now, "where": found.place})
    if request.method == "POST" and _done(
        form, lambda told: actions.change(found, by=request.user, **told)
    ):
        messages.success(request, _("Saved."))
        return _to_moments(found)
    context = {"moment": found, "form": form, "coalition": found.coalition}
    return render(request, "site/moment.html", context)


@signed_in
@require_POST
def remove(request: PersonRequest, pk: int) -> HttpResponse:
    found = _moment(request, pk)
    actions.remove(found, by=request.user)
    messages.success(request, _("Taken off the list."))
    return _to_moments(found)


def _moment(request: PersonRequest, pk: int) -> Moment:
    rows = Moment.objects.visible_to(request.user).select_related("coalition", "expedition")
    found: Moment = get_object_or_404(rows, pk=pk)
    if not may(request.user, "moment.change", found):
        raise Http404
    return found


def _to_moments(moment: Moment) -> HttpResponse:
    if moment.coalition_id:
        return redirect("site:moments", moment.coalition_id)
    return redirect("site:moments_together", moment.expedition_id)


# What the expedition tells about itself


@signed_in
def front(request: PersonRequest, pk: int) -> HttpResponse:
    """Word who is behind the expedition, and whom to write to."""
    expedition = get_object_or_404(Expedition, pk=pk)
    if not may(request.user, "expedition.tell", expedition):
        raise Http404
    told = reading.front(expedition)
    now = {name: getattr(told, name) for name in ("about", "about_en", "contact")}
    form = FrontForm(posted(request), initial=now)
    if request.method == "POST" and _done(
        form, lambda told: actions.tell_about(expedition, by=request.user, **told)
    ):
        messages.success(request, _("Saved. Everybody can read this now."))
        return redirect("site:front", pk)
    context = {
        "expedition": expedition,
        "form": form,
        "chooses": may(request.user, "expedition.address", expedition),
        "tells_days": may(request.user, "moment.tell", expedition),
    }
    return render(request, "site/front.html", context)


@signed_in
def address(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose the expedition's own address on the internet."""
    expedition = get_object_or_404(Expedition, pk=pk)
    if not may(request.user, "expedition.address", expedition):
        raise Http404
    form = AddressForm(posted(request), initial={"domain": expedition.domain or ""})
    if request.method == "POST" and _done(
        form, lambda told: circles.give_address(expedition, by=request.user, **told)
    ):
        messages.success(request, _("Saved."))
        return redirect("site:address", pk)
    return render(request, "site/address.html", {"expedition": expedition, "form": form})


def _done(form: forms.Form, deed: Callable[[dict[str, Any]], Any]) -> bool:
    """Do the deed with what was filled in; when it is refused, the form says why."""
    if not form.is_valid():
        return False
    try:
        deed(dict(form.cleaned_data))
    except Refused as no:
        form.add_error(None, str(no))
        return False
    return True
