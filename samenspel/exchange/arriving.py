"""The door for files of other packages: each is read in a process of its own that may use little.

What comes back stands in a file of lines beside the one that came, until it is taken in or a week
has passed. The folder lies beside the database, in the folder of the site (SAMENSPEL_VAR).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from . import limits, progress
from .project import Summary, Thing, from_line
from .refusals import NotRead

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


AHEAD = 15 * limits.MEGABYTE
"""Bytes of lines that are in memory before they are taken in."""


class NotYet(NotRead):
    """It was not read in the time that was given."""

    def __init__(self, name: str) -> None:
        super().__init__("too_heavy", name=name)


def folder() -> Path:
    made: Path = settings.VAR / "exchange"
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


def path_of(key: Any, ending: str) -> Path:
    return folder() / f"{key}.{ending}"


def put(key: Any, upload: UploadedFile[Any]) -> None:
    """Keep the file as it came."""
    with open(path_of(key, "in"), "wb") as kept:
        kept.writelines(upload.chunks())


def forget(key: Any) -> None:
    for ending in ("in", "lines", "out"):
        path_of(key, ending).unlink(missing_ok=True)


def read(path: Path, lines: Path, *, seconds: float = limits.CHILD_TIMEOUT) -> Summary:
    """Read a file, and keep what it holds as lines. Raises `NotRead`, which says what to do."""
    with open(lines, "wb") as out, tempfile.TemporaryFile() as said:
        try:
            child = subprocess.run(  # noqa: S603
                [sys.executable, "-I", "-m", f"{__package__}.child", str(path), str(said.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                check=False,
                pass_fds=[said.fileno()],
            )
        except subprocess.TimeoutExpired:
            raise NotYet(progress.last(said.fileno())) from None
        place = progress.last(said.fileno())
    if child.returncode < 0 or child.returncode == limits.GAVE_UP:
        raise NotRead("too_heavy", name=place)
    last = _last_line(lines)
    told = json.loads(last) if last else {}
    if told.get("is") == "Refused":
        told.pop("is")
        raise NotRead(told.pop("code"), **told)
    if child.returncode or told.get("is") != "Summary":
        raise NotRead("strange", name=place)
    summary = from_line(last)
    assert isinstance(summary, Summary)  # noqa: S101  (asked above)
    return summary


def _last_line(path: Path) -> bytes:
    with open(path, "rb") as opened:
        end = opened.seek(0, os.SEEK_END)
        piece = b""
        while end and b"\n" not in piece.rstrip(b"\n"):
            begin = max(0, end - (1 << 16))
            opened.seek(begin)
            piece = opened.read(end - begin) + piece
            end = begin
    return piece.rstrip(b"\n").rpartition(b"\n")[2]


def things(lines: Path) -> Iterator[Thing]:
    with open(lines, "rb") as opened:
        for line in opened:
            yield from_line(line)


def ahead(lines: Path) -> Iterable[Thing]:
    """All of it read already, where it fits: so the database is held only while it is written."""
    return list(things(lines)) if lines.stat().st_size <= AHEAD else things(lines)


def forget_before(day: datetime) -> None:
    """Remove the files that came, or were made, before a day."""
    for path in folder().iterdir():
        if path.stat().st_mtime < day.timestamp():
            path.unlink(missing_ok=True)
