"""From layers in the tables to what `agreement` compares.

A coder counts as one who read a text when they gave a code of this book in it, or were ready with
reading it blind. Texts of which a chosen coder's blind reading is still open are left out: it would
tell on them, and their layer is not done.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models.functions import Length

from samenspel.insight.agreement import Marked, Text
from samenspel.sources.models import Version
from samenspel.threads.models import BlindReading, Code, Coder, Coding

from .choosing import SENTENCES, THEN, Beside, Choice
from .units import paragraphs, sentences

Layers = dict[Hashable, list[Marked]]


@dataclass
class Gathered:
    """Versions by key with their text, in reading order.

    `waiting` texts were left out, and `unused` codes that none of the coders gave.
    """

    coders: list[Coder]
    codes: list[Code]
    texts: dict[int, Text] = field(default_factory=dict)
    sources: dict[int, int] = field(default_factory=dict)
    waiting: int = 0
    unused: int = 0

    @property
    def coder_keys(self) -> list[int]:
        return [coder.pk for coder in self.coders]

    @property
    def code_keys(self) -> list[int]:
        return [code.pk for code in self.codes]

    @property
    def codings(self) -> int:
        return sum(len(own) for text in self.texts.values() for own in text.marks.values())

    def fingerprint(self, *more: Any) -> str:
        """Alike as long as nothing changed that figures rest on, in any language."""
        keys = sorted(self.coder_keys), sorted(self.code_keys)
        told = hashlib.sha256(repr((keys, more)).encode())
        for pk, text in self.texts.items():
            marks = [(coder, sorted(map(tuple, own))) for coder, own in sorted(text.marks.items())]
            told.update(repr((pk, text.length, text.units, marks)).encode())
        return told.hexdigest()


def gather(beside: Beside, choice: Choice) -> Gathered:
    """What the chosen coders marked, in the texts that at least two of them read.

    Of a source it is the newest version in which two of them worked.
    """
    codes = [code for _depth, code in beside.chosen_codes(choice)]
    found = Gathered(beside.chosen_coders(choice), codes)
    if len(found.coders) < 2 or not found.codes:
        return found
    layers = _then(beside, found) if choice.layer == THEN else _now(beside, choice, found)
    rows = Version.objects.visible_to(beside.lens.person).filter(
        pk__in=[pk for pk, own in layers.items() if len(own) > 1],
        source__in=beside.chosen_sources(choice),
    )
    newest: dict[int, int] = {}
    for pk, source in rows.order_by("number").values_list("pk", "source"):
        newest[source] = pk
    closed = _closed(beside, found.coder_keys)
    found.waiting = len(closed & set(newest))
    kept = [pk for source, pk in newest.items() if source not in closed]
    wanted = set(found.code_keys)
    for pk, source, length, units in _read(rows.filter(pk__in=kept), choice.unit):
        marks = {
            coder: [mark for mark in own if mark.code in wanted and mark.end <= length]
            for coder, own in layers[pk].items()
        }
        found.texts[pk] = Text(length, units, marks)
        found.sources[pk] = source
    _leave_unused(found)
    return found


def _leave_unused(found: Gathered) -> None:
    """That nobody gave a code is no agreement about it, and would raise the figure of all."""
    given = {
        mark.code for text in found.texts.values() for own in text.marks.values() for mark in own
    }
    used = [code for code in found.codes if code.pk in given]
    if used:
        found.unused = len(found.codes) - len(used)
        found.codes = used


def _now(beside: Beside, choice: Choice, found: Gathered) -> dict[int, Layers]:
    """What each coder marked in each version with the codes of the book, as it stands now."""
    layers: dict[int, Layers] = defaultdict(lambda: defaultdict(list))
    rows = Coding.objects.visible_to(beside.lens.person).filter(
        coder__in=found.coder_keys, code__codebook=choice.book
    )
    for version, coder, *mark in rows.order_by().values_list(
        "passage__version", "coder", "code", "passage__start", "passage__end"
    ):
        layers[version][coder].append(Marked(*mark))
    for reading in _ready(beside, found):
        layers[reading.version_id or 0].setdefault(reading.coder_id, [])
    return layers


def _then(beside: Beside, found: Gathered) -> dict[int, Layers]:
    """The layers as they were when each coder was ready with reading blind."""
    layers: dict[int, Layers] = defaultdict(lambda: defaultdict(list))
    for reading in _ready(beside, found):
        layers[reading.version_id or 0].setdefault(reading.coder_id, [])
        for version, *mark in reading.layer:
            layers[version][reading.coder_id].append(Marked(*mark))
    return layers


def _ready(beside: Beside, found: Gathered) -> list[BlindReading]:
    """The last blind reading of each coder at each source, of those that they finished."""
    last = {
        (reading.source_id, reading.coder_id): reading
        for reading in beside.readings
        if reading.is_ready and reading.coder_id in found.coder_keys
    }
    return list(last.values())


def _closed(beside: Beside, coders: Sequence[int]) -> set[int]:
    """Sources that one of these coders still reads blind, or the person who looks does."""
    mine = beside.lens.person.pk
    return {
        reading.source_id
        for reading in beside.readings
        if (reading.ended is None and reading.coder_id in coders)
        or (reading.together is None and reading.coder.person_id == mine)
    }


def _read(versions: Any, unit: str) -> Iterator[tuple[int, int, int, list[tuple[int, int]]]]:
    """Key, source, length and units of each version; the words only where sentences are asked."""
    rows = versions.order_by("source__moment", "source", "pk").annotate(long=Length("text"))
    words = ("text",) if unit == SENTENCES else ()
    for pk, source, long, layout, *text in rows.values_list(
        "pk", "source", "long", "layout", *words
    ):
        units = paragraphs(layout, long)
        yield pk, source, long, sentences(text[0], units) if text else units
