"""Who worked on a thread: by name where it belongs, by role for everybody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samenspel.circles.models import Membership, Role
from samenspel.sources.naming import reads_makers

from .models import Thread

if TYPE_CHECKING:
    from samenspel.people.models import Person


def named(thread: Thread, makers: Iterable[Person], reader: Any) -> dict[int, str]:
    """What each of these people is called for this reader, by key."""
    people = {maker.pk: maker for maker in makers}
    if reads_makers(reader, thread):
        return {pk: maker.name for pk, maker in people.items()}
    roles = _roles(thread, people)
    return {pk: _by_role(roles.get(pk, "")) for pk in people}


def _roles(thread: Thread, people: Iterable[int]) -> dict[int, str]:
    """The role of each in the place of the thread, also when it has ended since."""
    places = Membership.objects.filter(person__in=people, expedition=thread.expedition_id)
    return dict(places.filter(coalition=thread.coalition_id).values_list("person", "role"))


def _by_role(role: str) -> str:
    return {
        Role.COORDINATOR.value: _("a coordinator"),
        Role.FACILITATOR.value: _("a facilitator"),
        Role.RESEARCHER.value: _("a researcher"),
        Role.WRITER.value: _("a writer"),
    }.get(role, _("somebody on the expedition"))
