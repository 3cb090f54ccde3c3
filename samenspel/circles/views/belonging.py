"""Pages of belonging: who is in a coalition, who looks along, and the expedition's household."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model, Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.circles import actions, inviting
from samenspel.circles.deeds import may
from samenspel.circles.forms import (
    AccessForm,
    CoalitionForm,
    ExpeditionForm,
    NewCoalitionForm,
    PartnerForm,
    PlaceForm,
    PracticeForm,
)
from samenspel.circles.models import (
    OWN,
    TEAM,
    Coalition,
    Expedition,
    Help,
    Membership,
    Partner,
    PracticeArea,
    Role,
)
from samenspel.circles.places import coalition_or_404
from samenspel.circles.roles import relation
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, posted, signed_in


def done(form: forms.Form, deed: Callable[[], Any]) -> bool:
    """Do the deed in one transaction; when it is refused, the form says why and keeps its words."""
    try:
        with transaction.atomic():
            deed()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _expedition(request: PersonRequest, pk: int) -> Expedition:
    expedition = get_object_or_404(Expedition, pk=pk)
    if not may(request.user, "coalition.form", expedition):
        raise Http404
    return expedition


# Members


@signed_in
def members(request: PersonRequest, pk: int) -> HttpResponse:
    """Who is in the coalition and who looks along until when; its coordinator may change it."""
    coalition = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    if relation(request.user, coalition) not in ("own", "team"):
        raise Http404
    live = Membership.objects.live().filter(coalition=coalition)
    rows = live.select_related("person", "organisation", "coalition").order_by("person__name")
    helps = Prefetch("helped_by", Help.objects.live().select_related("helper"), to_attr="help")
    return render(
        request,
        "circles/members.html",
        {
            "coalition": coalition,
            "members": rows.filter(role__in=OWN).prefetch_related(helps),
            "team": rows.filter(role__in=TEAM),
            "leads": may(request.user, "invitation.send", coalition),
            "helps": may(request.user, "help.begin", coalition),
            "gives_access": may(request.user, "access.give", coalition),
        },
    )


@signed_in
def member(request: PersonRequest, pk: int) -> HttpResponse:
    """Change somebody's role, voice or organisation."""
    row = get_object_or_404(Membership.objects.live().filter(role__in=OWN), pk=pk)
    if not may(request.user, "membership.change", row) or row.coalition is None:
        raise Http404
    now = {"role": row.role, "voice": row.voice, "organisation": row.organisation_id}
    form = PlaceForm(request.POST or None, initial=now, coalition=row.coalition)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: actions.change(row, **form.cleaned_data, by=request.user))
    ):
        messages.success(request, _("Saved."))
        return redirect("circles:members", row.coalition_id)
    context = {"row": row, "coalition": row.coalition, "form": form}
    return render(request, "circles/member.html", context)


@signed_in
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask once more, and end a membership or the access of somebody of the support team."""
    row = get_object_or_404(
        Membership.objects.live().select_related("person", "coalition", "expedition"), pk=pk
    )
    name = "membership.end" if row.role in OWN else "access.end"
    if row.coalition is None:
        name = "place.end"
    if not may(request.user, name, row):
        raise Http404
    ends = {
        "membership.end": actions.end,
        "access.end": actions.end_access,
        "place.end": actions.end_place,
    }[name]
    form = forms.Form(posted(request))
    mine = row.person_id == request.user.pk
    if request.method == "POST" and done(form, lambda: ends(row, by=request.user)):
        messages.success(request, _("Ended. It holds from now on."))
        if mine:
            return redirect("/")
        if row.coalition is None or relation(request.user, row.coalition) == "outside":
            return redirect("circles:manage", row.expedition_id)
        return redirect("circles:members", row.coalition_id)
    question = {
        "title": _end_question(row, mine=mine),
        "action": _("Yes, I stop") if mine else _("Yes, end it"),
        "back": _from_where(request, row),
        "danger": True,
    }
    context = {"row": row, "form": form, "mine": mine, **question}
    return render(request, "circles/end.html", context)


def _from_where(request: PersonRequest, row: Membership) -> str:
    if row.coalition_id:
        return reverse("web:coalition", args=[row.coalition_id])
    if may(request.user, "coalition.form", row.expedition):
        return reverse("circles:manage", args=[row.expedition_id])
    return "/"


def _end_question(row: Membership, *, mine: bool) -> str:
    said = {"name": row.person.name, "where": row.coalition or row.expedition}
    if mine and row.role in OWN:
        return _("Leave %(where)s?") % said
    if row.coalition and row.role in TEAM:
        return _("Should the access of %(name)s to %(where)s end?") % said
    return _("Should %(name)s leave %(where)s?") % said


@signed_in
def stop_typing(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask once more, and stop typing for somebody without an address."""
    helped = Help.objects.live().values("membership")
    rows = Membership.objects.live().filter(pk__in=helped).select_related("person")
    row = get_object_or_404(rows, pk=pk)
    if not may(request.user, "help.end", row):
        raise Http404
    if request.method == "POST":
        inviting.stop_typing(row, by=request.user)
        messages.success(request, _("Ended. It holds from now on."))
        return redirect("circles:members", row.coalition_id)
    question = {
        "title": _("Stop typing for %(name)s?") % {"name": row.person},
        "words": _("What %(name)s told stays theirs, and so does their place in the group.")
        % {"name": row.person},
        "action": _("Yes, end it"),
        "back": reverse("circles:members", args=[row.coalition_id]),
        "danger": True,
    }
    return render(request, "confirm.html", question)


@signed_in
def access(request: PersonRequest, pk: int) -> HttpResponse:
    """Let somebody of the support team look along, up to a day."""
    coalition = coalition_or_404(request.user, pk, "access.give")
    form = AccessForm(
        request.POST or None, coalition=coalition, initial={"until": coalition.expedition.ends}
    )
    if request.method == "POST" and form.is_valid():
        row = form.cleaned_data["person"]

        def give() -> None:
            actions.give_access(
                coalition,
                person=row.person,
                role=row.role,
                organisation=row.organisation,
                until=form.cleaned_data["until"],
                by=request.user,
            )

        if done(form, give):
            messages.success(request, _("%s has access from now on.") % row.person.name)
            if relation(request.user, coalition) == "outside":
                return redirect("circles:manage", coalition.expedition_id)
            return redirect("circles:members", pk)
    return render(request, "circles/access.html", {"coalition": coalition, "form": form})


# What a coalition tells


@signed_in
def describe(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what the coalition tells, its partners and its places to practise."""
    coalition = coalition_or_404(request.user, pk, "coalition.describe")
    form = _told_by(coalition, posted(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: actions.describe(coalition, by=request.user, **form.cleaned_data))
    ):
        messages.success(request, _("Saved."))
        return redirect("web:coalition", pk)
    return _page_about(request, coalition, form=form)


def _told_by(coalition: Coalition, filled: Any = None) -> CoalitionForm:
    now = {name: getattr(coalition, name) for name in CoalitionForm.base_fields}
    return CoalitionForm(filled, initial=now)


def _page_about(request: PersonRequest, coalition: Coalition, **filled: forms.Form) -> HttpResponse:
    """The page with all that a coalition tells, and one of its forms as it was filled in."""
    context = {
        "coalition": coalition,
        "form": _told_by(coalition),
        "partners": coalition.partnerships.select_related("organisation"),
        "areas": coalition.practice_areas.all(),
        "partner_form": PartnerForm(auto_id="partner-%s"),
        "practice_form": PracticeForm(auto_id="practice-%s"),
    }
    return render(request, "circles/describe.html", context | filled)


@signed_in
def join(request: PersonRequest, pk: int) -> HttpResponse:
    form = PartnerForm(posted(request), auto_id="partner-%s")
    return _add(request, pk, actions.join, partner_form=form)


@signed_in
def add_practice(request: PersonRequest, pk: int) -> HttpResponse:
    form = PracticeForm(posted(request), auto_id="practice-%s")
    return _add(request, pk, actions.add_practice, practice_form=form)


def _add(
    request: PersonRequest, pk: int, deed: Callable[..., Any], **filled: forms.Form
) -> HttpResponse:
    coalition = coalition_or_404(request.user, pk, "coalition.describe")
    (form,) = filled.values()
    if form.is_valid() and done(
        form, lambda: deed(coalition, **form.cleaned_data, by=request.user)
    ):
        messages.success(request, _("Added."))
        return redirect("circles:describe", pk)
    return _page_about(request, coalition, **filled)


@require_POST
@signed_in
def leave(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    return _take_off(request, pk, actions.leave, Partner, row)


@require_POST
@signed_in
def end_practice(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    return _take_off(request, pk, actions.end_practice, PracticeArea, row)


def _take_off(
    request: PersonRequest, pk: int, deed: Callable[..., None], listed: type[Model], row: int
) -> HttpResponse:
    coalition = coalition_or_404(request.user, pk, "coalition.describe")
    deed(get_object_or_404(listed, coalition=coalition, pk=row), by=request.user)
    messages.success(request, _("Taken off the list."))
    return redirect("circles:describe", pk)


# The expedition's household, for the programme manager


@signed_in
def manage(request: PersonRequest, pk: int) -> HttpResponse:
    expedition = _expedition(request, pk)
    live = Membership.objects.live().filter(expedition=expedition)
    rows = list(
        live.exclude(role__in=OWN)
        .select_related("person", "coalition", "organisation")
        .order_by("person__name", "coalition__name")
    )
    travellers = [row for row in rows if row.coalition_id is None]
    managers = [row for row in travellers if row.role == Role.MANAGER]
    led = set(live.filter(role=Role.COORDINATOR).values_list("coalition", flat=True))
    return render(
        request,
        "circles/manage.html",
        {
            "expedition": expedition,
            "coalitions": [
                {
                    "row": coalition,
                    "led": coalition.pk in led,
                    "along": [row for row in rows if row.coalition_id == coalition.pk],
                }
                for coalition in expedition.coalitions.all()
            ],
            "travellers": travellers,
            "only_manager": managers[0] if len(managers) == 1 else None,
        },
    )


@signed_in
def form_coalition(request: PersonRequest, pk: int) -> HttpResponse:
    expedition = _expedition(request, pk)
    form = NewCoalitionForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: actions.form(expedition, **form.cleaned_data, by=request.user))
    ):
        messages.success(request, _("The coalition has been added. Name a coordinator now."))
        return redirect("circles:manage", pk)
    return render(request, "circles/form_coalition.html", {"expedition": expedition, "form": form})


@signed_in
def describe_expedition(request: PersonRequest, pk: int) -> HttpResponse:
    expedition = _expedition(request, pk)
    now = {name: getattr(expedition, name) for name in ("name", "summary", "starts", "ends")}
    form = ExpeditionForm(request.POST or None, initial=now)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            form,
            lambda: actions.describe_expedition(expedition, **form.cleaned_data, by=request.user),
        )
    ):
        messages.success(request, _("Saved."))
        return redirect("circles:manage", pk)
    return render(request, "circles/expedition_form.html", {"expedition": expedition, "form": form})


@signed_in
def begin(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin a next expedition."""
    earlier = _expedition(request, pk)
    form = ExpeditionForm(request.POST or None)
    begun: list[Expedition] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            form,
            lambda: begun.append(actions.begin(earlier, **form.cleaned_data, by=request.user)),
        )
    ):
        messages.success(request, _("The expedition has been added. Now its coalitions."))
        return redirect("circles:manage", begun[0].pk)
    return render(request, "circles/expedition_form.html", {"expedition": None, "form": form})
