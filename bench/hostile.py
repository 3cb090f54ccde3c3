"""Files of 100 MB and more that are odd, broken or made to hurt: what is told, and what it costs.

Each is made anew, and read and taken in as the worker would, each step in a process of its own.
Memory is the most that such a process held.

`python -m bench.hostile` measures in the site that the settings tell of; words pick files.
"""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import sqlite3
import sys
import tempfile
import time
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.exchange import _start, _who
from bench.site import scratch

MEGABYTE = 1024 * 1024
FULL = 100 * MEGABYTE
BOUND = 500
"""Megabytes that no process may hold."""
PIECE = 100 * 1024
LINE = "De buurvrouw heeft de sleutel van de tuin, en wie nog niet? Wij ook niet. "
Pieces = Iterable[str]


def g(kind: int, number: int) -> str:
    return f"{kind:08x}-0000-4000-8000-{number:012x}"


def until_full(make: Callable[[int], str], full: int = FULL) -> Iterator[str]:
    done = number = 0
    while done < full:
        piece = make(number)
        done += len(piece)
        number += 1
        yield piece


def around(tag: str, pieces: Pieces) -> Iterator[str]:
    yield f"<{tag}>"
    yield from pieces
    yield f"</{tag}>"


def project(*groups: Pieces) -> Iterator[str]:
    from samenspel.exchange.refi.names import PROJECT

    yield f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{PROJECT}" name="Groot">'
    for group in groups:
        yield from group
    yield "</Project>"


ONE_CODE = [
    f'<CodeBook><Codes><Code guid="{g(1, 0)}" name="een" isCodable="true"/></Codes></CodeBook>'
]
ONE_TEXT = [
    f'<Sources><TextSource guid="{g(2, 0)}" name="t">',
    f"<PlainTextContent>{LINE}</PlainTextContent></TextSource></Sources>",
]


@contextmanager
def archive(path: Path, how: int = zipfile.ZIP_STORED) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(path, "w", how) as made:
        yield made


def put(made: zipfile.ZipFile, pieces: Pieces, name: str = "project.qde") -> None:
    with made.open(name, "w", force_zip64=True) as part:
        waiting: list[str] = []
        size = 0
        for piece in pieces:
            waiting.append(piece)
            size += len(piece)
            if size > MEGABYTE:
                part.write("".join(waiting).encode())
                waiting, size = [], 0
        part.write("".join(waiting).encode())


def one(*groups: Pieces, how: int = zipfile.ZIP_STORED) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        with archive(path, how) as made:
            put(made, project(*groups))

    return make


def text_source(number: int, inside: str = "") -> str:
    return (
        f'<TextSource guid="{g(2, number)}" name="Tekst {number}" '
        f'plainTextPath="internal://{g(2, number)}.txt">{inside}</TextSource>'
    )


def selection(number: int, most: int = 3_000) -> str:
    start = number * 7 % most
    return (
        f'<PlainTextSelection guid="{g(3, number)}" startPosition="{start}" '
        f'endPosition="{start + 40}"><Coding guid="{g(4, number)}"><CodeRef '
        f'targetGUID="{g(1, 0)}"/></Coding></PlainTextSelection>'
    )


def with_texts(path: Path, sources: Pieces, texts: Iterable[tuple[int, str]]) -> None:
    with archive(path) as made:
        for number, text in texts:
            made.writestr(f"sources/{g(2, number)}.txt", text)
        put(made, project(ONE_CODE, around("Sources", sources)))


def small_texts(path: Path) -> None:
    many = 49_000
    text = LINE * 25
    sources = (text_source(n, selection(n, 100)) for n in range(many))
    with_texts(path, sources, ((n, f"{n} {text}") for n in range(many)))


def longest_texts(path: Path) -> None:
    """As long as a text may be, with many lines."""
    text = (LINE + "\n") * 26_000
    with_texts(path, map(text_source, range(52)), ((n, f"{n} {text}") for n in range(52)))


def one_long_text(path: Path) -> None:
    text = LINE * (FULL // len(LINE))
    with_texts(path, [text_source(0), text_source(1)], [(0, text), (1, LINE)])


def many_marks(path: Path) -> None:
    inside = "".join(until_full(lambda n: selection(n)))
    with_texts(path, [text_source(0, inside)], [(0, LINE * 60)])


def spread_marks(path: Path) -> None:
    def source(number: int) -> str:
        return text_source(number, "".join(selection(number * 500 + n) for n in range(500)))

    many = FULL // len(source(0))
    with_texts(path, map(source, range(many)), ((n, f"{n} {LINE * 60}") for n in range(many)))


def a_code(number: int) -> str:
    return f'<Code guid="{g(1, number)}" name="code {number}" isCodable="true"/>'


def a_case(number: int) -> str:
    return (
        f'<Case guid="{g(5, number)}" name="Geval {number}"><VariableValue><VariableRef '
        f'targetGUID="{g(6, number % 50)}"/><TextValue>waarde {number}</TextValue></VariableValue>'
        f'<SourceRef targetGUID="{g(2, 0)}"/></Case>'
    )


def a_variable(number: int) -> str:
    return f'<Variable guid="{g(6, number)}" name="Vraag {number}" typeOfVariable="Text"/>'


def a_user(number: int) -> str:
    return f'<User guid="{g(7, number)}" name="Iemand {number}"/>'


def a_set(number: int) -> str:
    return (
        f'<Set guid="{g(8, number)}" name="groep: {number}"><MemberSource '
        f'targetGUID="{g(2, 0)}"/></Set>'
    )


def a_link(number: int) -> str:
    return (
        f'<Link guid="{g(9, number)}" name="zie" originGUID="{g(9, number)}" '
        f'targetGUID="{g(2, 0)}"/>'
    )


def a_note(words: str) -> Callable[[int], str]:
    return lambda number: (
        f'<Note guid="{g(10, number)}" name="Memo {number}"><PlainTextContent>{words}'
        "</PlainTextContent></Note>"
    )


def codes_of(pieces: Pieces) -> Pieces:
    return around("CodeBook", around("Codes", pieces))


def deep(open_: str, close: str, full: int = FULL) -> Iterator[str]:
    many = full // (len(open_) + len(close))
    for what in (open_, close):
        for _ in range(many // 1000):
            yield what * 1000


DEEP_CODE = '<Code guid="x" name="diep" isCodable="true">'


def recording(path: Path) -> None:
    """A transcript with very many moments, and marks by time alone."""
    points = "".join(
        until_full(
            lambda n: f'<SyncPoint guid="{g(11, n)}" timeStamp="{n}" position="{n}"/>', FULL // 2
        )
    )
    marks = "".join(
        until_full(
            lambda n: (
                f'<AudioSelection guid="{g(12, n)}" begin="{n}" end="{n + 9}"><Coding '
                f'guid="{g(4, n)}"><CodeRef targetGUID="{g(1, 0)}"/></Coding></AudioSelection>'
            ),
            FULL // 2,
        )
    )
    text = LINE * 20_000
    source = (
        f'<AudioSource guid="{g(2, 0)}" name="Opname"><Transcript guid="{g(2, 1)}" name="t">'
        f"<PlainTextContent>{text}</PlainTextContent>{points}</Transcript>{marks}</AudioSource>"
    )
    one(ONE_CODE, [f"<Sources>{source}</Sources>"])(path)


def cut_off(path: Path) -> None:
    small_texts(path)
    os.truncate(path, path.stat().st_size * 9 // 10)


def cut_off_xml(path: Path) -> None:
    with archive(path) as made:
        put(made, ["<Project>", *until_full(a_case)])


def bomb(path: Path) -> None:
    """Two gigabytes of zeros in two megabytes, beside a project that is fine."""
    with archive(path, zipfile.ZIP_DEFLATED) as made:
        put(made, project(ONE_CODE, ONE_TEXT))
        for number in range(2):
            with made.open(f"sources/{number}.txt", "w", force_zip64=True) as part:
                for _ in range(1024):
                    part.write(bytes(MEGABYTE))


def shy_bomb(path: Path) -> None:
    """Each part unpacks to fewer than 250 times its size; together they are two gigabytes."""
    dice = random.Random(3)
    text = "".join(letter * 150 for letter in dice.choices("aeinorst", k=100_000)).encode()
    with archive(path, zipfile.ZIP_DEFLATED) as made:
        for number in range(140):
            made.writestr(f"sources/{g(2, number)}.txt", text)
        put(made, project(ONE_CODE, around("Sources", map(text_source, range(140)))))


def entries(path: Path) -> None:
    with archive(path) as made:
        put(made, project(ONE_CODE, ONE_TEXT))
        for number in range(800_000):
            made.writestr(f"{number}", b"")


def codebook(*inside: Pieces) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        from samenspel.exchange.refi.names import CODEBOOK

        with open(path, "w", encoding="utf-8") as out:
            out.write(f'<CodeBook xmlns="{CODEBOOK}" origin="Groot">')
            for pieces in inside:
                out.writelines(pieces)
            out.write("</CodeBook>")

    return make


def noise(path: Path) -> None:
    dice = random.Random(4)
    with open(path, "wb") as out:
        out.writelines(dice.randbytes(MEGABYTE) for _ in range(FULL // MEGABYTE))


def other_letters(path: Path) -> None:
    words = "".join(codes_of(until_full(a_code, FULL // 2)))
    path.write_bytes(f'<?xml version="1.0" encoding="utf-16"?>{words}'.encode("utf-16"))


TABLES = """
    CREATE TABLE projects (id INTEGER PRIMARY KEY, name, description, created);
    CREATE TABLE documents (id INTEGER PRIMARY KEY, name, description, filename, created,
      project_id, contents);
    CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id, path, description);
    CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id, start_offset, end_offset,
      snippet);
    CREATE TABLE highlight_tags (highlight_id, tag_id);
    CREATE TABLE commands (id INTEGER PRIMARY KEY, project_id, user_login, payload);
    CREATE INDEX h ON highlights (document_id);
    CREATE INDEX t ON highlight_tags (highlight_id);
    INSERT INTO projects VALUES (1, 'Groot', '', '2026-01-01 10:00:00');
"""


def taguette(
    documents: Iterable[str] = (LINE,),
    tags: Iterable[str] = ("een",),
    highlights: int = 0,
    most: int = 60,
) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        base = sqlite3.connect(path)
        base.executescript(TABLES)
        row = "INSERT INTO documents VALUES (?, 'd', '', '', '2026-01-01', 1, ?)"
        many = 0
        for many, words in enumerate(documents, start=1):
            base.execute(row, [many, words])
        base.executemany("INSERT INTO tags VALUES (?, 1, ?, '')", enumerate(tags, start=1))
        base.executemany(
            "INSERT INTO highlights VALUES (?, ?, ?, ?, '')",
            ((n, 1 + n % many, n % most, n % most + 9) for n in range(highlights)),
        )
        base.executemany(
            "INSERT INTO highlight_tags VALUES (?, 1)", ((n,) for n in range(highlights))
        )
        base.executemany(
            "INSERT INTO commands VALUES (?, 1, 'els', ?)",
            (
                (n, json.dumps({"type": "highlight_add", "highlight_id": n}))
                for n in range(highlights)
            ),
        )
        base.commit()
        base.close()

    return make


def taguette_cut_off(path: Path) -> None:
    taguette(f"<p>{LINE * 1_000}</p>" for _ in range(FULL // (len(LINE) * 1_000)))(path)
    os.truncate(path, path.stat().st_size // 2)


def html(size: int) -> str:
    return f"<p>{LINE}</p>" * (size // len(f"<p>{LINE}</p>"))


FILES: dict[str, Callable[[Path], None]] = {
    "49,000 small texts": small_texts,
    "52 texts as long as may be": longest_texts,
    "one text of 100 MB, in a part of its own": one_long_text,
    "one text of 100 MB, within the project": one(
        ONE_CODE,
        around(
            "Sources",
            [
                f'<TextSource guid="{g(2, 0)}" name="Lang"><PlainTextContent>',
                *[LINE * 1_000] * (FULL // (1_000 * len(LINE))),
                "</PlainTextContent></TextSource>",
            ],
        ),
    ),
    "very many passages in one text": many_marks,
    "very many passages, spread over texts": spread_marks,
    "very many cases": one(
        around("Variables", map(a_variable, range(50))),
        around("Cases", until_full(a_case)),
        ONE_TEXT,
    ),
    "very many variables": one(ONE_CODE, around("Variables", until_full(a_variable)), ONE_TEXT),
    "very many users": one(around("Users", until_full(a_user)), ONE_CODE, ONE_TEXT),
    "very many groups": one(ONE_CODE, ONE_TEXT, around("Sets", until_full(a_set))),
    "very many links": one(ONE_CODE, ONE_TEXT, around("Links", until_full(a_link))),
    "very many memos": one(ONE_CODE, ONE_TEXT, around("Notes", until_full(a_note("kort")))),
    "as many memos as may be, long": one(
        ONE_CODE, ONE_TEXT, around("Notes", map(a_note("w" * 120), range(199_000)))
    ),
    "very many codes": one(codes_of(until_full(a_code)), ONE_TEXT),
    "as many codes as may be": one(codes_of(map(a_code, range(50_000))), ONE_TEXT),
    "very deep codes": one(codes_of(deep(DEEP_CODE, "</Code>")), ONE_TEXT),
    "very deep, of no known name": one(ONE_CODE, deep("<x>", "</x>"), ONE_TEXT),
    "one name of 100 MB": one(
        codes_of(["<Code name='", *["naam" * 1_000] * (FULL // 4_000), "'/>"]), ONE_TEXT
    ),
    "a recording with very many moments": recording,
    "an archive that is cut off": cut_off,
    "a project that is cut off": cut_off_xml,
    "a zip bomb": bomb,
    "a zip bomb that spreads": shy_bomb,
    "800,000 empty parts": entries,
    "a .qdc of very many codes": codebook(around("Codes", until_full(a_code))),
    "a .qdc of very deep codes": codebook(around("Codes", deep(DEEP_CODE, "</Code>"))),
    "a .qdc with one meaning of 100 MB": codebook(
        around(
            "Codes",
            [
                '<Code guid="x" name="lang" isCodable="true"><Description>',
                *[LINE * 1_000] * (FULL // (1_000 * len(LINE))),
                "</Description></Code>",
            ],
        )
    ),
    "a .qdc in UTF-16": other_letters,
    "noise": noise,
    "Taguette: very many documents": taguette(f"<p>{n} {LINE * 25}</p>" for n in range(49_000)),
    "Taguette: documents of 10 MB": taguette(html(10 * MEGABYTE) for _ in range(10)),
    "Taguette: one document of 100 MB": taguette(html(FULL) for _ in range(1)),
    "Taguette: very many tags": taguette(tags=(f"{LINE} {n}" for n in range(FULL // 90))),
    "Taguette: very many highlights": taguette(
        (f"<p>{n} {LINE * 25}</p>" for n in range(200)), highlights=900_000, most=1_000
    ),
    "Taguette: cut off": taguette_cut_off,
}


def make(name: str, path: Path) -> dict[str, Any]:
    FILES[name](path)
    return {"bytes": path.stat().st_size}


def read(_name: str, path: Path) -> dict[str, Any]:
    from samenspel.exchange import arriving
    from samenspel.exchange.refusals import LOSSES, NotRead

    told, fine = "", True
    try:
        summary = arriving.read(path, path.with_suffix(".lines"))
    except NotRead as refusal:
        told, fine = f"*{refusal}*", False
    else:
        kept = [f"{count:,} {what}" for what, count in summary.counts.items() if count]
        lost = [str(LOSSES[each.code] % each.count).rstrip(".") for each in summary.losses[:3]]
        told = "; ".join([", ".join(kept), *lost])
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = child.ru_utime + child.ru_stime
    return {"cpu": busy, "kb": child.ru_maxrss, "told": told, "fine": fine}


def take_in(_name: str, path: Path) -> dict[str, Any]:
    from samenspel.exchange import actions, arriving
    from samenspel.exchange.choosing import Choices
    from samenspel.exchange.project import Summary
    from samenspel.exchange.refusals import NotRead

    place = _who()
    arrival = actions.bring(
        place.expedition, name="groot.qdpx", size=1, key=uuid.uuid4(), by=place.person
    )
    busily, told = time.process_time(), ""
    try:
        actions.keep(
            arrival,
            choices=Choices(place.expedition),
            things=arriving.ahead(path.with_suffix(".lines")),
            summary=Summary(),
            by=place.person,
        )
    except NotRead as refusal:
        told = f"*{refusal}*"
    return {"cpu": time.process_time() - busily, "kb": _most(), "told": told}


def _most() -> int:
    """Not `getrusage`, which also tells what the process held that started this one."""
    told = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(told[1]) if told else 0


def apart(step: Callable[[str, Path], dict[str, Any]], name: str, path: Path) -> dict[str, Any]:
    """What a step tells, from a process of its own that holds no more than a worker does."""
    from django.db import connections

    connections.close_all()
    tells, says = os.pipe()
    child = os.fork()
    if not child:
        try:
            with os.fdopen(says, "w") as out:
                json.dump(step(name, path), out)
        except BaseException as wrong:
            print(f"{name}, {step.__name__}: {wrong!r}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    os.close(says)
    with os.fdopen(tells) as heard:
        told: dict[str, Any] = json.loads(heard.read() or "{}")
    _pid, _code, used = os.wait4(child, 0)
    return told or {
        "cpu": 0,
        "kb": used.ru_maxrss,
        "told": "*it fell*",
        "fine": False,
    }


def measure(*names: str) -> str:
    with scratch() as run:
        run("bench.exchange", "prepare", "-")
        return run("bench.hostile", *names).strip()


def tell(names: Iterable[str]) -> None:
    from django.conf import settings
    from django.utils import translation

    translation.activate("en")
    print(
        "Each file is read, and taken in when it was not refused, in processes of their own, on an "
        f"empty database (SQLite). The aim is fewer than {BOUND} MB in each; what is refused, is "
        "refused whole. *Processor* is what both steps used of it: the machine was not quiet, and "
        "seconds on the clock are not told.\n"
    )
    print("| file | MB | what was told | processor, s | MB, reading | MB, taking in | met |")
    print("|---|---|---|---|---|---|---|", flush=True)
    base = Path(settings.DATABASES["default"]["NAME"])
    empty = base.with_suffix(".empty")
    shutil.copy(base, empty)
    for name in names:
        for each in base.parent.glob(f"{base.name}*"):
            each.unlink()
        shutil.copy(empty, base)
        with tempfile.TemporaryDirectory() as folder:
            row = _row(name, Path(folder) / "groot.in")
        print(row, flush=True)
        print(row, file=sys.stderr, flush=True)


def _row(name: str, path: Path) -> str:
    size = apart(make, name, path)["bytes"]
    came = apart(read, name, path)
    kept = apart(take_in, name, path) if came["fine"] else {}
    told = "; ".join(filter(None, [came["told"], kept.get("told")]))
    most = max(came["kb"], kept.get("kb", 0)) / 1024
    cells = [
        name,
        f"{size / MEGABYTE:.0f}",
        told.replace("|", "/").replace("\n", " "),
        f"{came['cpu'] + kept.get('cpu', 0):.0f}",
        f"{came['kb'] / 1024:.0f}",
        f"{kept['kb'] / 1024:.0f}" if kept else "",
        "yes" if most < BOUND and "it fell" not in told else "no",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    _start()
    tell([each for each in FILES if not sys.argv[1:] or any(n in each for n in sys.argv[1:])])
