"""Where somebody's voice is heard in episodes, and how it is lifted from there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samenspel.circles.models import Circle
from samenspel.sources.models import Recording, Request, Source
from samenspel.sources.sounding import stretch
from samenspel.sources.traces import Place

from . import actions, beside_episodes, margins
from .models import Episode, EpisodeEdition, Translated, Translation
from .translating import name_of

WHERE = "telling the speaker where"


def lift(source: Source, request: Request | None) -> None:
    """A no to a quote leaves the source as it is heard; taking the source back does not."""
    if request is None:
        actions.lift(source)


def narrowed(source: Source) -> None:
    actions.narrow(source)
    for slug in (
        Episode.objects.unguarded(WHERE).filter(source=source).values_list("slug", flat=True)
    ):
        margins.narrowed(beside_episodes.KIND, slug, source.circle)


def _kind(edition: EpisodeEdition) -> str:
    """A muted copy may go further than its source: then it is told how far."""
    if not edition.muted:
        return _(
            "episode: page, sound, words, picture beside links, its frame on other sites, "
            "what others pass on, feeds and search"
        )
    return _(
        "episode with a muted stretch (%(who)s): page, sound, words, picture beside links, "
        "its frame on other sites, what others pass on, feeds and search"
    ) % {"who": Circle(edition.reached).label}


def _stands(edition: EpisodeEdition, source: Source) -> bool:
    limit = source.ceiling if edition.muted else source.circle
    return bool(source.circle > Circle.PRIVATE and edition.circle <= limit)


def silenced(recordings: Sequence[Recording]) -> None:
    actions.silence(recordings)


def places(source: Source, request: Request | None) -> Iterator[Place]:
    """The editions in which this source is heard and read, or was."""
    rows = EpisodeEdition.objects.unguarded(WHERE).filter(source=source)
    if request is not None:
        yield from _still_heard(rows.standing(), request)
        return
    editions = list(rows.order_by("-created", "-number"))
    for edition in editions:
        yield Place(
            kind=_kind(edition),
            title=_("%(title)s (edition %(number)d)")
            % {"title": edition.title, "number": edition.number},
            url=edition.get_absolute_url(),
            since=timezone.localdate(edition.created),
            standing=edition.withdrawn is None and _stands(edition, source),
            with_source=True,
        )
        yield from _translated(edition, source)
    yield from _translations(source)
    if any(edition.reached == Circle.PUBLIC for edition in editions):
        yield Place(
            kind=_("copies that listeners made"),
            title=_("Podcast programs keep what they fetched. Those copies can't be recalled."),
            can_be_recalled=False,
        )


def _still_heard(editions: Iterable[EpisodeEdition], request: Request) -> Iterator[Place]:
    """After a no to a quote: where its words go on sounding, and are taken out."""
    begin, stop = stretch(request.version.layout, request.start, request.end) or (0, None)
    for edition in editions:
        silent = edition.master.stretches if edition.master else []
        if any(start <= begin and (stop or begin) <= end for start, end in silent):
            continue
        yield Place(
            kind=_("an episode in which you are heard; here you take your voice out"),
            title=edition.title,
            url=reverse("stories:voice", args=[edition.slug]),
            since=timezone.localdate(edition.created),
            standing=_stands(edition, edition.source),  # type: ignore[arg-type]  # it is of one
            with_source=True,
        )


def _translated(edition: EpisodeEdition, source: Source) -> Iterator[Place]:
    """Words in another language are somebody's wording of what was said."""
    for language in edition.translated_words:
        yield Place(
            kind=_("translation of an episode: page, captions and search"),
            title=_("%(title)s (%(language)s)")
            % {"title": edition.title, "language": name_of(language)},
            url=edition.get_absolute_url(),
            since=timezone.localdate(edition.created),
            standing=edition.circle <= source.circle,
            with_source=True,
        )


def _translations(source: Source) -> Iterator[Place]:
    """Those that the makers of an episode work on."""
    words = Translated.objects.unguarded(WHERE).filter(version__source=source)
    rows = Translation.objects.unguarded(WHERE).filter(pk__in=words.values("translation"))
    for row in rows.select_related("episode"):
        yield Place(
            kind=_("translation of the words, with whoever makes the episode"),
            title=_("%(title)s (%(language)s)")
            % {"title": row.episode.title, "language": name_of(row.language)},
            since=timezone.localdate(row.changed),
            standing=source.circle > Circle.PRIVATE,
            with_source=True,
        )
