"""Who listens: open streams, and the topics that they listen to."""

from __future__ import annotations

import asyncio
from collections import Counter

from .outbox import State
from .tickets import Ticket


def event(kind: str, words: str = "{}") -> bytes:
    return f"event: {kind}\ndata: {words}\n\n".encode()


PING, BYE = event("ping"), event("bye")


class Listener:
    """One open stream. It holds only the newest of what it still has to say, so that a slow
    reader costs no more than a quick one."""

    __slots__ = ("awake", "due", "over", "revision", "seen", "slot", "ticket")

    def __init__(self, ticket: Ticket, slot: int) -> None:
        self.ticket, self.slot = ticket, slot
        self.revision = -1
        self.due: dict[str, bytes] = {}
        self.awake = asyncio.Event()
        self.over = False
        self.seen = 0.0

    def tell(self, kind: str, words: bytes) -> None:
        self.due[kind] = words
        self.awake.set()

    def end(self, goodbye: bytes = b"") -> None:
        """Nothing more is said after this."""
        if not self.over:
            self.over = True
            self.due = {"bye": goodbye}
            self.awake.set()

    async def next(self) -> bytes:
        await self.awake.wait()
        return self.take()

    def take(self) -> bytes:
        """What is due, which is then no longer due."""
        self.awake.clear()
        due, self.due = self.due, {}
        return b"".join(due.values())


class Watched:
    """A topic that somebody here listens to."""

    def __init__(self, topic: str) -> None:
        self.state = State(topic, {})
        self.listeners: set[Listener] = set()
        self.each: Counter[str] = Counter()
        self.ended: int | None = None
        self.doubted = False
        self.check: asyncio.Task[None] | None = None

    def add(self, listener: Listener) -> None:
        self.listeners.add(listener)
        self.each[listener.ticket.who] += 1

    def remove(self, listener: Listener) -> None:
        if listener in self.listeners:
            self.listeners.remove(listener)
            self.each[listener.ticket.who] -= 1

    def spread(self) -> float:
        """Seconds over which its screens should spread their fetching."""
        return round(min(3, len(self.listeners) / 400), 2)

    def hear(self, state: State) -> None:
        """Tell each listener the newest revision that is meant for it, if it is news."""
        self.state = state
        said: dict[frozenset[str], tuple[int, bytes]] = {}
        for listener in self.listeners:
            to = listener.ticket.to
            if to not in said:
                newest = state.newest(to)
                said[to] = newest, event("rev", state.words(newest, spread=self.spread()))
            newest, words = said[to]
            if newest > listener.revision and not listener.over:
                listener.revision = newest
                listener.tell("rev", words)

    def rights_ended(self) -> bool:
        """Whether rights ended since its state was first known here."""
        before, self.ended = self.ended, max(self.state.ended, self.ended or 0)
        return before is not None and self.ended > before
