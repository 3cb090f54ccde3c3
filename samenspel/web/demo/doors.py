"""The ways into the demo: one link per role."""

from __future__ import annotations

from collections.abc import Iterator

from samenspel.circles.models import Coalition
from samenspel.people.actions import door_link
from samenspel.people.links import make
from samenspel.people.models import Person
from samenspel.reflections import asking
from samenspel.sources import consent
from samenspel.sources.models import Door

# Those of a coalition are of one, so that one can see the same things through other eyes.
WHO = [
    ("resident", "orlando"),
    ("welfare worker", "thijs"),
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
    asked = asks_again(Coalition.objects.get(slug="kolkerhaven"), by=_who("ria"))
    yield "resident without an account", asked.asked.author.name, asked.key.url
    speaker = _who("samir")
    for request in consent.of_person(speaker).filter(consents=None)[:1]:
        door = make("sources:consent", person=speaker, by=_who("wies"), days=60)
        Door.objects.create(source=request.source, request=request, link=door.link, on_paper=False)
        yield "resident who is asked for their words", speaker.name, door.url


def asks_again(place: Coalition, *, by: Person) -> asking.Letter:
    """The question of now, on paper to whoever has no address; the letter before opens no more."""
    (person,) = asking.members(place).filter(email=None)
    for before in asking.under_way(place).filter(author=person):
        asking.withdraw(before, by=by)
    (letter,) = asking.ask(place, prompt=place.rounds.all()[0].prompt, people=[person], by=by)
    return letter


def _who(key: str) -> Person:
    return Person.objects.get(email=f"{key}@achterom.example")
