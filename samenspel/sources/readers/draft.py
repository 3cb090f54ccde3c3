"""What comes out of a file: paragraphs that know what they are, and one string with a layout."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    HEADING = "heading"
    QUESTION = "question"
    TEXT = "text"
    ITEM = "item"
    ROW = "row"
    CUE = "cue"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, without line ends. `begin` and `stop` are milliseconds in a recording."""

    kind: Kind
    text: str
    level: int | None = None
    speaker: str | None = None
    begin: int | None = None
    stop: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A file that was read, and not yet kept. `remarks` are keys of `refusals.REMARKS`."""

    title: str
    paragraphs: tuple[Paragraph, ...]
    remarks: tuple[str, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(p.speaker for p in self.paragraphs if p.speaker))


@dataclass(slots=True)
class Block:
    """What a reader of one file format hands over: stretches of text that are bold or not.

    A line end in a stretch is a line end in the file; `turns` decides what it means.
    """

    kind: Kind
    runs: list[tuple[str, bool]]
    level: int | None = None
    speaker: str | None = None
    begin: int | None = None
    stop: int | None = None


@dataclass(slots=True)
class Result:
    """What the reader of one format gives back."""

    blocks: list[Block]
    title: str = ""
    remarks: tuple[str, ...] = ()
    pictures: int = 0


_LINE_END = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = dict.fromkeys(
    [
        *(c for c in range(0x20) if chr(c) not in "\t\n"),
        *range(0x7F, 0xA0),
        0x00AD,  # soft hyphen
        0x200B,  # zero width space
        0x2060,  # word joiner
        0xFEFF,
        *range(0x202A, 0x202F),  # these turn the direction of everything after them
        *range(0x2066, 0x206A),
        *range(0xD800, 0xE000),  # half a UTF-16 pair: no database takes it
        *range(0xFDD0, 0xFDF0),
        *(plane * 0x10000 + c for plane in range(17) for c in (0xFFFE, 0xFFFF)),
    ]
)


def clean(text: str) -> str:
    """NFC, line ends as newlines, every other stretch of white space one space."""
    text = _LINE_END.sub("\n", text).translate(_INVISIBLE)
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def compose(paragraphs: Iterable[Paragraph]) -> tuple[str, list[dict[str, Any]]]:
    """The text of a version and its layout: one entry for each line of the text.

    Offsets are code points, half-open. Keys without a value are left out: `level`, `speaker`,
    and of a caption `begin` and `stop` in milliseconds.
    """
    lines: list[str] = []
    layout: list[dict[str, Any]] = []
    start = 0
    for paragraph in paragraphs:
        line = one_line(paragraph.text)
        if not line:
            continue
        entry: dict[str, Any] = {
            "kind": str(paragraph.kind),
            "start": start,
            "end": start + len(line),
            "level": paragraph.level,
            "speaker": paragraph.speaker,
            "begin": paragraph.begin,
            "stop": paragraph.stop,
        }
        layout.append({key: value for key, value in entry.items() if value is not None})
        lines.append(line)
        start += len(line) + 1
    return "\n".join(lines), layout


def decompose(text: str, layout: Sequence[dict[str, Any]]) -> tuple[Paragraph, ...]:
    """The paragraphs that `compose` made this text and layout from."""
    return tuple(
        Paragraph(
            kind=Kind(entry["kind"]),
            text=text[entry["start"] : entry["end"]],
            level=entry.get("level"),
            speaker=entry.get("speaker"),
            begin=entry.get("begin"),
            stop=entry.get("stop"),
        )
        for entry in layout
    )
