"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from .builders import a_draft, a_prompt, a_reflection


def plant(world: Any) -> None:
    cast = world.cast
    world.prompt = a_prompt(cast)
    world.draft = a_draft(cast)
    world.reflection = a_reflection(cast, prompt=world.prompt)


SAMPLES: dict[str, Any] = {}
