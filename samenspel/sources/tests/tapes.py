"""Small recordings, made by ffmpeg itself, and the way from a file to something that plays."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from samenspel.people.models import Person
from samenspel.sources import recordings
from samenspel.sources.models import Arriving, Recording, Source

SECRET = "Sloterdijkstraat"


@cache
def a_tape(ending: str = "wav", seconds: float = 3, *more: str) -> bytes:
    """A tone of so many seconds in a file of this kind, with tags that tell too much."""
    tags = ["-metadata", f"title={SECRET}", "-metadata", f"location=+52.38+4.83/{SECRET}"]
    sound = ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"]
    return _made(ending, *sound, *tags, *more)


@cache
def a_film(ending: str = "mp4", seconds: float = 2, size: str = "320x180", *more: str) -> bytes:
    """A test picture with a tone."""
    picture = ["-f", "lavfi", "-i", f"testsrc=duration={seconds}:size={size}:rate=12"]
    sound = ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"]
    return _made(ending, *picture, *sound, "-pix_fmt", "yuv420p", *more)


def _made(ending: str, *how: str) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{ending}"
        subprocess.run(["ffmpeg", "-v", "error", *how, str(path)], check=True)  # noqa: S603, S607
        return path.read_bytes()


def sent(source: Source, data: bytes, *, by: Person) -> Arriving:
    """A recording that arrived; the worker did not come to it yet."""
    return recordings.bring_file(source, SimpleUploadedFile("opname.wav", data), by=by)


def worker_does(arriving: Arriving) -> None:
    recordings.make_ready.func(str(arriving.key))


def a_recording(source: Source, data: bytes | None = None, *, by: Person) -> Recording:
    """A recording that can be heard."""
    worker_does(sent(source, data or a_tape(), by=by))
    found: Any = source.recordings.unguarded("command line").last()
    assert found is not None
    return found
