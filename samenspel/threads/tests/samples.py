"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import READERS
from samenspel.sources.tests.builders import newest
from samenspel.sources.tests.samples import and_the_talk
from samenspel.threads import actions
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage, a_thread

TEAM = {"els", "wim", "fenna"}


def plant(world: Any) -> None:
    """A fragment with a code in each source, gathered in threads that go further and further."""
    cast = world.cast
    book = a_codebook(cast, name=f"Boek {world.canary(TEAM)}")
    code = a_code(
        cast,
        f"code {world.canary(TEAM)}",
        codebook=book,
        definition=f"Over {world.canary(TEAM)}.",
    )
    world.passages = []
    for source in world.sources:
        by = cast.els if source.circle >= Circle.TEAM else cast.bo
        text = newest(source).text
        world.passages.append(a_passage(cast, source, text[text.index("kanarie") :], by=by))
        actions.give(world.passages[-1], code=code, by=by)
    world.threads = [
        thread_with(world, circle) for circle in (Circle.TEAM, Circle.EXPEDITION, Circle.PUBLIC)
    ]
    world.codebook, world.code = book, code


def thread_with(world: Any, circle: Circle) -> Any:
    cast = world.cast
    readers = TEAM | (READERS[circle] | {"amina"} if circle > Circle.TEAM else set())
    thread = a_thread(cast, *world.passages, claim=f"Wie {world.canary(readers)} heeft, doet mee")
    if circle > Circle.TEAM:
        actions.widen(thread, to=circle, by=cast.els)
    actions.propose(thread, why=f"Om {world.canary(readers)}.", by=cast.els)
    for row in thread.gathered.visible_to(cast.els):
        both = readers & (READERS[Circle(row.passage.version.source.circle)] | {"amina"})
        note = f"Let op {world.canary(both)}"
        actions.weigh(row, weight="nuances", note=note, by=cast.els)
    return thread


def once(make: Any) -> Any:
    """Addresses that only take something in are asked once, and answer so."""
    return lambda world: make(world)[-1:]


def rows(world: Any) -> list[dict[str, int]]:
    return [
        {"pk": thread.pk, "row": row.pk}
        for thread in world.threads
        for row in thread.gathered.unguarded("command line")
        if row.passage.version.source.circle in (Circle.TEAM, Circle.PUBLIC)
    ]


def passages(world: Any) -> list[dict[str, int]]:
    return [{"pk": passage.pk} for passage in world.passages]


def threads(world: Any) -> list[dict[str, int]]:
    return [{"pk": thread.pk} for thread in world.threads]


def code(world: Any) -> list[dict[str, int]]:
    return [{"pk": world.code.pk}]


SAMPLES: dict[str, Any] = {
    "threads:desk": and_the_talk,
    "threads:put_back": lambda world: [{"pk": world.sources[-1].pk}],
    "threads:carry": lambda world: [{"pk": source.pk} for source in world.sources],
    "threads:passage": passages,
    "threads:change": passages,
    "threads:give": once(passages),
    "threads:take": lambda world: [{"pk": world.passages[-1].pk, "code": world.code.pk}],
    "threads:gather": once(passages),
    "threads:remove": once(passages),
    "threads:codebooks": lambda world: [{}],
    "threads:codebook": lambda world: [{"pk": world.codebook.pk}],
    "threads:code": code,
    "threads:change_code": code,
    "threads:merge_code": code,
    "threads:remove_code": code,
    "threads:threads": lambda world: [{}],
    "threads:start": lambda world: [{}],
    "threads:thread": threads,
    "threads:reword": threads,
    "threads:step": once(threads),
    "threads:circle": threads,
    "threads:find": threads,
    "threads:weigh": rows,
    "threads:take_out": once(rows),
}
