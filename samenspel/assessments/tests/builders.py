"""Lists, rounds and sheets, made by the real deeds."""

from __future__ import annotations

import random
from typing import Any

from samenspel.assessments import actions
from samenspel.assessments.actions import Said, Scored, Sheet
from samenspel.assessments.models import Element, Framework, Round
from samenspel.circles.models import Circle, Coalition, Membership, Role, Voice
from samenspel.circles.tests.cast import Cast
from samenspel.people.models import Person

ELEMENTS = (
    Said("Vertrouwen", "Trust", "We kunnen op elkaar rekenen.", "We can count on each other."),
    Said("Rollen", "Roles", "We weten wie wat doet.", "We know who does what."),
)


def a_framework(cast: Cast, **more: Any) -> Framework:
    return actions.write_framework(
        more.pop("place", cast.expedition),
        **{"name_nl": "Ons lijstje", "elements": ELEMENTS, "by": cast.fons, **more},
    )


def a_round(cast: Cast, **more: Any) -> Round:
    """An open round of Oost, by its coordinator, unless told otherwise."""
    framework = more.pop("framework", None) or a_framework(cast)
    return actions.open_round(
        more.pop("place", cast.oost),
        **{"framework": framework, "title": "Mei", "by": cast.bo, **more},
    )


def elements_of(round: Round) -> list[Element]:
    return list(Element.objects.unguarded("command line").filter(framework=round.framework_id))


def a_mark(name: str) -> str:
    return f"a secret of nobody but {name}"


def a_sheet(round: Round, *scores: int | None, words: str = "", missing: str = "") -> Sheet:
    """A sheet with these scores, in the order of the elements; 3 when there are no more."""
    given = [*scores, *[3] * 20]
    scored = [
        Scored(element, given[number], words and f"{words} {element.name}")
        for number, element in enumerate(elements_of(round))
    ]
    return Sheet(tuple(scored), missing)


def scored(
    round: Round,
    voice: str,
    scores: int | list[int | None],
    *,
    words: str = "",
    missing: str = "",
    who: Person | None = None,
) -> list[str]:
    """Sheets of a voice: so many (all 3), or one for each score. Gives their marks."""
    given = [3] * scores if isinstance(scores, int) else scores
    marks = []
    for each in given:
        mark = a_mark(f"{voice} {random.random()}")
        sheet = a_sheet(round, *[each] * len(elements_of(round)), words=words, missing=missing)
        actions.score(round, voice=voice, sheet=sheet, mark=mark, who=who)
        marks.append(mark)
    return marks


def a_neighbour(cast: Cast, name: str, by: Person | None = None) -> Coalition:
    """One more coalition in the expedition; Bo coordinates it too, or somebody else does."""
    place = Coalition.objects.create(
        expedition=cast.expedition, slug=name.lower(), name=f"Samen {name}", place=name
    )
    coordinates(by or cast.bo, place)
    return place


def coordinates(person: Person, place: Coalition) -> None:
    Membership.objects.create(
        person=person, expedition=place.expedition, coalition=place, role=Role.COORDINATOR
    )


def a_shared_round(
    cast: Cast,
    place: Coalition,
    *,
    residents: list[int | None],
    to: Circle = Circle.EXPEDITION,
    professionals: list[int | None] | None = None,
    **more: Any,
) -> Round:
    """A closed round with these scores on every element, shared with a circle."""
    by = more.setdefault("by", cast.bo)
    round = a_round(cast, place=place, **more)
    scored(round, Voice.RESIDENT, residents)
    scored(round, Voice.PROFESSIONAL, professionals or [])
    actions.close_round(round, by=by)
    actions.share(round, to=to, by=by)
    return round
