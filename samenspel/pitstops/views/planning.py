"""Before the meeting: choose a script, change its steps, say who leads along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.models import Coalition, Membership
from samenspel.circles.places import coalition_or_404
from samenspel.circles.roles import relation
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.people.models import Person
from samenspel.people.visits import Asked, PersonRequest, number, signed_in
from samenspel.pitstops import actions, ghosts, looking, scripts, talk
from samenspel.pitstops.forms import (
    IN_SHORT,
    DoForm,
    LeadForm,
    PlanForm,
    ScriptForm,
    StepForm,
    WhenForm,
)
from samenspel.pitstops.models import Kind, Lead, Pitstop, Script, Step

if TYPE_CHECKING:
    from samenspel.pitstops.scripts import Plan


def pitstops(request: Asked, pk: int) -> HttpResponse:
    """The pitstops of a coalition, as far as whoever looks may know of them."""
    place = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    if relation(request.user, place) == "nobody":
        raise Http404
    seen = Pitstop.objects.visible_to(request.user).filter(coalition=place)
    everything = list(seen.filter(Q(rehearsal=False) | Q(author=request.user.pk)))
    rows = [row for row in everything if not row.rehearsal]
    told = {
        "place": place,
        "trials": [row for row in everything if row.rehearsal],
        "on": [row for row in rows if row.is_on],
        "coming": [row for row in reversed(rows) if row.began is None],
        "been": [row for row in rows if row.ended],
        "may_plan": may(request.user, "pitstop.plan", place),
    }
    return render(request, "pitstops/pitstops.html", told)


def plans_for(place: Coalition, person: Person) -> dict[str, Plan]:
    """The scripts somebody can choose from: our own first, then those that came along."""
    own = Script.objects.visible_to(person).filter(
        coalition=place, retired=None, replaced_by__isnull=True
    )
    found = {
        f"eigen-{row.pk}": scripts.read(
            f"eigen-{row.pk}",
            {"title": row.title, "about": row.about, "steps": row.steps, "version": row.number},
        )
        for row in own
    }
    return found | scripts.shipped()


@signed_in
def plan(request: PersonRequest, pk: int) -> HttpResponse:
    place = coalition_or_404(request.user, pk, "pitstop.plan")
    plans = plans_for(place, request.user)
    first: dict[str, Any] = {"day": timezone.localdate()}
    if request.GET.get("script") in plans:
        first["script"] = request.GET["script"]
    form = PlanForm(request.POST or None, plans=plans, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan(place, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("pitstops:pitstop", made.pk)
    told = {"place": place, "form": form}
    return render(request, "pitstops/plan.html", told, status=422 if form.errors else 200)


def pitstop(request: Asked, pk: int) -> HttpResponse:
    """A pitstop: before it the script and what to do; after it what came out."""
    found = pitstop_or_404(request, pk)
    steps = list(Step.objects.visible_to(request.user).filter(pitstop=found))
    leading = may(request.user, "pitstop.go", found)
    told: dict[str, Any] = {
        "pitstop": found,
        "place": found.coalition,
        "steps": steps,
        "minutes": sum(step.minutes for step in steps if not step.skipped),
        "leads": leading,
        "for_leads": looking.for_leads(found) if leading and found.ended else [],
        "talk": talk.of(found, request.user) if found.began else [],
        "names_leads": may(request.user, "pitstop.name_lead", found),
        "heads": list(
            Lead.objects.visible_to(request.user).filter(pitstop=found).select_related("person")
        ),
    }
    return render(request, "pitstops/pitstop.html", told)


def pitstop_or_404(request: Asked, pk: int) -> Pitstop:
    rows = Pitstop.objects.visible_to(request.user).select_related("coalition__expedition", "step")
    found: Pitstop = get_object_or_404(rows, pk=pk)
    return found


def led_or_404(request: PersonRequest, pk: int) -> Pitstop:
    found = pitstop_or_404(request, pk)
    if not may(request.user, "pitstop.go", found):
        raise Http404
    return found


def step_or_404(request: PersonRequest, pitstop: Pitstop, row: int) -> Step:
    steps = Step.objects.visible_to(request.user).select_related("pitstop", "about", "version")
    found: Step = get_object_or_404(steps, pitstop=pitstop, pk=row)
    return found


@signed_in
def change(request: PersonRequest, pk: int) -> HttpResponse:
    found = led_or_404(request, pk)
    first = {name: getattr(found, name) for name in ("title", "day", "begins", "venue")}
    form = WhenForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.change(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("pitstops:pitstop", pk)
    told = {"pitstop": found, "place": found.coalition, "form": form}
    return render(request, "pitstops/change.html", told, status=422 if form.errors else 200)


@signed_in
def cancel(request: PersonRequest, pk: int) -> HttpResponse:
    found = led_or_404(request, pk)
    trial = found.rehearsal
    if request.method == "POST":
        place = found.coalition_id
        actions.cancel(found, by=request.user)
        messages.success(request, _("The trial is gone.") if trial else _("The pitstop is off."))
        return redirect("pitstops:pitstops", place)
    told = {
        "title": (_("Stop ‘%s’?") if trial else _("Call off ‘%s’?")) % found.title,
        "words": _("Nothing of a trial is kept.")
        if trial
        else _("Its script and everything that was prepared for it goes too."),
        "action": _("Stop the trial") if trial else _("Call it off"),
        "back": f"/pitstop/{pk}/leiden/" if trial and found.is_on else f"/pitstop/{pk}/",
        "danger": not trial,
    }
    return render(request, "confirm.html", told)


@signed_in
def add_step(request: PersonRequest, pk: int) -> HttpResponse:
    """A new step: first its kind, then what that kind needs."""
    found = led_or_404(request, pk)
    kind = request.POST.get("kind") or request.GET.get("soort", "")
    chosen = kind in Kind.values
    first = {"kind": kind, "minutes": 10, **_read_back(request)}
    if after := number(request.GET.get("na")):
        first["after"] = after
    if chosen:
        first |= {f"title_{code}": _called(kind, code) for code in ("nl", "en")}
    form = (
        StepForm(request.POST or None, pitstop=found, person=request.user, initial=first)
        if chosen
        else None
    )
    if form and request.method == "POST" and form.is_valid():
        try:
            actions.add_step(
                found,
                kind=kind,
                by=request.user,
                after=form.cleaned_data.get("after"),
                about=form.cleaned_data.get("about"),
                **form.told(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The step was added."))
            return redirect(_back(found, request))
    told = {
        "pitstop": found,
        "place": found.coalition,
        "form": form,
        "kinds": [(each, IN_SHORT[each]) for each in Kind],
        "kind": Kind(kind) if chosen else None,
        "in_short": IN_SHORT[Kind(kind)] if chosen else "",
        "after": request.GET.get("na", ""),
    }
    errors = form is not None and bool(form.errors)
    return render(request, "pitstops/add_step.html", told, status=422 if errors else 200)


def _called(kind: str, language: str) -> str:
    """What a kind of step is called, to begin with."""
    with override(language):
        return str(capfirst(str(Kind(kind).label)))


def _read_back(request: PersonRequest) -> dict[str, Any]:
    """The words that a step begins with, when a preparation sheet leads here."""
    asked = {"source": "bron", "first": "van", "last": "tot"}
    told = {name: number(request.GET.get(query)) for name, query in asked.items()}
    return {name: value for name, value in told.items() if value}


def _step_form(request: PersonRequest, pitstop: Pitstop, **more: Any) -> StepForm:
    return StepForm(request.POST or None, pitstop=pitstop, person=request.user, **more)


def _back(pitstop: Pitstop, request: PersonRequest) -> str:
    return f"/pitstop/{pitstop.pk}/leiden/" if pitstop.is_on else f"/pitstop/{pitstop.pk}/"


@signed_in
def step(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """Change a step, also while the meeting is on."""
    found = led_or_404(request, pk)
    one = step_or_404(request, found, row)
    form = _step_form(request, found, step=one)
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            number = form.cleaned_data["number"]
            actions.change_step(one, number=number, by=request.user, **form.told())
        except ChangedMeanwhile as meanwhile:
            theirs = form.theirs()
            meanwhile.told_at(form, number="number")
        except Refused as refused:
            form.add_error("promise" if "promise" in form.fields else None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect(_back(found, request))
    told = {
        "pitstop": found,
        "place": found.coalition,
        "step": one,
        "form": form,
        "theirs": theirs,
        "passage": looking.passage(one, request.user),
    }
    return render(request, "pitstops/step.html", told, status=422 if form.errors else 200)


@require_POST
@signed_in
def do_step(request: PersonRequest, pk: int, row: int) -> HttpResponse:
    """Let a step come earlier or later, leave it out, or take it away."""
    found = led_or_404(request, pk)
    one = step_or_404(request, found, row)
    try:
        match request.POST.get("do", ""):
            case "up" | "down" as way:
                actions.move_step(one, up=way == "up", by=request.user)
            case "skip" | "unskip" as way:
                actions.skip_step(one, skipped=way == "skip", by=request.user)
            case "remove":
                actions.remove_step(one, by=request.user)
    except actions.WasUsed as used:
        if not one.skipped:
            return _skip_instead(request, found)
        messages.error(request, str(used))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(_back(found, request) + "#script")


def _skip_instead(request: PersonRequest, pitstop: Pitstop) -> HttpResponse:
    told = {
        "title": _("Something was handed in here already"),
        "words": _(
            "So this step can't be taken away. You can skip it: then nothing of it comes in the "
            "report. You can also take it in again."
        ),
        "form": DoForm(initial={"do": "skip"}),
        "action": _("Skip this step"),
        "back": _back(pitstop, request) + "#script",
    }
    return render(request, "confirm.html", told, status=409)


@signed_in
def heads(request: PersonRequest, pk: int) -> HttpResponse:
    """Who leads along: somebody of the coalition, for this meeting only."""
    found = pitstop_or_404(request, pk)
    if not may(request.user, "pitstop.name_lead", found):
        raise Http404
    of_us = Membership.objects.live().filter(coalition=found.coalition)
    people = Person.objects.filter(memberships__in=of_us).distinct()
    form = LeadForm(request.POST or None, people=people.order_by("name"))
    if request.method == "POST":
        gone = people.filter(pk=number(request.POST.get("gone"))).first()
        if gone is not None:
            actions.drop_lead(found, person=gone, by=request.user)
            return redirect("pitstops:heads", pk)
        if form.is_valid():
            actions.name_lead(found, person=form.cleaned_data["person"], by=request.user)
            return redirect("pitstops:heads", pk)
    rows = Lead.objects.visible_to(request.user).filter(pitstop=found).select_related("person")
    told = {"pitstop": found, "place": found.coalition, "form": form, "heads": list(rows)}
    return render(request, "pitstops/heads.html", told, status=422 if form.errors else 200)


@signed_in
def keep_script(request: PersonRequest, pk: int) -> HttpResponse:
    """Keep the steps of this meeting as a script of our own."""
    found = led_or_404(request, pk)
    place = found.coalition
    if place is None or not may(request.user, "script.keep", place):
        raise Http404
    form = ScriptForm(request.POST or None, initial={"title": found.title})
    if request.method == "POST" and form.is_valid():
        actions.keep_script(place, pitstop=found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. You can choose it for your next pitstop."))
        return redirect("pitstops:pitstop", pk)
    told = {"pitstop": found, "place": place, "form": form}
    return render(request, "pitstops/keep_script.html", told, status=422 if form.errors else 200)


@require_POST
@signed_in
def rehearse(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin a trial with the same steps and simulated people; nothing of it is kept."""
    found = led_or_404(request, pk)
    if found.rehearsal:
        raise Http404
    many = ghosts.MANY if request.POST.get("many") == "many" else ghosts.FEW
    trial = ghosts.rehearse(found, many=many, by=request.user)
    return redirect("pitstops:lead", trial.pk)


@require_POST
@signed_in
def begin(request: PersonRequest, pk: int) -> HttpResponse:
    found = led_or_404(request, pk)
    try:
        actions.begin(found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("pitstops:pitstop", pk)
    return redirect("pitstops:lead", pk)
