"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from samenspel.agendas import actions
from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import READERS

from .builders import a_question, an_agreement, in_days

CIRCLES = [circle for circle in Circle if circle != Circle.PRIVATE]
CLOSE = {"amina", "bram", "bo", "els", "wim", "fenna"}


def plant(world: Any) -> None:
    """An agreement and a question in each circle; names and remarks never leave the group."""
    world.agreements = [an_agreement_in(world, circle) for circle in CIRCLES]
    world.questions = [a_question_in(world, circle) for circle in CIRCLES]
    gone = a_question(world.cast, words=f"Waarom {world.canary(CLOSE - {'els', 'wim', 'fenna'})}?")
    actions.drop(gone, why="Het was genoeg om het te noemen.", by=world.cast.amina)
    world.questions.append(gone)


def an_agreement_in(world: Any, circle: Circle) -> Any:
    cast, readers = world.cast, READERS[circle] | {"amina"}
    made = an_agreement(
        cast,
        what=f"Doen: {world.canary(readers)}",
        who=f"Nel {world.canary(readers & CLOSE)}",
        by_when=in_days(circle - 2),
    )
    told = f"Weet {world.canary(readers & CLOSE)}"
    actions.turn_out(made, state="stuck", remark=told, by=cast.bram)
    if circle > made.circle:
        actions.widen_agreement(made, to=circle, by=cast.bo)
    return made


def a_question_in(world: Any, circle: Circle) -> Any:
    cast, readers = world.cast, READERS[circle] | {"amina"}
    made = a_question(cast, words=f"Hoe {world.canary(readers)}?")
    actions.reword(made, words=f"Hoe gaat {world.canary(readers)}?", by=cast.bram)
    told = {"words": f"Zo {world.canary(readers)}", "less": f"Geen {world.canary(readers)}"}
    actions.answer(made, **told, by=cast.bram)
    if circle > made.circle:
        actions.widen_question(made, to=circle, by=cast.bo)
    return made


def _places(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.cast.oost.pk}, {"pk": world.cast.west.pk}]


def _agreements(world: Any) -> list[dict[str, Any]]:
    return [{"pk": made.pk} for made in world.agreements]


def _questions(world: Any) -> list[dict[str, Any]]:
    return [{"pk": made.pk} for made in world.questions]


SAMPLES: dict[str, Any] = {
    "agendas:agreements": _places,
    "agendas:sheet": _places,
    "agendas:calendar": _places,
    "agendas:agreement": _agreements,
    "agendas:turn": lambda world: _agreements(world)[-1:],
    "agendas:change": _agreements,
    "agendas:agreement_circle": _agreements,
    "agendas:strike": _agreements,
    "agendas:agenda": _places,
    "agendas:versions": _places,
    "agendas:question": _questions,
    "agendas:reword": _questions,
    "agendas:answer": _questions,
    "agendas:drop": _questions,
    "agendas:take_up": lambda world: _questions(world)[-1:],
    "agendas:question_circle": _questions,
}
QUERIES = {
    "agendas:agreements": ["?stand=stuck", "?stand=x&volgorde=nieuw&wie=ik", "?pagina=zeven&wat=x"],
    "agendas:versions": ["?van=2020-02-31", "?naar=x&van=2020-01-01"],
}
