"""What the crawl visits and plants in this room."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from samenspel.assessments import actions, asking
from samenspel.assessments.actions import Said
from samenspel.assessments.models import Round
from samenspel.circles.models import Circle, Voice

from .builders import a_framework, a_mark, a_round, a_sheet, elements_of, scored

OWN = {"amina", "bram", "bo"}
TEAM = {"els", "wim", "fenna"}
TRAVEL = OWN | TEAM | {"cor", "fons", "pia"}


def plant(world: Any) -> None:
    """A list, an open round and closed ones: one for ourselves, one shared with all coalitions."""
    cast, world.mirrors = world.cast, SimpleNamespace()
    said = [Said(f"Vertrouwen {world.canary(TRAVEL)}"), Said("Rollen")]
    world.mirrors.framework = a_framework(cast, elements=said)
    world.mirrors.open = a_round(
        cast, framework=world.mirrors.framework, title=f"Mei {world.canary(OWN | TEAM)}"
    )
    scored(world.mirrors.open, Voice.RESIDENT, 1, words=f"Nog dicht {world.canary(set())}")
    world.mirrors.own = _closed(world, words=OWN)
    world.mirrors.shared = _closed(world, words=OWN)
    actions.share(world.mirrors.shared, to=Circle.EXPEDITION, by=cast.bo)
    # Whoever holds one of these links is the guest, signed in or not: one answered, one did not.
    plain = a_framework(cast)
    world.mirrors.answered, world.mirrors.empty = (a_round(cast, framework=plain) for _ in range(2))
    actions.score(
        world.mirrors.answered,
        voice=Voice.RESIDENT,
        sheet=a_sheet(world.mirrors.answered),
        mark=a_mark("amina"),
        who=world.guest,
    )
    asked = [
        asking.ask(r, people=[world.guest], by=cast.bo)
        for r in (world.mirrors.answered, world.mirrors.empty)
    ]
    world.mirrors.tokens = [letters[0].key.token for letters in asked]


def _closed(world: Any, *, words: set[str]) -> Round:
    round = a_round(world.cast, framework=world.mirrors.framework)
    element = elements_of(round)[0]
    assert element.name
    said = world.canary(words)
    scored(round, Voice.RESIDENT, [5, 4, 4, 2, 1], words=f"Want {said}", missing=f"Ook {said}")
    # Three professionals are too few: nobody reads what they wrote.
    hidden = world.canary(set())
    scored(round, Voice.PROFESSIONAL, 3, words=f"Maar {hidden}", missing=f"En {hidden}")
    return actions.close_round(round, by=world.cast.bo)


def _places(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.cast.oost.pk}, {"pk": world.cast.west.pk}]


def _rounds(world: Any) -> list[dict[str, Any]]:
    return [
        {"pk": r.pk}
        for r in (world.mirrors.open, world.mirrors.own, world.mirrors.shared, world.mirrors.empty)
    ]


def _files(world: Any) -> list[dict[str, Any]]:
    return [
        {"pk": row.pk, "kind": kind}
        for row in (world.mirrors.own, world.mirrors.shared, world.mirrors.open)
        for kind in ("svg", "png")
    ]


def _expedition(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.cast.expedition.pk}]


def _list(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.mirrors.framework.pk}]


SAMPLES: dict[str, Any] = {
    "assessments:rounds": _places,
    "assessments:open": _places,
    "assessments:round": _rounds,
    "assessments:close": _rounds,
    "assessments:reopen": _rounds,
    "assessments:share": _rounds,
    "assessments:sheet": _rounds,
    "assessments:kept": lambda world: [
        {"pk": world.mirrors.answered.pk, "secret": a_mark("amina")},
        {"pk": world.mirrors.answered.pk, "secret": "nobody has this one"},
    ],
    "assessments:paper": _rounds,
    "assessments:type_in": _rounds,
    "assessments:ask": _rounds,
    "assessments:by_link": lambda world: [{"token": t} for t in [*world.mirrors.tokens, "unknown"]],
    "assessments:voices": _files,
    "assessments:change": _files,
    "assessments:table": _rounds,
    "assessments:frameworks": _expedition,
    "assessments:write": _expedition,
    "assessments:adopt": lambda world: [{"pk": world.cast.expedition.pk, "name": "actie"}],
    "assessments:framework": _list,
    "assessments:improve": _list,
    "assessments:retire": _list,
}
