"""Things told and questions asked, made by the real deeds."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import Cast
from samenspel.people.models import Person
from samenspel.reflections import actions
from samenspel.reflections.actions import Said
from samenspel.reflections.models import Draft, Kind, Prompt, Reflection, Rhythm

WORDS = "De sleutel lag bij Bram. Toen konden we er niet in."


def a_prompt(cast: Cast, **more: Any) -> Prompt:
    return actions.write_prompt(
        more.pop("place", cast.oost),
        **{
            "kind": Kind.FRICTION,
            "question_nl": "Wat schuurde er deze weken?",
            "question_en": "What chafed these weeks?",
            "by": cast.bo,
            **more,
        },
    )


def a_draft(cast: Cast, *, by: Person | None = None, text: str = WORDS, **more: Any) -> Draft:
    return actions.draft(
        more.pop("place", cast.oost), said=Said(text=text, **more), by=by or cast.amina
    )


def a_reflection(
    cast: Cast,
    *,
    by: Person | None = None,
    circle: Circle = Circle.COALITION,
    text: str = WORDS,
    kind: str = Kind.FRICTION,
    **more: Any,
) -> Reflection:
    """Something that Amina told her coalition, unless told otherwise."""
    return actions.share(
        more.pop("place", cast.oost),
        text=text,
        kind=kind,
        circle=circle,
        by=by or cast.amina,
        **more,
    )


def a_rhythm(cast: Cast, *prompts: Prompt, **more: Any) -> Rhythm:
    return actions.choose_rhythm(
        cast.oost, **{"weeks": 2, "prompts": prompts or [a_prompt(cast)], "by": cast.bo, **more}
    )
