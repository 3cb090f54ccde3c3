"""Programs that people listen with, as somebody just installed them: gPodder, newsboat and podboat.

Debian packages; `bin/browser` installs them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

WAITS = 120  # seconds for a program to be done


class Program:
    """A podcast program with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *command: str) -> str:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "GPODDER_HOME": str(self.home / "gpodder"),
            "LANG": "C.UTF-8",
            "TERM": "xterm",
        }
        done = subprocess.run(
            command,
            env=env,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=WAITS,
            check=False,
        )
        return done.stdout.decode(errors="replace")

    def sounds(self) -> list[bytes]:
        return sorted(file.read_bytes() for file in self.home.rglob("*.mp3"))


def needed(*names: str) -> None:
    for name in names:
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not on the PATH (bin/browser installs it)")


def by_gpodder(program: Program, url: str) -> str:
    """Follow this feed and fetch all its sounds; what it said."""
    needed("gpo")
    return program.run("gpo", "subscribe", url) + program.run("gpo", "download")


def by_podboat(program: Program, url: str, many: int) -> None:
    """The same with newsboat and podboat, of a feed with so many sounds."""
    needed("newsboat", "podboat", "script")
    settings = program.home / ".newsboat"
    settings.mkdir()
    (settings / "urls").write_text(f"{url}\n")
    told = f'download-path "{program.home}/sounds/"\npodcast-auto-enqueue yes\n'
    (settings / "config").write_text(told)
    program.run("newsboat", "-x", "reload")
    queue = (settings / "queue").read_text()
    assert queue.count(".mp3") == 2 * many  # address and file of each
    # It draws a screen, and stays until somebody presses q.
    there = f"[ $(ls sounds/*.mp3 | wc -l) = {many} ]"
    press = f"for second in $(seq 60); do {there} && break; sleep 1; done"
    program.run("sh", "-c", f"({press}; sleep 1; printf q) | script -qec 'podboat -a' /dev/null")
