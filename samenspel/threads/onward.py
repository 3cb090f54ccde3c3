"""Where somebody can go from a red thread: what higher rooms do with it.

Higher rooms register here when they start, as with `sources.ways`; nothing below knows them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from samenspel.sources.ways import Way

from .models import Thread

_rooms: dict[str, Callable[[Thread, Any], Way | None]] = {}


def register(name: str, way: Callable[[Thread, Any], Way | None]) -> None:
    """`way(thread, person)` tells where this person can go from a thread that they may read."""
    _rooms[name] = way


def on(thread: Thread, person: Any) -> list[Way]:
    return [found for way in _rooms.values() if (found := way(thread, person))]
