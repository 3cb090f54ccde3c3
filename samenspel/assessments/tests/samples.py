"""What the crawl visits and plants in this room."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from samenspel.assessments import actions, asking
from samenspel.assessments.actions import Said
from samenspel.assessments.models import Round
from samenspel.circles.models import Circle, Voice

from .builders import a_framework, a_mark, a_round, a_sheet, scored

OWN = {"amina", "bram", "bo"}
TEAM = {"els", "wim", "fenna"}
TRAVEL = OWN | TEAM | {"cor", "fons", "pia"}


def plant(world: Any) -> None:
    """A list, an open round and closed ones: one for ourselves, one shared with all coalitions."""
    cast = world.cast
    here = world.mirrors = SimpleNamespace()
    said = [Said(f"Vertrouwen {world.canary(TRAVEL)}"), Said("Rollen")]
    here.framework = a_framework(cast, elements=said)
    title = f"Mei {world.canary(OWN | TEAM)}"
    here.open = a_round(cast, framework=here.framework, title=title)
    scored(here.open, Voice.RESIDENT, 1, words=f"Nog dicht {world.canary(set())}")
    here.own, here.shared = (_closed(world, here.framework) for _ in range(2))
    actions.share(here.shared, to=Circle.EXPEDITION, by=cast.bo)
    # Whoever holds one of these links is the guest, signed in or not: one answered, one did not.
    plain = a_framework(cast)
    here.answered, here.empty = (a_round(cast, framework=plain) for _ in range(2))
    actions.score(
        here.answered,
        voice=Voice.RESIDENT,
        sheet=a_sheet(here.answered),
        mark=a_mark("amina"),
        who=world.guest,
    )
    asked = [asking.ask(r, people=[world.guest], by=cast.bo) for r in (here.answered, here.empty)]
    here.tokens = [letters[0].key.token for letters in asked]


def _closed(world: Any, framework: Any) -> Round:
    round = a_round(world.cast, framework=framework)
    said = world.canary(OWN)
    scored(round, Voice.RESIDENT, [5, 4, 4, 2, 1], words=f"Want {said}", missing=f"Ook {said}")
    # Three professionals are too few: nobody reads what they wrote.
    hidden = world.canary(set())
    scored(round, Voice.PROFESSIONAL, 3, words=f"Maar {hidden}", missing=f"En {hidden}")
    return actions.close_round(round, by=world.cast.bo)


def _places(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.cast.oost.pk}, {"pk": world.cast.west.pk}]


def _rounds(world: Any) -> list[dict[str, Any]]:
    here = world.mirrors
    return [{"pk": r.pk} for r in (here.open, here.own, here.shared, here.empty)]


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
    "assessments:by_link": lambda world: [
        {"token": token} for token in [*world.mirrors.tokens, "unknown"]
    ],
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
