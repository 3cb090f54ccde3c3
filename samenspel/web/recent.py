"""What was said lately, as it is shown on a home or on the page of a coalition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from samenspel.foundation.words import shortened
from samenspel.sources.models import Source, Version
from samenspel.sources.naming import Heard, first_heard, heard_in


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
