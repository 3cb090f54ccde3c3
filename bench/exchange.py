"""A project of 2,000 texts and 100,000 codings: read, taken in, and given out again.

Each step runs in a process of its own, as a worker would, on a database of its own; `seconds` is on
the clock, and memory the most that the process (or the child that reads) held.

`python -m bench.exchange make|make_large|read|take_in|give KIND` is one step; it prints JSON.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.site import TOP
from bench.spread import spread

TEXTS = 2_000
CODINGS = 100_000
CODES = 200
CODERS = 4
WORDS_EACH = 600
ROUNDS = 2
MEGABYTE = 1024 * 1024
LARGE = 100 * MEGABYTE
LARGE_TEXTS = 400
KINDS = ["qdpx", "csv", "xlsx", "docx", "html", "jsonl"]
SYLLABLES = "ba de ki lo mu na pe ri so tu va we zo haar ling tuin buurt hek".split()


def things(texts: int, codings: int) -> Iterator[Any]:
    """An invented project; the same each time."""
    from samenspel.exchange.project import Code, Coding, Head, Selection, Source, User
    from samenspel.exchange.refi.names import own_guid

    chance = random.Random(7)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(5_000)]
    users = [own_guid("user", n) for n in range(CODERS)]
    codes = [own_guid("code", n) for n in range(CODES)]
    yield Head("Groot", "Meting")
    yield from (User(guid, f"Codeur {n}") for n, guid in enumerate(users))
    yield from (Code(guid, f"code {n}") for n, guid in enumerate(codes))
    for number in range(texts):
        sentences = [
            " ".join(chance.choices(words, k=12)).capitalize() + "."
            for _ in range(WORDS_EACH // 12)
        ]
        text = "\n".join(" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5))
        marks, at = [], 0
        for n in range(codings // texts):
            sentence = sentences[n % len(sentences)]
            start = text.index(sentence, at if n < len(sentences) else 0)
            at = start
            who, what = chance.choice(users), chance.choice(codes)
            coding = Coding(own_guid("coding", number, n), what, who, "2026-01-02T10:00:00Z")
            guid = own_guid("mark", number, n)
            marks.append(Selection(guid, start, start + len(sentence), codings=[coding]))
        yield Source(own_guid("text", number), f"Tekst {number}", text, selections=marks)


def make(path: Path) -> dict[str, Any]:
    from samenspel.exchange.refi.writing import write_project

    with open(path, "wb") as out:
        write_project(out, things(TEXTS, CODINGS), at=(2026, 1, 2, 3, 4, 6))
    return {"bytes": path.stat().st_size}


def make_large(path: Path) -> dict[str, Any]:
    """An archive of 100 MB: long texts, and a film in it that does not come along."""
    from samenspel.exchange.project import Head, Source
    from samenspel.exchange.refi.names import own_guid
    from samenspel.exchange.refi.writing import write_project

    chance = random.Random(8)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(5_000)]

    def texts() -> Iterator[Any]:
        yield Head("Groot", "Meting")
        for number in range(LARGE_TEXTS):
            lines = (" ".join(chance.choices(words, k=60)) for _ in range(150))
            yield Source(own_guid("long", number), f"Tekst {number}", "\n".join(lines))

    with open(path, "wb") as out:
        write_project(out, texts(), at=(2026, 1, 2, 3, 4, 6))
    with zipfile.ZipFile(path, "a") as archive, archive.open("sources/film.mp4", "w") as film:
        for _ in range(max(0, LARGE - path.stat().st_size) // MEGABYTE):
            film.write(chance.randbytes(MEGABYTE))
    return {"bytes": path.stat().st_size}


def _start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()


def _who() -> Any:
    from samenspel.circles.models import Membership, Role

    rows = Membership.objects.live().filter(role=Role.RESEARCHER, coalition=None)
    return rows.select_related("person", "expedition").get(expedition__slug="meting")


def prepare() -> dict[str, Any]:
    from datetime import date

    from samenspel.circles.models import Expedition, Membership, Role
    from samenspel.people.models import Person

    day = date(2026, 1, 1)
    journey = Expedition.objects.create(name="Meting", slug="meting", starts=day, ends=day)
    els = Person.objects.create_user("els@example.org", name="Els")
    Membership.objects.create(
        person=els, expedition=journey, role=Role.RESEARCHER, since=day, until=None
    )
    return {}


def read(path: Path) -> dict[str, Any]:
    from samenspel.exchange import arriving

    began = time.perf_counter()
    arriving.read(path, path.with_suffix(".lines"))
    took = time.perf_counter() - began
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"seconds": took, "kb": child.ru_maxrss, "cpu": child.ru_utime + child.ru_stime}


def take_in(path: Path) -> dict[str, Any]:
    """The transaction of the deed, and apart from it making the texts findable."""
    from samenspel.exchange import actions, arriving, busy
    from samenspel.exchange.choosing import Choices
    from samenspel.exchange.project import Summary

    place = _who()
    arrival = actions.bring(
        place.expedition, name="groot.qdpx", size=1, key=uuid.uuid4(), by=place.person
    )
    begun, before = time.perf_counter(), time.process_time()
    things = arriving.ahead(path.with_suffix(".lines"))
    began, busily = time.perf_counter(), time.process_time()
    taken = actions.keep(
        arrival,
        choices=Choices(place.expedition),
        things=things,
        summary=Summary(),
        by=place.person,
    )
    middle, halfway = time.perf_counter(), time.process_time()
    busy._index(arrival, taken.sources)
    done, end = time.perf_counter(), time.process_time()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert taken.counts["codings"] in (CODINGS, 0), taken.counts
    assert taken.counts["sources"] in (TEXTS, LARGE_TEXTS), taken.counts
    return {
        "ahead": {"seconds": began - begun, "cpu": busily - before},
        "take": {"seconds": middle - began, "cpu": halfway - busily, "kb": most},
        "index": {"seconds": done - middle, "cpu": end - halfway},
    }


def give(kind: str, path: Path) -> dict[str, Any]:
    from samenspel.exchange import actions, giving
    from samenspel.exchange.gathering import Scope

    place = _who()
    began, busily = time.perf_counter(), time.process_time()
    export = actions.give_out(
        place.expedition, kind=kind, purpose="meting", scope=Scope(), by=place.person
    )
    with open(path.with_suffix(".out"), "wb") as out:
        giving.write(export, out)
    took, busy = time.perf_counter() - began, time.process_time() - busily
    size = path.with_suffix(".out").stat().st_size
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {"seconds": took, "cpu": busy, "kb": most, "bytes": size}


def measure() -> str:
    how = (
        f"A project of {TEXTS:,} texts of {WORDS_EACH} words with {CODINGS:,} codings by {CODERS} "
        f"coders, SQLite. Each step in a process of its own, {ROUNDS} rounds: median (least-most). "
        "*Processor* is what the step itself used of it, also when the machine is busy. Taking in "
        "is one transaction; making the texts findable comes after it, text by text."
    )
    lines = [how, "", "| step | seconds | processor, s | most memory, MB | file, MB |"]
    lines.append("|---|---|---|---|---|")
    taken: dict[str, list[dict[str, Any]]] = {}
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as name:
            for step, told in _round(Path(name)):
                taken.setdefault(step, []).append(told)
    for step, rows in taken.items():
        size = f"{rows[0]['bytes'] / 1e6:.1f}" if "bytes" in rows[0] else ""
        memory = spread([row["kb"] / 1024 for row in rows], 0) if "kb" in rows[0] else ""
        clock, busy = (spread([row[name] for row in rows], 1) for name in ("seconds", "cpu"))
        lines.append(f"| {step} | {clock} | {busy} | {memory} | {size} |")
    return "\n".join(lines)


def _round(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    env = {
        **os.environ,
        "SAMENSPEL_VAR": str(folder),
        "SAMENSPEL_SECRET_KEY": "only for a measurement: not a secret",
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "PYTHONPATH": str(TOP),
    }

    def step(*words: str, file: Path = folder / "groot.qdpx") -> dict[str, Any]:
        command = [sys.executable, "-m", "bench.exchange", *words, str(file)]
        told: dict[str, Any] = json.loads(subprocess.check_output(command, cwd=TOP, env=env))
        return told

    migrate = [sys.executable, "-m", "samenspel", "migrate", "--verbosity", "0"]
    subprocess.check_call(migrate, cwd=TOP, env=env)
    size = step("make")["bytes"]
    step("prepare")
    yield "read the .qdpx", {**step("read"), "bytes": size}
    came = step("take_in")
    yield "read its lines", came["ahead"]
    yield "take it in", came["take"]
    yield "make it findable", came["index"]
    large = folder / "groter.qdpx"
    size = step("make_large", file=large)["bytes"]
    yield f"read an archive of {size // MEGABYTE} MB", {**step("read", file=large), "bytes": size}
    yield "take that in", step("take_in", file=large)["take"]
    large.unlink()
    for kind in KINDS:
        yield f"give out .{kind}", step("give", kind)


if __name__ == "__main__":
    _start()
    *what, where = sys.argv[1:]
    steps: dict[str, Any] = {
        "make": make,
        "make_large": make_large,
        "read": read,
        "take_in": take_in,
    }
    if what[0] == "give":
        print(json.dumps(give(what[1], Path(where))))
    elif what[0] == "prepare":
        print(json.dumps(prepare()))
    else:
        print(json.dumps(steps[what[0]](Path(where))))
