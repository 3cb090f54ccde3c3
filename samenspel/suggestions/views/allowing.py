"""Saying whether the computer may learn from a source: for one, and for many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.deeds import may
from samenspel.circles.models import Circle, Expedition, Role
from samenspel.circles.roles import held
from samenspel.foundation.errors import Refused
from samenspel.people.visits import PersonRequest, number, signed_in
from samenspel.sources.actions import speaks
from samenspel.sources.models import Source, Speaker
from samenspel.sources.naming import heard_in
from samenspel.suggestions import proposals
from samenspel.suggestions.consent import Said, said_of
from samenspel.suggestions.forms import SayForm
from samenspel.suggestions.models import Allowance
from samenspel.threads import bench

A_PAGE = 100
MADE_TOGETHER = (Source.Kind.NOTE, Source.Kind.REPORT)


@signed_in
def say(request: PersonRequest, pk: int) -> HttpResponse:
    """The question about one source, for whoever may answer it; a speaker may always say no."""
    source = get_object_or_404(
        Source.objects.visible_to(request.user).select_related("coalition", "expedition"), pk=pk
    )
    person = request.user
    may_allow = may(person, "suggestion.allow", source)
    if not may_allow and not may(person, "suggestion.disallow", source):
        raise Http404
    said = said_of([source])[pk]
    answers = proposals.answers_for(person, source)
    form = SayForm(request.POST or None, notes=answers and bool(_to_ask(said, person)))
    error = ""
    if request.method == "POST" and form.is_valid():
        yes = request.POST.get("answer") == "ja"
        try:
            if yes:
                proposals.allow(source, by=person, agreed=form.how)
            else:
                proposals.disallow(source, by=person)
        except Refused as refused:
            error = str(refused)
        else:
            messages.success(request, _told(said_of([source])[pk], yes=yes))
            return redirect("sources:source", pk=pk)
    named = heard_in([source], person)[pk]
    context = {
        "source": source,
        "said": said,
        "mine": _own(said, person) if speaks(person, source) and not answers else said.whole,
        "others": [(named[who.label], line) for who, line in said.others(person).items()],
        "form": form,
        "question": proposals.question(),
        "may_allow": may_allow,
        "error": error,
    }
    return render(request, "suggestions/say.html", context, status=422 if error else 200)


def _to_ask(said: Said, person: Any) -> list[Speaker]:
    return [who for who in said.to_note(person) if said.voices[who] is None]


def _own(said: Said, person: Any) -> Allowance | None:
    lines = [line for who, line in said.voices.items() if who.person_id == person.pk]
    return next((line for line in lines if line is not None), None)


def _told(said: Said, *, yes: bool) -> str:
    if not yes:
        return _("Saved. The computer does not use these words, from now on.")
    if said.yes:
        return _("Saved. The computer may learn from these words.")
    return _("Saved. The computer waits until everybody who speaks here said yes.")


@signed_in
def sources(request: PersonRequest, slug: str) -> HttpResponse:
    """All sources for which this person may say it, to tick many at once."""
    expedition = bench.at(request, slug)
    mine = _mine(request, expedition)
    error = ""
    if request.method == "POST":
        ticked = mine.filter(pk__in=[number(each) for each in request.POST.getlist("source")])
        if ticked:
            _say_for(request, list(ticked), yes=request.POST.get("answer") == "ja")
            return redirect(request.get_full_path())
        error = _("Tick at least one of them.")
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("pagina"))
    said = said_of(page)
    context = {
        "expedition": expedition,
        "page": page,
        "rows": [(source, said[source.pk]) for source in page],
        "question": proposals.question(),
        "error": error,
    }
    return render(request, "suggestions/sources.html", context, status=422 if error else 200)


def _say_for(request: PersonRequest, ticked: list[Source], *, yes: bool) -> None:
    left = proposals.say_for_many(ticked, yes=yes, by=request.user)
    many = len(ticked) - len(left)
    if many:
        told = (
            ngettext("Yes for %d source.", "Yes for %d sources.", many)
            if yes
            else ngettext("No for %d source.", "No for %d sources.", many)
        )
        messages.success(request, told % many)
    waits = said_of(ticked) if yes else {}
    wait = [source for source in ticked if source.pk in waits and waits[source.pk].waits]
    if wait:
        names = ", ".join(source.title for source in wait)
        messages.info(request, _("It waits for others who speak there: %s.") % names)
    if left:
        names = ", ".join(source.title for source in left)
        messages.warning(request, _("A speaker said no, so it stays no: %s.") % names)


def _mine(request: PersonRequest, expedition: Expedition) -> QuerySet[Source]:
    """What `suggestion.allow` says yes to, asked of the table."""
    person = request.user
    together = Q(kind__in=MADE_TOGETHER, coalition__isnull=False)
    leads = held(person).coalitions({Role.COORDINATOR})
    rows: QuerySet[Source] = Source.objects.visible_to(person).filter(
        (Q(author=person) & ~together) | (together & Q(coalition__in=leads)),
        expedition=expedition,
        circle__gt=Circle.PRIVATE,
    )
    return rows.select_related("coalition", "expedition").order_by("-moment", "-pk")
