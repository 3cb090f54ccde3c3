"""Who may listen to how far the learning is."""

from collections.abc import Collection

from samenspel.foundation import live
from samenspel.people.models import Person

from .models import Learning


def readers(topic: str, whos: Collection[str]) -> set[str]:
    """`whos` are "person:12": those who may read the codebook."""
    pk = int(topic.partition(":")[2])
    people = Person.objects.in_bulk([int(who.partition(":")[2]) for who in whos])
    return {
        f"person:{each.pk}"
        for each in people.values()
        if Learning.objects.visible_to(each).filter(pk=pk).exists()
    }


live.door("learning:", readers)
