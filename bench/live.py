"""From a nudge's commit until the last screen heard of it, beside a bare sender in the same run.

Both are uvicorn with one process; the load (`bench/phones.py`) runs on the same cores. Rounds are
taken in turn, so that a busy moment hits both.
"""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench.phones import Phone, Swarm
from bench.site import TOP, free_port, wait_for
from bench.spread import spread

ROUNDS = 5
NUDGES = 6
APART = 0.4
HOW = """\
SQLite, one process, one thread for pages. {ROUNDS} rounds of {NUDGES} nudges, {APART} s apart, in
turn with the bare sender: median (least-most) over the rounds. From commit until a stream heard of
it, in ms; processor of the server for each nudge, in ms; memory for each stream, in kB. The bare
sender knows no other process and no pages. Load of the machine before it began: {load:.1f}."""
Nudge = Callable[[], Awaitable[dict[str, list[float]]]]


@dataclass(frozen=True)
class Shape:
    words: str
    topics: int
    each: int
    outside: bool = False
    pages: int = 0


SHAPES = [
    Shape("40", 1, 40),
    Shape("300", 1, 300),
    Shape("1,000", 1, 1000),
    Shape("2,000", 1, 2000),
    Shape("20 topics x 40", 20, 40),
    Shape("300, nudged by another process", 1, 300, outside=True),
    Shape("300, while 2 visitors read pages without pause", 1, 300, pages=2),
]


@dataclass
class Server:
    port: int
    process: subprocess.Popen[bytes]
    env: dict[str, str]

    def processor(self) -> float:
        """Seconds of processor that it used so far, in all its processes."""
        return sum(_ticks(pid) for pid in self.pids()) / os.sysconf("SC_CLK_TCK")

    def pids(self) -> list[int]:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *map(int, children)]

    def memory(self) -> int:
        """Kilobytes that it holds."""
        said = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", said)
        return int(found[1]) if found else 0


def _ticks(pid: int) -> int:
    said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(said[11]) + int(said[12])


@dataclass
class Taken:
    """Per round: milliseconds until a stream heard, and of processor for each nudge."""

    p50: list[float] = field(default_factory=list)
    p95: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def cells(self) -> str:
        cells = [spread(self.p50), spread(self.p95), spread(self.most), spread(self.processor, 1)]
        return " | ".join([*cells, f"{self.memory[0]:.0f}"])


@contextlib.contextmanager
def serving(
    application: str,
    folder: str,
    port: int = 0,
    database: str = "",
    processes: int = 1,
    **settings: str,
) -> Iterator[Server]:
    port = port or free_port()
    env = {
        **os.environ,
        "SAMENSPEL_VAR": folder,
        "SAMENSPEL_SECRET_KEY": "only for a measurement: not a secret",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(TOP),
        **({"DATABASE_URL": database} if database else {}),
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", application, "--lifespan", "off", "--port", str(port)]
        + ["--log-level", "error", "--timeout-graceful-shutdown", "2"]
        + (["--workers", str(processes)] if processes > 1 else []),
        cwd=TOP,
        env=env,
    )
    try:
        wait_for(f"http://localhost:{port}/bench/hello/")
        yield Server(port, process, env)
    finally:
        process.terminate()
        process.wait(20)


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A database for this run only, where PostgreSQL runs; else nothing."""
    server = os.environ.get(
        "SAMENSPEL_TEST_POSTGRES", f"postgres://{getpass.getuser()}@127.0.0.1:5432/postgres"
    )
    name = f"samenspel_bench_{os.getpid()}"
    try:
        administering = psycopg.connect(server, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        yield ""
        return
    with administering:
        administering.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            administering.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def prepared(database: str = "") -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "SAMENSPEL_VAR": folder, "PYTHONPATH": str(TOP), "SAMENSPEL_DEMO": "1"}
        if database:
            env["DATABASE_URL"] = database
        for command in (["migrate"], ["collectstatic", "--no-input"]):
            run = [sys.executable, "-m", "samenspel", *command, "--verbosity", "0"]
            subprocess.check_call(run, cwd=TOP, env=env)
        yield folder


def measure() -> str:
    lines = [
        HOW.format(ROUNDS=ROUNDS, NUDGES=NUDGES, APART=APART, load=os.getloadavg()[0]),
        "",
        "| streams | p50 | p95 | last | CPU | kB | bare: p50 | p95 | last | CPU | kB |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    with prepared() as folder:
        for shape in SHAPES:
            with (
                serving("bench.asgi:application", folder) as ours,
                serving("bench.bare_streams:application", folder) as bare,
            ):
                taken = asyncio.run(in_turn(shape, ours, bare))
            lines.append(f"| {shape.words} | {taken[0].cells()} | {taken[1].cells()} |")
            print(lines[-1], file=sys.stderr, flush=True)
    return "\n".join(lines)


async def in_turn(shape: Shape, ours: Server, bare: Server) -> tuple[Taken, Taken]:
    taken = Taken(), Taken()
    for _ in range(ROUNDS):
        for server, into in zip((ours, bare), taken, strict=True):
            async with nudging(shape, server, outside=shape.outside and server is ours) as nudge:
                await one_round(shape, server, nudge, into)
    return taken


@contextlib.asynccontextmanager
async def nudging(shape: Shape, server: Server, *, outside: bool):  # type: ignore[no-untyped-def]
    """Gives a function that nudges, by a page of the server or from a process of its own."""
    if not outside:
        phone = Phone(server.port)

        async def by_page() -> dict[str, list[float]]:
            answer = await phone.ask("GET", f"/bench/nudge/?topics={shape.topics}")
            said: dict[str, list[float]] = json.loads(answer.body)
            return said

        yield by_page
        phone.close()
        return
    command = [sys.executable, "-m", "bench.nudging"]
    pipe = asyncio.subprocess.PIPE
    other = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, cwd=TOP, env=server.env
    )

    async def by_process() -> dict[str, list[float]]:
        assert other.stdin and other.stdout
        other.stdin.write(b"\n")
        revision, at = (await other.stdout.readline()).split()
        return {"bench:0": [int(revision), float(at)]}

    await by_process()  # its first one opens the database
    yield by_process
    assert other.stdin
    other.stdin.close()
    await other.wait()


async def one_round(shape: Shape, server: Server, nudge: Nudge, into: Taken) -> None:
    swarm, asker = Swarm(server.port), Phone(server.port)
    paths = json.loads(
        (await asker.ask("GET", f"/bench/tickets/?topics={shape.topics}&each={shape.each}")).body
    )
    before = server.memory()
    await swarm.open(paths)
    await all_heard(swarm, await nudge())
    into.memory.append((server.memory() - before) / (shape.topics * shape.each))
    readers = [asyncio.create_task(read_pages(server)) for _ in range(shape.pages)]
    delays: list[float] = []
    used = server.processor()
    for _ in range(NUDGES):
        told = await nudge()
        await all_heard(swarm, told)
        for topic, (revision, at) in told.items():
            delays += swarm.delays(topic, int(revision), at)
        await asyncio.sleep(APART)
    into.processor.append((server.processor() - used) / NUDGES * 1000)
    for reader in readers:
        reader.cancel()
    swarm.close()
    asker.close()
    await asyncio.sleep(0.3)
    delays.sort()
    into.p50.append(statistics.median(delays) * 1000)
    into.p95.append(delays[int(len(delays) * 0.95)] * 1000)
    into.most.append(delays[-1] * 1000)


async def all_heard(swarm: Swarm, told: dict[str, list[float]]) -> None:
    await asyncio.gather(*(swarm.heard(topic, int(said[0])) for topic, said in told.items()))


async def read_pages(server: Server) -> None:
    phone = Phone(server.port)
    try:
        while True:
            await phone.ask("GET", "/lessen/")
    finally:
        phone.close()
