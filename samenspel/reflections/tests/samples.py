"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import READERS
from samenspel.reflections import asking

from .builders import a_draft, a_prompt, a_reflection, a_rhythm

OWN = {"amina", "bram", "bo"}
TEAM = {"els", "wim", "fenna"}


def plant(world: Any) -> None:
    """A reflection in each circle, questions of both kinds, a draft; each with its canary."""
    cast = world.cast
    ours = a_prompt(cast, question_nl=f"Wat {world.canary(OWN | TEAM)}?", question_en="")
    a_prompt(
        cast,
        place=cast.expedition,
        by=cast.els,
        question_nl=f"Hoe {world.canary(OWN | TEAM | {'cor'})}?",
        question_en="",
    )
    a_rhythm(cast, ours)
    world.draft = a_draft(cast, text=f"Nog niet {world.canary({'amina'})}")
    world.reflections = [
        a_reflection(
            cast,
            circle=circle,
            text=f"Over {world.canary(READERS[circle] | {'amina'})}. Wij niet.",
        )
        for circle in Circle
    ]
    a_reflection(cast, circle=Circle.TEAM, prompt=ours)
    people = [cast.amina, cast.bram]
    world.letters = asking.ask(cast.oost, prompt=ours, people=people, by=cast.bo)
    world.ours = ours
    # Whoever holds this link is the guest, signed in or not.
    answered = asking.ask(cast.oost, prompt=a_prompt(cast), people=[world.guest], by=cast.bo)[0]
    told = {"key": answered.asked.key, "prompt": answered.asked.prompt}
    a_reflection(cast, by=world.guest, text="Wij niet.", **told)
    world.answered = answered


def _each(world: Any) -> list[dict[str, Any]]:
    return [{"pk": told.pk} for told in world.reflections]


def _places(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.cast.oost.pk}, {"pk": world.cast.west.pk}]


def _draft(world: Any) -> list[dict[str, Any]]:
    return [{"key": world.draft.key}]


def _tokens(world: Any) -> list[dict[str, Any]]:
    return [{"token": world.answered.key.token}, {"token": "unknown"}]


def _ours(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.ours.pk}]


SAMPLES: dict[str, Any] = {
    "reflections:tell": lambda world: [{}],
    "reflections:choose": _places,
    "reflections:write": _draft,
    "reflections:keep": _draft,
    "reflections:discard": _draft,
    "reflections:answer": _tokens,
    "reflections:answer_keep": _tokens,
    "reflections:answer_circle": _tokens,
    "reflections:answer_revise": _tokens,
    "reflections:rhythm": _places,
    "reflections:ask": _places,
    "reflections:withdraw": lambda world: [
        {"pk": world.cast.oost.pk, "row": world.letters[0].asked.pk}
    ],
    "reflections:prompts": _places,
    "reflections:expedition_prompts": lambda world: [{"pk": world.cast.expedition.pk}],
    "reflections:prompt": _ours,
    "reflections:retire": _ours,
    "reflections:mine": lambda world: [{}],
    "reflections:told": _places,
    "reflections:reflection": _each,
    "reflections:revise": _each,
    "reflections:circle": _each,
}
QUERIES = {
    "reflections:told": ["?soort=friction&stem=resident&maand=2020-01", "?pagina=zeven&vraag=x"],
    "reflections:circle": ["?naar=0", "?naar=5", "?naar=x"],
}
