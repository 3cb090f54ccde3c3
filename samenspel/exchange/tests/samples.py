"""What the crawl visits and plants in this room."""

from __future__ import annotations

import uuid
from typing import Any

from samenspel.circles.models import Circle
from samenspel.circles.sight import BOOKS
from samenspel.exchange import actions, arriving, busy
from samenspel.exchange.choosing import Choices
from samenspel.exchange.gathering import Scope
from samenspel.exchange.models import Arrival, Copied, Held, Signature
from samenspel.sources.tests.builders import a_source
from samenspel.threads.models import Coder, Memo

from .builders import code, codes, packed, qde, selection, source

TEAM = {"els", "wim", "fenna"}
TEAM_OF_OOST = {*TEAM, "amina", "bram", "bo"}
BENCH = {*TEAM, "bo"}


def plant(world: Any) -> None:
    """Arrivals of Els, one that waits and one that was taken in, and an export for the register."""
    cast = world.cast
    word = world.canary({"els"})
    project = qde(
        codes(code(1, "vlag"))
        + "<Sources>"
        + source(2, f"Er is {word}.", selection(3, 0, 6, 1))
        + "</Sources>",
        name=f"Project {word}",
    )
    world.arrival = an_arrival(world, packed(project), name=f"{word}.qdpx")
    kept = an_arrival(world, packed(qde(codes(code(4, "los")))), name=f"{word}-2.qdpx")
    busy.take_in_now(kept, Choices(cast.expedition))
    world.kept = kept
    world.export = actions.give_out(
        cast.expedition,
        kind="jsonl",
        purpose=f"Voor {world.canary({*BENCH, 'amina'})}",
        scope=Scope(),
        by=cast.els,
    )
    busy.give_now(world.export)
    memo = Memo.objects.create(
        author=cast.els,
        expedition=cast.expedition,
        circle=Circle.TEAM,
        ceiling=Circle.PUBLIC,
        text="Uit een bestand.",
    )
    coder = Coder.objects.create(expedition=cast.expedition, name="Iemand")
    Signature.objects.create(memo=memo, coder=coder)
    assert Held.objects.unguarded(BOOKS).exists()
    _a_copy(world)


def _a_copy(world: Any) -> None:
    """A text of Dirk's that Els took in with a file: neither reads the other's."""
    cast = world.cast
    origin = a_source(
        cast, by=cast.dirk, place=cast.noord, text=f"Er was {world.canary({'dirk'})}."
    )
    copy = a_source(
        cast, by=cast.els, circle=Circle.TEAM, text=f"Er is {world.canary(TEAM_OF_OOST)}."
    )
    Copied.objects.create(origin=origin, copy=copy)


def an_arrival(world: Any, data: bytes, *, name: str) -> Arrival:
    key = uuid.uuid4()
    arriving.path_of(key, "in").write_bytes(data)
    arrival = actions.bring(
        world.cast.expedition, name=name, size=len(data), key=key, by=world.cast.els
    )
    busy.read_now(arrival)
    return arrival


def bench(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.cast.expedition.slug}]


def arrivals(world: Any) -> list[dict[str, Any]]:
    slug = world.cast.expedition.slug
    return [{"slug": slug, "key": each.key} for each in (world.arrival, world.kept)]


def exports(world: Any) -> list[dict[str, Any]]:
    return [{"slug": world.cast.expedition.slug, "number": world.export.number}]


SAMPLES: dict[str, Any] = {
    "exchange:corner": bench,
    "exchange:look_over": arrivals,
    "exchange:arrival_now": arrivals,
    "exchange:discard": lambda world: arrivals(world)[:1],
    "exchange:give": bench,
    "exchange:export": exports,
    "exchange:export_now": exports,
    "exchange:file": exports,
    "exchange:register": bench,
}
