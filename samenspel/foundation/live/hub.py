"""The hub: every open stream of this process, and who of them hears what.

It lives in the server's event loop; only `wake` may be called from elsewhere.
"""

from __future__ import annotations

import asyncio
import random
import time

from . import outbox
from .clerk import Clerk
from .doorkeeper import Doorkeeper
from .goodbye import on_stop
from .listeners import BYE, PING, Listener, Watched, event
from .outbox import Stand, State
from .tailer import Tailer
from .tickets import Ticket

PING_EVERY = 15
VISIT_LASTS = 60
MOST_EACH = 30


class TooMany(Exception):
    """Somebody has so many streams open that it is no longer a person."""


class Hub:
    def __init__(self) -> None:
        self.topics: dict[str, Watched] = {}
        self.visits: dict[Ticket, Listener] = {}
        self.rights: State | None = None
        self.joined = 0
        self.closing = False
        self.loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin to follow the database, in the loop that runs now; once is enough."""
        if self.loop:
            return
        self.loop = asyncio.get_running_loop()
        clerk = Clerk()
        self.doorkeeper = Doorkeeper(clerk, self.hear)
        self.tailer = Tailer(clerk, self.topics, self.hear)
        # Held on to: a task that nobody holds may be swept away.
        self.always = [self.loop.create_task(work) for work in (self.tailer.run(), self.tick())]
        outbox.NEAR.append(self.wake)
        on_stop(self.close)

    def wake(self) -> None:
        """Something was committed by a thread of this process."""
        if self.loop and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.tailer.kicked.set)

    def join(self, ticket: Ticket) -> Listener:
        """Before the door is asked, so that rights that end meanwhile reach it."""
        watched = self.topics.setdefault(ticket.topic, Watched(ticket.topic))
        if watched.each[ticket.who] >= MOST_EACH:
            raise TooMany
        self.joined += 1
        listener = Listener(ticket, slot=self.joined % PING_EVERY)
        watched.add(listener)
        self.tailer.busy.set()
        return listener

    async def admits(self, listener: Listener) -> bool:
        return await self.doorkeeper.admits(listener)

    def leave(self, listener: Listener) -> None:
        topic = listener.ticket.topic
        if watched := self.topics.get(topic):
            watched.remove(listener)
            if not watched.listeners:
                del self.topics[topic]
        if not self.topics:
            self.tailer.busy.clear()

    async def visit(self, ticket: Ticket) -> Stand | None:
        """What somebody hears who asks now and then: kept here as a listener without a stream.

        None when the door does not let them in.
        """
        listener = self.visits.get(ticket) or await self._first_visit(ticket)
        if not listener or listener.over:
            return None
        listener.seen = time.monotonic()
        return self.topics[ticket.topic].state.stand(listener.revision)

    async def _first_visit(self, ticket: Ticket) -> Listener | None:
        listener = self.join(ticket)
        kept = False
        try:
            if await self.admits(listener):
                kept = self.visits.setdefault(ticket, listener) is listener
        finally:
            if not kept:
                self.leave(listener)
        return self.visits.get(ticket)

    def hear(self, state: State) -> None:
        """Pass a state on, fresh from the database."""
        if state.topic == outbox.RIGHTS:
            before, self.rights = self.rights, state
            if before not in (None, state):
                for each in self.topics.values():
                    self._doubt(each)
        elif watched := self.topics.get(state.topic):
            watched.hear(state)
            if watched.rights_ended():
                self._doubt(watched)

    def _doubt(self, watched: Watched) -> None:
        """Ask a door again; once more afterwards when it is being asked just now."""
        watched.doubted = True
        if watched.check is None or watched.check.done():
            watched.check = asyncio.create_task(self.doorkeeper.look_again(watched))

    async def tick(self) -> None:
        """Each second a fifteenth of the streams is pinged, and what is over is ended."""
        second = 0
        while True:
            await asyncio.sleep(1)
            second = (second + 1) % PING_EVERY
            self._end_what_is_over()
            for watched in self.topics.values():
                for listener in watched.listeners:
                    if listener.slot == second and not listener.over:
                        listener.tell("ping", PING)

    def _end_what_is_over(self) -> None:
        now, quiet = time.time(), time.monotonic() - VISIT_LASTS
        for watched in self.topics.values():
            for listener in watched.listeners:
                if listener.ticket.until < now:
                    listener.end(BYE)
        for ticket, visit in list(self.visits.items()):
            if visit.over or visit.seen < quiet:
                del self.visits[ticket]
                self.leave(visit)

    def close(self) -> None:
        """Say goodbye to everybody; each comes back after a while of its own (seconds)."""
        self.closing = True
        if self.wake in outbox.NEAR:
            outbox.NEAR.remove(self.wake)
        for task in self.always:
            task.cancel()
        for watched in self.topics.values():
            most = 0.7 + min(9.0, len(watched.listeners) / 100)
            for listener in watched.listeners:
                wait = random.uniform(0.3, most)  # noqa: S311  (no secret, only a spread)
                listener.end(event("bye", f'{{"retry":{wait:.1f}}}'))
