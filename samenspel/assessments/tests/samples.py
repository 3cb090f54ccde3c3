"""What the crawl visits and plants in this room."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from samenspel.assessments import actions, asking
from samenspel.assessments.actions import Said
from samenspel.assessments.models import Round
from samenspel.circles.models import Circle, Voice
from samenspel.circles.tests.cast import a_person

from .builders import (
    a_framework,
    a_mark,
    a_neighbour,
    a_round,
    a_shared_round,
    a_sheet,
    coordinates,
    scored,
)

OWN = {"amina", "bram", "bo"}
TEAM = {"els", "wim", "fenna"}
GROUPS = OWN | TEAM | {"cor"}
TRAVEL = GROUPS | {"fons", "pia"}


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
    _plant_neighbours(world)
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


def _plant_neighbours(world: Any) -> None:
    """Two coalitions more share a round, so that there are figures over coalitions; one more keeps
    its own."""
    cast, here = world.cast, world.mirrors
    head = a_person("zwaan")
    coordinates(head, cast.west)
    for place in (cast.west, a_neighbour(cast, "Zuid", by=head)):
        title = f"Juni {world.canary(GROUPS)}"
        a_shared_round(
            cast, place, residents=[3] * 5, framework=here.framework, title=title, by=head
        )
    kept = a_neighbour(cast, "Stil", by=head)
    title = f"Voor ons {world.canary(set())}"
    round = a_shared_round(
        cast, kept, residents=[1] * 5, framework=here.framework, title=title, by=head
    )
    actions.unshare(round, by=head)


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


def _overall(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.cast.expedition.pk, "row": world.mirrors.framework.pk}]


def _overall_files(world: Any) -> list[dict[str, Any]]:
    return [{**row, "kind": kind} for row in _overall(world) for kind in ("svg", "png")]


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
    "assessments:overall": _expedition,
    "assessments:overall_voices": _overall_files,
    "assessments:overall_change": _overall_files,
    "assessments:overall_table": _overall,
    "assessments:frameworks": _expedition,
    "assessments:write": _expedition,
    "assessments:adopt": lambda world: [{"pk": world.cast.expedition.pk, "name": "actie"}],
    "assessments:framework": _list,
    "assessments:improve": _list,
    "assessments:retire": _list,
}
