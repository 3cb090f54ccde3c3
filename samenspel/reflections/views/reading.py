"""Reading what was told: of a coalition, one by one, and of oneself."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.text import capfirst

from samenspel.circles.deeds import may
from samenspel.circles.models import Circle, Coalition, Voice
from samenspel.people.visits import PersonRequest, signed_in
from samenspel.reflections.forms import FilterForm
from samenspel.reflections.models import Draft, Prompt
from samenspel.reflections.reading import rows, tellings
from samenspel.reflections.tide import tide
from samenspel.sources import looks, traces
from samenspel.sources.naming import reads_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

A_PAGE = 15


def told(request: HttpRequest, pk: int) -> HttpResponse:
    """What a coalition told, as far as this reader may read it."""
    place = get_object_or_404(Coalition.objects.select_related("expedition"), pk=pk)
    here = rows(request.user).filter(source__coalition=place)
    lines = list(
        here.order_by("source__moment").values_list(
            "source__moment", "kind", "source__speakers__voice", "prompt"
        )
    )
    at_home = may(request.user, "reflection.share", place)
    if not lines and not at_home:
        raise Http404
    form = FilterForm(
        request.GET,
        voices=[choice for choice in Voice.choices if choice[0] in {line[2] for line in lines}],
        prompts=prompts_of(request.user, lines),
        months=months_of(lines),
    )
    page = Paginator(filtered(here, form.chosen), A_PAGE).get_page(request.GET.get("pagina"))
    shown = tellings(page.object_list, request.user)
    looks.record(request.user, [telling.told.source for telling in shown])
    return render(
        request,
        "reflections/told.html",
        {
            "place": place,
            "at_home": at_home,
            "form": form,
            "page": page,
            "tellings": shown,
            "moments": tide(line[:3] for line in lines),
            "many": len(lines),
        },
    )


def reflection(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(rows(request.user), pk=pk)
    (telling,) = tellings([one], request.user)
    source = one.source
    looks.record(request.user, [source])
    versions = source.versions.visible_to(request.user)
    return render(
        request,
        "reflections/reflection.html",
        {
            "telling": telling,
            "told": one,
            "source": source,
            "among_us": reads_names(request.user, source),
            "earlier": versions.exclude(pk=telling.version.pk),
            "places": traces.places(source) if telling.mine else [],
            "looked": looks.of(source, request.user),
            "may_revise": may(request.user, "reflection.revise", one),
            "may_narrow": source.circle > Circle.PRIVATE
            and may(request.user, "source.narrow", source),
            "may_widen": source.circle < Circle.PUBLIC
            and may(request.user, "source.widen", source),
        },
    )


@signed_in
def mine(request: PersonRequest) -> HttpResponse:
    """What I wrote: first what is not finished, then what I told and what became of it."""
    drafts = Draft.objects.visible_to(request.user).select_related("author", "speaker", "prompt")
    own = rows(request.user).filter(source__author=request.user)
    page = Paginator(own, A_PAGE).get_page(request.GET.get("pagina"))
    shown = tellings(page.object_list, request.user)
    return render(
        request, "reflections/mine.html", {"drafts": drafts, "page": page, "tellings": shown}
    )


def filtered(here: Any, chosen: dict[str, Any]) -> Any:
    wanted = {
        lookup: chosen[name]
        for name, lookup in [
            ("soort", "kind"),
            ("stem", "source__speakers__voice"),
            ("vraag", "prompt"),
        ]
        if name in chosen
    }
    if month := chosen.get("maand"):
        year, number = map(int, month.split("-"))
        wanted["source__moment__range"] = (
            date(year, number, 1),
            date(year, number, monthrange(year, number)[1]),
        )
    return here.filter(**wanted)


def prompts_of(person: Any, lines: Iterable[tuple[Any, ...]]) -> Iterable[Prompt]:
    answered = {line[3] for line in lines if line[3]}
    found: Iterable[Prompt] = Prompt.objects.visible_to(person).filter(pk__in=answered)
    return found


def months_of(lines: Iterable[tuple[Any, ...]]) -> list[tuple[str, str]]:
    """The months in which something was told, newest first."""
    months = sorted({line[0].replace(day=1) for line in lines}, reverse=True)
    return [(f"{month:%Y-%m}", capfirst(date_format(month, "F Y"))) for month in months]
