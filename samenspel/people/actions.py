"""What a person does with what is their own. Each leaves a line in the ledger."""

from __future__ import annotations

from django.db import transaction

from samenspel.foundation import ledger

from . import links
from .models import Person, new_seal


@transaction.atomic
def change(person: Person, *, name: str, language: str, wants_news: bool, by: Person) -> None:
    """Change how I am called, in what language I read, and what I am mailed."""
    person.name, person.language, person.wants_news = name, language, wants_news
    person.save(update_fields=["name", "language", "wants_news"])
    ledger.write("person.change", by=by, subject=person)


@transaction.atomic
def leave_everywhere(person: Person, *, by: Person) -> None:
    """Sign out on every device: a new seal breaks all the old ones."""
    person.seal = new_seal()
    person.save(update_fields=["seal"])
    ledger.write("person.leave_everywhere", by=by, subject=person)


def door_link(person: Person) -> str:
    """A link that lets a visitor of the demo in as this person; it does nothing elsewhere."""
    return links.make("people:demo_door", person=person, days=365).url
