"""Public pages beside a static file of the same server: requests per second, p95 and weight.

"kB on the wire" is the page itself; "with all it needs" a first visit with sheets, letters and
scripts.

Each in turn, round after round, so that a busy moment hits all of them. "Asked again" is what a
browser or a feed reader does that has the page: the server looks whether it is still so.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import statistics
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from bench.site import TOP, Site, running
from bench.spread import spread

ROUNDS = 5
SECONDS = 3
AT_ONCE = 4
LUA = Path(__file__).parent / "p95.lua"


def tell() -> None:
    """Print the address of each measured page as JSON, by its name in the table."""
    import django

    django.setup()
    from django.urls import reverse

    from samenspel.circles.models import Expedition
    from samenspel.lessons.models import Edition
    from samenspel.site.reading import pages as shown
    from samenspel.site.reading import url_of
    from samenspel.site.tales import tales
    from samenspel.stories.models import EpisodeEdition

    expedition = Expedition.objects.get()
    lesson = Edition.objects.visible_to(None).filter(withdrawn=None).first()
    episode = EpisodeEdition.objects.visible_to(None).first()
    (coalition, *_others), tale = shown(expedition), tales(expedition).first()
    assert lesson and episode and tale
    of = [expedition.slug]
    pages = {
        "the expedition": reverse("web:expedition", args=of),
        "its coalitions": reverse("site:coalitions", args=of),
        "a coalition": url_of(coalition),
        "its stories": reverse("site:tales", args=of),
        "a story": tale.url,
        "its lessons": reverse("lessons:of_expedition", args=of),
        "a lesson": lesson.lesson_url,
        "an episode": reverse("stories:episode", args=[episode.slug]),
        "the feed of lessons": reverse("lessons:feed_of_expedition", args=of),
        "the podcast": reverse("stories:feed", args=of),
        "lessons, for machines": reverse("site:api_lessons"),
    }
    print(json.dumps(pages))


def _wrk(address: str, tag: str = "") -> tuple[float, float]:
    """Requests per second, and the 95th percentile in milliseconds."""
    heads = ["-H", "Accept-Language: nl", "-H", "Accept-Encoding: gzip"]
    if tag:
        heads += ["-H", f"If-None-Match: {tag}"]
    command = ["wrk", "-t1", f"-c{AT_ONCE}", f"-d{SECONDS}s", "-s", str(LUA), *heads, address]
    printed = subprocess.check_output(command, text=True)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    if wrong:
        raise RuntimeError(f"{address}: {wrong[0]}")
    rate = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    tail = re.search(r"p95 ([\d.]+)", printed)
    assert rate and tail, printed
    return float(rate[1]), float(tail[1]) / 1000


def _asked(address: str) -> tuple[bytes, str]:
    """What comes over the wire, and the tag by which it is asked for again."""
    heads = {"Accept-Encoding": "gzip", "Accept-Language": "nl"}
    with urllib.request.urlopen(urllib.request.Request(address, headers=heads)) as answer:
        return answer.read(), answer.headers.get("ETag", "")


NEEDED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
ELSEWHERE = re.compile(r"@font-face \{[^}]*unicode-range[^}]*\}")
IN_A_SHEET = re.compile(r'url\("?([^")]+)"?\)')


def _unpacked(sent: bytes) -> str:
    """What was sent, as text; small files go over the wire as they are."""
    return (gzip.decompress(sent) if sent.startswith(b"\x1f\x8b") else sent).decode()


def _first_visit(site: Site, address: str, sent: bytes) -> int:
    """The bytes over the wire of a page with all that a browser fetches with it, letters too.

    Letters with a range of their own are fetched only for a page on which one of them stands.
    """
    files = set(NEEDED.findall(_unpacked(sent)))
    for sheet in [each for each in files if each.endswith(".css")]:
        text = _unpacked(_asked(site.address + sheet)[0])
        found = IN_A_SHEET.findall(ELSEWHERE.sub("", text))
        files |= {urlsplit(urljoin(site.address + sheet, each)).path for each in found}
    return len(sent) + sum(len(_asked(site.address + each)[0]) for each in files)


def _a_static_file(site: Site, page: str) -> str:
    found = re.search(r'href="(/static/[^"]+\.css)"', page)
    assert found
    return site.address + found[1]


def _rates(found: list[tuple[float, float]]) -> list[float]:
    return [rate for rate, _tail in found]


def _two(found: list[tuple[float, float]]) -> str:
    """Two cells: how many in a second, and the 95th percentile."""
    if not found:
        return " | "
    return f"{spread(_rates(found))} | {spread([tail for _rate, tail in found])}"


def measure() -> str:
    load = os.getloadavg()[0]
    how = (
        f"One process, one thread, SQLite, {AT_ONCE} requests at once; {ROUNDS} rounds of "
        f"{SECONDS} s each, in turn: median (least-most). Load of the machine before it began: "
        f"{load:.1f}."
    )
    heads = ["page", "kB on the wire", "with all it needs", "per second", "p95, ms"]
    heads += ["asked again, per second", "p95, ms", "static file, per second", "p95, ms"]
    heads += ["page : static"]
    lines = [how, "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    with running(extra="") as site:
        words = [sys.executable, "-m", "bench.public"]
        pages = json.loads(subprocess.check_output(words, cwd=TOP, env=site.env, text=True))
        first = gzip.decompress(_asked(site.address + next(iter(pages.values())))[0]).decode()
        static = _a_static_file(site, first)
        for label, path in pages.items():
            address = path if path.startswith("http") else site.address + path
            sent, tag = _asked(address)
            _wrk(address)
            plain, again, bare = [], [], []
            for _ in range(ROUNDS):
                plain.append(_wrk(address))
                again += [_wrk(address, tag)] if tag else []
                bare.append(_wrk(static))
            ratio = statistics.median(_rates(bare)) / statistics.median(_rates(plain))
            weight = f"{len(sent) / 1000:.1f} | {_first_visit(site, address, sent) / 1000:.1f}"
            told = " | ".join(map(_two, (plain, again, bare)))
            lines.append(f"| {label} | {weight} | {told} | 1 : {ratio:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    tell()
