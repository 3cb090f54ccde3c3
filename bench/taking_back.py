"""Taking words back with ten thousand editions: from the tap until the last place is clean.

One speaker's words stand in every edition of ten thousand lessons, and of each of them the speaker
gave one answer. They take one back, and then all, by keeping what they said to themselves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any

from bench.site import TOP, running
from bench.spread import spread

MANY = 10_000
ROUNDS, SOME = 5, 20
TOKEN = "sleutelbosgeluid"
LISTS = ["/lessen/feed/", "/lessen/feed.json", "/zoeken/?q=hoor+je+wie"]


def add() -> None:
    """The lessons, their editions and their quotes, as copies of what the demo holds."""
    import django

    django.setup()
    from django.db import transaction

    from samenspel.circles.models import Circle
    from samenspel.lessons.models import Edition, EditionQuote, Lesson
    from samenspel.sources import actions as sources
    from samenspel.sources.models import Consent, Request

    why = "command line"
    given = EditionQuote.objects.unguarded(why).filter(lifted=None, edition__withdrawn=None)
    one = given.exclude(request=None).select_related("edition__lesson", "request__source").first()
    assert one and one.request
    speaker = one.request.speaker
    place = speaker.source.coalition
    words = f"Aan het {TOKEN} hoor je wie er komt."
    who = speaker.person
    spoke = sources.Spoke(label=who.name, voice=speaker.voice, person=who, audience=Circle.TEAM)
    source = sources.keep(
        place, text=words, title="Een geluid", circle=Circle.TEAM, speakers=[spoke], by=who
    )
    version = source.versions.unguarded(why).get()
    own = source.speakers.unguarded(why).get()
    with transaction.atomic():
        lessons = Lesson.objects.bulk_create(
            _copy(one.edition.lesson, slug=f"les-{n}", claim=f"Wat wij leerden, {n}")
            for n in range(MANY)
        )
        editions = Edition.objects.bulk_create(
            _copy(one.edition, lesson=lesson, slug=lesson.slug, claim=lesson.claim, number=1)
            for lesson in lessons
        )
        requests = Request.objects.bulk_create(
            _copy(one.request, source=source, version=version, speaker=own, start=0, end=len(words))
            for _lesson in lessons
        )
        line = Consent.objects.unguarded(why).filter(request=one.request).order_by("-pk").first()
        Consent.objects.bulk_create(
            _copy(line, source=source, speaker=own, request=each, by=speaker.person)
            for each in requests
        )
        EditionQuote.objects.bulk_create(
            _copy(one, edition=edition, request=each, words=words, order=1)
            for edition, each in zip(editions, requests, strict=True)
        )


def _copy(row: Any, **other: Any) -> Any:
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    for name in other:
        kept.pop(f"{name}_id", None)
    return type(row)(**{**kept, **other})


def take_back() -> None:
    """Take back `ROUNDS` answers one at a time, then all by keeping the source to oneself; print
    when each deed began and ended."""
    import django

    django.setup()
    from samenspel.circles.models import Circle
    from samenspel.lessons.models import EditionQuote
    from samenspel.sources import actions as sources

    rows = EditionQuote.objects.unguarded("command line").filter(words__contains=TOKEN)
    quotes = list(rows.select_related("request__speaker__person", "request__source", "edition"))
    site = sys.argv[2]
    told: dict[str, list[Any]] = {"one": [], "all": []}
    for quote in quotes[:ROUNDS]:
        places = _holding(site, _places(quote.edition))
        begin = time.perf_counter()
        sources.take_back(quote.request, by=quote.request.speaker.person)
        deed = time.perf_counter() - begin
        _clean(site, places)
        told["one"].append((deed, time.perf_counter() - begin))
    source = quotes[-1].request.source
    some = quotes[ROUNDS :: len(quotes) // SOME]
    places = _holding(site, [place for quote in some for place in _places(quote.edition)] + LISTS)
    begin = time.perf_counter()
    sources.narrow(source, to=Circle.PRIVATE, by=source.author)
    deed = time.perf_counter() - begin
    _clean(site, places)
    told["all"].append((deed, time.perf_counter() - begin))
    left = rows.filter(lifted=None).count()
    print(json.dumps({**told, "left": left, "many": len(quotes), "read": len(places)}))


def _places(edition: Any) -> list[str]:
    """Where the words of one lesson stand for everybody: pages, files, what others embed."""
    lesson = edition.lesson_url
    around = ["les.md", "les.json", "inbedden/"]
    places = [lesson, edition.get_absolute_url(), f"/api/v1/lessons/{edition.slug}"]
    return [*places, *(f"{lesson}{name}" for name in around)]


def _read(site: str, place: str) -> str:
    try:
        with urllib.request.urlopen(site + place) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as gone:
        return gone.read().decode()


def _holding(site: str, places: list[str]) -> list[str]:
    """These places, each of which held the words: else nothing would be measured."""
    for place in places:
        if TOKEN not in _read(site, place):
            raise RuntimeError(f"{place} never held the words")
    return places


def _clean(site: str, places: list[str]) -> None:
    for place in places:
        if TOKEN in _read(site, place):
            raise RuntimeError(f"{place} still holds the words")


def measure() -> str:
    load = os.getloadavg()[0]
    with running(extra="bench.taking_back") as site:
        words = [sys.executable, "-m", "bench.taking_back", "take", site.address]
        told = json.loads(subprocess.check_output(words, cwd=TOP, env=site.env, text=True))
    rows = {"one answer, in one edition": told["one"], "all that was said": told["all"]}
    how = (
        f"{told['many']:,} editions with words of one speaker, SQLite, one process beside the "
        f"server. Until clean: what held them was read again, one place after another, and holds "
        f"them no more: pages, files, what others embed and the interface of one lesson; after all "
        f"was taken back {told['read']} of such places, with the feeds and the search. "
        f"Load of the machine before it began: {load:.1f}."
    )
    lines = [
        how,
        "",
        "| taken back | the deed, ms | until the last place is clean, ms |",
        "|---|---|---|",
    ]
    for label, pairs in rows.items():
        deeds, whole = zip(*pairs, strict=True)
        ms = [[each * 1000 for each in part] for part in (deeds, whole)]
        lines.append(f"| {label} | {spread(ms[0])} | {spread(ms[1])} |")
    return "\n".join([*lines, "", f"Words left anywhere afterwards: {told['left']}."])


if __name__ == "__main__":
    take_back() if sys.argv[1:2] == ["take"] else add()
