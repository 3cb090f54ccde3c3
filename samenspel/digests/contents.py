"""What stands in a digest: titles, and links to pages. Never a quote: a mail can't be called back.

Everything goes through the doors of the public pages, at the moment it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samenspel.foundation.words import shortened
from samenspel.lessons import public as lessons
from samenspel.lessons.models import Edition, Editions, MeantFor
from samenspel.stories import public as stories
from samenspel.stories.models import EpisodeEdition

from .models import Digest, Mention, Subscriber

if TYPE_CHECKING:
    from samenspel.circles.models import Expedition

TEASER = 200
MOST = 10  # of each; what does not fit comes with the next one


@dataclass(frozen=True)
class Told:
    """A line of a digest: a title, where it leads, and a few words of the makers beside it."""

    title: str
    url: str
    language: str
    teaser: str
    mention: int = 0


@dataclass
class Contents:
    lessons: list[Told] = field(default_factory=list)
    episodes: list[Told] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lessons or self.episodes)

    @property
    def mentions(self) -> list[int]:
        return [each.mention for each in (*self.lessons, *self.episodes)]


def fresh(expedition: Expedition) -> tuple[list[Edition], list[EpisodeEdition]]:
    """The lessons and episodes that became public since, and stood in no digest, newest first."""
    told = Mention.objects.filter(digest__expedition=expedition)
    new = lessons.editions().newest().filter(expedition=expedition)
    new = new.exclude(lesson__in=told.exclude(edition=None).values("edition__lesson"))
    heard = stories.latest().filter(expedition=expedition)
    heard = heard.exclude(episode__in=told.exclude(episode=None).values("episode__episode"))
    return list(new[:MOST]), list(heard[:MOST])


def next_one(expedition: Expedition) -> Contents:
    """The next digest, as whoever wants all of it would get it now. Two queries."""
    new, heard = fresh(expedition)
    return Contents([_lesson(each) for each in new], [_episode(each) for each in heard])


def of(digest: Digest, subscriber: Subscriber) -> Contents:
    """What this subscriber reads of a digest now: what was taken back since is not in it."""
    mentions = list(digest.mentions.select_related("edition", "episode").order_by("pk"))
    found = Contents()
    if subscriber.what != Subscriber.What.EPISODES:
        by_lesson = {m.edition.lesson_id: m.pk for m in mentions if m.edition}
        rows = lessons.editions().newest().filter(lesson__in=by_lesson)
        found.lessons = [
            _lesson(each, by_lesson[each.lesson_id]) for each in _meant(subscriber, rows)
        ]
    if subscriber.what != Subscriber.What.LESSONS:
        by_episode = {m.episode.episode_id: m.pk for m in mentions if m.episode}
        heard = stories.latest().filter(episode__in=by_episode)
        found.episodes = [_episode(each, by_episode[each.episode_id]) for each in heard]
    return found


def _meant(subscriber: Subscriber, rows: Editions) -> Editions:
    wanted = subscriber.meant_for
    if wanted in ("", MeantFor.BOTH):
        return rows
    return rows.filter(meant_for__in=[wanted, MeantFor.BOTH, ""])


def _lesson(edition: Edition, mention: int = 0) -> Told:
    return Told(
        title=edition.claim,
        url=edition.expedition.site + edition.lesson_url,
        language=edition.language,
        teaser=shortened(edition.works or edition.holds, TEASER),
        mention=mention,
    )


def _episode(edition: EpisodeEdition, mention: int = 0) -> Told:
    heard = stories.Heard(edition)
    return Told(
        title=edition.title,
        url=heard.url,
        language=edition.language,
        teaser=shortened(edition.summary, TEASER),
        mention=mention,
    )
