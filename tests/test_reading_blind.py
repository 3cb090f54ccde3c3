"""What another codes in a text that somebody reads blind changes no page that they can open.

Els asks for every address, as in `test_crawl`, before and after Wim did his work in that text. Each
page is the same to the letter: no mark, name, count, figure, file or suggestion tells of it.
"""

from __future__ import annotations

import io
import re
import zipfile
from difflib import unified_diff
from typing import Any

import pytest

from samenspel.circles.models import Circle
from samenspel.exchange import giving
from samenspel.exchange.actions import give_out
from samenspel.exchange.gathering import Scope
from samenspel.exchange.giving import Giving
from samenspel.exchange.models import Export
from samenspel.sources.tests.builders import newest
from samenspel.suggestions import actions as searching
from samenspel.threads import actions, blind, codebooks, memos
from samenspel.threads.models import BlindReading
from samenspel.threads.tests.builders import a_code, a_passage, the_words
from tests.test_crawl import World, addresses, body, enter, world

__all__ = ["world"]

# What is different each time, and tells nothing.
CHANGING = re.compile(
    r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|/live/[^"]*|rev="\d+"|'
    r"taal=[^\"]*|\d\d:\d\d(:\d\d)?(\.\d+)?|\d+\s+minu\w+ geleden"
)


@pytest.fixture
def blindly(world: World) -> World:
    """Els and Wim are asked to read a text of the team apart; Els has marked in it."""
    cast = world.cast
    world.text = next(each for each in world.sources if each.circle == Circle.TEAM)
    world.own = a_code(cast, "rust", codebook=world.codebook)
    world.his = a_code(cast, "moed", codebook=world.codebook)
    blind.ask(world.text, coders=[cast.els, cast.wim], by=cast.fenna)
    shared = a_passage(cast, world.text, first_word(world), by=cast.els)
    actions.give(shared, code=world.own, by=cast.els)
    world.passages.append(shared)
    return world


ROOMS = ("web", "sources", "threads", "insight", "suggestions", "exchange", "lessons")
TOLD = {
    "threads:desk",
    "threads:code",
    "threads:codebook",
    "threads:passage",
    "threads:read",
    "threads:thread",
    "threads:memos",
    "insight:matrix",
    "insight:passages",
    "insight:agreement",
}
"""Where whoever does not read blind meets what Wim did."""


def first_word(world: World) -> str:
    return newest(world.text).text.split()[0]


def wim_works(world: World) -> None:
    """Marks of his own, the words that Els marked too, a code, a thread, memos, a sweep."""
    cast, version = world.cast, newest(world.text)
    shared = actions.mark(version, **the_words(version, first_word(world)), by=cast.wim)
    actions.give(shared, code=world.his, by=cast.wim)
    other = a_passage(cast, world.text, version.text.split()[-1], by=cast.wim)
    for code in (world.own, world.code):
        actions.give(other, code=code, by=cast.wim)
    actions.add(world.threads[0], passage=other, note="Kijk hier", by=cast.wim)
    for about in (shared, other, world.text):
        memos.write(about, text="Hier zie ik moed.", shared=True, by=cast.wim)
    codebooks.set_example(world.his, passage=shared, by=cast.wim)
    searching.give(world.his, places={version.pk: [(3, 9)]}, by=cast.wim)


def pages(person: Any, visited: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    client = enter(person)
    found = {}
    for name, path in visited:
        answer = client.get(path)
        found[name, path] = f"{answer.status_code} {plain(answer)}"
    return found


def different(before: str, after: str) -> str:
    return "\n".join(unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))


def plain(answer: Any) -> str:
    if "zip" in answer["Content-Type"] or "officedocument" in answer["Content-Type"]:
        content = b"".join(answer)
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
        return CHANGING.sub("", "".join(inside))
    return CHANGING.sub("", body(answer))


KINDS = ("jsonl", "qdpx", "csv", "xlsx", "html", "texts.html")


def files(export: Export) -> dict[str, str]:
    """What whoever made this export takes along with it now, by kind."""
    found = {}
    for kind in KINDS:
        out = io.BytesIO()
        giving.KINDS[kind][1](Giving(export), out)
        content = out.getvalue()
        if kind in ("qdpx", "xlsx"):
            with zipfile.ZipFile(out) as packed:
                content = b"".join(packed.read(name) for name in sorted(packed.namelist()))
        found[kind] = CHANGING.sub("", content.decode("utf-8-sig", "replace"))
    return found


def test_no_file_changes_either(blindly):
    cast = blindly.cast
    els, fenna = (
        give_out(cast.expedition, kind="jsonl", purpose="Om te zien", scope=Scope(), by=person)
        for person in (cast.els, cast.fenna)
    )
    before, hers = files(els), files(fenna)
    wim_works(blindly)
    for kind, told in files(els).items():
        assert not different(before[kind], told), kind
    told = files(fenna)
    same = {kind for kind in KINDS if told[kind] == hers[kind]}
    assert not same, "who does not read blind takes it along"


def test_no_page_changes_by_what_another_codes_there(blindly):
    els, fenna = blindly.cast.els, blindly.cast.fenna
    visited = [
        (name, path)
        for name, found in addresses(blindly).items()
        for _, path in found
        if name.partition(":")[0] in ROOMS
    ]
    told = [each for each in visited if each[0] in TOLD]
    pages(els, visited), pages(fenna, told)  # what looking itself changes: seen, opened, looked at
    before, hers = pages(els, visited), pages(fenna, told)
    wim_works(blindly)
    after, hers_after = pages(els, visited), pages(fenna, told)
    changed = [each for each in visited if before[each] != after[each]]
    assert not changed, "\n".join(different(before[each], after[each]) for each in changed)
    met = {name for name, path in told if hers[name, path] != hers_after[name, path]}
    assert met == TOLD, "who does not read blind does meet it"
    for reading in BlindReading.objects.unguarded("command line").filter(source=blindly.text):
        blind.ready(reading, by=reading.coder.person)
    opened = pages(els, told)
    met = {name for name, path in told if before[name, path] != opened[name, path]}
    assert met == TOLD, "when both are ready, Els does too"
