"""A site of its own for a measurement: scratch folder, invented expedition, the real server."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parents[1]


@dataclass
class Site:
    """A running site; `address` has no slash at its end."""

    address: str
    folder: Path
    env: dict[str, str]

    def command(self, *words: str) -> str:
        """Run a command of the site (`samenspel ...`) and give what it prints."""
        return subprocess.check_output(
            [sys.executable, "-m", "samenspel", *words], cwd=TOP, env=self.env, text=True
        )

    def read(self, path: str, cookie: str) -> bytes:
        asked = urllib.request.Request(self.address + path, headers={"Cookie": cookie})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            body: bytes = answer.read()
        return body


def free_port() -> int:
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        return int(here.getsockname()[1])


def wait_for(address: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


@contextlib.contextmanager
def scratch() -> Iterator[Callable[..., str]]:
    """A migrated site without a server: gives what runs a module in it, and what that prints."""
    with tempfile.TemporaryDirectory() as folder:
        env = {
            **os.environ,
            "SAMENSPEL_VAR": folder,
            "SAMENSPEL_SECRET_KEY": "only for a measurement: not a secret",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PYTHONPATH": str(TOP),
        }

        def run(*words: str) -> str:
            asked = [sys.executable, "-m", *words]
            return subprocess.check_output(asked, cwd=TOP, env=env, text=True)

        run("samenspel", "migrate", "--verbosity", "0")
        yield run


@contextlib.contextmanager
def running(*, workers: int = 1, extra: str = "bench.world") -> Iterator[Site]:
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        env = {
            **os.environ,
            "SAMENSPEL_VAR": str(folder),
            "SAMENSPEL_SECRET_KEY": "only for a measurement: not a secret",
            "SAMENSPEL_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PYTHONPATH": str(TOP),
        }
        site = Site(f"http://localhost:{port}", folder, env)
        site.command("migrate", "--verbosity", "0")
        site.command("collectstatic", "--no-input", "--verbosity", "0")
        site.command("demo")
        if extra:
            subprocess.check_call([sys.executable, "-m", extra], cwd=TOP, env=env)
        server = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "bench.asgi:application", "--lifespan", "off"]
            + ["--port", str(port), "--workers", str(workers), "--log-level", "warning"],
            cwd=TOP,
            env=env,
        )
        try:
            wait_for(f"{site.address}/bench/hello/")
            yield site
        finally:
            server.terminate()
            server.wait(20)
