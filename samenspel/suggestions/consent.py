"""Which sources may be used to learn from, and to propose codes in. Silence is no."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.sources.models import Source, Speaker
from samenspel.threads.models import BlindReading, Codebook

from .models import Allowance

LEARNING = "learning from codings"


def allowed(path: str = "pk") -> Q:
    """A condition for a query: the source at this path may be used.

    Whoever answers for it said yes last, and so did each who speaks in it.
    """
    lines = Allowance.objects.unguarded(LEARNING)
    whole = lines.filter(source=OuterRef("source"), speaker=None).order_by("-id").values("pk")[:1]
    said = lines.filter(source=OuterRef(path), speaker=None, yes=True, pk=Subquery(whole))
    own = lines.filter(
        Q(speaker=OuterRef("pk")) | Q(speaker=None, by=OuterRef("person")),
        source=OuterRef("source"),
    )
    voices = Speaker.objects.unguarded(LEARNING).filter(source=OuterRef(path))
    yes = Subquery(own.order_by("-id").values("yes")[:1])
    closed = voices.annotate(yes=yes).filter(Q(yes=None) | Q(yes=False))
    return Q(Exists(said)) & ~Q(Exists(closed))


@dataclass(frozen=True)
class Said:
    """What was said about one source: by whoever answers for it, and by each who speaks in it."""

    whole: Allowance | None = None
    voices: dict[Speaker, Allowance | None] = field(default_factory=dict)

    @property
    def yes(self) -> bool:
        return bool(self.whole and self.whole.yes) and self.all_agreed

    @property
    def all_agreed(self) -> bool:
        return all(line is not None and line.yes for line in self.voices.values())

    @property
    def waits(self) -> bool:
        """Whether there is a yes for it, and somebody who speaks said nothing yet."""
        yes = bool(self.whole and self.whole.yes) and not self.refused
        return yes and not self.all_agreed

    @property
    def refused(self) -> bool:
        return any(line is not None and not line.yes for line in self.voices.values())

    def others(self, person: Any) -> dict[Speaker, Allowance | None]:
        """Those who speak, without this person."""
        return {who: line for who, line in self.voices.items() if who.person_id != person.pk}

    def to_note(self, person: Any) -> list[Speaker]:
        """For whom this person may write down a yes: who never answered for themselves."""
        return [who for who, line in self.others(person).items() if not _own(who, line)]


def _own(speaker: Speaker, line: Allowance | None) -> bool:
    return line is not None and line.by_id == speaker.person_id


def said_of(sources: Iterable[Any]) -> dict[int, Said]:
    """What holds for each of these sources (or their ids), by the source's id."""
    keys = [getattr(source, "pk", source) for source in sources]
    found = {key: Said() for key in keys}
    speakers = Speaker.objects.unguarded(BOOKS).filter(source__in=keys).order_by("id")
    by_source: dict[int, list[Speaker]] = {key: [] for key in keys}
    for speaker in speakers:
        by_source[speaker.source_id].append(speaker)
    lines: dict[int, list[Allowance]] = {key: [] for key in keys}
    for line in Allowance.objects.unguarded(BOOKS).filter(source__in=keys).order_by("id"):
        lines[line.source_id].append(line)
    for key in keys:
        whole = [line for line in lines[key] if line.speaker_id is None]
        voices = {who: _last_of(who, lines[key]) for who in by_source[key]}
        found[key] = Said(whole[-1] if whole else None, voices)
    return found


def _last_of(speaker: Speaker, lines: list[Allowance]) -> Allowance | None:
    own = [
        line
        for line in lines
        if line.speaker_id == speaker.pk
        or (line.speaker_id is None and line.by_id == speaker.person_id)
    ]
    return own[-1] if own else None


def teaching(codebook: Codebook) -> Any:
    """Of those, the ones with codings to learn from: not while somebody reads them blind.

    What is proposed elsewhere, or how often, could tell a coder what another gave there.
    """
    blind = BlindReading.objects.unguarded(LEARNING).filter(together=None)
    return usable(codebook).exclude(pk__in=blind.values("source"))


def usable(codebook: Codebook) -> Any:
    """The sources from which may be learned for this codebook: those its readers may all read."""
    rows = Source.objects.unguarded(LEARNING).filter(allowed(), expedition=codebook.expedition_id)
    if codebook.coalition_id:
        return rows.filter(coalition=codebook.coalition_id, circle__gte=Circle.COALITION)
    return rows.filter(circle__gte=Circle.TEAM)
