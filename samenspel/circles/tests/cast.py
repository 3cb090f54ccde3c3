"""The cast of every test: who they are is who they can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from samenspel.circles.models import (
    Circle,
    Coalition,
    Expedition,
    Membership,
    Organisation,
    Role,
    Voice,
)
from samenspel.people.models import Person


@dataclass
class Cast:
    """Amina and Bram are in Oost; Cor is in West; Dirk travels with another expedition."""

    expedition: Expedition
    elsewhere: Expedition
    oost: Coalition
    west: Coalition
    noord: Coalition
    amina: Person  # resident in Oost
    bram: Person  # professional in Oost
    bo: Person  # coordinator of Oost
    cor: Person  # resident in West
    dirk: Person  # resident in another expedition
    els: Person  # researcher, with access to Oost and West
    wim: Person  # writer, with access to Oost and West
    fenna: Person  # facilitator, with access to Oost only
    fons: Person  # programme manager at the fund
    pia: Person  # national partner
    passerby: None = None

    def everybody(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if _is_somebody(name, value)}


def _is_somebody(name: str, value: Any) -> bool:
    return isinstance(value, Person) or name == "passerby"


def after_midnight_here() -> datetime:
    """A moment at which it is a day later in the Netherlands than in UTC."""
    return datetime.combine(timezone.localdate() + timedelta(days=1), time(23, 30), UTC)


def a_person(name: str) -> Person:
    return Person.objects.create_user(f"{name.lower()}@example.org", name=name.capitalize())


def make_cast() -> Cast:
    today = timezone.localdate()
    dates = {"starts": today - timedelta(days=300), "ends": today + timedelta(days=240)}
    reis = Expedition.objects.create(name="Reis door de polder", slug="polder", **dates)
    other = Expedition.objects.create(name="Reis langs de kust", slug="kust", **dates)
    fund = Organisation.objects.create(name="Fonds Voorbeeld", kind=Organisation.Kind.FUND)
    bond = Organisation.objects.create(name="Bond Voorbeeld", kind=Organisation.Kind.PARTNER)
    team = Organisation.objects.create(name="Bureau Voorbeeld", kind=Organisation.Kind.OTHER)
    welfare = Organisation.objects.create(name="Welzijn Oost", kind=Organisation.Kind.WELFARE)
    places = {
        slug: Coalition.objects.create(
            expedition=expedition, slug=slug, name=f"Samen {slug.capitalize()}", place=slug
        )
        for slug, expedition in [("oost", reis), ("west", reis), ("noord", other)]
    }
    people = {
        name: a_person(name) for name in ("amina bram bo cor dirk els wim fenna fons pia".split())
    }
    end = today + timedelta(days=200)

    def joins(name: str, role: Role, where: str | None = None, **more: Any) -> None:
        place = places[where] if where else None
        Membership.objects.create(
            person=people[name],
            expedition=place.expedition if place else reis,
            coalition=place,
            role=role,
            since=today - timedelta(days=100),
            **more,
        )

    joins("amina", Role.MEMBER, "oost", voice=Voice.RESIDENT)
    joins("bram", Role.MEMBER, "oost", voice=Voice.PROFESSIONAL, organisation=welfare)
    joins("bo", Role.COORDINATOR, "oost", voice=Voice.RESIDENT)
    joins("cor", Role.MEMBER, "west", voice=Voice.RESIDENT)
    joins("dirk", Role.MEMBER, "noord", voice=Voice.RESIDENT)
    for name, role in [("els", Role.RESEARCHER), ("wim", Role.WRITER)]:
        joins(name, role, organisation=team)
        joins(name, role, "oost", until=end, organisation=team)
        joins(name, role, "west", until=end, organisation=team)
    joins("fenna", Role.FACILITATOR, organisation=team)
    joins("fenna", Role.FACILITATOR, "oost", until=end, organisation=team)
    joins("fons", Role.MANAGER, organisation=fund)
    joins("pia", Role.PARTNER, organisation=bond)
    return Cast(expedition=reis, elsewhere=other, **places, **people)


READERS = {
    # Of a row of Oost, by circle: who reads it besides its author (Amina).
    Circle.PRIVATE: set(),
    Circle.COALITION: {"bram", "bo"},
    Circle.TEAM: {"bram", "bo", "els", "wim", "fenna"},
    Circle.EXPEDITION: {"bram", "bo", "els", "wim", "fenna", "cor"},
    Circle.PARTNERS: {"bram", "bo", "els", "wim", "fenna", "cor", "fons", "pia"},
    Circle.PUBLIC: {
        *("bram", "bo", "els", "wim", "fenna", "cor", "fons", "pia"),
        *("dirk", "passerby"),
    },
}
