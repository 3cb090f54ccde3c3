"""The door: reads a file in a process of its own that may use little, and comes back in time."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from typing import IO, Any

from samenspel.foundation.child import NOTHING

from . import limits
from .draft import Draft, Kind, Paragraph
from .formats import stem_and_ending
from .refusals import Unreadable

SPARE = 5
"""Seconds to wait longer than the process that reads is given."""


def read(name: str, data: bytes) -> Draft:
    """The draft in a file called `name`. Raises `Unreadable`, whose message says what to do."""
    if not data:
        raise Unreadable("empty")
    if len(data) > limits.FILE:
        raise Unreadable("too_large", limit=limits.FILE // limits.MEGABYTE)
    with _held(data) as given:
        told, _line, ended = _ask(name, given).rpartition(b"\n")
    code = int(ended or -signal.SIGKILL)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Unreadable("too_heavy")
    if code:
        raise Unreadable("damaged", kind=stem_and_ending(name)[1].upper())
    return _received(json.loads(told))


def _held(data: bytes) -> IO[bytes]:
    """The bytes as an open file, in memory where the system can."""
    if hasattr(os, "memfd_create"):
        file: IO[bytes] = os.fdopen(os.memfd_create("given"), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115  (whoever asked closes it)
    file.write(data)
    file.seek(0)
    return file


def _ask(name: str, given: IO[bytes]) -> bytes:
    asked = {
        "name": name[-200:].replace("\0", ""),
        "processor": limits.CHILD_PROCESSOR,
        "memory": limits.CHILD_MEMORY,
        "seconds": limits.CHILD_TIMEOUT,
    }
    answers, writes = os.pipe()
    try:
        waiting.send(json.dumps(asked).encode(), [given.fileno(), writes])
    finally:
        os.close(writes)
    return _all_of(answers)


def _all_of(answers: int) -> bytes:
    """What comes until the other side closes, or until the time is over."""
    until = time.monotonic() + limits.CHILD_TIMEOUT + SPARE
    pieces: list[bytes] = []
    with open(answers, "rb", buffering=0) as come:
        while select.select([come], [], [], max(0, until - time.monotonic()))[0]:
            piece = come.read(1 << 20)
            if not piece:
                return b"".join(pieces)
            pieces.append(piece)
    return b""


class Waiting:
    """The process that waits for files (`child`), started when there is one and when it is gone.

    Each server process has one of its own. It ends with it, and by itself after a while.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.line: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.of = 0

    def send(self, told: bytes, files: list[int]) -> None:
        with self.lock:
            if not (self.line and self.of == os.getpid() and self._sent(told, files)):
                self._start()
                if not self._sent(told, files):
                    raise RuntimeError("the process that reads files does not start")

    def _sent(self, told: bytes, files: list[int]) -> bool:
        assert self.line  # noqa: S101  (asked by whoever calls)
        try:
            socket.send_fds(self.line, [told], files)
            return bool(self.line.recv(1))
        except OSError:
            return False

    def _start(self) -> None:
        if self.line:
            self.line.close()
        if self.process and self.of == os.getpid():
            self.process.wait()
        self.line, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-m", f"{__package__}.child"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=NOTHING,
            )
        self.of = os.getpid()


waiting = Waiting()


def _received(answer: dict[str, Any]) -> Draft:
    if "refused" in answer:
        raise Unreadable(answer["refused"], **answer["params"])
    return Draft(
        answer["title"],
        tuple(Paragraph(**{**p, "kind": Kind(p["kind"])}) for p in answer["paragraphs"]),
        tuple(answer["remarks"]),
    )
