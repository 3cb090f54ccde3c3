"""Where somebody's words went, and how they are lifted from there.

Higher rooms register here when they start; nothing below knows them. There are no signals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samenspel.circles.models import Circle

    from .models import Recording, Request, Source


@dataclass(frozen=True)
class Place:
    """One place where words stand or stood: what it is, since when, and whether they still do.

    `with_source`: the words are read here as long as their source is, also when a question about
    them was answered with no.
    """

    kind: str
    title: str
    url: str = ""
    words: str = ""
    since: date | None = None
    standing: bool = True
    can_be_recalled: bool = True
    with_source: bool = False


@dataclass(frozen=True)
class Room:
    name: str
    places: Callable[[Source, Request | None], Iterable[Place]]
    lift: Callable[[Source, Request | None], None]
    narrowed: Callable[[Source], None] | None = None
    silenced: Callable[[Sequence[Recording]], None] | None = None
    objection: Callable[[Source, Circle], str] | None = None
    widened: Callable[[Source], None] | None = None


_rooms: dict[str, Room] = {}


def register(
    name: str,
    *,
    places: Callable[[Source, Request | None], Iterable[Place]],
    lift: Callable[[Source, Request | None], None],
    narrowed: Callable[[Source], None] | None = None,
    silenced: Callable[[Sequence[Recording]], None] | None = None,
    objection: Callable[[Source, Circle], str] | None = None,
    widened: Callable[[Source], None] | None = None,
) -> None:
    """Say how this room finds, and lifts, the words of a source (or of one request in it).

    `places` may read unguarded with the reason "telling the speaker where"; it is only ever shown
    to the one whose words they are. `lift` runs inside the deed that takes words back;
    `narrowed` inside the one that lets fewer people read a source, when that is done; `silenced`
    inside whichever throws recordings away, just before they go. `objection` says why more people
    may not read a source, or ""; `widened` runs inside the deed that lets more people read one,
    when that is done.
    """
    _rooms[name] = Room(name, places, lift, narrowed, silenced, objection, widened)


def places(source: Source, request: Request | None = None) -> list[Place]:
    """Every place where these words stand, room by room."""
    return [place for room in _rooms.values() for place in room.places(source, request)]


def lift(source: Source, request: Request | None = None) -> None:
    """Take these words away wherever they stand."""
    for room in _rooms.values():
        room.lift(source, request)


def narrowed(source: Source, *, but: str = "") -> None:
    """Fewer people read these words from now on. The room `but` sees to its own."""
    for name, room in _rooms.items():
        if room.narrowed and name != but:
            room.narrowed(source)


def widened(source: Source) -> None:
    """More people read these words from now on."""
    for room in _rooms.values():
        if room.widened:
            room.widened(source)


def silenced(recordings: Sequence[Recording]) -> None:
    """These recordings are thrown away: nothing that was made of them may sound any more."""
    for room in _rooms.values():
        if room.silenced:
            room.silenced(recordings)


def objection(source: Source, to: Circle) -> str:
    """Why so many people may not read these words, or ""."""
    found = (room.objection(source, to) for room in _rooms.values() if room.objection)
    return next((each for each in found if each), "")
