"""Requests per second and p95: each page beside "hello" and beside bare SQL on the same server.

The three are taken in turn, round after round, so that a busy moment hits all of them.
"""

from __future__ import annotations

import re
import statistics
import subprocess
from pathlib import Path

from bench.site import Site, running
from bench.spread import spread
from bench.world import told

ROUNDS = 5
SECONDS = 3
AT_ONCE = 4
LUA = Path(__file__).parent / "p95.lua"


def wrk(site: Site, path: str, cookie: str) -> tuple[float, float]:
    """Requests per second, and the 95th percentile in milliseconds."""
    printed = subprocess.check_output(
        ["wrk", "-t1", f"-c{AT_ONCE}", f"-d{SECONDS}s", "-s", str(LUA)]
        + ["-H", f"Cookie: {cookie}", "-H", "Accept-Language: nl", site.address + path],
        text=True,
    )
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    if wrong:
        raise RuntimeError(f"{path}: {wrong[0]}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    tail = re.search(r"p95 ([\d.]+)", printed)
    assert rate and tail, printed
    return float(rate[1]), float(tail[1]) / 1000


def measure() -> str:
    how = f"One process, one thread, SQLite, {AT_ONCE} requests at once."
    rounds = f"{ROUNDS} rounds of {SECONDS} s each, in turn: median (least-most)."
    lines = [
        f"{how} {rounds}",
        "",
        "| page | kB | page/s | p95, ms | hello/s | bare SQL/s | page : hello | page : SQL |",
        "|---|---|---|---|---|---|---|---|",
    ]
    with running() as site:
        world = told(site)
        cookie = world["cookie"]
        for label, (path, bare) in world["pages"].items():
            wrk(site, path, cookie)
            taken: dict[str, list[tuple[float, float]]] = {path: [], "/bench/hello/": [], bare: []}
            for _ in range(ROUNDS):
                for address, figures in taken.items():
                    figures.append(wrk(site, address, cookie))
            page, hello, sql = ([rate for rate, _ in figures] for figures in taken.values())
            tails = [tail for _, tail in taken[path]]
            middle = statistics.median
            size = len(site.read(path, cookie)) / 1000
            lines.append(
                f"| {label} | {size:.0f} | {spread(page)} | {spread(tails)} | {spread(hello)} "
                f"| {spread(sql)} | 1 : {middle(hello) / middle(page):.1f} "
                f"| 1 : {middle(sql) / middle(page):.1f} |"
            )
    return "\n".join(lines)
