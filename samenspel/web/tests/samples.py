"""What the crawl visits of the pages that bring rooms together."""

from __future__ import annotations

from typing import Any


def once(world: Any) -> list[dict[str, Any]]:
    return [{}]


def coalition(world: Any) -> list[dict[str, Any]]:
    cast = world.cast
    return [{"pk": place.pk} for place in (cast.oost, cast.west, cast.noord)]


SAMPLES: dict[str, Any] = {
    "web:home": once,
    "web:expedition": lambda world: [{"slug": world.cast.expedition.slug}],
    "web:coalition": coalition,
    "web:history": coalition,
    "web:as_fund": coalition,
    "web:look_as_fund": once,
    "web:fund": once,
    "web:health": once,
    "web:robots": once,
    "web:security": once,
    "web:search": once,
    "web:style": once,
    "web:style-form": once,
    "web:style-sure": once,
    "web:theme": once,
}
QUERIES = {"web:search": ["?q=kanarie", "?q=wie+heeft", "?q=kanari+dinsdag&voice=resident"]}
