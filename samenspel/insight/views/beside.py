"""Two coders on one text, the layers of both in its margins."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from samenspel.insight.agreement import disagreements
from samenspel.insight.coders.laid import laid
from samenspel.people.visits import Asked, number
from samenspel.sources import looks
from samenspel.sources.models import Source, Version
from samenspel.sources.naming import heard_in
from samenspel.threads.models import Coder

from .agreement import Question


def beside(request: Asked, slug: str, pk: int) -> HttpResponse:
    asked = Question(request, slug)
    source = get_object_or_404(
        Source.objects.visible_to(request.user).select_related("coalition", "expedition"),
        pk=pk,
        expedition=asked.lens.expedition,
    )
    looks.record(request.user, [source])
    context = asked.around("agreement") | {"source": source}
    version = next((v for v, of in asked.gathered.sources.items() if of == source.pk), None)
    if version is not None:
        context |= _both(asked, source, version)
    return render(request, "insight/beside.html", context)


def _both(asked: Question, source: Source, key: int) -> dict[str, Any]:
    gathered, text = asked.gathered, asked.gathered.texts[key]
    readers = [coder for coder in gathered.coders if coder.pk in text.marks]
    one, other = _pair(asked, readers)
    version = Version.objects.visible_to(asked.lens.person).get(pk=key)
    differ = disagreements(text, gathered.code_keys, [one.pk, other.pk])
    heard = heard_in([source], asked.lens.person)[source.pk]
    pieces = laid(
        version, (text.marks[one.pk], text.marks[other.pk]), gathered.codes, differ, heard
    )
    return {
        "version": version,
        "readers": readers,
        "one": one,
        "other": other,
        "pieces": pieces,
        "many": sum(1 for piece in pieces if piece.number),
        "alike": sum(1 for piece in pieces if piece.alike),
    }


def _pair(asked: Question, readers: list[Coder]) -> tuple[Coder, Coder]:
    """The two that were asked for, or the first two."""
    by_key = {coder.pk: coder for coder in readers}
    told = asked.request.GET
    one = by_key.get(number(told.get("een")), readers[0])
    other = by_key.get(number(told.get("ander")))
    if other is None or other == one:
        other = next(coder for coder in readers if coder != one)
    return one, other
