"""Consent, ceiling, withdrawal: the one place that knows what speakers agreed to.

Consents are lines in a book; the last line of a speaker about a thing is what holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS

from .echoes import LEAST
from .models import Consent, Request, Source, Speaker
from .words import fold, words_of


def ceiling(source: Source) -> Circle:
    """The widest circle that every voice in the source agreed to. Silence is no.

    Without speakers nobody is asked: the one who brought it answers for it.
    """
    narrowest = Circle.PUBLIC
    last = (
        Consent.objects.unguarded(BOOKS)
        .filter(speaker=OuterRef("pk"), request=None)
        .order_by("-id")
    )
    speakers = Speaker.objects.unguarded(BOOKS).filter(source=source)
    for answer, audience, until in speakers.values_list(
        Subquery(last.values("answer")[:1]),
        Subquery(last.values("audience")[:1]),
        Subquery(last.values("until")[:1]),
    ):
        given = answer == Consent.Answer.GIVEN and not _run_out(until)
        narrowest = min(narrowest, Circle(audience) if given else Circle.PRIVATE)
    return narrowest


def alive(request_path: str = "request") -> Exists:
    """A condition for a query: the request at this path has a consent that holds today.

    EditionQuote.objects.visible_to(person).filter(consent.alive("request"))
    """
    latest = Consent.objects.unguarded("is consent alive").filter(request=OuterRef("request"))
    newest = latest.order_by("-id").values("pk")[:1]
    return Exists(
        Consent.objects.unguarded("is consent alive").filter(
            Q(until=None) | Q(until__gte=timezone.localdate()),
            request=OuterRef(f"{request_path}"),
            answer=Consent.Answer.GIVEN,
            pk=Subquery(newest),
            request__sha256=F("sha256"),
        )
    )


def open_to(source_path: str = "source", circle_path: str = "circle", limit: str = "circle") -> Q:
    """A condition for a query: the source at this path may be read today by that circle.

    Of a copy that was made public it tells whether its words may still stand there. With the
    `limit` "ceiling" it is asked how far those who speak agreed, of a source that others read.
    """
    reason = "is consent alive"
    there = Source.objects.unguarded(reason).filter(
        pk=OuterRef(source_path),
        circle__gt=Circle.PRIVATE,
        **{f"{limit}__gte": OuterRef(circle_path)},
    )
    lines = Consent.objects.unguarded(reason).filter(speaker=OuterRef("pk"), request=None)
    until = Subquery(lines.order_by("-id").values("until")[:1])
    speakers = Speaker.objects.unguarded(reason).filter(source=OuterRef(source_path))
    run_out = speakers.annotate(ends=until).filter(ends__lt=timezone.localdate())
    return Q(Exists(there)) & ~Q(Exists(run_out))


def last(request: Request) -> Consent | None:
    """The line that holds for this request: the last one, whatever it says."""
    found: Consent | None = (
        Consent.objects.unguarded(BOOKS).filter(request=request).order_by("-id").first()
    )
    return found


def holds(request: Request) -> Consent | None:
    """The consent on which these words may be used today, if there is one."""
    line = last(request)
    return line if _grants(line, request) else None


def _grants(line: Consent | None, request: Request) -> bool:
    if line is None or line.answer != Consent.Answer.GIVEN or line.sha256 != request.sha256:
        return False
    return not _run_out(line.until)


def _run_out(until: date | None) -> bool:
    return until is not None and until < timezone.localdate()


def lines_of(requests: Iterable[Request | int | None]) -> dict[int, Consent]:
    """The last line of each of these requests (or their ids), by the request's id. One query."""
    found = Consent.objects.unguarded("telling the speaker where").filter(
        request__in=list(requests)
    )
    return {line.request_id: line for line in found.order_by("id")}


def of_person(person: Any) -> QuerySet[Request]:
    """All questions that were put to this person as a speaker, newest first. Of nobody: none."""
    found: QuerySet[Request] = (
        Request.objects.unguarded("telling the speaker where")
        .filter(speaker__person=person, speaker__person__isnull=False)
        .select_related("source", "speaker")
        .order_by("-id")
    )
    return found


def same_words(asked: Request) -> list[Request]:
    """Other questions to the same person about these words, or a part of them, whose yes holds.

    A sentence may have been asked for twice, for two lessons, or said twice, in two sources; a no
    to the one leaves the other. Of another source a few words are anybody's (`LEAST`).
    """
    others = of_person(asked.speaker.person_id).exclude(pk=asked.pk)
    alike = [each for each in others if _overlap(asked, each)]
    lines = lines_of(alike)
    return [each for each in alike if _grants(lines.get(each.pk), each)]


def _overlap(one: Request, other: Request) -> bool:
    if one.version_id == other.version_id:
        return one.start < other.end and other.start < one.end
    if one.source_id != other.source_id and min(map(_length, (one, other))) < LEAST:
        return False
    return is_within(one, other) or is_within(other, one)


def _length(asked: Request) -> int:
    return len(list(words_of(asked.words)))


def is_within(one: Request, other: Request) -> bool:
    """Whether the words of the one stand, in that order, in those of the other."""
    words, others = (f" {' '.join(words_of(fold(each.words)))} " for each in (one, other))
    return words in others
