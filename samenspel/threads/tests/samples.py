"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle
from samenspel.threads import actions
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage, a_thread


def plant(world: Any) -> None:
    """A fragment with a code in each source, gathered in one thread of the team."""
    cast = world.cast
    code = a_code(cast, codebook=a_codebook(cast))
    passages = []
    for source in world.sources:
        by = cast.els if source.circle >= Circle.TEAM else cast.bo
        passages.append(a_passage(cast, source, "Wij niet.", by=by))
        actions.give(passages[-1], code=code, by=by)
    world.thread = a_thread(cast, *passages)


SAMPLES: dict[str, Any] = {}
