"""Looking through everything of an expedition that somebody may read, piece by piece."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from samenspel.circles.models import Expedition
from samenspel.sources import search
from samenspel.sources.models import Source, Version
from samenspel.sources.naming import Heard, heard_as, heard_in
from samenspel.sources.words import fold

from .matching import Matcher, Spans, asked, by_pattern, by_words
from .units import in_sentences, pieces

FORMS, WORDS, PATTERN = "vormen", "woorden", "patroon"
PARAGRAPH, SENTENCE = "alinea", "zin"
MOST = 200
"""As many hits as are shown, and coded, in one go."""
WITHIN = 1.0
"""Seconds of looking, after which somebody is told how far it is."""
AT_ONCE = 40


@dataclass(frozen=True)
class Question:
    """What is looked for, and where; what is empty does not matter."""

    words: str = ""
    how: str = FORMS
    unit: str = PARAGRAPH
    coalition: int | None = None
    kind: str = ""
    voice: str = ""
    speaker: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def asks(self) -> bool:
        return bool(self.words.strip() or self.voice or self.speaker.strip())


@dataclass(frozen=True)
class Hit:
    """A piece of text that answers; `spans` are the found words, as places in the text."""

    source: Source
    version: Version
    start: int
    end: int
    spans: Spans
    heard: Heard | None

    @property
    def key(self) -> str:
        return f"{self.version.pk}:{self.start}:{self.end}"

    @property
    def shown(self) -> SafeString:
        text, at, out = self.version.text, self.start, []
        for start, end in self.spans:
            out += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
            at = end
        return mark_safe("".join([*out, escape(text[at : self.end])]))  # noqa: S308 - escaped here


@dataclass
class Found:
    """`looked` of the `many` sources were looked through, these `versions` of them whole."""

    hits: list[Hit] = field(default_factory=list)
    many: int = 0
    looked: int = 0
    versions: list[int] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return self.looked >= self.many


def find(
    person: Any,
    expedition: Expedition,
    question: Question,
    *,
    skip: int = 0,
    seen: Collection[int] = (),
    most: int = MOST,
) -> Found:
    """Newest first: until there are enough hits, or the time is over; `skip` goes on after that.

    Versions in `seen` are passed over.
    """
    if not question.asks:
        return Found()
    stop = time.monotonic() + WITHIN
    matcher, places = _matcher(question), _places(person, question)
    sources = list(_sources(person, expedition, question))
    newest = newest_versions(person, sources)
    sources = [
        source
        for source in sources
        if newest.get(source.pk) not in {None, *seen} and (places is None or source.pk in places)
    ]
    found = Found(many=len(sources), looked=min(skip, len(sources)))
    for source, version, heard in _read(person, sources[skip:], newest):
        where = None if places is None else places[source.pk]
        found.hits += _hits(source, version, heard, question, matcher, where)
        found.looked += 1
        found.versions.append(version.pk)
        if len(found.hits) >= most or time.monotonic() > stop:
            break
    return found


def newest_versions(person: Any, sources: Any) -> dict[int, int]:
    """The id of the newest version of each source, by the source's id."""
    rows = Version.objects.visible_to(person).filter(source__in=sources).order_by("number")
    return dict(rows.values_list("source", "pk"))


def _matcher(question: Question) -> Matcher | None:
    if not question.words.strip():
        return None
    if question.how == PATTERN:
        return by_pattern(question.words.strip())
    return by_words(question.words, forms=question.how == FORMS)


def _places(person: Any, question: Question) -> dict[int, set[int]] | None:
    """Where the index of words says that it may be; None when it has to be looked for."""
    if not question.words.strip() or question.how == PATTERN:
        return None
    wanted = [term for term in asked(question.words) if not term.unwanted]
    return search.paragraphs_with(person, wanted)


def _sources(person: Any, expedition: Expedition, question: Question) -> QuerySet[Source]:
    wanted = {
        "coalition": question.coalition,
        "kind": question.kind,
        "moment__gte": question.since,
        "moment__lte": question.until,
    }
    rows: QuerySet[Source] = Source.objects.visible_to(person).filter(
        expedition=expedition, **{lookup: value for lookup, value in wanted.items() if value}
    )
    return rows.select_related("coalition").order_by("-moment", "-pk")


def _read(
    person: Any, sources: Sequence[Source], newest: dict[int, int]
) -> Iterator[tuple[Source, Version, dict[str, Heard]]]:
    for start in range(0, len(sources), AT_ONCE):
        these = sources[start : start + AT_ONCE]
        rows = Version.objects.visible_to(person).in_bulk([newest[each.pk] for each in these])
        heard = heard_in(these, person)
        for source in these:
            if version := rows.get(newest[source.pk]):
                yield source, version, heard[source.pk]


def _hits(
    source: Source,
    version: Version,
    heard: dict[str, Heard],
    question: Question,
    matcher: Matcher | None,
    where: set[int] | None,
) -> list[Hit]:
    only = next(iter(heard.values())) if len(heard) == 1 else None
    speaking = {
        piece: heard_as(piece.label, heard) if piece.label else only
        for piece in pieces(version.text, version.layout)
        if where is None or piece.position in where
    }
    said = [piece for piece, who in speaking.items() if _is_asked(who, question)]
    who = {piece.position: each for piece, each in speaking.items()}
    if question.unit == SENTENCE:
        said = in_sentences(version.text, said)
    found = matcher(version.text, said, source.language) if matcher else [[] for _ in said]
    return [
        Hit(source, version, piece.start, piece.end, spans, who[piece.position])
        for piece, spans in zip(said, found, strict=True)
        if spans or matcher is None
    ]


def _is_asked(who: Heard | None, question: Question) -> bool:
    if question.voice and (who is None or who.voice != question.voice):
        return False
    called = fold(question.speaker.strip())
    return not called or (who is not None and called in fold(who.name))
