"""The research bench: one row of corners for everything a small team does with what it may read.

A corner is a page of one expedition, at `/werkbank/<slug>/...`. Higher rooms register theirs when
they start, as with `ways`; nothing below knows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from samenspel.circles.models import TEAM, Expedition, Role
from samenspel.circles.roles import held
from samenspel.people.visits import Asked


@dataclass(frozen=True)
class Corner:
    """`page` is the name of its address, which takes the slug; `place` the order in the row."""

    key: str
    label: Any
    page: str
    place: int

    def url(self, slug: str) -> str:
        return reverse(self.page, args=[slug])


_corners: dict[str, Corner] = {}


def register(key: str, label: Any, *, page: str, place: int) -> None:
    _corners[key] = Corner(key, label, page, place)


def corners() -> list[Corner]:
    return sorted(_corners.values(), key=lambda corner: corner.place)


def benches(person: Any) -> Any:
    """The expeditions in which this person reads and codes: for the team, and coordinators."""
    if not person.is_authenticated:
        return Expedition.objects.none()
    here = held(person).expeditions((*TEAM, Role.COORDINATOR))
    return Expedition.objects.filter(Q(pk__in=here)).order_by("-starts", "pk")


def has_place(person: Any, expedition: int) -> bool:
    """Whether this person reads and codes at the bench of this expedition (its key)."""
    if not person.is_authenticated:
        return False
    return expedition in held(person).expeditions((*TEAM, Role.COORDINATOR))


def at(request: Asked, slug: str) -> Expedition:
    """The expedition at whose bench somebody is; 404 for whoever has no place there."""
    found: Expedition | None = benches(request.user).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found
