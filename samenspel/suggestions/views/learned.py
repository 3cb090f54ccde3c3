"""What the computer learned of each code, how well, and what became of its suggestions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from samenspel.circles.deeds import may
from samenspel.circles.models import Circle, Expedition
from samenspel.foundation import live
from samenspel.people.visits import PersonRequest, signed_in
from samenspel.sources.models import Source
from samenspel.suggestions import proposals
from samenspel.suggestions.consent import allowed
from samenspel.suggestions.learning.constants import (
    COALITIONS,
    EXAMPLES,
    FEWEST_SHOWN,
    HELD,
    PRECISION,
)
from samenspel.suggestions.models import Learned, Learning
from samenspel.suggestions.showing import Fate, effect, fates
from samenspel.threads import bench
from samenspel.threads.desk import tree
from samenspel.threads.models import Code, Codebook


@signed_in
def learned(request: PersonRequest, slug: str) -> HttpResponse:
    """Every codebook of this expedition that this person reads with."""
    expedition = bench.at(request, slug)
    here = Source.objects.visible_to(request.user).filter(
        expedition=expedition, circle__gt=Circle.PRIVATE
    )
    context = {
        "expedition": expedition,
        "books": _books(request, expedition),
        "sources": here.count(),
        "allowed": here.filter(allowed()).count(),
        "effect": effect(request.user, expedition.pk),
        "rules": {
            "examples": EXAMPLES,
            "coalitions": COALITIONS,
            "percent": round(100 * PRECISION),
            "fewest": FEWEST_SHOWN,
            "held": HELD,
        },
    }
    return render(request, "suggestions/learned.html", context)


@signed_in
@require_POST
def learn(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    bench.at(request, slug)
    book = get_object_or_404(Codebook.objects.visible_to(request.user), pk=pk)
    proposals.learn(book, by=request.user)
    return redirect(f"{bench_page(slug)}#boek-{pk}")


@signed_in
def now(request: PersonRequest, slug: str, pk: int) -> HttpResponse:
    """How far the learning is: the part of the page that stays true by itself."""
    expedition = bench.at(request, slug)
    found = [book for book in _books(request, expedition) if book["book"].pk == pk]
    if not found:
        raise Http404
    context = {"expedition": expedition, "each": found[0]}
    return render(request, "suggestions/learned_now.html", context)


def bench_page(slug: str) -> str:
    corner = next(each for each in bench.corners() if each.key == "suggestions")
    return corner.url(slug)


def _books(request: PersonRequest, expedition: Expedition) -> list[dict[str, Any]]:
    person = request.user
    books = list(
        Codebook.objects.visible_to(person)
        .filter(expedition=expedition)
        .select_related("coalition", "expedition")
        .order_by("name", "pk")
    )
    learnings = {
        each.codebook_id: each
        for each in Learning.objects.visible_to(person).filter(codebook__in=books).defer("weights")
    }
    figures = {
        each.code_id: each
        for each in Learned.objects.visible_to(person).filter(learning__in=learnings.values())
    }
    codes = list(Code.objects.visible_to(person).filter(codebook__in=books))
    became = fates(person, codes)
    read = _reads_all(person, list(learnings.values()))
    return [
        _told(
            book,
            learnings.get(book.pk),
            [
                (depth, code, figures.get(code.pk), became.get(code.pk, Fate()))
                for depth, code in tree(code for code in codes if code.codebook_id == book.pk)
            ],
            person,
            exact=book.pk in read,
        )
        for book in books
    ]


Row = tuple[int, Code, Learned | None, Fate]


def _told(
    book: Codebook, learning: Learning | None, codes: list[Row], person: Any, *, exact: bool
) -> dict[str, Any]:
    """Codes that are suggested stand first; those without an example apart, for who may know."""
    bare = [row for row in codes if exact and not (row[2] and row[2].examples) and not any(row[3])]
    busy = learning is not None and learning.busy
    return {
        "book": book,
        "learning": learning,
        "codes": codes,
        "rows": sorted((row for row in codes if row not in bare), key=_is_off),
        "rest": [code for _depth, code, _told, _fate in bare],
        "exact": exact,
        "may_learn": may(person, "suggestion.learn", book),
        "ticket": _ticket(person, learning) if learning and busy else "",
        "rev": live.revision(learning.topic) if learning and busy else 0,
    }


def _is_off(row: Row) -> bool:
    return not (row[2] and row[2].on)


def _reads_all(person: Any, learnings: list[Learning]) -> set[int]:
    """Of which codebooks somebody may read every source: only they get numbers of examples."""
    wanted = {pk for each in learnings for pk in each.learned_from}
    seen = Source.objects.visible_to(person).filter(pk__in=wanted)
    may_read = set(seen.values_list("pk", flat=True)) if wanted else set()
    return {each.codebook_id for each in learnings if set(each.learned_from) <= may_read}


def _ticket(person: Any, learning: Learning) -> str:
    return live.ticket(learning.topic, who=f"person:{person.pk}", hours=4)
