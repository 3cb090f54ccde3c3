"""What the crawl visits and plants in this room."""

from __future__ import annotations

import uuid
from typing import Any

from .builders import a_plan, a_subscriber, asked


def plant(world: Any) -> None:
    """Somebody gets the digest, and somebody did not confirm it yet."""
    world.subscriber = a_subscriber(world.cast)
    world.waiting = asked(world.cast, "wacht@example.org")
    a_plan(world.cast, foreword=f"Dag {world.canary({'els', 'wim', 'fenna', 'fons'})}.")


def expedition(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.cast.expedition.slug}]


def number(world: Any) -> list[dict[str, Any]]:
    return [{"pk": world.cast.expedition.pk}]


def keys(world: Any) -> list[dict[str, Any]]:
    return [{"key": key} for key in (world.subscriber.key, world.waiting.key, uuid.UUID(int=1))]


SAMPLES: dict[str, Any] = {
    "digests:ask": expedition,
    "digests:asked": expedition,
    "digests:choices": keys,
    "digests:confirm": keys,
    "digests:leave": keys,
    "digests:mail_html": number,
    "digests:send": number,
}
