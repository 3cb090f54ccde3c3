"""What the crawl visits of the pages that bring rooms together."""

from __future__ import annotations

from typing import Any


def once(world: Any) -> list[dict[str, Any]]:
    return [{}]


SAMPLES: dict[str, Any] = {
    "web:search": once,
    "web:style": once,
    "web:style-form": once,
    "web:style-sure": once,
    "web:theme": once,
    "set_language": once,
}
QUERIES = {"web:search": ["?q=kanarie", "?q=wie+heeft", "?q=kanari+dinsdag&voice=resident"]}
