"""What was said lately, as it is shown on a home or on the page of a coalition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from samenspel.sources.models import Source, Version
from samenspel.sources.naming import Heard, first_heard, heard_in

LONGEST = 240
SENTENCE_END = re.compile(r"[.!?…][’”'\")]*(?=\s|$)")
ENDED = re.compile(r"[.!?…,;:–-][’”'\")]*$")


@dataclass(frozen=True)
class Words:
    """The beginning of something that was said: whose voice, named as the reader may know it."""

    source: Source
    words: str
    voice: str
    name: str

    @property
    def url(self) -> str:
        if self.source.kind == Source.Kind.REFLECTION:
            return reverse("reflections:reflection", args=[self.source.pk])
        return reverse("sources:source", args=[self.source.pk])

    @property
    def heading(self) -> str:
        """A title, unless it only repeats the first words."""
        title = self.source.title.rstrip("….!? ")
        return "" if self.words.startswith(title) else self.source.title


def words_of(person: Any, rows: Any, *, most: int = 5) -> list[Words]:
    """The newest of these sources with their first words. Two queries."""
    versions = Version.objects.visible_to(person).filter(source=OuterRef("pk")).order_by("-number")
    newest = (
        rows.annotate(text=Subquery(versions.values("text")[:1]))
        .select_related("coalition", "author")
        .order_by("-moment", "-pk")[:most]
    )
    found = list(newest)
    heard = heard_in(found, person)
    return [_words(row, first_heard(row, heard[row.pk], person)) for row in found]


def _words(row: Any, heard: Heard) -> Words:
    return Words(source=row, words=shortened(row.text or ""), voice=heard.voice, name=heard.placed)


def shortened(text: str, most: int = LONGEST) -> str:
    """The beginning of a text: whole sentences, or words when its first sentence is too long."""
    lines = [" ".join(part.split()) for part in text.splitlines() if part.strip()]
    line = " ".join([*map(_ended, lines[:-1]), *lines[-1:]])
    if len(line) <= most:
        return line
    ends = [found.end() for found in SENTENCE_END.finditer(line, 0, most + 1)]
    if ends and ends[-1] > most / 3:
        return line[: ends[-1]]
    return line[:most].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def _ended(line: str) -> str:
    """A heading or a line without a point at its end does not run into the next."""
    return line if ENDED.search(line) else f"{line}."
