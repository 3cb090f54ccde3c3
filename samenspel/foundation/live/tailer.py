"""The tailer: how this process learns what any process committed."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Collection
from typing import Any

import psycopg
from django.db import DatabaseError, connection
from psycopg import sql

from . import outbox
from .clerk import Clerk
from .outbox import State

log = logging.getLogger("samenspel.live")
LOOK_EVERY = 0.15
SWEEP_EVERY = 10.0
TROUBLE = (DatabaseError, psycopg.Error, sqlite3.Error, OSError)


class Tailer:
    """Follows the outbox: on SQLite by its version number, on PostgreSQL by NOTIFY.

    Set `kicked` when something was committed nearby; `busy` is set while anybody listens.
    """

    def __init__(
        self, clerk: Clerk, topics: Collection[str], hear: Callable[[State], None]
    ) -> None:
        self.clerk, self.topics, self.hear = clerk, topics, hear
        self.kicked = asyncio.Event()
        self.busy = asyncio.Event()

    async def run(self) -> None:
        follow = self.listen if connection.vendor == "postgresql" else self.look
        while True:
            try:
                await follow()
            except TROUBLE:
                log.exception("the outbox can't be followed just now")
                await asyncio.sleep(1)

    async def look(self) -> None:
        """Look at the version of the SQLite file now and then, or as soon as we are kicked."""
        version = Version(str(connection.settings_dict["NAME"]))
        try:
            while True:
                await self.busy.wait()
                for state in await self.clerk.ask(version.news, [*self.topics, outbox.RIGHTS]):
                    self.hear(state)
                await _until(self.kicked, LOOK_EVERY)
        finally:
            self.clerk.leave(version.close)  # its thread may be using it just now

    async def listen(self) -> None:
        """PostgreSQL tells which topic moved. A sweep now and then mends what was missed."""
        async with await psycopg.AsyncConnection.connect(**_address(), autocommit=True) as line:
            await line.execute(sql.SQL("LISTEN {}").format(sql.Identifier(outbox.CHANNEL)))
            while True:
                await self.read([*self.topics, outbox.RIGHTS])
                async for told in line.notifies(timeout=SWEEP_EVERY):
                    await self.read([told.payload])

    async def read(self, topics: Collection[str]) -> None:
        known = [topic for topic in topics if topic in self.topics or topic == outbox.RIGHTS]
        if known and self.topics:
            for state in await self.clerk.ask(outbox.states, known):
                self.hear(state)


class Version:
    """The number that SQLite raises whenever another connection has written."""

    def __init__(self, path: str) -> None:
        # Opened in the loop, used by the clerk's thread only.
        self.file = sqlite3.connect(path, check_same_thread=False)
        self.seen: int | None = None

    def news(self, topics: Collection[str]) -> list[State]:
        """The states of these topics, when anything at all was written since the last time."""
        (now,) = self.file.execute("PRAGMA data_version").fetchone()
        if now == self.seen:
            return []
        states = outbox.states(topics)
        self.seen = now
        return states

    def close(self) -> None:
        self.file.close()


async def _until(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
    event.clear()


def _address() -> dict[str, Any]:
    """Where PostgreSQL is, as Django knows it. A line of our own: a pool would share it out."""
    said = connection.get_connection_params()
    ours = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "options")
    quick = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5}
    return {name: said[name] for name in ours if name in said} | quick
