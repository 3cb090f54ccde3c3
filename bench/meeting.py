"""A meeting with whole phones: joining, a step that all must show, handing in, and a restart.

From the facilitator's press until a phone has the new step: it hears the nudge, waits its random
part of the spread, and fetches its fragment. Static files are left out: a host serves them from
elsewhere, and a phone keeps them.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.live import Server, postgres, prepared, serving
from bench.phones import Phone, Stream, Swarm
from bench.site import TOP
from bench.spread import spread

ROUNDS = 3
TOKEN = "abcdefghijklmnopqrstuvwxyz012345"
HOW = """\
SQLite, one process, one thread for pages, unless the row says PostgreSQL: that is with two
processes; phones and server on the same two cores. Median
(least-most) over {ROUNDS} rounds, in ms. *Step* and *last*: from the facilitator's press until 95 %
of the phones, and the last one, fetched the new step (each waits a random part of
min(3, phones / 400) s first, so that they do not all come at once). *Nudge*: until it heard.
*CPU each*: processor of the server for each phone. *Hand in*: all phones once within 5 s, while
streaming, and nobody sees the cards yet; *once shown*: p95 of one time more, now that each card
goes to every screen. *Kept* and *open*: how many cards and streams are there afterwards."""

HEADS = ["phones", "nudge p95", "step p95", "last", "CPU each"]
HEADS += ["hand in p95", "last", "once shown", "kept", "open"]


@dataclass(frozen=True)
class Shape:
    words: str
    meetings: int
    phones: int
    busy: bool = False
    half: bool = False
    postgres: bool = False


SHAPES = [
    Shape("40", 1, 40),
    Shape("300", 1, 300),
    Shape("1,000", 1, 1000),
    Shape("2,000", 1, 2000),
    Shape("20 meetings x 40", 20, 40),
    Shape("1,000, while a worker keeps a core busy", 1, 1000, busy=True),
    Shape("40, on half of one core", 1, 40, half=True),
    Shape("PostgreSQL: 40", 1, 40, postgres=True),
    Shape("PostgreSQL: 1,000", 1, 1000, postgres=True),
    Shape("PostgreSQL: 20 meetings x 40", 20, 40, postgres=True),
]


def gathered(server: Server, shape: Shape) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "bench.gathering", str(shape.meetings), str(shape.phones)]
    said = subprocess.check_output(command, cwd=TOP, env=server.env)
    told: list[dict[str, Any]] = json.loads(said)
    return told


@contextlib.contextmanager
def burden(server: Server, shape: Shape) -> Iterator[None]:
    """Another process that never rests: a worker's, or on the one core of the server."""
    if not shape.busy and not shape.half:
        yield
        return
    command = [sys.executable, "-c", "while True: pass"]
    if shape.busy:
        command = ["nice", "-n", "10", *command]  # as `samenspel worker` does
    if shape.half:
        subprocess.check_call(["taskset", "-apc", "0", str(server.process.pid)], stdout=-3)
        command = ["taskset", "-c", "0", *command]
    other = subprocess.Popen(command)
    try:
        yield
    finally:
        other.kill()
        other.wait()


class At:
    """A phone at the table: a stream, and a connection for its pages."""

    def __init__(self, port: int, meeting: dict[str, Any], seat: dict[str, str]) -> None:
        self.meeting, self.seat = meeting, seat
        self.phone, self.key = Phone(port), uuid.uuid4()
        self.phone.cookies = {f"plek{meeting['pk']}": seat["secret"], "csrftoken": TOKEN}

    async def fetch(self) -> None:
        answer = await self.phone.ask("GET", f"/p/tafel/{self.meeting['pk']}/nu/", X_Live="1")
        assert answer.status == 200, answer.status

    async def hand_in(self, step: int) -> float:
        form = {
            "csrfmiddlewaretoken": TOKEN,
            "step": str(step),
            "key": str(self.key),
            "text": "De sleutel lag weer bij een persoon, en die was er niet.",
            "kind": "friction",
        }
        path = f"/p/tafel/{self.meeting['pk']}/geef/"
        said = {"X_Live": "1", "Accept": "application/json"}
        answer = await self.phone.ask("POST", path, form, **said)
        assert answer.status == 200, (answer.status, answer.body[:300])
        self.key = uuid.uuid4()  # the next card
        return answer.seconds


class Facilitator:
    def __init__(self, port: int, meeting: dict[str, Any]) -> None:
        self.meeting, self.phone = meeting, Phone(port)
        self.phone.cookies = {**meeting["lead"], "csrftoken": TOKEN}

    async def press(self, kind: str) -> float:
        """Go to a step; gives the moment of the press (monotonic seconds)."""
        form = {"csrfmiddlewaretoken": TOKEN, "do": "go", "step": str(self.meeting["steps"][kind])}
        begun = time.monotonic()
        path = f"/pitstop/{self.meeting['pk']}/leiden/doe/"
        answer = await self.phone.ask("POST", path, form, X_Live="1")
        assert answer.status == 200, answer.status
        return begun


class Table:
    """All phones of all meetings, with their streams."""

    def __init__(self, port: int, meetings: list[dict[str, Any]]) -> None:
        self.swarm = Swarm(port)
        self.leads = [Facilitator(port, meeting) for meeting in meetings]
        self.at = [At(port, meeting, seat) for meeting in meetings for seat in meeting["seats"]]

    async def open(self) -> None:
        paths: dict[str, list[str]] = {}
        for each in self.at:
            paths.setdefault(each.meeting["topic"], []).append(each.seat["stream"])
        await self.swarm.open(paths)

    async def step(self, kind: str) -> tuple[list[float], list[float]]:
        """Every facilitator presses; seconds until each phone heard, and until it has the step."""
        news = {stream: asyncio.Event() for each in self.swarm.streams.values() for stream in each}
        heard: dict[Stream, float] = {}

        def hears(stream: Stream, revision: int, now: float) -> None:
            if stream not in heard:
                heard[stream] = now
                news[stream].set()

        for stream in news:
            stream.at.clear()
            stream.hear = lambda revision, now, s=stream: hears(s, revision, now)  # type: ignore[method-assign]
        streams = [s for meeting in self.swarm.streams.values() for s in meeting]
        pressed = {lead.meeting["topic"]: 0.0 for lead in self.leads}
        has: dict[Stream, float] = {}

        async def follow(stream: Stream, at: At) -> None:
            async with asyncio.timeout(60):
                await news[stream].wait()
            most = min(3.0, len(self.swarm.streams[stream.topic]) / 400)
            await asyncio.sleep(random.random() * most)
            await at.fetch()
            has[stream] = time.monotonic()

        pairs = zip(streams, self.at, strict=True)
        following = [asyncio.create_task(follow(stream, at)) for stream, at in pairs]
        for lead in self.leads:
            pressed[lead.meeting["topic"]] = time.monotonic()
            await lead.press(kind)
        await asyncio.gather(*following)
        return (
            sorted(heard[s] - pressed[s.topic] for s in streams),
            sorted(has[s] - pressed[s.topic] for s in streams),
        )

    async def hand_in(self) -> list[float]:
        """Every phone hands in a card at a moment of its own within five seconds."""

        async def one(at: At) -> float:
            await asyncio.sleep(random.random() * 5)
            return await at.hand_in(at.meeting["steps"]["reflect"])

        return sorted(await asyncio.gather(*(one(at) for at in self.at)))

    def open_streams(self) -> float:
        streams = [s for each in self.swarm.streams.values() for s in each]
        return sum(not s.transport.is_closing() for s in streams) / len(streams)

    def close(self) -> None:
        self.swarm.close()
        for each in self.at:
            each.phone.close()


@dataclass
class Taken:
    nudge: list[float]
    step: list[float]
    last: list[float]
    handed: list[float]
    handed_last: list[float]
    shown: list[float]
    processor: list[float]


def at95(values: list[float]) -> float:
    return values[min(len(values) - 1, int(len(values) * 0.95))] * 1000


async def one_shape(shape: Shape, server: Server, taken: Taken) -> str:
    meetings = gathered(server, shape)
    table = Table(server.port, meetings)
    await table.open()
    await table.step("reflect")
    kept = 0
    for _ in range(ROUNDS):
        seconds = await table.hand_in()
        kept += len(seconds)
        taken.handed.append(at95(seconds))
        taken.handed_last.append(seconds[-1] * 1000)
    for number in range(ROUNDS):
        used = server.processor()
        heard, has = await table.step("talk" if number % 2 else "reveal")
        taken.processor.append((server.processor() - used) / len(table.at) * 1000)
        taken.nudge.append(at95(heard))
        taken.step.append(at95(has))
        taken.last.append(has[-1] * 1000)
    await table.step("reflect")
    seconds = await table.hand_in()
    kept += len(seconds)
    taken.shown.append(at95(seconds))
    open_ = table.open_streams()
    stood = cards(server, [meeting["pk"] for meeting in meetings])
    table.close()
    return f"{stood} of {kept} | {open_:.1%}"


def cards(server: Server, meetings: list[int]) -> int:
    words = (
        "from samenspel.pitstops.models import Card;"
        f"print(Card.objects.unguarded('command line').filter(pitstop__in={meetings}).count())"
    )
    command = [sys.executable, "-m", "samenspel", "shell", "-v", "0", "-c", words]
    return int(subprocess.check_output(command, cwd=TOP, env=server.env))


async def joining(server: Server, phones: int = 1000, within: float = 30) -> str:
    """From one address: open the door, take a seat, see the first step."""
    (meeting,) = gathered(server, Shape("", 1, 0))
    token = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')

    async def one() -> float:
        await asyncio.sleep(random.random() * within)
        phone = Phone(server.port)
        begun = time.monotonic()
        door = await phone.ask("GET", f"/p/{meeting['key']}")
        found = token.search(door.body)
        assert found, door.status
        form = {
            "csrfmiddlewaretoken": found[1].decode(),
            "voice": "resident",
            "name": "Jan",
            "people": "1",
        }
        seated = await phone.ask("POST", f"/p/{meeting['key']}", form)
        assert seated.status == 302, seated.status
        page = await phone.ask("GET", seated.headers["location"])
        assert page.status == 200
        phone.close()
        return time.monotonic() - begun

    seconds = sorted(await asyncio.gather(*(one() for _ in range(phones))))
    return (
        f"{phones:,} joined from one address within {within:.0f} s: three pages took p50 "
        f"{statistics.median(seconds) * 1000:.0f} ms, p95 {at95(seconds):.0f} ms, "
        f"last {seconds[-1] * 1000:.0f} ms."
    )


async def reopened(port: int, topic: str, path: str, since: float) -> float:
    """Try to open a stream again as the client does; seconds until it told where it stands."""
    tries = 0
    while True:
        tries += 1
        wait = min(1.5 * tries, 10)
        await asyncio.sleep(wait + (random.random() * 2 - 1) * wait / 4)
        swarm = Swarm(port)
        with contextlib.suppress(OSError):
            await swarm.open({topic: [path]})
            (stream,) = swarm.streams[topic]
            for _ in range(50):
                if stream.at:
                    return time.monotonic() - since
                await asyncio.sleep(0.02)
        swarm.close()


async def restart(folder: str, phones: int = 1000) -> str:
    """The server is killed and started again; when are the streams back?"""
    with serving("bench.asgi:application", folder) as server:
        (meeting,) = gathered(server, Shape("", 1, phones))
        server.process.kill()
        port = server.port
    begun = time.monotonic()
    with serving("bench.asgi:application", folder, port=port):
        async with asyncio.timeout(120):
            again = (
                reopened(port, meeting["topic"], seat["stream"], begun) for seat in meeting["seats"]
            )
            back = sorted(await asyncio.gather(*again))
    return (
        f"After a kill (counted from the start of the new server): half of {phones:,} streams back "
        f"in {statistics.median(back):.1f} s, 95 % in {at95(back) / 1000:.1f} s, the last in "
        f"{back[-1]:.1f} s."
    )


async def every_step(folder: str, phones: int = 40) -> list[str]:
    """Kill and restart during each step; 30 % of the phones were away just before.

    Each phone hands in a card that it writes while there is no server, and tries until it is kept.
    """
    lines = ["| killed during | streams back, last (s) | cards kept |", "|---|---|---|"]
    with serving("bench.asgi:application", folder) as server:
        (meeting,) = gathered(server, Shape("", 1, phones))
        port = server.port
    wrote = 0
    for kind in meeting["steps"]:
        with serving("bench.asgi:application", folder, port=port) as server:
            table = Table(port, [meeting])
            await table.open()
            await table.leads[0].press("reflect" if not wrote else kind)
            if wrote:
                await table.leads[0].press(kind)
            streams = table.swarm.streams[meeting["topic"]]
            for stream in streams[: len(streams) * 3 // 10]:
                stream.transport.close()
            server.process.kill()
            table.close()
        writing = [asyncio.create_task(keeps_trying(at)) for at in table.at] if not wrote else []
        begun = time.monotonic()
        with serving("bench.asgi:application", folder, port=port) as server:
            again = (reopened(port, meeting["topic"], at.seat["stream"], begun) for at in table.at)
            back = sorted(await asyncio.gather(*again))
            await asyncio.gather(*writing)
            wrote += len(writing)
            kept = cards(server, [meeting["pk"]])
        lines.append(f"| {kind} | {back[-1]:.1f} | {kept} of {wrote} |")
    return lines


async def keeps_trying(at: At) -> None:
    """As `late-post.js` does: the same key, every few seconds, until the server says yes."""
    while True:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, AssertionError):
            await at.hand_in(at.meeting["steps"]["reflect"])
            return
        await asyncio.sleep(5 + (random.random() * 4 - 2))


def row(shape: Shape, server: Server) -> str:
    taken = Taken([], [], [], [], [], [], [])
    with burden(server, shape):
        told = asyncio.run(one_shape(shape, server, taken))
    cells = [spread(each) for each in (taken.nudge, taken.step, taken.last)]
    cells += [spread(taken.processor, 1), spread(taken.handed), spread(taken.handed_last)]
    cells.append(spread(taken.shown))
    line = f"| {shape.words} | {' | '.join(cells)} | {told} |"
    print(line, file=sys.stderr, flush=True)
    return line


def measure() -> str:
    lines = [
        HOW.format(ROUNDS=ROUNDS),
        "",
        f"| {' | '.join(HEADS)} |",
        f"|{'---|' * len(HEADS)}",
    ]
    with prepared() as folder:
        for shape in SHAPES:
            if not shape.postgres:
                with serving("bench.asgi:application", folder) as server:
                    lines.append(row(shape, server))
    with postgres() as database:
        if not database:
            return "\n".join([*lines, "", "PostgreSQL was not found: its rows are left out."])
        with prepared(database) as folder:
            for shape in SHAPES:
                if shape.postgres:
                    site = serving("bench.asgi:application", folder, 0, database, processes=2)
                    with site as server:
                        lines.append(row(shape, server))
    return "\n".join(lines)


def measure_storms() -> str:
    """A thousand who join, and a server that is killed."""
    with prepared() as folder:
        with serving("bench.asgi:application", folder) as server:
            lines = [asyncio.run(joining(server))]
        lines += ["", asyncio.run(restart(folder)), "", *asyncio.run(every_step(folder))]
    return "\n".join(lines)
