"""What others read and hear: editions, and whether their source may be read today. Nothing else.

A passer-by gets what is public; whoever came in also what was given to their circle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.in_public import shows_itself
from samenspel.circles.models import Circle
from samenspel.sources import consent
from samenspel.sources.readers import Paragraph, decompose
from samenspel.sources.search import Piece
from samenspel.sources.sounding import times_of
from samenspel.sources.typeset import clock

from .models import Credit, EpisodeEdition, EpisodeEditions

if TYPE_CHECKING:
    from collections.abc import Callable

    Address = Callable[[str], str]

TEXTS = {"vtt": "text/vtt", "srt": "application/x-subrip", "txt": "text/plain"}


@dataclass(frozen=True)
class Sound:
    """The sound of an episode, as the player takes it."""

    source: str
    kind: str = "audio"


@dataclass(frozen=True)
class Named:
    name: str
    part: str

    @property
    def called(self) -> str:
        return str(Credit.Part(self.part).label)


@dataclass(frozen=True)
class Begins:
    """A chapter: when it begins (milliseconds), and its title."""

    start: int
    title: str
    questions: Sequence[str] = ()
    said: int = 0  # remarks in its margin

    @property
    def at(self) -> str:
        return clock(self.start)

    @property
    def seconds(self) -> str:
        return f"{self.start / 1000:g}"


class Heard:
    """An edition as a page, a player, a file or a feed tells it.

    `where(name)` gives the address of one of its files; that of the public ones, unless told.
    """

    def __init__(self, edition: EpisodeEdition, where: Address | None = None) -> None:
        self.edition = edition
        self.remarks: Mapping[str, int] = {}
        self._where = where or self._in_public

    def _in_public(self, name: str) -> str:
        return reverse("stories:file", args=[self.edition.slug, self.edition.number, name])

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}{self.edition.episode_url}"

    def address(self, name: str) -> str:
        """The whole address of a file, such as `omslag.jpg`."""
        return f"{settings.SITE_URL}{self._where(name)}"

    @property
    def place(self) -> str:
        """Where it was recorded. Others hear it only of a coalition that shows itself."""
        known = self.edition.circle < Circle.PUBLIC or getattr(self.edition, "placed", False)
        return self.edition.place if known else ""

    @property
    def sound_name(self) -> str:
        """A name that no other episode has: programs that keep all in one folder go by it."""
        return f"{self.edition.slug}.mp3"

    @property
    def sound(self) -> str:
        return self._where(self.sound_name)

    @property
    def cover(self) -> str:
        return self._where("omslag.jpg") if self.edition.cover_id else ""

    @property
    def card(self) -> str:
        """The address of its picture beside a link."""
        return self.address("kaart.png")

    @property
    def heard_at(self) -> str:
        """The whole address of its sound."""
        return self.address(self.sound_name)

    @property
    def length(self) -> str:
        return clock(self.edition.master.duration) if self.edition.master else ""

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return decompose(self.edition.text, self.edition.layout)

    @cached_property
    def times(self) -> list[tuple[int, int, int, int | None]]:
        """Which paragraph sounds when, as `sounding.times_of` tells it."""
        duration = self.edition.master.duration if self.edition.master else None
        return times_of(self.edition.layout, duration)

    @property
    def chapters(self) -> list[Begins]:
        asked = dict(self.edition.questions)
        return [
            Begins(start, title, asked.get(start, ()), self.remarks.get(str(start), 0))
            for start, title in self.edition.chapters
        ]

    @property
    def people(self) -> list[Named]:
        return [Named(name, part) for name, part in self.edition.people]

    @property
    def voices(self) -> list[tuple[str, str]]:
        """Who speaks, by role: voice and name."""
        spoken = {each.speaker for each in self.paragraphs if each.speaker}
        return [(voice, name) for name, voice in self.edition.voices.items() if name in spoken]

    @property
    def player(self) -> dict[str, Any]:
        return {"sounds": [Sound(self.sound)], "times": self.times}

    @property
    def texts(self) -> list[str]:
        """Endings of the files that hold its words; captions need times."""
        if not self.edition.text:
            return []
        return list(TEXTS) if self.times else ["txt"]


def editions(person: Any = None) -> EpisodeEditions:
    """Every edition that this person may hear now, newest first."""
    rows: EpisodeEditions = (
        EpisodeEdition.objects.visible_to(person)
        .standing()
        .filter(consent.open_to("source", "circle"), master__made__isnull=False)
        .annotate(placed=shows_itself("coalition"))
        .select_related("expedition", "coalition", "master")
        .select_related("cover")
        .defer("cover__picture")
    )
    return rows


def latest(person: Any = None) -> EpisodeEditions:
    """Of each episode the newest that this person may hear; for a list, without the words."""
    return editions(person).newest().defer("cover__picture", "text", "layout")


def heard(rows: Sequence[EpisodeEdition]) -> list[Heard]:
    return [Heard(row) for row in rows]


def tombstone(slug: str, number: int | None = None) -> EpisodeEdition | None:
    """The edition that everybody could hear at an address and no longer can: when, and why."""
    gone = EpisodeEdition.objects.unguarded("a tombstone").filter(slug=slug)
    gone = gone.filter(reached=Circle.PUBLIC).defer("text", "layout")
    if number is not None:
        gone = gone.filter(number=number)
    stood: EpisodeEdition | None = gone.select_related("expedition").order_by("-number").first()
    return stood


def pieces(edition: EpisodeEdition) -> Iterator[Piece]:
    """What an episode is found by: its title, its chapters, and what is said in it."""
    if edition.withdrawn is not None:
        return
    heard = Heard(edition)
    titles = " · ".join(each.title for each in heard.chapters)
    told = [(edition.summary, ""), (titles, "")]
    told += [
        (each.text, edition.voices.get(each.speaker, "") if each.speaker else "")
        for each in heard.paragraphs
    ]
    for position, (words, voice) in enumerate(told):
        if words:
            yield Piece(
                words=words,
                label=edition.title,
                position=position,
                language=edition.language,
                coalition=edition.coalition_id,
                voice=voice,
                moment=timezone.localdate(edition.created),
            )


def url_of(key: int, position: int) -> str:
    """Where a hit leads: to the place where it is said."""
    at = reverse("stories:by_number", args=[key])
    return f"{at}?alinea={position - 2}" if position >= 2 else at
