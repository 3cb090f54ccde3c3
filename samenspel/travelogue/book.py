"""What stands in a travelogue: exactly what a passer-by reads of the expedition today.

`told` reads public editions through the guard, as anybody would, and lays them out in chapters.
Each form of the book (paper, pages, e-book) is made from these, and from nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from samenspel.circles.models import Expedition
from samenspel.lessons import public as lessons
from samenspel.lessons.public import PublicLesson
from samenspel.site import journey, linked, reading
from samenspel.site.models import Moment
from samenspel.site.reading import Told
from samenspel.stories import public as stories
from samenspel.stories.public import Heard

from . import drawing
from .models import Travelogue

Row = TypeVar("Row")
KINDS = ("coalitions", "lessons", "episodes", "days")
FORM = 1  # counts the changes of templates that should make files anew


def shown_of(expedition: Expedition) -> Travelogue | None:
    """The travelogue that everybody can take along."""
    rows = Travelogue.objects.visible_to(None).filter(expedition=expedition)
    found: Travelogue | None = rows.select_related("expedition").first()
    return found


def addresses() -> Iterator[tuple[str, str, datetime | None]]:
    """The site, the path and the last change of each page of a travelogue, for the sitemap."""
    for shown in Travelogue.objects.visible_to(None).select_related("expedition"):
        yield shown.expedition.site, shown.get_absolute_url(), None


@dataclass(frozen=True)
class Public:
    """All that there is to choose from: what everybody may read of an expedition today."""

    coalitions: list[Told]
    days: list[Moment]
    lessons: list[PublicLesson]
    episodes: list[Heard]

    def __bool__(self) -> bool:
        return bool(self.coalitions or self.lessons or self.episodes or self.days)


def public_of(expedition: Expedition) -> Public:
    pages = reading.pages(expedition)
    editions = lessons.editions().newest().filter(expedition=expedition).order_by("lesson_id")
    episodes = stories.latest().filter(expedition=expedition).order_by("moment", "episode_id")
    return Public(
        coalitions=[reading.as_told(page) for page in pages],
        days=reading.moments(expedition),
        lessons=lessons.with_quotes(editions),
        episodes=stories.heard(list(episodes)),
    )


def key_of(row: Any) -> str:
    """How a choice remembers something: its slug, of a day its number."""
    if isinstance(row, Told):
        return row.coalition.slug
    if isinstance(row, Moment):
        return str(row.pk)
    return str(row.edition.slug)


def chosen(travelogue: Travelogue, public: Public) -> Public:
    """What was chosen of it, in the order that was chosen; days stay in their own order."""
    if travelogue.everything:
        return public
    return Public(
        coalitions=_picked(public.coalitions, travelogue.chosen.get("coalitions", [])),
        days=[day for day in public.days if key_of(day) in travelogue.chosen.get("days", [])],
        lessons=_picked(public.lessons, travelogue.chosen.get("lessons", [])),
        episodes=_picked(public.episodes, travelogue.chosen.get("episodes", [])),
    )


def _picked(rows: list[Row], keys: list[str]) -> list[Row]:
    by_key = {key_of(row): row for row in rows}
    return [by_key[key] for key in keys if key in by_key]


@dataclass(frozen=True)
class Picture:
    """A picture in the book: its name there, what makes it what it is, and its bytes when asked."""

    name: str
    identity: str
    bytes_of: Callable[[], bytes]


@dataclass(frozen=True)
class Chapter:
    """A page of its own in the forms for a screen. A lesson stands `within` the part of lessons."""

    name: str
    title: str
    template: str
    told: dict[str, Any] = field(default_factory=dict)
    within: str = ""
    language: str = ""


@dataclass
class Book:
    travelogue: Travelogue
    expedition: Expedition
    day: date
    public: Public
    chapters: list[Chapter] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    @property
    def language(self) -> str:
        return self.travelogue.language

    @property
    def outline(self) -> list[tuple[Chapter, list[Chapter]]]:
        """Each chapter with those within it."""
        outer = [chapter for chapter in self.chapters if not chapter.within]
        return [(one, [each for each in self.chapters if each.within == one.name]) for one in outer]

    @property
    def home(self) -> str:
        return linked.home(self.expedition)

    @property
    def address(self) -> str:
        """Where its newest form is."""
        return self.expedition.site + self.travelogue.get_absolute_url()

    @property
    def described(self) -> str:
        """What it is, in a sentence, for lists of books."""
        with override(self.language):
            return _("What %(name)s learned, told by those who were there.") % {
                "name": self.expedition.name
            }

    def words_of(self, chapter: Chapter, *, paper: bool = False, ending: str = ".html") -> str:
        """A chapter as HTML that is XML as well; `ending` is that of its neighbours."""
        top = 2 if paper and chapter.within else 1
        told = {
            "book": self,
            "chapter": chapter,
            "paper": paper,
            "pictures": "" if paper else "beeld/",
            "ending": ending,
            "expedition": self.expedition,
            "h": f"h{top}",
            "hh": f"h{top + 1}",
        }
        with override(self.language):
            drawn = render_to_string(chapter.template, {**told, **chapter.told})
        return drawn.replace("<br>", "<br/>")

    @cached_property
    def told(self) -> dict[str, str]:
        """Each chapter by its name, as it stands in the forms for a screen."""
        return {chapter.name: self.words_of(chapter) for chapter in self.chapters}

    @cached_property
    def fingerprint(self) -> str:
        """Of every word and picture in it: what changes is another book."""
        found = hashlib.sha256(f"{FORM} {self.language} {self.travelogue.title}".encode())
        for name, words in self.told.items():
            found.update(f"\0{name}\0{words}".encode())
        for picture in self.pictures:
            found.update(f"\0{picture.name}\0{picture.identity}".encode())
        return found.hexdigest()

    @property
    def requests(self) -> set[int]:
        """The questions to speakers whose words stand in it."""
        given = (quote for lesson in self.public.lessons for quote in lesson.given)
        return {quote.request_id for quote in given if quote.request_id}

    @property
    def sources(self) -> set[int]:
        return {each.edition.source_id for each in self.public.episodes if each.edition.source_id}


def told(travelogue: Travelogue, day: date) -> Book:
    """The book as it would be on this day, without what is not public any more."""
    return laid_out(travelogue, chosen(travelogue, public_of(travelogue.expedition)), day)


def laid_out(travelogue: Travelogue, public: Public, day: date) -> Book:
    """These as a book: its pictures drawn, its chapters in order."""
    book = Book(travelogue, travelogue.expedition, day, public)
    with override(travelogue.language):
        book.pictures += _drawn(book)
        book.chapters += _chapters(book)
    return book


def _chapters(book: Book) -> Iterator[Chapter]:
    public = book.public
    if book.travelogue.foreword:
        yield Chapter("voorwoord", _("Foreword"), "travelogue/book/foreword.html")
    yield Chapter("reis", _("The journey"), "travelogue/book/journey.html", _way(book))
    if public.coalitions:
        dots = reading.dots([told.page for told in public.coalitions])
        yield Chapter(
            "coalities", _("Who went along"), "travelogue/book/coalitions.html", {"dots": dots}
        )
    if public.lessons:
        yield Chapter("lessen", _("What we learned"), "travelogue/book/lessons.html")
        yield from _each_lesson(book)
    if public.episodes:
        rows = [
            {"heard": each, "qr": f"qr-{number}-af.svg", "cover": _cover_name(each, number)}
            for number, each in enumerate(public.episodes, 1)
        ]
        yield Chapter(
            "luisteren", _("To listen to"), "travelogue/book/episodes.html", {"rows": rows}
        )
    if public.lessons or public.episodes:
        yield Chapter("bronnen", _("Sources"), "travelogue/book/sources.html")
    front = {"front": reading.front(book.expedition)}
    yield Chapter("over", _("About this travelogue"), "travelogue/book/about.html", front)


def _each_lesson(book: Book) -> Iterator[Chapter]:
    for number, lesson in enumerate(book.public.lessons, 1):
        told = {
            "number": number,
            "lesson": lesson,
            "edition": lesson.edition,
            "picture": f"les-{number}.jpg" if lesson.edition.picture else "",
            "qr": f"qr-{number}.svg",
        }
        yield Chapter(
            f"les-{number}",
            lesson.edition.claim,
            "travelogue/book/lesson.html",
            told,
            within="lessen",
            language=lesson.edition.language,
        )


def _way(book: Book) -> dict[str, Any]:
    """The stops of the journey, each with what was told of that day."""
    texts = {(day.title, date_format(day.day, "j F Y")): day.text for day in book.public.days}
    stops = journey.stops(book.expedition, book.public.days, _firsts(book))
    told = [stop for stop in stops if stop.state != "now"]
    return {"stops": [(stop, texts.get((stop.title, stop.when), "")) for stop in told]}


def _firsts(book: Book) -> list[Any]:
    """The first edition of each lesson in the book: on that day it came out."""
    slugs = {lesson.edition.slug for lesson in book.public.lessons}
    found = journey.first_editions(book.expedition)
    return [edition for edition in found if edition.slug in slugs]


def _drawn(book: Book) -> Iterator[Picture]:
    public, expedition = book.public, book.expedition
    firsts, pages = _firsts(book), [told.page for told in public.coalitions]
    lines = journey.lines_of(pages, public.days, firsts)
    way = journey.picture(lines, expedition.starts, expedition.ends, book.day)
    gaps = {lesson.edition.slug for lesson in public.lessons if lesson.gaps}
    yield _svg("omslag.svg", drawing.cover(book, firsts, gaps))
    yield _svg("reis.svg", drawing.way(way))
    yield _svg("qr-boek.svg", drawing.qr(book.address))
    if dots := reading.dots(pages):
        yield _svg("kaart.svg", drawing.map_of(dots))
    for number, lesson in enumerate(public.lessons, 1):
        yield _svg(f"qr-{number}.svg", drawing.qr(lesson.url))
        if picture := lesson.edition.picture:
            yield Picture(f"les-{number}.jpg", str(picture.pk), _bytes(picture, "jpeg"))
    for number, each in enumerate(public.episodes, 1):
        yield _svg(f"qr-{number}-af.svg", drawing.qr(each.url))
        if each.edition.cover:
            cover = each.edition.cover
            yield Picture(_cover_name(each, number), cover.sha256, _bytes(cover, "picture"))


def _cover_name(each: Heard, number: int) -> str:
    return f"af-{number}.jpg" if each.edition.cover_id else ""


def _svg(name: str, drawn: str) -> Picture:
    return Picture(name, drawn, drawn.encode)


def _bytes(row: Any, name: str) -> Callable[[], bytes]:
    return lambda: bytes(getattr(row, name))
