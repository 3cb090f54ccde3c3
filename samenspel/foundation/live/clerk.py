"""The clerk: one thread that asks the database and the doors, one question after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, connection

Result = TypeVar("Result")


class Clerk:
    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="live")

    async def ask(self, work: Callable[..., Result], *given: object) -> Result:
        """What `work(*given)` finds; the loop goes on meanwhile."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.thread, partial(_work, work, *given))

    def leave(self, work: Callable[[], object]) -> None:
        """Do it after whatever is being asked now; nobody waits for it."""
        self.thread.submit(work)


def _work(work: Callable[..., Result], *given: object) -> Result:
    """A connection that broke is let go, so that the next question gets a fresh one."""
    try:
        return work(*given)
    except DatabaseError:
        connection.close()
        raise
    finally:
        connection.close_if_unusable_or_obsolete()
