"""In which digests a title that rests on somebody's words went out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.lessons.models import Edition, EditionQuote
from samenspel.sources.models import Request, Source
from samenspel.sources.traces import Place
from samenspel.stories.models import EpisodeEdition

from .models import Mention

if TYPE_CHECKING:
    from django.db.models import QuerySet

WHERE = "telling the speaker where"


def lift(source: Source, request: Request | None) -> None:
    """Nothing is to be lifted: a digest is made of what is public at the moment it is sent."""


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """Of lessons with these words, and of episodes of this source: how often their title went."""
    asked = Request.objects.unguarded(WHERE).filter(source=source)
    if request:
        asked = asked.filter(pk=request.pk)
    quoted = EditionQuote.objects.unguarded(WHERE).filter(request__in=asked)
    editions = Edition.objects.unguarded(WHERE)
    lessons = editions.filter(pk__in=quoted.values("edition")).values("lesson")
    heard = EpisodeEdition.objects.unguarded(WHERE).filter(source=source).values("episode")
    named = Q(edition__lesson__in=lessons)
    if request is None:
        named |= Q(episode__episode__in=heard)
    sent = Mention.objects.exclude(sent=0).filter(named)
    yield from _told(sent.select_related("edition", "episode"))


def _told(mentions: QuerySet[Mention]) -> Iterator[Place]:
    for mention in mentions.order_by("pk"):
        thing = mention.edition.claim if mention.edition else mention.episode.title  # type: ignore[union-attr]
        yield Place(
            kind=_("title in a digest by mail"),
            title=ngettext(
                "%(title)s: the title, without your words, went to %(n)d address",
                "%(title)s: the title, without your words, went to %(n)d addresses",
                mention.sent,
            )
            % {"title": thing, "n": mention.sent},
            since=timezone.localdate(mention.last) if mention.last else None,
            can_be_recalled=False,
        )
