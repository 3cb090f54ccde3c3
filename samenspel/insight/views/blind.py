"""Asking coders to read the same texts apart, and seeing who is ready."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.models import OWN, TEAM, Expedition, Role
from samenspel.circles.roles import held
from samenspel.foundation.errors import Refused
from samenspel.insight.coders.choosing import THEN, Beside, Choice
from samenspel.insight.lens import Lens
from samenspel.people.models import Person
from samenspel.people.visits import Asked, PersonRequest, signed_in
from samenspel.threads import bench
from samenspel.threads import blind as deeds
from samenspel.threads.models import BlindReading

A_PAGE = 25


class AskForm(forms.Form):
    """Who reads what."""

    wie: Any = forms.ModelMultipleChoiceField(
        queryset=None,
        label=gettext_lazy("Who reads?"),
        help_text=gettext_lazy("At least two people. They don't see each other's work there."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least two people.")},
    )
    bron: Any = forms.ModelMultipleChoiceField(
        queryset=None,
        label=gettext_lazy("Which texts?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one text.")},
    )

    def __init__(self, *args: Any, people: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["wie"].queryset = people
        fields["bron"].queryset = sources


def page(request: Asked, slug: str) -> HttpResponse:
    lens = Lens(request.user, bench.at(request, slug))
    beside = Beside(lens)
    sought = request.GET.get("zoek", "").strip()
    sources = lens.sources.select_related("coalition", "expedition")
    people = _people(lens.expedition, request.user)
    form = AskForm(request.POST or None, people=people, sources=sources)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            deeds.ask_about(list(said["bron"]), coders=list(said["wie"]), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked. It stands in their list."))
            return redirect("insight:blind", slug)
    found = sources.filter(title__icontains=sought) if sought else sources
    listed = Paginator(found.order_by("-moment", "-pk"), A_PAGE).get_page(request.GET.get("pagina"))
    mine, rounds = _rounds(beside, request.user, set(people.values_list("pk", flat=True)))
    context = {
        "expedition": lens.expedition,
        "tab": "blind",
        "form": form,
        "page": listed,
        "sought": sought,
        "may_ask": any(may(request.user, "blind.ask", source) for source in listed),
        "chosen": set(request.POST.getlist("bron") or request.GET.getlist("bron")),
        "mine": mine,
        "rounds": rounds,
    }
    return render(request, "insight/blind.html", context, status=422 if form.errors else 200)


def _people(expedition: Expedition, person: Any) -> Any:
    """Who may be asked: the team, and coordinators of the coalitions that this person is near."""
    near = held(person).coalitions((*OWN, *TEAM))
    live = expedition.memberships.live().filter(
        Q(role__in=TEAM) | Q(role=Role.COORDINATOR, coalition__in=near)
    )
    return Person.objects.filter(pk__in=live.values("person")).order_by("name", "pk")


def _rounds(
    beside: Beside, person: Any, known: set[int]
) -> tuple[list[BlindReading], list[dict[str, Any]]]:
    """What this person was asked to read; and per text who reads it and who is ready.

    Whoever is not `known` to this person stands there without a name.
    """
    last: dict[int, dict[int, BlindReading]] = defaultdict(dict)
    for reading in beside.readings:
        if reading.ended is None or reading.is_ready:
            last[reading.source_id][reading.coder_id] = reading
    rounds = []
    for readings in last.values():
        rows = list(readings.values())
        ready = len(rows) > 1 and all(reading.ended for reading in rows)
        coders = tuple(reading.coder_id for reading in rows)
        rounds.append(
            {
                "source": rows[0].source,
                "readings": [
                    (
                        str(reading.coder)
                        if reading.coder.person_id in known
                        else _("somebody on the expedition"),
                        reading,
                        reading.ended is None and may(person, "blind.call_off", reading),
                    )
                    for reading in rows
                ],
                "ready": ready,
                "asked": max(reading.asked for reading in rows),
                "query": Choice(coders=coders, layer=THEN).query(),
            }
        )
    rounds.sort(key=lambda each: (each["ready"], each["asked"]))
    mine = [
        reading
        for reading in beside.readings
        if reading.ended is None and reading.coder.person_id == person.pk
    ]
    return mine, rounds


@signed_in
@require_POST
def call_off(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    rows = BlindReading.objects.visible_to(request.user).select_related("source__coalition")
    reading = get_object_or_404(rows, pk=pk, source__expedition__slug=slug)
    if not may(request.user, "blind.call_off", reading):
        raise Http404
    try:
        deeds.call_off(reading, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Called off. %s sees everything again.") % reading.coder)
    return redirect("insight:blind", slug)
