"""Load: many screens in one lean process, on bare sockets.

It shares the machine with the server that it measures, so it does as little as it can: a screen is
one protocol object that looks for a number. A busy machine shows in both the server's figures and
these; that is why a bare sender is measured beside them in the same run.

    swarm = Swarm(port)
    await swarm.open({"meeting:1": ["/live/<ticket>/", ...]})
    await swarm.heard("meeting:1", 7)           # until every stream of it heard of revision 7
    swarm.delays("meeting:1", 7, since)         # seconds since then, one for each stream
    phone = Phone(port); await phone.ask("GET", "/...")     # pages and forms, with cookies
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

REVISION = re.compile(rb'"rev":(\d+)')


class Stream(asyncio.Protocol):
    """One open stream; notes when (monotonic seconds) it first heard of each revision."""

    def __init__(self, swarm: Swarm, topic: str, path: str) -> None:
        self.swarm, self.topic, self.path = swarm, topic, path
        self.at: dict[int, float] = {}
        self.rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        ask = f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        transport.write(ask.encode())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        words, _, self.rest = (self.rest + data).rpartition(b"\n\n")
        for found in REVISION.findall(words):
            self.hear(int(found), now)

    def hear(self, revision: int, now: float) -> None:
        if revision not in self.at:
            self.at[revision] = now
            self.swarm.count(self.topic, revision)


class Swarm:
    def __init__(self, port: int) -> None:
        self.port = port
        self.streams: dict[str, list[Stream]] = {}
        self.counts: Counter[tuple[str, int]] = Counter()
        self.waiting: dict[tuple[str, int], asyncio.Event] = {}

    async def open(self, paths: Mapping[str, Sequence[str]], at_once: int = 50) -> None:
        """Open a stream for every path, `at_once` together."""
        loop = asyncio.get_running_loop()
        made = [Stream(self, topic, path) for topic, each in paths.items() for path in each]
        for stream in made:
            self.streams.setdefault(stream.topic, []).append(stream)
        for first in range(0, len(made), at_once):
            some = made[first : first + at_once]
            opening = [
                loop.create_connection(lambda s=stream: s, "127.0.0.1", self.port)
                for stream in some
            ]
            await asyncio.gather(*opening)

    def count(self, topic: str, revision: int) -> None:
        key = (topic, revision)
        self.counts[key] += 1
        if self.counts[key] == len(self.streams[topic]) and key in self.waiting:
            self.waiting[key].set()

    async def heard(self, topic: str, revision: int, seconds: float = 20) -> None:
        """Until every stream of the topic heard of that revision; TimeoutError when one did not."""
        key = (topic, revision)
        if self.counts[key] < len(self.streams[topic]):
            event = self.waiting.setdefault(key, asyncio.Event())
            async with asyncio.timeout(seconds):
                await event.wait()

    def delays(self, topic: str, revision: int, since: float) -> list[float]:
        return [stream.at[revision] - since for stream in self.streams[topic]]

    def close(self) -> None:
        for streams in self.streams.values():
            for stream in streams:
                stream.transport.close()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


class Phone:
    """One visitor: a connection that is kept, and a jar of cookies. Understands what our servers
    send: a content length, or pieces (chunks)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, form: Mapping[str, str] | None = None, **headers: str
    ) -> Answer:
        """Ask once, without following a redirect; `seconds` is until the last byte."""
        begun = time.monotonic()
        if not self.line or self.line[1].is_closing() or self.line[0].at_eof():
            self.line = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.line
        writer.write(self._words(method, path, form, headers))
        try:
            status, said = await self._head(reader)
        except (asyncio.IncompleteReadError, ConnectionError):  # closed for being idle, just then
            self.line = reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(self._words(method, path, form, headers))
            status, said = await self._head(reader)
        body = await self._body(reader, said, status)
        if said.get("connection") == "close":
            writer.close()
        return Answer(status, said, body, time.monotonic() - begun)

    def _words(
        self, method: str, path: str, form: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> bytes:
        body = urlencode(form).encode() if form is not None else b""
        lines = [f"{method} {path} HTTP/1.1", f"Host: localhost:{self.port}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if form is not None:
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append(f"Content-Length: {len(body)}")
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body

    async def _head(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        said = {}
        for line in head[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                self.cookies |= {k: v.value for k, v in SimpleCookie(value).items()}
            said[name.lower()] = value
        return int(head[0].split()[1]), said

    async def _body(
        self, reader: asyncio.StreamReader, said: Mapping[str, str], status: int
    ) -> bytes:
        if status in (204, 304):
            return b""
        if "content-length" in said:
            return await reader.readexactly(int(said["content-length"]))
        body = b""
        while size := int(await reader.readline(), 16):
            body += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
        return body

    def close(self) -> None:
        if self.line:
            self.line[1].close()
