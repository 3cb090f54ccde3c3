"""What the crawl visits and plants in this room."""

from __future__ import annotations

from typing import Any

from samenspel.circles.models import Circle
from samenspel.circles.tests.cast import READERS
from samenspel.sources.tests.builders import newest
from samenspel.sources.tests.samples import and_the_talk
from samenspel.threads import actions, blind, codebooks, memos, talks
from samenspel.threads.models import BlindReading, Coder, Passage
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
    codebooks.change_code(code, parent=None, use_when=f"bij {world.canary(TEAM)}", by=cast.els)
    codebooks.set_example(code, passage=world.passages[-1], by=cast.els)
    world.memos = list(plant_memos(world))
    # Wim coded two of them too, otherwise, and Els wrote about it.
    other = a_code(cast, "anders", codebook=book)
    for passage in world.passages[-2:]:
        actions.give(passage, code=other, by=cast.wim)
    coders = list(Coder.objects.order_by("pk"))
    for passage in world.passages[-2:]:
        talks.note(
            passage.version,
            code=code,
            start=passage.start,
            end=passage.end,
            coders=coders,
            words=f"Hierover {world.canary(TEAM - apart(world, passage))}",
            by=cast.els,
        )
    blind.ask(world.sources[-1], coders=[cast.bo, cast.fenna], by=cast.els)
    world.reading = BlindReading.objects.unguarded("command line").filter(coder__person=cast.bo)[0]


def plant_memos(world: Any) -> Any:
    """For oneself and shared, about a source, a passage, a code and a thread."""
    cast = world.cast
    of_the_team = next(each for each in world.sources if each.circle == Circle.TEAM)
    about = [of_the_team, world.passages[-1], world.code, world.threads[0]]
    for subject in about:
        team = TEAM - apart(world, subject) if isinstance(subject, Passage) else TEAM
        for shared, readers in [(False, {"els"}), (True, team)]:
            text = f"Ik denk {world.canary(readers)}"
            yield memos.write(subject, text=text, shared=shared, by=cast.els)
    text = f"Wij denken {world.canary({'amina', 'bram', 'bo'})}"
    yield memos.write(of_the_team, text=text, shared=True, by=cast.bo)


def apart(world: Any, passage: Any) -> set[str]:
    """Who reads its source blind: they meet nothing that others made of its passages."""
    return {"bo", "fenna"} if passage.version.source == world.sources[-1] else set()


def thread_with(world: Any, circle: Circle) -> Any:
    cast = world.cast
    readers = TEAM | (READERS[circle] | {"amina"} if circle > Circle.TEAM else set())
    thread = a_thread(cast, *world.passages, claim=f"Wie {world.canary(readers)} heeft, doet mee")
    if circle > Circle.TEAM:
        actions.widen(thread, to=circle, by=cast.els)
    actions.propose(thread, why=f"Om {world.canary(readers)}.", by=cast.els)
    if circle > Circle.TEAM:
        line = f"Bij ons {world.canary(readers)}"
        actions.recognise(cast.oost, thread=thread, said="partly", line=line, by=cast.bo)
    for row in thread.gathered.visible_to(cast.els):
        both = readers & (READERS[Circle(row.passage.version.source.circle)] | {"amina"})
        both -= apart(world, row.passage)
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


def memo(world: Any) -> list[dict[str, int]]:
    return [{"pk": each.pk} for each in world.memos]


def at_the_bench(world: Any) -> list[dict[str, str]]:
    return [{"slug": world.cast.expedition.slug}, {"slug": world.cast.elsewhere.slug}]


SAMPLES: dict[str, Any] = {
    "threads:bench": lambda world: [{}],
    "threads:read": at_the_bench,
    "threads:onward": at_the_bench,
    "threads:memos": at_the_bench,
    "threads:mention": at_the_bench,
    "threads:memo_source": lambda world: [{"pk": source.pk} for source in world.sources],
    "threads:memo_passage": passages,
    "threads:memo_code": code,
    "threads:memo_thread": threads,
    "threads:memo": memo,
    "threads:remove_memo": memo,
    "threads:codebooks_at": at_the_bench,
    "threads:threads_at": at_the_bench,
    "threads:code_here": lambda world: [{"pk": world.sources[-1].pk}],
    "threads:done": lambda world: [{"pk": world.sources[-1].pk}],
    "threads:desk": and_the_talk,
    "threads:ready": lambda world: [{"pk": world.reading.pk}],
    "threads:again": lambda world: [{"pk": world.sources[-1].pk}],
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
    "threads:code_history": lambda world: [{"pk": world.codebook.pk}],
    "threads:restore_code": lambda world: [
        {"pk": world.codebook.pk, "row": world.codebook.changes.unguarded("command line")[0].pk}
    ],
    "threads:example": once(code),
    "threads:split_code": code,
    "threads:change_code": code,
    "threads:merge_code": code,
    "threads:remove_code": code,
    "threads:threads": lambda world: [{}],
    "threads:start": lambda world: [{}],
    "threads:thread": threads,
    "threads:reword": threads,
    "threads:step": once(threads),
    "threads:recognise": once(threads),
    "threads:circle": threads,
    "threads:find": threads,
    "threads:weigh": rows,
    "threads:take_out": once(rows),
}
