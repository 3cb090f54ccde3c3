"""The process that reads files: it has every reader loaded, and waits.

For each file it makes a copy of itself that may use little, reads that one file and ends. Starting
Python and loading the readers anew takes far longer than reading does. Nothing is read in the
process that waits, so that no file leaves anything behind for the next.

`limited` asks, by a socket: a line of JSON with two open files, one to read and one to write the
answer in. The answer is JSON and, on a last line, how the copy ended.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from typing import Any, NoReturn

from samenspel.foundation.child import limit

from .parse import READERS, parse
from .refusals import Unreadable

IDLE = 120
"""Seconds without a file, after which it ends."""
ASKED = 4096


def main() -> None:
    asks = socket.socket(fileno=sys.stdin.fileno())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for module, _function in READERS.values():
        import_module(f"{__package__}.{module}")
    asks.settimeout(IDLE)
    while True:
        try:
            told, (*files,), _flags, _from = socket.recv_fds(asks, ASKED, 2)
        except (TimeoutError, ConnectionError):
            return
        if not told:
            return
        if os.fork() == 0:
            asks.close()
            _watch(json.loads(told), *files)
        for file in files:
            os.close(file)
        asks.sendall(b"\n")


def _watch(asked: dict[str, Any], given: int, answers: int) -> NoReturn:
    """Let a copy read the file, and tell how that ended. Never comes back."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    reader = os.fork()
    if reader == 0:
        _end(lambda: _read(asked, given, answers))
    os.close(given)

    def stop(*_: object) -> None:
        os.kill(reader, signal.SIGKILL)

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, asked["seconds"])
    ended = os.waitstatus_to_exitcode(os.waitpid(reader, 0)[1])
    _end(lambda: os.write(answers, f"\n{ended}".encode()))


def _read(asked: dict[str, Any], given: int, answers: int) -> None:
    limit(processor=asked["processor"], memory=asked["memory"])
    with open(given, "rb") as file, open(answers, "wb") as out:
        out.write(answer(asked["name"], file.read()))


def _end(work: Callable[[], object]) -> NoReturn:
    """Do this, and end at once: a copy has nothing to tidy away. Its exit code tells the rest."""
    try:
        work()
    except BaseException:
        os._exit(1)
    os._exit(0)


def answer(name: str, data: bytes) -> bytes:
    try:
        told: dict[str, Any] = asdict(parse(name, data))
    except Unreadable as refusal:
        told = {"refused": refusal.code, "params": refusal.params}
    except MemoryError:
        told = {"refused": "too_heavy", "params": {}}
    return json.dumps(told).encode()


if __name__ == "__main__":
    main()
