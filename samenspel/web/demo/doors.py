"""The ways into the demo: one link per role."""

from __future__ import annotations

from collections.abc import Iterator

from samenspel.people.actions import door_link
from samenspel.people.models import Person
from samenspel.sources import actions as sources
from samenspel.sources import consent

WHO = [
    ("resident", "fatima"),
    ("welfare worker", "esther"),
    ("coordinator", "ria"),
    ("facilitator", "noor"),
    ("researcher", "pim"),
    ("writer", "wies"),
    ("programme manager at the fund", "floor"),
    ("national partner", "arend"),
]


def links() -> Iterator[tuple[str, str, str]]:
    """Role, name and address. New ones each time: nobody can read an old link back."""
    for role, key in WHO:
        yield role, _who(key).name, door_link(_who(key))
    asked = _who("samir")
    for request in consent.of_person(asked).filter(consents=None)[:1]:
        letter = sources.send(request, by=_who("wies"))
        yield "resident without an account", asked.name, letter.url


def _who(key: str) -> Person:
    return Person.objects.get(email=f"{key}@achterom.example")
