"""The ways into the demo: one link per role."""

from __future__ import annotations

from collections.abc import Iterator

from samenspel.people.actions import door_link
from samenspel.people.models import Person

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
        person = Person.objects.get(email=f"{key}@achterom.example")
        yield role, person.name, door_link(person)
