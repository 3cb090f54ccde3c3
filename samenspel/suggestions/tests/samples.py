"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from samenspel.sources.models import Source
from samenspel.sources.tests.builders import newest
from samenspel.suggestions import actions, proposals
from samenspel.suggestions.models import Learned, Learning, Suggestion


def plant(world: Any) -> None:
    """A search and a run of codes of Els; a suggestion, with a reason, in each coded source.

    Its words are those of the source and of its reason, which have their own canaries.
    """
    els = world.cast.els
    only = world.canary({"els"})
    world.saved = actions.save(
        world.cast.expedition, title=f"Zoek {only}", asked={"q": "kanarie"}, by=els
    )
    version = newest(world.passages[-1].version.source)
    world.sweep = actions.give(world.code, places={version.pk: [(0, 3)]}, by=els)
    learning = Learning.objects.create(codebook=world.codebook)
    Learned.objects.create(
        learning=learning, code=world.code, why=Learned.Why.ON, examples=30, coalitions=3
    )
    world.suggestions = []
    for passage in world.passages:
        source = passage.version.source
        if source.circle > 0:
            author = Source.objects.unguarded("command line").get(pk=source.pk).author
            if not source.made_together:
                proposals.allow(source, by=author)
            world.suggestions.append(
                Suggestion.objects.create(
                    version=passage.version,
                    start=0,
                    end=passage.start,
                    code=world.code,
                    score=0.9,
                    like=[each.pk for each in world.passages],
                )
            )


def bench(world: Any) -> list[dict[str, Any]]:
    return [{"slug": "polder"}]


def saved(world: Any) -> list[dict[str, Any]]:
    return [{"slug": "polder", "pk": world.saved.pk}]


def book(world: Any) -> list[dict[str, Any]]:
    return [{"slug": "polder", "pk": world.codebook.pk}]


def suggestions(world: Any) -> list[dict[str, Any]]:
    return [{"pk": each.pk} for each in world.suggestions]


def sources(world: Any) -> list[dict[str, Any]]:
    return [{"pk": source.pk} for source in world.sources]


SAMPLES: dict[str, Any] = {
    "suggestions:search": bench,
    "suggestions:save": bench,
    "suggestions:undo": lambda world: [{"slug": "polder", "pk": world.sweep.pk}],
    "suggestions:seen": saved,
    "suggestions:forget": saved,
    "suggestions:learned": bench,
    "suggestions:sources": bench,
    "suggestions:now": book,
    "suggestions:learn": book,
    "suggestions:say": sources,
    "suggestions:layer": lambda world: sources(world)[-1:],
    "suggestions:accept": suggestions,
    "suggestions:refuse": suggestions,
    "suggestions:reopen": suggestions,
}
QUERIES = {"suggestions:search": ["?q=kanarie*", "?q=kanarie&hoe=patroon&eenheid=zin"]}
