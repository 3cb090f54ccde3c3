"""A recording of 200 MB from the browser, over a line that drops five times.

The browser reaches the site through a line of our own, which breaks every connection when so many
bytes have come by, and stays broken for a while. In turn with a line that holds. What arrives is
compared with what was sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from bench.site import Site, running
from bench.spread import spread
from bench.world import told

ROUNDS = 3
MEGABYTE = 1024 * 1024
SIZE = 200 * MEGABYTE
DROPS = [at * MEGABYTE for at in (17, 58, 99, 140, 181)]
BROKEN = 2.0  # seconds that nothing comes through after a drop


@dataclass
class Line:
    """A line to a port of this machine. `sent` counts the bytes that came by to the server."""

    to: int
    drops: list[int]
    sent: int = 0
    dropped: int = 0
    port: int = 0
    until: float = 0.0
    ways: set[asyncio.StreamWriter] = field(default_factory=set)
    loop: asyncio.AbstractEventLoop = field(init=False)
    over: asyncio.Event = field(init=False)

    async def serve(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self.pass_on, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.loop, self.over = asyncio.get_running_loop(), asyncio.Event()
        ready.set()
        await self.over.wait()
        server.close()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.over.set)

    async def pass_on(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        if time.monotonic() < self.until:
            back.transport.abort()
            return
        there, on = await asyncio.open_connection("127.0.0.1", self.to)
        self.ways |= {back, on}
        with contextlib.suppress(OSError):
            await asyncio.gather(self._to_server(here, on), self._to_browser(there, back))
        self.ways -= {back, on}

    async def _to_server(self, here: asyncio.StreamReader, on: asyncio.StreamWriter) -> None:
        while piece := await here.read(65536):
            self.sent += len(piece)
            if self.dropped < len(self.drops) and self.sent >= self.drops[self.dropped]:
                self._drop()
                return
            on.write(piece)
            await on.drain()
        on.close()

    async def _to_browser(self, there: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        while piece := await there.read(65536):
            back.write(piece)
            await back.drain()
        back.close()

    def _drop(self) -> None:
        self.dropped += 1
        self.until = time.monotonic() + BROKEN
        for way in self.ways:
            way.transport.abort()


@contextlib.contextmanager
def line(site: Site, drops: list[int]) -> Iterator[Line]:
    made = Line(urlsplit(site.address).port or 80, drops)
    ready = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(made.serve(ready)))
    thread.start()
    ready.wait(10)
    try:
        yield made
    finally:
        made.stop()
        thread.join(10)


def a_recording(file: Path) -> str:
    """Write a WAV of noise of the size that is measured; gives its SHA-256."""
    seconds = (SIZE - 4096) / (44100 * 2 * 2)
    noise = f"anoisesrc=r=44100:a=0.1:d={seconds}:seed=7"
    command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", noise, "-ac", "2"]
    subprocess.check_call([*command, str(file)])
    with file.open("rb") as sound:
        return hashlib.file_digest(sound, "sha256").hexdigest()


def _send(browser: Browser, site: Site, over: Line, file: Path) -> float:
    """Seconds from the tap until the page says that it arrived."""
    found = told(site)
    name, _equals, key = found["cookie"].partition("=")
    address = f"http://localhost:{over.port}"
    context = browser.new_context(locale="nl-NL")
    context.add_cookies([{"name": name, "value": key, "url": address}])
    page = context.new_page()
    desk: str = found["pages"]["source with 200 passages"][0]
    page.goto(address + desk.replace("/lezen/", "/opname/"))
    page.set_input_files("input[type=file]", str(file))
    for box in page.locator("send-recording input[type=checkbox]").all():
        box.check()
    begin = time.perf_counter()
    page.locator("send-recording form[enctype] .buttons .button").first.click()
    page.locator("[data-underway] progress").wait_for(timeout=300_000)
    taken = time.perf_counter() - begin
    context.close()
    return taken


def _arrived(site: Site) -> str:
    """The SHA-256 of what lies there, which is thrown away."""
    (file,) = (site.folder / "recordings").glob("*.part")
    with file.open("rb") as sound:
        found = hashlib.file_digest(sound, "sha256").hexdigest()
    words = (
        "from samenspel.sources.models import Arriving;"
        "Arriving.objects.unguarded('command line').all().delete()"
    )
    site.command("shell", "-c", words)
    file.unlink()
    return found


def measure() -> str:
    load = os.getloadavg()[0]
    lines = {"a line that holds": [], "a line that drops five times": DROPS}
    took: dict[str, list[float]] = {label: [] for label in lines}
    more: dict[str, list[float]] = {label: [] for label in lines}
    dropped = dict.fromkeys(lines, 0)
    same = dict.fromkeys(lines, 0)
    with running() as site, sync_playwright() as driver:
        file = site.folder / "geluid.wav"
        sha256 = a_recording(file)
        size = file.stat().st_size
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for _ in range(ROUNDS):
            for label, drops in lines.items():
                with line(site, drops) as over:
                    took[label].append(_send(browser, site, over, file))
                same[label] += _arrived(site) == sha256
                more[label].append(100 * (over.sent - size) / size)
                dropped[label] += over.dropped
        browser.close()
    how = (
        f"{size / MEGABYTE:.0f} MB, one process, SQLite, Chromium on the same machine; {ROUNDS} "
        f"rounds in turn: median (least-most). After a drop nothing comes through for "
        f"{BROKEN:.0f} s. Load of the machine before it began: {load:.1f}."
    )
    heads = ["line", "drops in a round", "seconds until it is here", "MB per second"]
    heads += ["sent beyond its size, %", "arrived as it was"]
    rows = [how, "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for label in lines:
        speed = size / MEGABYTE / statistics.median(took[label])
        rows.append(
            f"| {label} | {dropped[label] / ROUNDS:.0f} | {spread(took[label], 1)} | {speed:.0f} "
            f"| {spread(more[label], 1)} | {same[label]} of {ROUNDS} |"
        )
    return "\n".join(rows)
