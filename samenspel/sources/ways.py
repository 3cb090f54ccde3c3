"""Where somebody can go from a source: what higher rooms do with its words.

Higher rooms register here when they start, as with `traces`; nothing below knows them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .models import Source


@dataclass(frozen=True)
class Way:
    """A link on the page of a source: its words, and whether it is the main thing to do there.

    With `says` it stands in a notice, below what has to be known first.
    """

    words: str
    url: str
    icon: str
    main: bool = False
    says: str = ""


_rooms: dict[str, Callable[[Source, Any], Way | None]] = {}


def register(name: str, way: Callable[[Source, Any], Way | None]) -> None:
    """`way(source, person)` tells where this person can go from a source that they may read."""
    _rooms[name] = way


def on(source: Source, person: Any) -> list[Way]:
    return [found for way in _rooms.values() if (found := way(source, person))]
