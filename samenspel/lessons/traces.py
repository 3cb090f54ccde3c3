"""Where somebody's words stand in lessons, and how they are lifted from there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.sources.models import Request, Source
from samenspel.sources.traces import Place

from . import actions
from .models import EditionQuote, Export, ProofQuote, Quote

if TYPE_CHECKING:
    from django.db.models import QuerySet

WHERE = "telling the speaker where"


def _requests(source: Source, request: Request | None) -> QuerySet[Request]:
    found: QuerySet[Request] = Request.objects.unguarded(WHERE).filter(source=source)
    return found.filter(pk=request.pk) if request else found


def lift(source: Source, request: Request | None) -> None:
    """Take away every word of these requests that is no longer given."""
    actions.lift(_requests(source, request))


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """The editions and the files in which these words stand or stood, and the drafts."""
    asked = _requests(source, request)
    rows = EditionQuote.objects.unguarded(WHERE).filter(request__in=asked).with_life()
    stood = rows.select_related("edition", "request").order_by("-edition__created")
    for row in stood:
        edition = row.edition
        yield Place(
            kind=_(
                "public page, with its picture beside links, its frame on other sites, "
                "what others pass on, feeds, the interface for programs, and search"
            ),
            title=_("%(claim)s (edition %(number)d)")
            % {"claim": edition.claim, "number": edition.number},
            url=edition.get_absolute_url(),
            words=row.request.words,
            since=timezone.localdate(edition.created),
            standing=row.alive and edition.withdrawn is None,
        )
    taken = Export.objects.unguarded(WHERE).filter(edition__in=stood.values("edition"))
    for export in taken.select_related("edition"):
        yield Place(
            kind=_("a file that somebody of the team took along"),
            title=export.edition.claim,
            since=timezone.localdate(export.at),
            can_be_recalled=False,
        )
    if any(row.lifted or row.alive for row in stood):
        yield Place(
            kind=_("copies that readers made"),
            title=_("Somebody may have printed, copied or downloaded the page."),
            can_be_recalled=False,
        )
    yield from _proofs(asked)
    drafts = Quote.objects.unguarded(WHERE).filter(request__in=asked).select_related("lesson")
    for quote in drafts.with_answers():
        yield Place(
            kind=_("draft, read by the support team"),
            title=quote.lesson.claim,
            words=quote.words,
            since=timezone.localdate(quote.added),
            standing=quote.alive,
        )


def _proofs(asked: QuerySet[Request]) -> Iterator[Place]:
    """The pages on which coalitions look at a lesson before it is public."""
    rows = ProofQuote.objects.unguarded(WHERE).filter(request__in=asked).with_life()
    for row in rows.select_related("proof__coalition", "request").order_by("pk"):
        proof = row.proof
        yield Place(
            kind=_("page on which a coalition looks before it is public"),
            title=_("%(claim)s (for %(name)s)")
            % {"claim": proof.claim, "name": proof.coalition.name},
            words=row.request.words,
            since=timezone.localdate(proof.created),
            standing=row.alive,
        )
