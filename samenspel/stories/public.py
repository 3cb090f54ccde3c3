"""What others read and hear: editions, and whether their source may be read today. Nothing else.

A passer-by gets what is public; whoever came in also what was given to their circle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.in_public import shows_itself
from samenspel.circles.models import Circle
from samenspel.sources import consent
from samenspel.sources.naming import read_again
from samenspel.sources.readers import Paragraph, decompose
from samenspel.sources.search import Piece
from samenspel.sources.sounding import times_of
from samenspel.sources.typeset import clock

from . import masters
from .models import Credit, EpisodeEdition, EpisodeEditions

if TYPE_CHECKING:
    from collections.abc import Callable

    Address = Callable[[str], str]

WORDS = ("cover__picture", "text", "layout", "translated_words")
FAR = 1_000_000  # where the places of a translation begin, in the search
TEXTS = {"vtt": "text/vtt", "srt": "application/x-subrip", "txt": "text/plain"}


@dataclass(frozen=True)
class Sound:
    """The sound of an episode, or a stretch of it (milliseconds), as the player takes it."""

    source: str
    kind: str = "audio"
    begin: int | None = None
    stop: int | None = None


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
    """An edition as a page, a player, a file or a feed tells it, in one of its languages.

    `where(name)` gives the address of one of its files; that of the public ones, unless told. A
    language that it was not translated into is that which is spoken.
    """

    def __init__(
        self, edition: EpisodeEdition, where: Address | None = None, *, language: str = ""
    ) -> None:
        self.edition = edition
        self.remarks: Mapping[str, int] = {}
        self.language = language if language in edition.translations else edition.language
        self._where = where or self._in_public

    def _in_public(self, name: str) -> str:
        return reverse("stories:file", args=[self.edition.slug, self.edition.number, name])

    def told_in(self, language: str) -> Heard:
        """The same edition in another of its languages."""
        other = Heard(self.edition, self._where, language=language)
        other.remarks = self.remarks
        return other

    @property
    def languages(self) -> list[str]:
        """That which is spoken, and those it was translated into."""
        return [self.edition.language, *self.edition.translations]

    @property
    def is_translated(self) -> bool:
        return self.language != self.edition.language

    @cached_property
    def _told(self) -> Mapping[str, Any]:
        edition = self.edition
        if self.is_translated:
            return dict(edition.translations[self.language])
        names = ("title", "summary", "chapters", "questions")
        return {name: getattr(edition, name) for name in names}

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """Its text, layout and voices."""
        edition = self.edition
        if self.is_translated:
            nothing = {"text": "", "layout": [], "voices": {}}
            return dict(edition.translated_words.get(self.language, nothing))
        return {name: getattr(edition, name) for name in ("text", "layout", "voices")}

    @property
    def title(self) -> str:
        return str(self._told["title"])

    @property
    def summary(self) -> str:
        return str(self._told["summary"])

    @property
    def text(self) -> str:
        return str(self.words["text"])

    def named(self, name: str) -> str:
        """What its file in this language is called: `tekst.vtt`, or `tekst.en.vtt`."""
        stem, _dot, ending = name.rpartition(".")
        return f"{stem}.{self.language}.{ending}" if self.is_translated else name

    @property
    def url(self) -> str:
        return f"{settings.SITE_URL}{self.page}"

    @property
    def page(self) -> str:
        """Its page in this language."""
        at = self.edition.episode_url
        return f"{at}?taal={self.language}" if self.is_translated else at

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
        name = f"{self.edition.slug}.mp3"
        return self.named(name) if self._tagged else name

    @property
    def _tagged(self) -> Sequence[Any]:
        """Size and hash of the file with chapters in this language, once it is there."""
        master = self.edition.master
        found: Sequence[Any] = master.tagged.get(self.language, ()) if master else ()
        return found if self.is_translated else ()

    @property
    def size(self) -> int:
        """Of its sound, in bytes."""
        master = self.edition.master
        return int(self._tagged[0]) if self._tagged else master.size if master else 0

    @property
    def file(self) -> tuple[Path, str] | None:
        """Where its sound lies, and its hash."""
        master = self.edition.master
        if master is None:
            return None
        if self._tagged:
            return masters.path_of(master, self.language), str(self._tagged[1])
        return masters.path_of(master), master.sha256

    @property
    def sound(self) -> str:
        return self._where(self.sound_name)

    @property
    def cover(self) -> str:
        return self._where("omslag.jpg") if self.edition.cover_id else ""

    @property
    def card(self) -> str:
        """The address of its picture beside a link."""
        return self.address(self.named("kaart.png"))

    @property
    def heard_at(self) -> str:
        """The whole address of its sound."""
        return self.address(self.sound_name)

    @property
    def length(self) -> str:
        return clock(self.edition.master.duration) if self.edition.master else ""

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """What is said; who is named with the episode stands beside it by that name."""
        given = decompose(self.text, self.words["layout"])
        return tuple(
            replace(each, speaker=self._named.get(each.speaker or "", each.speaker))
            for each in given
        )

    @cached_property
    def voices(self) -> dict[str, str]:
        """Who is heard in the text, and their voice."""
        return {self._named.get(role, role): voice for role, voice in self.words["voices"].items()}

    @cached_property
    def _named(self) -> dict[str, str]:
        """By role: the name of whoever stands by name in the text."""
        return {
            role[self.language]: name
            for name, _part, *roles in self.edition.people
            for role in roles
            if self.language in role
        }

    @cached_property
    def times(self) -> list[tuple[int, int, int, int | None]]:
        """Which paragraph sounds when, as `sounding.times_of` tells it."""
        duration = self.edition.master.duration if self.edition.master else None
        return times_of(self.words["layout"], duration)

    @property
    def chapters(self) -> list[Begins]:
        asked = dict(self._told["questions"])
        return [
            Begins(start, title, asked.get(start, ()), self.remarks.get(str(start), 0))
            for start, title in self._told["chapters"]
        ]

    @property
    def people(self) -> list[Named]:
        return [Named(*each[:2]) for each in self.edition.people]

    @property
    def nameless(self) -> list[tuple[str, str]]:
        """Who speaks and is not named: their voice, and their role in the reader's language."""
        spoken = {each.speaker for each in self.paragraphs}
        roles = self.words["voices"].items()
        return [(voice, read_again(role, voice)) for role, voice in roles if role in spoken]

    @property
    def player(self) -> dict[str, Any]:
        return {"sounds": [Sound(self.sound)], "times": self.times}

    @property
    def texts(self) -> list[str]:
        """Endings of the files that hold its words; captions need times."""
        if not self.text:
            return []
        return list(TEXTS) if self.times else ["txt"]

    @property
    def downloads(self) -> list[tuple[str, str]]:
        """The addresses of those files, with their ending."""
        return [(self._where(self.named(f"tekst.{each}")), each) for each in self.texts]


def editions(person: Any = None) -> EpisodeEditions:
    """Every edition that this person may hear now, newest first."""
    rows: EpisodeEditions = (
        EpisodeEdition.objects.visible_to(person)
        .standing()
        .filter(_may_stand(), master__made__isnull=False)
        .annotate(placed=shows_itself("coalition"))
        .select_related("expedition", "coalition", "master")
        .select_related("cover")
        .defer("cover__picture")
    )
    return rows


def underway(person: Any, slug: str) -> EpisodeEdition | None:
    """The edition that waits for its sound, since somebody took their voice out of the last one."""
    rows = EpisodeEdition.objects.visible_to(person).standing().filter(_may_stand(), slug=slug)
    waits = rows.filter(master__made=None, master__trouble="").select_related("expedition")
    found: EpisodeEdition | None = waits.defer(*WORDS).first()
    return found


def _may_stand() -> Q:
    """Whether the source, or of a muted copy those who speak, let it go so far today."""
    as_far_as_read = Q(muted=False) & consent.open_to("source", "circle")
    return as_far_as_read | (Q(muted=True) & consent.open_to("source", "circle", "ceiling"))


def latest(person: Any = None) -> EpisodeEditions:
    """Of each episode the newest that this person may hear; for a list, without the words."""
    return editions(person).newest().defer(*WORDS)


def heard(rows: Sequence[EpisodeEdition], language: str = "") -> list[Heard]:
    return [Heard(row, language=language) for row in rows]


def tombstone(slug: str, number: int | None = None) -> EpisodeEdition | None:
    """The edition that everybody could hear at an address and no longer can: when, and why."""
    gone = EpisodeEdition.objects.unguarded("a tombstone").filter(slug=slug)
    gone = gone.filter(reached=Circle.PUBLIC).defer("text", "layout")
    if number is not None:
        gone = gone.filter(number=number)
    stood: EpisodeEdition | None = gone.select_related("expedition").order_by("-number").first()
    return stood


def tombstones() -> EpisodeEditions:
    """Of each episode that everybody could hear and no longer can: its last edition."""
    there = editions().values("episode")
    gone = EpisodeEdition.objects.unguarded("a tombstone").filter(reached=Circle.PUBLIC)
    gone = gone.exclude(episode__in=there)
    rows: EpisodeEditions = gone.newest().select_related("expedition").defer(*WORDS)
    return rows


def pieces(edition: EpisodeEdition) -> Iterator[Piece]:
    """What an episode is found by: its title, its chapters, and what is said; in each language."""
    if edition.withdrawn is not None:
        return
    for number, language in enumerate(Heard(edition).languages):
        yield from _pieces(Heard(edition, language=language), number * FAR)


def _pieces(heard: Heard, first: int) -> Iterator[Piece]:
    edition = heard.edition
    voices = heard.voices
    titles = " · ".join(each.title for each in heard.chapters)
    told = [(heard.summary, ""), (titles, "")]
    told += [
        (each.text, voices.get(each.speaker, "") if each.speaker else "")
        for each in heard.paragraphs
    ]
    for position, (words, voice) in enumerate(told):
        if words:
            yield Piece(
                words=words,
                label=heard.title,
                position=first + position,
                language=heard.language,
                coalition=edition.coalition_id,
                voice=voice,
                moment=timezone.localdate(edition.created),
            )


def url_of(key: int, position: int) -> str:
    """Where a hit leads: to the place where it is said."""
    at = reverse("stories:by_number", args=[key])
    number, place = divmod(position, FAR)
    asked = {"alinea": place - 2} if place >= 2 else {}
    asked |= {"vertaling": number} if number else {}
    return f"{at}?{urlencode(asked)}" if asked else at
