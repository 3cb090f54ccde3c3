"""From clone to first page: `bin/demo` in a fresh clone, with a cold and with a warm cache."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bench.site import TOP, free_port, wait_for

ROUNDS = 3


def once(cache: Path) -> float:
    with tempfile.TemporaryDirectory() as home:
        port = free_port()
        begun = time.monotonic()
        clone = Path(home, "samenspel")
        subprocess.check_call(["git", "clone", "-q", str(TOP), str(clone)])
        keep = {
            key: os.environ[key]
            for key in ("PATH", "PIP_FIND_LINKS", "PIP_CERT")
            if key in os.environ
        }
        env = {**keep, "HOME": home, "PORT": str(port), "XDG_CACHE_HOME": str(cache)}
        running = subprocess.Popen(
            ["bin/demo"],
            cwd=clone,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            wait_for(f"http://localhost:{port}/", seconds=600)
            return time.monotonic() - begun
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(30)


def measure() -> str:
    """A table: seconds from `git clone` to the answer of the first page."""
    cold, warm = [], []
    with tempfile.TemporaryDirectory() as shared:
        once(Path(shared))
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as empty:
                cold.append(once(Path(empty)))
            warm.append(once(Path(shared)))
    lines = ["| package cache | median, s | least | most |", "|---|---|---|---|"]
    for label, taken in [("cold", cold), ("warm", warm)]:
        lines.append(
            f"| {label} | {statistics.median(taken):.1f} | {min(taken):.1f} | {max(taken):.1f} |"
        )
    return "\n".join(lines)
