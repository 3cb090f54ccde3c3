"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from samenspel.travelogue import actions, making

from .builders import finished


def plant(world: Any) -> None:
    """Shown of one expedition; it holds what everybody may read, and a foreword for everybody."""
    cast = world.cast
    everybody = set(cast.everybody())
    travelogue = actions.write(
        cast.expedition,
        title=f"Boek {world.canary(everybody)}",
        foreword=f"Vooraf {world.canary(everybody)}.",
        by=cast.wim,
    )
    finished(actions.make(travelogue, by=cast.wim))
    actions.show(travelogue, by=cast.wim)


def expedition(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.cast.expedition.slug}]


def behind(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.cast.expedition.pk}]


SAMPLES: dict[str, Any] = {
    "travelogue:public": expedition,
    "travelogue:cover": expedition,
    "travelogue:file": lambda world: [
        {**slug, "ending": ending} for slug in expedition(world) for ending in making.ENDINGS
    ],
    "travelogue:work": behind,
    "travelogue:write": behind,
    "travelogue:make": behind,
    "travelogue:show": behind,
    "travelogue:hide": behind,
    "travelogue:own_file": lambda world: [{**pk, "ending": "zip"} for pk in behind(world)],
    "travelogue:preview": lambda world: [
        {**pk, "name": name} for pk in behind(world) for name in ("index.html", "over.html")
    ],
}
