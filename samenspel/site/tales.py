"""Stories for everybody: what was let go to everybody and is meant to be read as a whole.

Nothing is copied. A story is read through its source, as a passer-by reads that, each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samenspel.circles.in_public import shows_itself
from samenspel.circles.models import Circle, Coalition, Expedition
from samenspel.circles.sight import BOOKS
from samenspel.foundation.words import shortened
from samenspel.recognition.models import Story
from samenspel.reflections.models import Kind as About
from samenspel.reflections.models import Reflection
from samenspel.sources import consent
from samenspel.sources.models import Consent, Request, Source, Version
from samenspel.sources.naming import Heard, as_read, heard_in
from samenspel.sources.readers import Paragraph, decompose
from samenspel.sources.traces import Place

from .models import Tale

OPENING = 180
MOST_OF_ONE = 20
WRITTEN = (Source.Kind.DOCUMENT, Source.Kind.REPORT)


@dataclass
class PublicTale:
    """A story as everybody reads it, with the names that a passer-by reads."""

    tale: Any
    paragraphs: tuple[Paragraph, ...]
    heard: dict[str, Heard]

    @property
    def source(self) -> Source:
        source: Source = self.tale.source
        return source

    @property
    def is_report(self) -> bool:
        return self.source.kind == Source.Kind.REPORT

    @property
    def kind(self) -> str:
        return _("Report") if self.is_report else _("Story")

    @property
    def coalition(self) -> Coalition | None:
        """Whose it is, if that one shows itself to everybody."""
        return self.source.coalition if self.tale.shown else None

    @property
    def place(self) -> str:
        return self.coalition.place if self.coalition else ""

    @property
    def url(self) -> str:
        return f"{self.tale.expedition.site}{self.tale.url}"

    @property
    def card(self) -> str:
        tale = self.tale
        at = reverse("site:tale_card", args=[tale.expedition.slug, tale.pk])
        return f"{tale.expedition.site}{at}"

    @property
    def line(self) -> str:
        """What it is, when and where: no word of the story itself."""
        where = [self.coalition.name] if self.coalition else []
        return " · ".join([self.kind, date_format(self.source.moment, "j F Y"), *where])

    @property
    def changed(self) -> datetime:
        moments: list[datetime] = [self.tale.since, self.tale.worded]
        return max(each for each in moments if each)

    @property
    def titled(self) -> bool:
        """Whether its first paragraph is a title, and not how somebody began."""
        if self.source.kind == Source.Kind.REFLECTION or len(self.paragraphs) < 2:
            return False
        return self.paragraphs[0].text == self.source.title

    @property
    def begins_with_title(self) -> bool:
        """Whether its title is no more than its first words, as of a reflection."""
        words = " ".join(each.text for each in self.paragraphs)
        return not self.titled and words.startswith(self.source.title.rstrip("…. "))

    @property
    def called(self) -> str:
        """What it is called where others keep a copy: never by its own first words."""
        if self.begins_with_title:
            return _("A story of %s") % date_format(self.source.moment, "j F Y")
        return self.source.title

    @property
    def opening(self) -> str:
        """How it begins, without what its title tells already."""
        return "" if self.begins_with_title else self.first_words

    @property
    def first_words(self) -> str:
        return shortened("\n".join(each.text for each in self.paragraphs[self.titled :]), OPENING)

    @property
    def voices(self) -> dict[str, str]:
        return {each.name: each.voice for each in self.heard.values()}


def meant_to_be_read() -> Q:
    """Reports and documents, reflections told as a story, and what lay among stories of change.

    What was said in a conversation for the sake of learning is read where one is led to it.
    """
    told = Reflection.objects.visible_to(None).filter(source=OuterRef("source"), kind=About.STORY)
    laid = Story.objects.unguarded("told as a story").filter(source=OuterRef("source"))
    return Q(source__kind__in=WRITTEN) | Q(Exists(told)) | Q(Exists(laid))


def tales(expedition: Expedition | None = None) -> QuerySet[Tale]:
    """The stories that everybody may read today, newest first."""
    rows: QuerySet[Tale] = Tale.objects.visible_to(None).filter(
        meant_to_be_read(), consent.open_to("source", "source__circle")
    )
    if expedition is not None:
        rows = rows.filter(expedition=expedition)
    newest = Version.objects.visible_to(None).filter(source=OuterRef("source")).order_by("-number")
    return rows.annotate(
        shown=shows_itself("source__coalition"), worded=Subquery(newest.values("created")[:1])
    ).select_related("expedition", "source__coalition", "source__expedition")


def of_coalition(coalition: Coalition) -> QuerySet[Tale]:
    return tales().filter(source__coalition=coalition)[:MOST_OF_ONE]


def with_words(rows: Iterable[Tale]) -> list[PublicTale]:
    """Stories with their newest words. Two queries for all of them."""
    rows = list(rows)
    sources = [row.source for row in rows if row.source]
    heard = heard_in(sources, None) if sources else {}
    found = Version.objects.visible_to(None).filter(source__in=sources).order_by("number")
    versions = {version.source_id: version for version in found}
    return [
        PublicTale(
            row,
            as_read(decompose(versions[pk].text, versions[pk].layout), heard[pk]),
            heard[pk],
        )
        for row in rows
        if (pk := row.source_id or 0) in versions
    ]


def tale_at(expedition: Expedition, number: int) -> PublicTale | None:
    found = with_words(tales(expedition).filter(pk=number))
    return found[0] if found else None


def stood_at(expedition: Expedition, number: int) -> Tale | None:
    """The story that stood at an address and no longer does."""
    return gone(expedition).filter(pk=number).first()


def gone(expedition: Expedition | None = None) -> QuerySet[Tale]:
    """What was open to everybody and no longer is, newest first: its number, and since when."""
    open_now = consent.open_to("source", "source__circle")
    rows: QuerySet[Tale] = Tale.objects.unguarded("a tombstone").filter(
        ~Q(ended=None) | (Q(source__circle=Circle.PUBLIC) & ~open_now)
    )
    if expedition is not None:
        rows = rows.filter(expedition=expedition)
    lines = Consent.objects.unguarded("is consent alive").filter(
        source=OuterRef("source"), request=None, until__lt=timezone.localdate()
    )
    ran_out = Subquery(lines.order_by("-until").values("until")[:1])
    return rows.annotate(ran_out=ran_out).select_related("expedition").order_by("-ended", "-pk")


def gone_since(stood: Any) -> datetime:
    """Since when: the deed that took it back, or the end of the last day that was agreed."""
    if stood.ended or not stood.ran_out:
        moment: datetime = stood.ended or stood.since
        return moment
    return timezone.make_aware(datetime.combine(stood.ran_out, time.max))


def widened(source: Source) -> None:
    """From now on everybody reads it: it gets an address, or stands at the one it had."""
    if source.circle < Circle.PUBLIC:
        return
    told, made = Tale.objects.unguarded(BOOKS).get_or_create(
        source=source, defaults={"expedition_id": source.expedition_id}
    )
    if not made and told.ended:
        told.since, told.ended = timezone.now(), None
        told.save(update_fields=["since", "ended"])


def narrowed(source: Source) -> None:
    if source.circle < Circle.PUBLIC:
        rows = Tale.objects.unguarded(BOOKS).filter(source=source, ended=None)
        rows.update(ended=timezone.now())


def lift(source: Source, request: Request | None) -> None:
    """Nothing to lift: the words stand in the source alone, and `narrowed` closes the page."""


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """The page of this source on the site of its expedition, now or before."""
    if request is not None:
        return
    rows = Tale.objects.unguarded("telling the speaker where").filter(source=source)
    for row in rows.filter(meant_to_be_read()).select_related("expedition"):
        yield Place(
            kind=_("stories for everybody: page, list and site map"),
            title=source.title,
            url=row.url,
            since=timezone.localdate(row.since),
            standing=row.ended is None and source.circle == Circle.PUBLIC,
            with_source=True,
        )
