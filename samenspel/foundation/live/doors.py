"""Doors: each room tells who may listen to its topics."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache

from django.utils.module_loading import autodiscover_modules

Check = Callable[[str, Collection[str]], Collection[str]]
DOORS: dict[str, Check] = {}


def door(prefix: str, check: Check) -> None:
    """Let `check(topic, whos)` tell which of `whos` may listen to a topic that begins so.

    It is asked in a thread when streams open and when rights end, for many at once: one query
    should do. Register it in the room's `live.py`.
    """
    DOORS[prefix] = check


def let_in(topic: str, whos: Collection[str]) -> set[str]:
    """Those of `whos` who may listen; nobody where there is no door."""
    _find_doors()
    prefixes = [prefix for prefix in DOORS if topic.startswith(prefix)]
    if not prefixes:
        return set()
    return set(whos) & set(DOORS[max(prefixes, key=len)](topic, whos))


@cache
def _find_doors() -> None:
    """A stream may be the first that is asked after a restart, before any page was."""
    autodiscover_modules("live")
