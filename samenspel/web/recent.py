"""What was said lately, as it is shown on a home or on the page of a coalition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.formats import date_format

from samenspel.circles.models import OWN, Coalition, Voice
from samenspel.foundation.charts import Moment
from samenspel.reflections.models import Kind, Reflection
from samenspel.sources import naming
from samenspel.sources.models import Source, Speaker, Version

LONGEST = 240


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


def words_of(person: Any, rows: Any, *, own: set[int], most: int = 5) -> list[Words]:
    """The newest of these sources with their first words. One query.

    `own` holds the coalitions in which this person is among their own, and reads names.
    """
    versions = Version.objects.visible_to(person).filter(source=OuterRef("pk")).order_by("-number")
    speakers = Speaker.objects.visible_to(person).filter(source=OuterRef("pk")).order_by("pk")
    found = (
        rows.annotate(
            text=Subquery(versions.values("text")[:1]),
            voice=Subquery(speakers.values("voice")[:1]),
            label=Subquery(speakers.values("label")[:1]),
        )
        .select_related("coalition", "author")
        .order_by("-moment", "-pk")[:most]
    )
    return [_words(row, person, own) for row in found]


def _words(row: Any, person: Any, own: set[int]) -> Words:
    voice = row.voice or Voice.OTHER
    known = row.coalition_id in own or (person and row.author_id == person.pk)
    place = row.coalition.place if row.coalition else ""
    return Words(
        source=row,
        words=shortened(row.text or ""),
        voice=voice,
        name=(row.label or row.author.name) if known else naming.by_role(voice, place),
    )


def shortened(text: str, most: int = LONGEST) -> str:
    """The first words of a text, cut between two of them."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def own_coalitions(person: Any) -> set[int]:
    if person is None or not person.is_authenticated:
        return set()
    mine = person.memberships.live().filter(role__in=OWN)
    return set(mine.values_list("coalition", flat=True))


def tide_of(person: Any, coalition: Coalition, months: int = 12) -> list[Moment]:
    """Friction below and flow above, per month, as far as this person may read them. One query."""
    rows = Reflection.objects.visible_to(person).filter(source__coalition=coalition)
    voices = Speaker.objects.visible_to(person).filter(source=OuterRef("source")).order_by("pk")
    told = (
        rows.filter(Q(kind=Kind.FRICTION) | Q(kind=Kind.FLOW))
        .annotate(voice=Subquery(voices.values("voice")[:1]))
        .order_by("source__moment")
        .values_list("kind", "source__moment", "voice")
    )
    by_month: dict[date, tuple[list[str], list[str]]] = {}
    for kind, moment, voice in told:
        above, below = by_month.setdefault(moment.replace(day=1), ([], []))
        (above if kind == Kind.FLOW else below).append(voice or Voice.OTHER)
    if not by_month:
        return []
    return [
        Moment(_month(month), *by_month.get(month, ([], [])))
        for month in _months(min(by_month), max(by_month))[-months:]
    ]


def _months(first: date, last: date) -> list[date]:
    found = [first]
    while found[-1] < last:
        year, month = divmod(found[-1].month, 12)
        found.append(found[-1].replace(year=found[-1].year + year, month=month + 1))
    return found


def _month(day: date) -> str:
    return date_format(day, "b y")
