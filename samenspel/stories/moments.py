"""From moments in a recording to chapters of the episode that is made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.circles.deeds import deed
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused
from samenspel.sources.models import Moment, Source
from samenspel.sources.moments import Use, Uses

from .actions import MOST_CHAPTERS
from .models import Chapter, Episode
from .rights import makes

if TYPE_CHECKING:
    from samenspel.people.models import Person


@deed("episode.chapter", may=makes)
def chapter(episode: Episode, *, moments: Sequence[Moment], by: Person) -> int:
    """Let a chapter begin at each of these moments, with its words as the title; how many.

    A moment without words, or where a chapter begins already, is passed over.
    """
    there = list(Chapter.objects.unguarded(BOOKS).filter(episode=episode))
    new = {row.at: row for row in moments if row.recording_id == episode.recording_id and row.words}
    for known in there:
        new.pop(known.start, None)
    if len(there) + len(new) > MOST_CHAPTERS:
        raise Refused(_("That is a lot of chapters. Keep it under %d.") % MOST_CHAPTERS)
    rows = [Chapter(episode=episode, start=at, title=row.words) for at, row in new.items()]
    Chapter.objects.unguarded(BOOKS).bulk_create(rows)
    return len(rows)


def uses(source: Source, moments: Sequence[Moment], person: Any) -> Uses:
    """For whoever makes an episode of this source: each moment can become a chapter of it."""
    episode = _episode(source, person) if moments else None
    if episode is None:
        return Uses()
    starts = {chapter.start for chapter in episode.chapters.visible_to(person)}
    mine = [row for row in moments if row.recording_id == episode.recording_id and row.words]
    each = {
        row.pk: Use(
            _("A chapter of the episode") if row.at in starts else _("Make it a chapter"),
            reverse("stories:chapter_of", args=[episode.slug, row.pk]),
            "passage",
            done=row.at in starts,
        )
        for row in mine
    }
    left = [use for use in each.values() if not use.done]
    at = reverse("stories:chapters_of", args=[episode.slug])
    all_of_them = Use(_("Make all moments chapters"), at, "passage") if len(left) > 1 else None
    return Uses(each, all_of_them)


def _episode(source: Source, person: Any) -> Episode | None:
    if not makes(person, source):
        return None
    rows = Episode.objects.visible_to(person).filter(source=source)
    found: Episode | None = rows.exclude(recording=None).first()
    return found
