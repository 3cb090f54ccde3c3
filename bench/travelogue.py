"""A travelogue of thirty pages: how long each of its forms takes, and how much memory.

A process of its own makes them, as the worker does: once to warm up, then in turn. The lessons of
the demo are taken more than once, until the paper has thirty pages.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from typing import Any

from bench.site import TOP, running
from bench.spread import spread

ROUNDS = 5
PAGES = 30
AIM = 10.0  # seconds, of our plan, for the paper


def measure() -> str:
    load = os.getloadavg()[0]
    with running(extra="") as site:
        words = [sys.executable, "-m", "bench.travelogue"]
        told = json.loads(subprocess.check_output(words, cwd=TOP, env=site.env, text=True))
    head = (
        f"{told['pages']} pages on A4, {told['lessons']} lessons, {ROUNDS} rounds after one to "
        f"warm up: median (least-most). The first paper of a process also loads WeasyPrint: "
        f"{told['first']:.1f} s. Load of the machine before it began: {load:.1f}."
    )
    lines = [
        head,
        "",
        "| form | seconds | kB | aim | met |",
        "|---|---|---|---|---|",
    ]
    for name, label in NAMES.items():
        times, size = told["times"][name], told["sizes"].get(name)
        aim = AIM if name == "pdf" else None
        met = "" if aim is None else "yes" if statistics.median(times) < aim else "no"
        lines.append(
            f"| {label} | {spread(times, 2)} | {'' if size is None else round(size / 1000)} "
            f"| {f'{aim:.0f} s' if aim else ''} | {met} |"
        )
    return "\n".join([*lines, "", f"Most memory of the process: {told['memory']} MB."])


NAMES = {
    "told": "a look at every word in it, as before each download",
    "zip": "pages without internet (ZIP)",
    "epub": "e-book (EPUB)",
    "pdf": "on paper (PDF/UA)",
}


def main() -> None:
    import resource
    import time

    import django

    django.setup()
    from django.utils import timezone

    from samenspel.travelogue import book, packing
    from samenspel.travelogue.models import Travelogue

    rows = Travelogue.objects.unguarded("command line").select_related("expedition")
    travelogue, day = rows.get(), timezone.localdate()
    found = book.public_of(travelogue.expedition)

    def laid(times: int) -> Any:
        again = book.Public(found.coalitions, found.days, found.lessons * times, found.episodes)
        return book.laid_out(travelogue, again, day)

    begin = time.perf_counter()
    pages, times = packing.pdf(laid(1))[1], 1
    first = time.perf_counter() - begin
    while pages < PAGES:
        times += 1
        pages = packing.pdf(laid(times))[1]
    whole = laid(times)
    forms: dict[str, Any] = {
        "told": lambda: book.told(travelogue, day).fingerprint.encode(),
        "zip": lambda: packing.zipped(whole),
        "epub": lambda: packing.epub(whole),
        "pdf": lambda: packing.pdf(whole)[0],
    }
    took: dict[str, list[float]] = {name: [] for name in forms}
    sizes: dict[str, int] = {}
    for round_ in range(ROUNDS + 1):
        for name, form in forms.items():
            begin = time.perf_counter()
            size = len(form())
            if round_:
                took[name].append(time.perf_counter() - begin)
            if name != "told":
                sizes[name] = size
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"pages": pages, "lessons": len(whole.public.lessons), "first": first}
    print(json.dumps({**told, "times": took, "sizes": sizes, "memory": most}))


if __name__ == "__main__":
    main()
