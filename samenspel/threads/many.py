"""Marking and coding many stretches of words at once: a deed calls this, and keeps what it made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from samenspel.circles.sight import BOOKS
from samenspel.sources.models import Speaker, Version

from . import blind
from .actions import coder_of
from .models import BlindReading, Code, Coding, Memo, Passage, ThreadPassage

if TYPE_CHECKING:
    from samenspel.people.models import Person

Place = tuple[int, int]
A_BATCH = 200


def code_many(
    places: Mapping[Version, Iterable[Place]], *, code: Code, by: Person
) -> dict[str, list[int]]:
    """Give a code to all these places; gives the ids of what was made, to undo it by.

    What is a passage already stays one, and what has the code of this person already keeps it.
    What another marked where this person reads blind is new to them, and counts as made.
    """
    wanted = [(version, place) for version, each in places.items() for place in each]
    made = _mark(places, wanted, by)
    passages = _passages(places, wanted)
    made += blind.marked_many_too(passages.values(), by)
    coder = coder_of(by, code.codebook.expedition_id)
    given = Coding.objects.unguarded(BOOKS).filter(code=code, coder=coder)
    had = set(given.filter(passage__in=passages.values()).values_list("passage", flat=True))
    Coding.objects.unguarded(BOOKS).bulk_create(
        (
            Coding(passage=passage, code=code, coder=coder)
            for passage in passages.values()
            if passage.pk not in had
        ),
        batch_size=A_BATCH,
    )
    new = given.filter(passage__in=passages.values()).exclude(passage__in=had)
    return {"codings": list(new.values_list("pk", flat=True)), "passages": made}


def uncode_many(made: Mapping[str, list[int]], *, by: Person) -> int:
    """Take off what was given, and the marks that were made for it and carry nothing else."""
    codings = Coding.objects.unguarded(BOOKS).filter(pk__in=made["codings"], coder__person=by)
    gone: int = codings.delete()[1].get("threads.Coding", 0)
    drop_bare(Passage.objects.unguarded(BOOKS).filter(pk__in=made["passages"]), by)
    return gone


def drop_bare(passages: Iterable[Passage], by: Person) -> None:
    """Remove those of one's own marks among these on which no work of anybody stands.

    Where somebody reads blind, a mark goes when nothing of their own stands on it.
    """
    passages = list(passages)
    apart = blind.leave_bare(passages, by)
    rows = {passage.pk for passage in passages if passage.made_by_id == by.pk} - apart
    for table in (Coding, ThreadPassage, Memo):
        used = table.objects.unguarded(BOOKS).filter(passage__in=rows)
        rows -= set(used.values_list("passage", flat=True))
    shown = Code.objects.unguarded(BOOKS).filter(examples__in=rows)
    rows -= set(shown.values_list("examples", flat=True))
    also = BlindReading.objects.unguarded(BOOKS).filter(also__in=rows)
    rows -= set(also.values_list("also", flat=True))
    Passage.objects.unguarded(BOOKS).filter(pk__in=rows).delete()


def _mark(
    places: Mapping[Version, Iterable[Place]], wanted: list[tuple[Version, Place]], by: Person
) -> list[int]:
    there = set(_passages(places, wanted))
    new = [
        Passage(version=version, start=place[0], end=place[1], made_by=by)
        for version, place in dict.fromkeys(wanted)
        if (version.pk, *place) not in there
    ]
    Passage.objects.unguarded(BOOKS).bulk_create(new, batch_size=A_BATCH)
    _hear(new)
    return [passage.pk for passage in new]


def _passages(
    places: Mapping[Version, Iterable[Place]], wanted: list[tuple[Version, Place]]
) -> dict[tuple[int, int, int], Passage]:
    keys = {(version.pk, *place) for version, place in wanted}
    rows = Passage.objects.unguarded(BOOKS).filter(version__in=list(places))
    found = {(row.version_id, row.start, row.end): row for row in rows}
    return {key: found[key] for key in keys & set(found)}


def _hear(passages: list[Passage]) -> None:
    """Keep with new passages whose words they are, as for a single one."""
    sources = {passage.version.source_id for passage in passages}
    voices: dict[int, list[Speaker]] = {source: [] for source in sources}
    for voice in Speaker.objects.unguarded(BOOKS).filter(source__in=sources):
        voices[voice.source_id].append(voice)
    through = Passage.speakers.through
    rows = []
    for passage in passages:
        version = passage.version
        here = voices[version.source_id]
        if any(piece.get("speaker") for piece in version.layout):
            labels = version.labels_in(passage.start, passage.end)
            here = [voice for voice in here if voice.label in labels]
        elif len(here) > 1:
            here = []
        rows += [through(passage_id=passage.pk, speaker_id=voice.pk) for voice in here]
    through.objects.bulk_create(rows, batch_size=A_BATCH)
