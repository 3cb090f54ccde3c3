"""The real server, as a process of its own beside the test, on the test's database."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests.test_server import free_port

TOP = Path(__file__).parents[1]


def database_url() -> str:
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    return (
        f"postgres://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"
    )


class Stream:
    """One open stream; `read` gives the next event as (kind, numbers)."""

    def __init__(self, site: LiveSite, ticket: str) -> None:
        self.line = socket.create_connection(("127.0.0.1", site.port), timeout=10)
        ask = f"GET /live/{ticket}/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
        self.line.sendall(ask.encode())
        self.words = self.all = b""

    @cached_property
    def status(self) -> int:
        """Waits for the server's first answer; before that the stream is only asked for."""
        while b"\r\n\r\n" not in self.words:
            self.words += self.more()
        head, _, self.words = self.words.partition(b"\r\n\r\n")
        return int(head.split()[1])

    def more(self) -> bytes:
        words = self.line.recv(65536)
        if not words:
            raise EOFError
        self.all += words
        return words

    def read(self, seconds: float = 5) -> tuple[str, dict[str, Any]]:
        assert self.status == 200
        self.line.settimeout(seconds)
        while not (found := re.search(rb"event: (\w+)\ndata: (.*)\n\n", self.words)):
            self.words += self.more()
        self.words = self.words[found.end() :]
        return found[1].decode(), json.loads(found[2])

    def revision(self, seconds: float = 5) -> int:
        """The next revision that is told, pings left aside."""
        while True:
            kind, said = self.read(seconds)
            if kind == "rev":
                return int(said["rev"])
            assert kind == "ping", kind

    def silent(self, seconds: float = 0.6) -> bool:
        """Whether nothing but a ping is heard for a while."""
        with contextlib.suppress(TimeoutError):
            while self.read(seconds)[0] == "ping":
                pass
            return False
        return True

    def close(self) -> None:
        self.line.close()


class LiveSite:
    def __init__(self, *arguments: str) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.arguments = arguments
        self.streams: list[Stream] = []

    def start(self) -> None:
        server = [sys.executable, "-m", "uvicorn", "tests.live_asgi:application", "--lifespan=off"]
        server += ["--timeout-graceful-shutdown=60", "--log-level=warning"]
        server += ["--port", str(self.port)]
        env = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "PYTHONPATH": str(TOP),
            "SAMENSPEL_URL": self.url,
            "LIVE_EPISODES": str(settings.EPISODES),
        }
        self.running = subprocess.Popen([*server, *self.arguments], cwd=TOP, env=env)
        for _ in range(300):
            assert self.running.poll() is None
            with contextlib.suppress(OSError):
                self.get("/robots.txt")
                return
            time.sleep(0.1)
        raise TimeoutError

    def stop(self) -> None:
        """Tell it to stop. Whoever waits for its streams to end by themselves waits too long."""
        self.running.terminate()
        self.running.wait(20)

    def listen(self, ticket: str) -> Stream:
        stream = Stream(self, ticket)
        self.streams.append(stream)
        return stream

    def get(self, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        line = http.client.HTTPConnection("localhost", self.port, timeout=10)
        try:
            line.request("GET", path, headers=headers)
            answer = line.getresponse()
            return answer.status, answer.read(), {k.lower(): v for k, v in answer.headers.items()}
        finally:
            line.close()


@pytest.fixture
def live_site(transactional_db: None) -> Iterator[LiveSite]:
    yield from running()


@pytest.fixture
def two_processes(transactional_db: None) -> Iterator[LiveSite]:
    yield from running("--workers=2")


def running(*arguments: str) -> Iterator[LiveSite]:
    cache.clear()  # its table is no model's, and stays as it is between tests
    site = LiveSite(*arguments)
    try:
        site.start()
        yield site
    finally:
        for stream in site.streams:
            stream.close()
        site.stop()
