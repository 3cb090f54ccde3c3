"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import READERS
from samenspel.sources import actions
from samenspel.sources.models import Consent, Look
from samenspel.sources.readers import Draft, Kind, Paragraph
from samenspel.sources.tests.builders import a_source, asked


def plant(world: Any) -> None:
    """For each circle a source of Amina's, whose title and words hold a canary."""
    cast = world.cast
    world.sources = []
    for circle in Circle:
        readers = READERS[circle] | {"amina"}
        world.sources.append(
            a_source(
                cast,
                circle=circle,
                title=f"Over {world.canary(readers)}",
                text=f"Wie heeft de {world.canary(readers)}? Wij niet.",
            )
        )
    request = asked(cast, world.sources[Circle.TEAM], "Wij niet.")
    actions.answer(request, answer=Consent.Answer.GIVEN, by=cast.amina)
    world.request = request
    # Whoever holds a personal link reads what it opens: no canary there.
    linked = asked(cast, a_source(cast, circle=Circle.TEAM, text="De koffie is klaar."), "koffie")
    world.key = actions.send(linked, by=cast.wim)
    Look.objects.create(source=world.sources[Circle.TEAM], role="researcher")
    word = world.canary({"amina"})
    draft = Draft(f"Over {word}", (Paragraph(Kind.TEXT, f"Hier staat {word}.", speaker=word),))
    world.brought = actions.bring(cast.oost, name=f"{word}.txt", draft=draft, by=cast.amina)
    world.changed = actions.bring_version(
        world.sources[Circle.TEAM],
        name=f"{world.canary({'amina'})}.txt",
        paragraphs=draft.paragraphs,
        by=cast.amina,
    )


def every_source(world: Any) -> list[dict[str, Any]]:
    return [{"pk": source.pk} for source in world.sources]


def brought(world: Any) -> list[dict[str, Any]]:
    return [{"key": world.brought.key}]


def once(world: Any) -> list[dict[str, Any]]:
    return [{}]


SAMPLES: dict[str, Any] = {
    "sources:sources": once,
    "sources:bring": once,
    "sources:look_over": brought,
    "sources:discard": brought,
    "sources:source": every_source,
    "sources:text": every_source,
    "sources:revise": every_source,
    "sources:circle": every_source,
    "sources:differences": every_source,
    "sources:compare": lambda world: [{"key": world.changed.key}],
    "sources:consent": lambda world: [{"token": world.key.token}, {"token": "unknown"}],
    "sources:mine": once,
    "sources:answer": lambda world: [{"pk": world.request.pk}],
    "sources:note": lambda world: [{"pk": world.request.pk}],
}
QUERIES = {
    "sources:answer": ["?stap=terug", "?stap=antwoord"],
    "sources:sources": ["?stem=resident", "?soort=document&op=titel"],
}
