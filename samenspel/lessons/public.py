"""What the public reads: editions, and whether consent is alive. Nothing else, whoever is looking.

Whoever may also read the source of a quote is led there; the words on the page stay the copy.

The list of files that this room may show to passers-by is short on purpose: page, list, feeds,
card and downloads are all made from a `PublicLesson`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from samenspel.circles.in_public import shows_itself
from samenspel.circles.models import Voice
from samenspel.sources.models import Request
from samenspel.sources.naming import by_role
from samenspel.sources.search import Piece
from samenspel.threads.models import Step
from samenspel.threads.standing import many

from . import citing
from .models import Edition, EditionQuote, Editions, Facet, Lesson, Picture, Proof, ProofQuote

ALIVE = "is consent alive"


@dataclass
class PublicLesson:
    """An edition with its quotes; of what was taken back only that something stood here."""

    edition: Edition
    """What is told; for whoever looks at it beforehand, a proof."""
    quotes: list[Any]
    facets: list[Facet] = field(default_factory=list)

    @property
    def elements(self) -> list[Facet]:
        return [facet for facet in self.facets if facet.kind == Facet.Kind.ELEMENT]

    @property
    def known(self) -> dict[str, Any]:
        """On how much the thread rests (`knowing.known`); empty when that may not be told."""
        known: dict[str, Any] = self.edition.beside.get("known", {})
        return known

    @property
    def people(self) -> list[str]:
        """'12 residents': who speaks in the thread, by voice."""
        voices = self.known.get("voices", {})
        return [many(Voice(voice), count) for voice, count in voices.items()]

    @property
    def citation(self) -> str:
        return citing.line(self)

    @property
    def json_ld(self) -> SafeString:
        return mark_safe(citing.json_ld(self))  # noqa: S308  (nothing in it can end the script)

    @property
    def behind(self) -> list[Facet]:
        """The coalitions that looked at it and want to be named."""
        return [facet for facet in self.facets if facet.kind == Facet.Kind.PLACE]

    @property
    def asked(self) -> dict[str, str] | None:
        """The learning question it answers: `words`, and `coalition` if that one may be known."""
        told = self.edition.asked
        if told is None or getattr(self.edition, "asker_shown", False):
            return told
        asker = self.edition.question.coalition_id if self.edition.question else None
        named = any(facet.coalition_id == asker for facet in self.behind)
        return told if named else {**told, "coalition": ""}

    @property
    def thread(self) -> dict[str, str] | None:
        """The red thread as it stood then: `claim`, `status` (in words) and `recognised`."""
        told = self.edition.beside.get("thread")
        return told and {**told, "status": str(Step.Status(told["status"]).label)}

    @property
    def links(self) -> list[dict[str, str]]:
        """What others made: `title`, `url`, its `host`, and `kind` in words."""
        return [
            {
                **link,
                "kind": str(Lesson.Made(link["kind"]).label),
                "host": (urlsplit(link["url"]).hostname or "").removeprefix("www."),
            }
            for link in self.edition.beside.get("links", [])
        ]

    @property
    def given(self) -> list[Any]:
        return [quote for quote in self.quotes if quote.alive]

    @cached_property
    def standing(self) -> dict[str, int]:
        """On how much it rests, of what still stands."""
        given = self.given
        return {
            "quotes": len(given),
            "coalitions": len({quote.place for quote in given if quote.place}),
            "moments": len({quote.moment for quote in given}),
            **{voice: sum(quote.voice == voice for quote in given) for voice in Voice.values},
        }

    @property
    def gaps(self) -> int:
        return len(self.quotes) - len(self.given)

    @property
    def url(self) -> str:
        """Where it stands: at the address of its expedition, if that has one."""
        return f"{self.edition.expedition.site}{self.edition.lesson_url}"

    @property
    def card(self) -> str:
        """The address of its picture."""
        return f"{self.edition.expedition.site}{reverse('lessons:card', args=[self.edition.slug])}"

    @property
    def changed(self) -> datetime | None:
        """When these words last changed, or None when that can't be told to the second.

        HTTP counts in whole seconds: a moment that is just past could hide a change after it. And
        a consent that runs out leaves no moment behind.
        """
        if any(not quote.alive and not quote.lifted for quote in self.quotes):
            return None
        moments = [self.edition.created, *(q.lifted for q in self.quotes if q.lifted)]
        newest = max(moments)
        return newest if newest < timezone.now() - timedelta(seconds=2) else None


def editions() -> Editions:
    """Every edition that stands, newest first, as a passer-by sees them."""
    rows: Editions = Edition.objects.visible_to(None).standing()
    rows = rows.annotate(asker_shown=shows_itself("question__coalition"))
    return rows.select_related("expedition", "question", "picture").defer("picture__jpeg")


def picture_of(slug: str, number: int) -> Picture | None:
    """The picture of an edition that stands."""
    rows = Edition.objects.visible_to(None).standing().filter(slug=slug, number=number)
    edition = rows.select_related("picture").first()
    found: Picture | None = edition.picture if edition else None
    return found


def with_quotes(rows: Iterable[Edition]) -> list[PublicLesson]:
    """Editions with their quotes and facets. Two queries for all of them."""
    rows = list(rows)
    facets: dict[int, list[Facet]] = {row.pk: [] for row in rows}
    for facet in (
        Facet.objects.visible_to(None).filter(edition__in=rows).select_related("coalition")
    ):
        facets[facet.edition_id].append(facet)
    found: dict[int, list[Any]] = {row.pk: [] for row in rows}
    languages = {row.pk: row.language for row in rows}
    for quote in EditionQuote.objects.visible_to(None).filter(edition__in=rows).with_life():
        pk = quote.edition_id
        named = {facet.coalition_id for facet in facets[pk] if facet.kind == Facet.Kind.PLACE}
        if not quote.alive:
            quote.words = quote.name = ""
        elif not quote.shown and quote.of not in named:
            leave_out_place(quote, languages[pk])
        found[pk].append(quote)
    return [PublicLesson(row, found[row.pk], facets[row.pk]) for row in rows]


def leave_out_place(quote: Any, language: str) -> None:
    """Name a speaker by their voice alone: the place would tell which coalition it was.

    A coalition that shows itself nowhere is not to be found by a quote either.
    """
    with override(language):
        if quote.name == by_role(quote.voice, quote.place):
            quote.name = by_role(quote.voice)


def of_proof(proof: Proof) -> PublicLesson:
    """What a coalition looks at, as the public would read it. One query."""
    rows = list(ProofQuote.objects.unguarded(ALIVE).filter(proof=proof).with_life())
    for quote in rows:
        if not quote.alive:
            quote.words = quote.name = ""
        elif not quote.shown:
            leave_out_place(quote, proof.language)
    elements = [Facet(kind=Facet.Kind.ELEMENT, **told) for told in proof.beside["elements"]]
    return PublicLesson(proof, rows, elements)  # type: ignore[arg-type]


def lead_back(lesson: PublicLesson, person: Any) -> None:
    """Tell each quote of which source it is, when this person may read that too. One query."""
    asked = [quote.request_id for quote in lesson.given]
    seen = Request.objects.visible_to(person).filter(pk__in=asked)
    sources = dict(seen.values_list("pk", "source"))
    for quote in lesson.quotes:
        quote.source_pk = sources.get(quote.request_id)


def tombstone(slug: str, number: int | None = None) -> Edition | None:
    """The edition that stood at an address and no longer does: when, and why."""
    gone = Edition.objects.unguarded("a tombstone").exclude(withdrawn=None).filter(slug=slug)
    if number is not None:
        gone = gone.filter(number=number)
    stood: Edition | None = gone.order_by("-number").first()
    return stood


def tombstones() -> Editions:
    rows: Editions = Edition.objects.unguarded("a tombstone").exclude(withdrawn=None).newest()
    return rows.select_related("expedition")


def findable() -> Editions:
    """What may be found by words: the newest of each lesson, unless a consent has run out in it.

    Words that were taken back leave the index at once; nobody lifts those that have run out.
    """
    rows = EditionQuote.objects.visible_to(None).filter(lifted=None).with_life()
    run_out = rows.filter(alive=False, edition=OuterRef("pk"))
    found: Editions = editions().newest().exclude(Exists(run_out))
    return found


def pieces(edition: Edition) -> Iterator[Piece]:
    """What a lesson is found by: its claim and texts, and the words that may stand in it."""
    if edition.withdrawn is not None:
        return
    (lesson,) = with_quotes([edition])
    texts = [edition.claim, edition.holds, edition.works, edition.tomorrow]
    texts += [facet.name for facet in lesson.elements]
    told = [text for text in texts if text] + [quote.words for quote in lesson.given]
    for position, words in enumerate(told):
        yield Piece(
            words=words,
            label=edition.claim,
            position=position,
            language=edition.language,
            moment=timezone.localdate(edition.created),
        )


def url_of(key: int, position: int) -> str:
    return reverse("lessons:by_number", args=[key])
