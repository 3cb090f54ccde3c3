"""A .qdpx: a zip file with a project and its sources, that may have been made to hurt."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO

from samenspel.exchange import limits, progress
from samenspel.exchange.refi.names import guid
from samenspel.exchange.refusals import NotRead

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)

SHOWN = 80  # characters of a name


class Archive:
    """Measured before anything in it is unpacked. Nothing of it is ever written to a folder."""

    def __init__(self, path: str) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
            self.parts = self.zip.infolist()
        except BROKEN:
            raise NotRead("cut_off") from None
        self._measure()
        self.project = self._project()
        self._known = self._names()
        self._left = limits.TEXTS

    def _measure(self) -> None:
        if len(self.parts) > limits.ENTRIES:
            raise NotRead("too_many", limit=limits.ENTRIES)
        if any(part.flag_bits & 1 for part in self.parts):
            raise NotRead("locked")
        for part in self.parts:
            ratio = part.file_size / max(part.compress_size, 1)
            if part.file_size > limits.MEGABYTE and ratio > limits.RATIO:
                raise NotRead("bomb", name=part.filename[:SHOWN])

    def _project(self) -> zipfile.ZipInfo:
        """The one .qde at the top: packages call it project.qde, Project.qde, or by its name."""
        found = [
            part
            for part in self.parts
            if part.filename.lower().endswith(".qde")
            and "/" not in part.filename.replace("\\", "/").strip("/")
        ]
        if not found:
            raise NotRead("no_project")
        named = [part for part in found if part.filename.lower() == "project.qde"]
        if len(named) != 1 and len(found) > 1:
            raise NotRead("two_projects", names=", ".join(p.filename[:SHOWN] for p in found[:5]))
        part = (named or found)[0]
        if part.file_size > limits.PROJECT:
            raise NotRead("bomb", name=part.filename[:SHOWN])
        return part

    def _names(self) -> dict[str, zipfile.ZipInfo]:
        """Each part by its name in its folder, whatever the case: the folder is flat by rule."""
        known: dict[str, zipfile.ZipInfo] = {}
        for part in self.parts:
            path = PurePosixPath(part.filename.replace("\\", "/"))
            known.setdefault(path.name.lower(), part)
            known.setdefault(_bare(path.name), part)
        return known

    def open_project(self) -> IO[bytes]:
        try:
            return self.zip.open(self.project)
        except BROKEN:
            raise NotRead("not_zip", file=self.project.filename[:SHOWN]) from None

    def find(self, path: str) -> zipfile.ZipInfo | None:
        """The part a source names. A path only ever leads to a part of this archive."""
        name = PurePosixPath(path.replace("\\", "/").removeprefix("internal:")).name.lower()
        return self._known.get(name) or self._known.get(_bare(name)) if name else None

    def read(self, part: zipfile.ZipInfo) -> bytes | None:
        """The bytes of a text; None when it is damaged or far too large."""
        progress.at(part.filename[:SHOWN])
        try:
            with self.zip.open(part) as opened:
                data = opened.read(limits.TEXT + 1)
        except BROKEN:
            return None
        self._left -= len(data)
        if self._left < 0:
            raise NotRead("bomb", name=part.filename[:SHOWN])
        return data if len(data) <= limits.TEXT else None


def _bare(name: str) -> str:
    """A GUID name without braces, so that `{A}.txt` is found as `a.txt`."""
    stem, dot, ending = name.lower().rpartition(".")
    bare = stem.strip("{}")
    return f"{guid(bare)}.{ending}" if dot and len(bare) == 36 else name.lower()
