"""What higher rooms lay beside a text at the desk, with the list of passages.

They register here when they start, as with `sources.ways`; nothing below knows them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from samenspel.people.visits import Asked
from samenspel.sources.models import Version


@dataclass(frozen=True)
class Layer:
    """Its place among the layers of coders: seen or hidden as theirs are, and never one of them.

    `name` is that of its box, also in the address.
    """

    name: str
    label: str
    shown: bool


@dataclass(frozen=True)
class Part:
    """A section, with the style sheet and the module (static names) that it needs."""

    html: SafeString
    sheet: str
    module: str
    layer: Layer | None = None


_rooms: dict[str, Callable[[Asked, Version], Part | None]] = {}


def register(name: str, part: Callable[[Asked, Version], Part | None]) -> None:
    """`part(request, version)` gives a section for whoever reads this version, or nothing."""
    _rooms[name] = part


def at(request: Asked, version: Version) -> list[Part]:
    return [found for part in _rooms.values() if (found := part(request, version))]
