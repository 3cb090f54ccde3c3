"""The neighbour test: what in a lesson may tell who somebody is, and what was decided about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from samenspel.circles.deeds import NotYours, coordinator, deed, team
from samenspel.circles.models import Circle, Coalition, Membership, Partner, PracticeArea
from samenspel.circles.sight import BOOKS
from samenspel.foundation.errors import Refused, needed
from samenspel.people.models import Person
from samenspel.sources.words import fold

from . import along
from .looking import coalitions_of
from .models import Lesson, Quote, Watchword, Weighed
from .neighbours import Kind, Mark, marks

FIELDS = ("claim", "holds", "works", "tomorrow", "behind", "shows")
LONGEST = 120
MOST_WATCHWORDS = 500


@dataclass(frozen=True)
class Piece:
    """A text of a lesson: one of its own fields, or the words of a quote."""

    field: str
    text: str
    language: str
    quote: Quote | None = None

    @property
    def key(self) -> str:
        return f"quote-{self.quote.pk}" if self.quote else self.field


@dataclass
class Found:
    """A word that may tell who somebody is, wherever it stands in one piece."""

    piece: Piece
    marks: list[Mark]
    weighed: Weighed | None = None

    @property
    def mark(self) -> Mark:
        return self.marks[0]

    @property
    def said_by_somebody(self) -> bool:
        """Whether it stands in the words of a speaker: then it is decided together with them."""
        return self.piece.quote is not None and self.piece.quote.speaker_id is not None


@dataclass(frozen=True)
class Sifted:
    """What the test found in a lesson, and how far the second sieve is, if there is one."""

    found: list[Found]
    second: along.State

    @property
    def undecided(self) -> int:
        return sum(each.weighed is None for each in self.found)


def sift(lesson: Lesson, person: Any) -> Sifted:
    """All of it, as far as this person may read the words; each word of a piece once."""
    known = known_words(coalitions_of(lesson))
    rows = Weighed.objects.visible_to(person).filter(lesson=lesson, instead="")
    decided = {(row.field, row.quote_id, _known_by(row.words)): row for row in rows.order_by("id")}
    told: list[Found] = []
    here = pieces(lesson, person)
    readable = _readable(here)
    second = along.marks_in(readable)
    _ask_along(lesson, readable, person)
    for piece in here:
        same: dict[str, list[Mark]] = {}
        for mark in marks(piece.text, known, second.get(piece.text, [])):
            same.setdefault(_known_by(mark.words), []).append(mark)
        quote = piece.quote.pk if piece.quote else None
        for word, standing in same.items():
            one = Found(piece, standing, decided.get((piece.field, quote, word)))
            if one.weighed and one.said_by_somebody and not one.weighed.talked:
                one.weighed = None  # from before it was asked whether they talked
            told.append(one)
    return Sifted(told, along.state(readable))


def _ask_along(lesson: Lesson, texts: list[str], person: Any) -> None:
    """Once at a time for each lesson; the words themselves do not wait with the question."""
    if along.missing(texts) and cache.add(_busy(lesson.pk), 1, along.BUSY):
        look_along.enqueue(lesson.pk, person.pk)


@task(queue_name="slow")
def look_along(lesson: int, person: int) -> None:
    """Let the second sieve look at what is new to it, as this person reads it by now."""
    try:
        looker = Person.objects.get(pk=person)
        row = Lesson.objects.visible_to(looker).filter(pk=lesson).first()
        if row and (texts := along.missing(_readable(pieces(row, looker)))):
            along.listen(texts)
    finally:
        cache.delete(_busy(lesson))


def _readable(here: Iterable[Piece]) -> list[str]:
    """What the second sieve can read: Dutch."""
    return [piece.text for piece in here if piece.language == "nl"]


def _busy(lesson: int) -> str:
    return f"along:{lesson}"


def _known_by(words: str) -> str:
    """What was decided is kept with this much of a word; an address on the web may be longer."""
    return fold(words[:LONGEST])


def pieces(lesson: Lesson, person: Any) -> list[Piece]:
    own = [Piece(name, normalize("NFC", getattr(lesson, name)), lesson.language) for name in FIELDS]
    quotes = Quote.objects.visible_to(person).filter(lesson=lesson)
    said = [
        Piece("quote", normalize("NFC", row.words), row.version.source.language, row)
        for row in quotes.select_related("version__source")
    ]
    return [piece for piece in [*own, *said] if piece.text]


def known_words(coalitions: Iterable[Coalition]) -> dict[str, Kind]:
    """Words by which people there are known, folded: names, places, and what is on their lists.

    Whoever works on the lesson sees of these only what stands in its texts.
    """
    here = list(coalitions)
    known = dict.fromkeys(map(fold, places_of(here)), Kind.PLACE)
    members = Membership.objects.live().filter(coalition__in=here)
    for name in members.values_list("person__name", flat=True):
        parts = [name, *name.split()[:1]]
        known |= dict.fromkeys((fold(part) for part in parts if len(part) > 1), Kind.NAME)
    listed = Watchword.objects.unguarded(BOOKS).filter(coalition__in=here)
    known |= dict.fromkeys(map(fold, listed.values_list("words", flat=True)), Kind.OWN)
    return {word: kind for word, kind in known.items() if word.strip()}


def places_of(coalitions: list[Coalition]) -> list[str]:
    """What they and their places are called: the coalitions, and what takes part in them."""
    told = [name for each in coalitions for name in (each.place, each.name)]
    areas = PracticeArea.objects.filter(coalition__in=coalitions)
    partners = Partner.objects.filter(coalition__in=coalitions)
    told += areas.values_list("name", flat=True)
    told += partners.values_list("organisation__name", flat=True)
    return told


@deed("lesson.keep_word", may=team)
def keep(
    lesson: Lesson,
    *,
    field: str,
    words: str,
    because: str,
    by: Person,
    quote: Quote | None = None,
    talked: bool = False,
) -> Weighed:
    """Decide that a word may stay, and say why; in words of people, after talking with them."""
    because = needed(because, _("Say in a few words why this may stay."), longest=300)
    one = _still_there(lesson, by, field, words, quote)
    if one.said_by_somebody and not talked:
        raise Refused(
            _("Somebody said this. Talk about it with them first, and tick that you did.")
        )
    told = {"words": one.mark.words[:LONGEST], "because": because}
    return _weigh(lesson, one, by, **told, talked=one.said_by_somebody)


@deed("lesson.replace_word", may=team)
def replace(lesson: Lesson, *, field: str, words: str, instead: str, by: Person) -> Weighed:
    """Put something else in the place of a word, everywhere in that text of the lesson.

    The words of a quote are not changed: somebody said them so. What stood there is not kept.
    """
    instead = needed(instead, _("Say what comes in its place."), longest=LONGEST)
    if fold(instead) == fold(words):
        raise Refused(_("That is the same word."))
    one = _still_there(lesson, by, field, words, None)
    text = one.piece.text
    for mark in reversed(one.marks):
        text = text[: mark.start] + instead + text[mark.end :]
    if len(text) > (getattr(Lesson._meta.get_field(field), "max_length", None) or len(text)):
        raise Refused(_("Then the text becomes too long. Choose something shorter."))
    Lesson.objects.unguarded(BOOKS).filter(pk=lesson.pk).update(
        **{field: text}, revision=F("revision") + 1, changed=timezone.now(), changed_by=by
    )
    return _weigh(lesson, one, by, instead=instead)


def _still_there(lesson: Lesson, by: Person, field: str, words: str, quote: Quote | None) -> Found:
    quoted = quote.pk if quote else None
    for each in sift(lesson, by).found:
        piece = each.piece
        if (piece.field, piece.quote and piece.quote.pk) != (field, quoted):
            continue
        if _known_by(each.mark.words) == _known_by(words):
            return each
    raise Refused(_("That word does not stand there any more. Look again."))


def _weigh(lesson: Lesson, one: Found, by: Person, **told: Any) -> Weighed:
    weighed: Weighed = Weighed.objects.create(
        lesson=lesson,
        quote=one.piece.quote,
        field=one.piece.field,
        kind=one.mark.kind.value,
        by=by,
        **told,
    )
    return weighed


@deed("lesson.weigh_again", may=team)
def again(weighed: Weighed, *, by: Person) -> Lesson:
    """Take back the decision that a word may stay."""
    lesson = weighed.lesson
    Weighed.objects.unguarded(BOOKS).filter(pk=weighed.pk).delete()
    return lesson


# The list of a coalition


@deed("watchword.add", may=coordinator | team)
def watch(place: Coalition, *, words: str, by: Person) -> Watchword:
    """Put a word on the coalition's list: whoever reads it knows who, or where, it is about."""
    words = needed(words, _("Write down a word first."), longest=LONGEST)
    if not fold(words).strip(" .,-"):
        raise Refused(_("Write down a word first."))
    mine = Watchword.objects.unguarded(BOOKS).filter(coalition=place)
    if mine.filter(words__iexact=words).exists():
        raise Refused(_("This word is on the list already."))
    if mine.count() >= MOST_WATCHWORDS:
        raise Refused(_("The list is full. Take a word off first."))
    watchword: Watchword = Watchword.objects.create(
        author=by, **place.where, circle=Circle.TEAM, ceiling=Circle.TEAM, words=words
    )
    return watchword


@deed("watchword.remove", may=coordinator | team)
def unwatch(watchword: Watchword, *, by: Person) -> Coalition:
    """Take a word off the coalition's list."""
    place = watchword.coalition
    if place is None:
        raise NotYours("watchword.remove")
    Watchword.objects.unguarded(BOOKS).filter(pk=watchword.pk).delete()
    return place
