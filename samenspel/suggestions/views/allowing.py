"""Saying whether the computer may learn from a source: for one, and for many at once."""

from __future__ import annotations

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
from samenspel.sources.models import Source
from samenspel.suggestions import proposals
from samenspel.suggestions.consent import last_lines
from samenspel.threads import bench

A_PAGE = 100
MADE_TOGETHER = (Source.Kind.NOTE, Source.Kind.REPORT)


@signed_in
def say(request: PersonRequest, pk: int) -> HttpResponse:
    """The question about one source, for whoever may answer it; a speaker may always say no."""
    source = get_object_or_404(
        Source.objects.visible_to(request.user).select_related("coalition", "expedition"), pk=pk
    )
    may_allow = may(request.user, "suggestion.allow", source)
    if not may_allow and not may(request.user, "suggestion.disallow", source):
        raise Http404
    error = ""
    if request.method == "POST":
        yes = request.POST.get("answer") == "ja"
        try:
            (proposals.allow if yes else proposals.disallow)(source, by=request.user)
        except Refused as refused:
            error = str(refused)
        else:
            told = (
                _("Saved. The computer may learn from these words.")
                if yes
                else _("Saved. The computer does not use these words, from now on.")
            )
            messages.success(request, told)
            return redirect("sources:source", pk=pk)
    context = {
        "source": source,
        "line": last_lines([pk]).get(pk),
        "question": proposals.question(),
        "may_allow": may_allow,
        "error": error,
    }
    return render(request, "suggestions/say.html", context, status=422 if error else 200)


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
    lines = last_lines(page)
    context = {
        "expedition": expedition,
        "page": page,
        "rows": [(source, lines.get(source.pk)) for source in page],
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
