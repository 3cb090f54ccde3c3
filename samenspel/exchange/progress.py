"""How far the process is that reads a file: the name of the part, also when it is stopped there.

It stands at the beginning of a file that both processes have open, so that it is there whatever
became of the one that reads.
"""

from __future__ import annotations

import os

ROOM = 400
"""Bytes of a name."""
_out: list[int] = []
_now: list[str] = [""]


def tell_to(handle: int) -> None:
    """From now on, tell there."""
    _out[:] = [handle]


def at(name: str) -> None:
    """Begun with this part, text or table."""
    _now[0] = name
    for handle in _out:
        os.pwrite(handle, name.encode("utf-8", "replace")[:ROOM].ljust(ROOM, b"\0"), 0)


def now() -> str:
    """The part that this process itself is at."""
    return _now[0]


def last(handle: int) -> str:
    """The part that was begun last; '' when there was none."""
    return os.pread(handle, ROOM, 0).rstrip(b"\0").decode("utf-8", "ignore")
