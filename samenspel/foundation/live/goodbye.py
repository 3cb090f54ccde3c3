"""Hearing that the server has to stop.

It waits for open streams to end before it tells the application anything, so the signal itself is
listened to.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any


def on_stop(close: Callable[[], None]) -> None:
    """Call `close` in this loop at SIGTERM or Ctrl-C, and then do what was done before."""
    if threading.current_thread() is not threading.main_thread():
        return  # only the main thread hears signals: here somebody else stops the server
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, partial(_heard, loop, close, before))


def _heard(
    loop: asyncio.AbstractEventLoop,
    close: Callable[[], None],
    before: Callable[[int, FrameType | None], Any],
    number: int,
    frame: FrameType | None,
) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(close)
    before(number, frame)
