"""What somebody took back, and from where: kept for them, without a word of what it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS

from . import traces
from .echoes import echoes
from .models import Receipt, Source, Version
from .traces import Place

if TYPE_CHECKING:
    from samenspel.people.models import Person

Line = list[Any]


def places_of(source: Source) -> list[Line]:
    """Where a source stands now, and what can't be recalled; no title that tells its words."""
    texts = Version.objects.unguarded(BOOKS).filter(source=source).values_list("text", flat=True)
    said = [source.title, *texts]
    return [
        _line(place, said)
        for place in traces.places(source)
        if place.standing or not place.can_be_recalled
    ]


def _line(place: Place, said: Sequence[str]) -> Line:
    tells = place.title == said[0] or bool(echoes(place.title, said))
    since = place.since.isoformat() if place.since else ""
    return [place.kind, "" if tells else place.title, since, place.can_be_recalled]


def write(source: Source, stood: list[Line], *, person: Person, by: Person, how: str) -> Receipt:
    """Note what was taken back. It runs inside the deed that takes it."""
    known = dict(settings.LANGUAGES)
    spoken = translation.get_language() or ""
    receipt = Receipt(
        author=person,
        coalition_id=source.coalition_id,
        expedition_id=source.expedition_id,
        source=source,
        kind=source.kind,
        said=source.moment,
        places=stood,
        language=spoken if spoken in known else settings.LANGUAGE_CODE,
        how=how,
        by=by,
    )
    receipt.save()
    return receipt


def told(receipt: Receipt) -> dict[str, Any]:
    """For its page: each place, and whether the words are gone from it by now."""
    source = receipt.source
    again = source is not None and source.circle > Circle.PRIVATE
    there: list[Line] = []
    if source is not None and not again:
        with translation.override(receipt.language):
            there = [line for line in places_of(source) if line[3]]
    places = [
        Place(
            kind=kind,
            title=title or _("What you told"),
            since=date.fromisoformat(since) if since else None,
            standing=[kind, title, since, recalled] in there,
            can_be_recalled=recalled,
        )
        for kind, title, since, recalled in receipt.places
    ]
    return {
        "receipt": receipt,
        "places": [place for place in places if place.can_be_recalled],
        "beyond": [place for place in places if not place.can_be_recalled],
        "again": again,
    }
