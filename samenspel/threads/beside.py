"""What higher rooms lay beside a text at the desk, above the list of passages.

They register here when they start, as with `sources.ways`; nothing below knows them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from samenspel.people.visits import Asked
from samenspel.sources.models import Version


@dataclass(frozen=True)
class Part:
    """A section, with the style sheet and the module (static names) that it needs."""

    html: SafeString
    sheet: str
    module: str


_rooms: dict[str, Callable[[Asked, Version], Part | None]] = {}


def register(name: str, part: Callable[[Asked, Version], Part | None]) -> None:
    """`part(request, version)` gives a section for whoever reads this version, or nothing."""
    _rooms[name] = part


def at(request: Asked, version: Version) -> list[Part]:
    return [found for part in _rooms.values() if (found := part(request, version))]
