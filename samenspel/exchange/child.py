"""In the child process: a file is read by its path, and goes out as lines of JSON.

It has little memory and little time, and nothing of ours within reach.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator

from samenspel.exchange import limits, progress
from samenspel.exchange.project import Thing, to_line
from samenspel.exchange.refi.reading import read_codebook, read_project
from samenspel.exchange.refusals import NotRead
from samenspel.exchange.taguette import read_taguette

Reader = Callable[[str], Iterator[Thing]]


def reader_of(path: str) -> Reader:
    """By what the file begins with: what it is called says little."""
    with open(path, "rb") as opened:
        begins = opened.read(1024)
    if not begins:
        raise NotRead("empty")
    if begins.startswith(b"PK"):
        return read_project
    if begins.startswith(b"SQLite format 3\0"):
        return read_taguette
    plain = begins.removeprefix(b"\xef\xbb\xbf").lstrip()
    if plain.startswith(b"<") or begins[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read_codebook
    raise NotRead("unknown")


def _limit() -> None:
    def lower(what: int, to: int) -> None:
        hard = resource.getrlimit(what)[1]
        to = to if hard == resource.RLIM_INFINITY else min(to, hard)
        resource.setrlimit(what, (to, to))

    lower(resource.RLIMIT_CPU, limits.CHILD_PROCESSOR)
    lower(resource.RLIMIT_AS, limits.CHILD_MEMORY)
    lower(resource.RLIMIT_FSIZE, limits.CHILD_WRITES)
    lower(resource.RLIMIT_CORE, 0)


def main() -> None:
    _limit()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints goes elsewhere
    path = sys.argv[1]
    progress.tell_to(int(sys.argv[2]))
    try:
        for thing in reader_of(path)(path):
            out.write(to_line(thing))
        out.close()
    except NotRead as refusal:
        out.write(json.dumps({"is": "Refused", "code": refusal.code, **refusal.params}) + "\n")
        out.close()
    except (MemoryError, OSError):
        os._exit(limits.GAVE_UP)
    except Exception:
        out.close()  # whoever waits knows what it was at
        raise


if __name__ == "__main__":
    main()
