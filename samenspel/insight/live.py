"""Who hears that figures are ready: of agreement those at the bench of their expedition, of counts
only whoever they are counted for."""

from __future__ import annotations

from collections.abc import Collection

from samenspel.circles.models import TEAM, Membership, Role
from samenspel.foundation import live


def _at_the_bench(topic: str, whos: Collection[str]) -> set[str]:
    """`whos` are "person:3"; the topic is "agreement:", an expedition and a fingerprint."""
    expedition = int(topic.split(":")[1])
    people = {int(who.partition(":")[2]): who for who in whos}
    rows = Membership.objects.live().filter(
        expedition=expedition, role__in=[*TEAM, Role.COORDINATOR], person__in=list(people)
    )
    return {people[pk] for pk in rows.values_list("person", flat=True)}


live.door("agreement:", _at_the_bench)


def _whose(topic: str, whos: Collection[str]) -> set[str]:
    """The topic is "counts:", a person and a fingerprint."""
    return {f"person:{topic.split(':')[1]}"} & set(whos)


live.door("counts:", _whose)
