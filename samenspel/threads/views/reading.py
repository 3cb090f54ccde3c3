"""The first corner of the bench: what there is to read, and how far one came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.models import Coalition
from samenspel.people.visits import Asked, PersonRequest, number, signed_in
from samenspel.sources.models import Source
from samenspel.sources.naming import heard_in
from samenspel.threads import bench, reading
from samenspel.threads.forms import ReadForm
from samenspel.threads.models import Coder, Coding, Passage

A_PAGE = 50
MOST_VOICES = 4


@signed_in
def newest(request: PersonRequest) -> HttpResponse:
    """To the bench of the newest expedition."""
    expedition = bench.benches(request.user).first()
    if expedition is None:
        raise Http404
    return redirect("threads:read", slug=expedition.slug)


def read(request: Asked, slug: str) -> HttpResponse:
    """The texts of an expedition, to choose one to read and code."""
    expedition = bench.at(request, slug)
    found = reading.sources_at(expedition, request.user)
    form = ReadForm(request.GET, person=request.user, **_choices(found, request.user))
    page = Paginator(
        form.filtered(found).select_related("coalition", "expedition"), A_PAGE
    ).get_page(request.GET.get("pagina"))
    rows = list(page.object_list)
    heard = heard_in(rows, request.user)
    passages, codings = _counts(rows, request.user)
    context = {
        "expedition": expedition,
        "benches": [each for each in bench.benches(request.user) if each != expedition],
        "form": form,
        "page": page,
        "rows": [
            {
                "source": row,
                "heard": list(heard[row.pk].values())[:MOST_VOICES],
                "passages": passages.get(row.pk, 0),
                "codings": codings.get(row.pk, 0),
            }
            for row in rows
        ],
        "waiting": reading.next_to_code(expedition, request.user) is not None,
    }
    return render(request, "threads/read.html", context)


def _choices(found: Any, person: Any) -> dict[str, Any]:
    places = Coalition.objects.filter(pk__in=found.order_by().values("coalition"))
    given = Coding.objects.visible_to(person).filter(passage__version__source__in=found)
    coders = Coder.objects.filter(pk__in=given.order_by().values("coder")).select_related("person")
    return {
        "places": list(places.values_list("pk", "name")),
        "coders": sorted(((each.pk, str(each)) for each in coders), key=lambda each: each[1]),
    }


def _counts(rows: Iterable[Source], person: Any) -> tuple[dict[int, int], dict[int, int]]:
    """How many passages and codings there are in each of these, as this person sees them."""
    passages: dict[int, int] = {}
    codings: dict[int, int] = {}
    rows = list(rows)
    for counted, table, path in (
        (passages, Passage, "version__source"),
        (codings, Coding, "passage__version__source"),
    ):
        seen = table.objects.visible_to(person).filter(**{f"{path}__in": rows}).order_by()
        counted |= dict(seen.values_list(path).annotate(Count("pk")))
    return passages, codings


@signed_in
def onward(request: PersonRequest, slug: str) -> HttpResponse:
    """To the next text without a code of one's own; `na` is the one that lies on the desk."""
    expedition = bench.at(request, slug)
    after = (
        Source.objects.visible_to(request.user)
        .filter(expedition=expedition, pk=number(request.GET.get("na")))
        .first()
    )
    found = reading.next_to_code(expedition, request.user, after)
    if found is None:
        messages.success(request, _("There is no other text without a code of yours."))
        return redirect("threads:read", slug=slug)
    return redirect("threads:desk", pk=found.pk)


@signed_in
@require_POST
def done(request: PersonRequest, pk: int) -> HttpResponse:
    """Say that one is done with a text, or not yet. Only for one's own list."""
    source = get_object_or_404(
        Source.objects.visible_to(request.user).select_related("expedition"), pk=pk
    )
    if not may(request.user, "passage.mark", source):
        raise Http404
    reading.finish(request.user, source, done="nog-niet" not in request.POST)
    if "nog-niet" in request.POST:
        return redirect("threads:desk", pk=pk)
    messages.success(request, _("Done: %s. Only you see that in your list.") % source.title)
    return redirect("threads:read", slug=source.expedition.slug)
