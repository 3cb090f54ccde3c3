"""Stirring: nudges that may be a little late and a little few, and cost the caller nothing."""

from __future__ import annotations

import logging
import threading
import time

from django.db import connection, transaction

from .outbox import nudge

log = logging.getLogger("samenspel.live")
APART = 0.5
LINGER = 30.0


class Stirrer:
    """A thread that nudges what was stirred, each topic and audience at most twice a second.

    The first stir is passed on at once, the last one always. The thread goes home when it had
    nothing to do for a while.
    """

    def __init__(self) -> None:
        self.change = threading.Condition()
        self.due: dict[tuple[str, str], float] = {}
        self.last: dict[tuple[str, str], float] = {}
        self.thread: threading.Thread | None = None
        self.busy = False

    def stir(self, topic: str, to: str) -> None:
        with self.change:
            key = (topic, to)
            self.due.setdefault(key, self.last.get(key, 0.0) + APART)
            if self.thread is None:
                self.thread = threading.Thread(target=self._run, name="stirring", daemon=True)
                self.thread.start()
            self.change.notify_all()

    def settle(self, seconds: float) -> bool:
        with self.change:
            return self.change.wait_for(lambda: not self.due and not self.busy, seconds)

    def _run(self) -> None:
        while due := self._take():
            try:
                with transaction.atomic():
                    for topic, to in due:
                        nudge(topic, to=to)
            except Exception:
                log.exception("a stir was lost")
                connection.close()
            finally:
                self._done()
        connection.close()

    def _take(self) -> list[tuple[str, str]]:
        """All whose time has come, in the order in which topics are taken; none: time to go home.

        Together, so that many meetings at once do not each pay for a commit.
        """
        home = time.monotonic() + LINGER
        with self.change:
            while True:
                now = time.monotonic()
                due = sorted(key for key, at in self.due.items() if at <= now)
                if due:
                    self.due = {key: at for key, at in self.due.items() if at > now}
                    self.busy = True
                    # From its beginning on: what is stirred while it is written waits its turn.
                    recent = {key: at for key, at in self.last.items() if at > now - APART}
                    self.last = recent | dict.fromkeys(due, now)
                    return due
                if not self.due and now > home:
                    self.thread = None
                    return []
                self.change.wait(min(self.due.values(), default=home + 0.01) - now)

    def _done(self) -> None:
        with self.change:
            self.busy = False
            self.change.notify_all()


STIRRER = Stirrer()


def stir(topic: str, *, to: str = "lead") -> None:
    """Nudge soon, once the caller's transaction is there: for counts that change many times.

    At most two nudges a second for each topic and audience. Best effort: a command that ends right
    after it takes its stir along.
    """
    transaction.on_commit(lambda: STIRRER.stir(topic, to), robust=True)


def settle(seconds: float = 5) -> bool:
    """Wait until everything stirred in this process was passed on; False when it took too long."""
    return STIRRER.settle(seconds)
