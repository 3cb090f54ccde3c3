"""Who may listen to the streams of answering together: the screens of those who lead it."""

from __future__ import annotations

from collections.abc import Iterable

from samenspel.circles.deeds import may
from samenspel.foundation import live
from samenspel.people.models import Person

from .models import Sheet
from .table import TABLE


def still_leading(topic: str, whos: Iterable[str]) -> set[str]:
    """Which of these (the keys of people) may still lead this sheet."""
    sheet = Sheet.objects.unguarded(TABLE).filter(pk=int(topic.partition(":")[2])).first()
    if sheet is None:
        return set()
    people = Person.objects.filter(pk__in=[int(who) for who in whos if who.isdigit()])
    return {str(person.pk) for person in people if may(person, "recognition.gather", sheet)}


live.door("recognising:", still_leading)
