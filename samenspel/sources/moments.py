"""Moments: places in a recording that somebody marked while listening, and what they become.

Higher rooms register what a moment can become; nothing below knows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from samenspel.circles.deeds import Rule, deed, member, shared_row_of, team
from samenspel.circles.sight import BOOKS, sees
from samenspel.foundation.errors import Refused
from samenspel.foundation.words import one_line

from .actions import changes_words
from .models import Moment, Recording, Source
from .naming import by_role, reads_makers
from .readers.turns import milliseconds
from .typeset import clock

if TYPE_CHECKING:
    from samenspel.people.models import Person

    from .sounding import Player

LONGEST = 120
MOST = 200  # of one recording
TWICE = 1000  # milliseconds in which a second press is the same one
TIME = re.compile(r"(?:[0-9]{1,2}:[0-5]?[0-9]|[0-9]{1,3}):[0-5][0-9](?:[.,][0-9]{1,3})?")

_near = member | team
marks = Rule(_near.who, lambda person, row: sees(person, shared_row_of(row)) and _near(person, row))
changes_moment = Rule(
    frozenset({"whoever marked it", *changes_words.who}),
    lambda person, moment: (
        moment.by_id == person.pk or changes_words(person, moment.recording.source)
    ),
)


def place(typed: str) -> int:
    """A time as it was typed, in milliseconds."""
    if not TIME.fullmatch(typed):
        raise Refused(_("Write a time as minutes and seconds, such as 2:05, or as 1:02:05."))
    return milliseconds(typed)


@deed("moment.mark", may=marks)
def mark(
    recording: Recording, *, at: int, by: Person, words: str = "", of: Person | None = None
) -> Moment:
    """Mark a place (milliseconds) in a recording, with a few words of your own.

    `of` is whose it is, when somebody else marked it before.
    """
    words, whose = short(words), of or by
    if at > recording.duration:
        raise Refused(
            _("%(place)s is past the end: this recording lasts %(length)s.")
            % {"place": clock(at), "length": clock(recording.duration)}
        )
    mine = Moment.objects.unguarded(BOOKS).filter(recording=recording)
    near = mine.filter(by=whose, at__gt=at - TWICE, at__lt=at + TWICE)
    again: Moment | None = near.filter(words=words).first()
    if again is not None:
        return again
    if mine.count() >= MOST:
        raise Refused(_("There are many moments here already. Take one away first."))
    moment: Moment = Moment.objects.create(recording=recording, at=at, words=words, by=whose)
    return moment


@deed("moment.word", may=changes_moment)
def word(moment: Moment, *, words: str, by: Person) -> Moment:
    """Say in other words what a moment is about."""
    moment.words = short(words)
    moment.save(update_fields=["words"])
    return moment


@deed("moment.unmark", may=changes_moment)
def unmark(moment: Moment, *, by: Person) -> None:
    """Take a moment away, and the notes that lead to it."""
    Moment.objects.unguarded(BOOKS).filter(pk=moment.pk).delete()


def short(words: str) -> str:
    """A few words of somebody's own, on one line; refused when they are many."""
    words = one_line(words)
    if len(words) > LONGEST:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": len(words), "most": LONGEST}
        )
    return words


# What a moment can become


@dataclass(frozen=True)
class Use:
    """Something to do with a moment: a button that posts to `url`, or a link when it `asks` more.

    Once `done` only the words stand there.
    """

    words: str
    url: str
    icon: str
    asks: bool = False
    done: bool = False


@dataclass(frozen=True)
class Uses:
    """What can be done with each moment, by id, and with all of them, or with more of them."""

    each: Mapping[int, Use] = field(default_factory=dict)
    all: Use | None = None


Offers = Callable[[Source, Sequence[Moment], Any], Uses]
_rooms: dict[str, Offers] = {}


def register(name: str, offers: Offers) -> None:
    """`offers(source, moments, person)` tells what this person can do with these moments.

    It is asked too when there are none yet: a room may know of some that could be laid there.
    """
    _rooms[name] = offers


# Reading


@dataclass(frozen=True)
class Marked:
    """A moment as it is shown. `fragment` leads to it on the page of its source."""

    moment: Moment
    name: str
    mine: bool
    may_change: bool
    fragment: str
    uses: Sequence[Use]

    @property
    def at(self) -> str:
        return clock(self.moment.at)

    @property
    def seconds(self) -> str:
        return f"{self.moment.at / 1000:g}"


@dataclass(frozen=True)
class Board:
    """The moments of a source, and what this reader can do with all of them."""

    marked: Sequence[Marked]
    uses: Sequence[Use]


def fragment(moment: Moment, *, first: bool = False) -> str:
    """The end of an address that lets the player stand there (W3C Media Fragments, `t=`).

    Of the `first` recording of a source the time alone says enough.
    """
    which = "" if first else f"&opname={moment.recording.key}"
    return f"#t={moment.at / 1000:g}{which}"


def address(moment: Moment) -> str:
    """Where a moment is heard, for whoever may read its source."""
    at = reverse("sources:source", args=[moment.recording.source_id])
    return f"{at}{fragment(moment)}"


def board(source: Source, player: Player, person: Any) -> Board | None:
    """For members of its coalition and the team; one question, and those of rooms.

    Others who read the source don't read what somebody noted for those near.
    """
    if not marks(person, source):
        return None
    recordings = [sound.recording.pk for sound in player.sounds]
    rows = Moment.objects.visible_to(person).filter(recording__in=recordings)
    found = list(rows.select_related("by", "recording"))
    offered = [offers(source, found, person) for offers in _rooms.values()]
    named = reads_makers(person, source)
    marked = [
        Marked(
            row,
            name=row.by.name if named else by_role("other"),
            mine=row.by_id == person.pk,
            may_change=row.by_id == person.pk or changes_words(person, source),
            fragment=fragment(row, first=row.recording_id == recordings[0]),
            uses=[each.each[row.pk] for each in offered if row.pk in each.each],
        )
        for row in found
    ]
    return Board(marked, [each.all for each in offered if each.all])
