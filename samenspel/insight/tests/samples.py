"""What the crawl visits in this room. It has no tables: it counts what others planted."""

from __future__ import annotations

from typing import Any

from samenspel.threads.models import BlindReading, Talk


def here(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.cast.expedition.slug}]


def files(*kinds: str) -> Any:
    return lambda world: [{"slug": world.cast.expedition.slug, "kind": kind} for kind in kinds]


SAMPLES: dict[str, Any] = {
    "insight:matrix": here,
    "insight:together": here,
    "insight:over_time": here,
    "insight:absent": here,
    "insight:counted": lambda world: [
        {"slug": world.cast.expedition.slug, "tab": tab}
        for tab in ("matrix", "together", "over_time", "absent")
    ],
    "insight:in_words": here,
    "insight:passages": here,
    "insight:code": lambda world: [
        {"slug": world.cast.expedition.slug, "pk": world.code.pk},
    ],
    "insight:matrix_file": files("csv", "svg"),
    "insight:together_file": files("csv", "svg"),
    "insight:over_time_file": files("csv", "svg"),
}
SAMPLES |= {
    "insight:agreement": here,
    "insight:agreement_now": here,
    "insight:agreement_file": files("csv", "svg"),
    "insight:beside": lambda world: [
        {"slug": world.cast.expedition.slug, "pk": source.pk} for source in world.sources
    ],
    "insight:differences": here,
    "insight:reopen_talk": lambda world: a_row(world, Talk),
    "insight:follow_talk": lambda world: a_row(world, Talk),
    "insight:blind": here,
    "insight:call_off": lambda world: a_row(world, BlindReading),
}


def a_row(world: Any, table: Any) -> list[dict[str, Any]]:
    key = table.objects.unguarded("command line").values_list("pk", flat=True)[0]
    return [{"slug": world.cast.expedition.slug, "pk": key}]


QUERIES = {
    "insight:matrix": ["?uit=1", "?rijen=stem&kolommen=moment&maat=bronnen"],
    "insight:together": ["?hoe=bron", "?hoe=dichtbij"],
    "insight:over_time": ["?uit=1"],
    "insight:in_words": ["?q=kanarie&manier=patroon", "?q=heb"],
    "insight:code": ["?per=stem"],
}
