"""What a preparation sheet tells of the rooms that a pitstop does not know: what was told since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from samenspel.circles.models import Circle, Coalition
from samenspel.foundation.words import shortened
from samenspel.pitstops import preparing
from samenspel.pitstops.preparing import Fragment, Part
from samenspel.reflections.models import Kind, Reflection
from samenspel.sources.models import Recording, Source, Version
from samenspel.sources.sounding import paragraphs_in
from samenspel.threads.desk import hear
from samenspel.threads.models import Passage, ThreadPassage

from . import recent

MOST_RUBBED = 4
MOST_AGAIN = 3
WORTH_HEARING = (Kind.STORY, Kind.WORKED, Kind.FLOW)


def register() -> None:
    preparing.register("what was told since", told_since)


def told_since(place: Coalition, person: Any, since: date | None) -> Iterator[Part]:
    """What rubbed since last time, and what is worth hearing again. Nothing that is private."""
    yield Part(
        title=_("Friction that was told since"),
        rule=_("The newest, from what people told themselves."),
        fragments=_newest(place, person, since, [Kind.FRICTION], MOST_RUBBED),
        asks=_("What became of it?"),
    )
    recurring = _recurring(place, person, since)
    room = MOST_AGAIN - len(recurring)
    newest = _newest(place, person, since, WORTH_HEARING, room) if room else []
    yield Part(
        title=_("Worth hearing again"),
        rule=_("What stands in most red threads, then what flowed lately. Read it out."),
        fragments=[*recurring, *newest],
    )


def _newest(
    place: Coalition, person: Any, since: date | None, kinds: Any, most: int
) -> list[Fragment]:
    """The newest reflections of these kinds, with their first words."""
    told = Reflection.objects.visible_to(person).filter(kind__in=kinds)
    rows = Source.objects.visible_to(person).filter(
        coalition=place, circle__gte=Circle.COALITION, pk__in=told.values("pk")
    )
    if since is not None:
        rows = rows.filter(moment__gte=since)
    return [
        Fragment(
            words=each.words,
            voice=each.voice,
            name=each.name,
            language=each.source.language,
            day=each.source.moment,
            url=each.url,
        )
        for each in recent.words_of(person, rows, most=most)
    ]


def _recurring(place: Coalition, person: Any, since: date | None) -> list[Fragment]:
    """The passages that stand in most red threads, of those that this person reads."""
    rows = ThreadPassage.objects.visible_to(person).filter(
        passage__version__source__coalition=place,
        passage__version__source__circle__gte=Circle.COALITION,
    )
    if since is not None:
        rows = rows.filter(passage__version__source__moment__gte=since)
    counted = rows.order_by().values("passage").annotate(many=Count("pk"))
    most = list(
        counted.order_by("-many", "-passage").values_list("passage", flat=True)[:MOST_AGAIN]
    )
    found = {passage.pk: passage for passage in Passage.to_read(person).filter(pk__in=most)}
    hear(found.values(), person)
    sources = {passage.version.source_id for passage in found.values()}
    recorded = Recording.objects.visible_to(person).filter(source__in=sources)
    heard = set(recorded.order_by().values_list("source", flat=True))
    versions = {passage.version_id for passage in found.values()}
    rows = Version.objects.visible_to(person).filter(pk__in=versions)
    layouts = dict(rows.order_by().values_list("pk", "layout"))
    return [
        _fragment(found[pk], layouts[found[pk].version_id], heard) for pk in most if pk in found
    ]


def _fragment(passage: Any, layout: list[dict[str, Any]], heard: set[int]) -> Fragment:
    source = passage.version.source
    first, last = paragraphs_in(layout, passage.start, passage.end)
    who = passage.heard[0] if passage.heard else None
    return Fragment(
        words=shortened(passage.words),
        voice=who.voice if who else "",
        name=who.placed if who else "",
        language=source.language,
        day=source.moment,
        url=reverse("threads:passage", args=[passage.pk]),
        heard=source.pk in heard,
        read_back=urlencode({"bron": source.pk, "van": first, "tot": last}),
    )
