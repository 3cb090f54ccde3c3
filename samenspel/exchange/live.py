"""Who hears that something long is done: whoever began it."""

from __future__ import annotations

from collections.abc import Collection

from samenspel.circles.sight import BOOKS
from samenspel.foundation import live

from .models import Arrival, Export


def _whose(topic: str, whos: Collection[str]) -> set[str]:
    """`whos` are "person:3"."""
    kind, _, pk = topic.partition(":")
    model = Arrival if kind == "arrival" else Export
    row = model.objects.unguarded(BOOKS).filter(pk=int(pk)).values_list("author").first()
    return {who for who in whos if row and who == f"person:{row[0]}"}


live.door("arrival:", _whose)
live.door("export:", _whose)
