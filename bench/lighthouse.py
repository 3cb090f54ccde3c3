"""Lighthouse on the public pages, with its settings for a phone. Needs Node.js and its `npx`.

On this machine both the server and a phone that is slowed down four times share the processor.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from typing import Any

from bench.site import TOP, running
from bench.spread import spread

ROUNDS = 3
LIGHTHOUSE = "lighthouse@12.8.2"
AIM = 98
NOT_TO_LOOK_AT = ("the feed of lessons", "the podcast", "lessons, for machines")
PARTS = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "best practices",
    "seo": "findable",
}
TIMES = {
    "first-contentful-paint": "first paint, s",
    "largest-contentful-paint": "largest paint, s",
    "total-blocking-time": "blocked, s",
}


def _look(address: str) -> dict[str, Any]:
    flags = "--headless=new --no-sandbox"
    command = ["npx", "--yes", LIGHTHOUSE, address, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(PARTS)}", f"--chrome-flags={flags}"]
    env = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    found: dict[str, Any] = json.loads(subprocess.check_output(command, env=env))
    return found


def measure() -> str:
    load = os.getloadavg()[0]
    how = (
        f"Lighthouse {LIGHTHOUSE.partition('@')[2]}, phone, {ROUNDS} rounds: median (least-most). "
        f"The aim is {AIM}. Load of the machine before it began: {load:.1f}."
    )
    heads = ["page", *PARTS.values(), *TIMES.values(), "met"]
    lines = [how, "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    below: set[str] = set()
    with running(extra="") as site:
        words = [sys.executable, "-m", "bench.public"]
        pages = json.loads(subprocess.check_output(words, cwd=TOP, env=site.env, text=True))
        for label, path in pages.items():
            address = path if path.startswith("http") else site.address + path
            if label in NOT_TO_LOOK_AT:
                continue
            rounds = [_look(address) for _ in range(ROUNDS)]
            scores = {
                part: [100 * each["categories"][part]["score"] for each in rounds] for part in PARTS
            }
            times = [
                spread([each["audits"][audit]["numericValue"] / 1000 for each in rounds], 1)
                for audit in TIMES
            ]
            first = [statistics.median(scores[part]) for part in ("performance", "accessibility")]
            told = [spread(each) for each in scores.values()]
            met = "yes" if min(first) >= AIM else "no"
            lines.append(f"| {' | '.join([label, *told, *times, met])} |")
            below |= {
                f"{audit['title']} ({label})"
                for each in rounds
                for audit in each["audits"].values()
                if audit.get("scoreDisplayMode") == "binary" and audit["score"] == 0
            }
    found = "; ".join(sorted(below)) or "nothing"
    return "\n".join([*lines, "", f"What it would have otherwise: {found}."])
