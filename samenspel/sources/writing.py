"""A text as somebody types it: one line for each paragraph, with few signs.

    # Heading            Amina: what she says       - a point in a list
    **A question.**      ---  (here she stops)

A heading that ends in a question mark is a question. `written` and `read_written` are each other's
opposite; what the signs can't hold (times, rows, notes) is carried over from unchanged lines.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from .models import Source
from .readers import Kind, Paragraph
from .readers.draft import clean, one_line
from .readers.turns import is_name

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_QUESTION = re.compile(r"\*\*(.+)\*\*")
_ITEM = re.compile(r"[-*•]\s+(.*)")
_LABEL = re.compile(r"([^:\n]{1,80}?):(?:\s+(.*)|$)")
STOP = "---"


def written(paragraphs: Iterable[Paragraph]) -> str:
    lines: list[str] = []
    speaker: str | None = None
    for paragraph in paragraphs:
        if paragraph.kind in (Kind.HEADING, Kind.QUESTION):
            speaker = None
            lines.append(_title(paragraph))
            continue
        said = f"- {paragraph.text}" if paragraph.kind is Kind.ITEM else paragraph.text
        if paragraph.speaker != speaker and paragraph.kind not in (Kind.NOTE, Kind.ROW):
            speaker = paragraph.speaker
            if speaker is None:
                lines.append(STOP)
            elif paragraph.kind is Kind.ITEM:
                lines.append(f"{speaker}:")
            else:
                said = f"{speaker}: {said}"
        lines.append(said)
    return "\n\n".join(lines) + "\n" if lines else ""


def _title(paragraph: Paragraph) -> str:
    if paragraph.kind is Kind.QUESTION and paragraph.level is None:
        return f"**{paragraph.text}**"
    return f"{'#' * (paragraph.level or 1)} {paragraph.text}"


def read_written(
    text: str, speakers: Iterable[str] = (), before: Sequence[Paragraph] = ()
) -> tuple[Paragraph, ...]:
    """The paragraphs of a typed text; `before` are those of the version that was changed."""
    known = {name.casefold(): name for name in speakers}
    kept: dict[str, list[Paragraph]] = defaultdict(list)
    for old in reversed(before):
        kept[old.text].append(old)
    speaker: str | None = None
    found: list[Paragraph] = []
    for line in map(one_line, clean(text).split("\n")):
        if not line:
            continue
        if line == STOP:
            speaker = None
            continue
        if title := _heading(line):
            speaker = None
            found.append(title)
            continue
        if label := _LABEL.fullmatch(line):
            name = known.get(label[1].casefold())
            if name or is_name(label[1]):
                speaker = known.setdefault(label[1].casefold(), label[1])
                line = label[2] or ""
        if line:
            found.append(_carried(_paragraph(line, speaker), kept))
    return tuple(found)


def _heading(line: str) -> Paragraph | None:
    if heading := _HEADING.fullmatch(line):
        kind = Kind.QUESTION if heading[2].endswith("?") else Kind.HEADING
        return Paragraph(kind, heading[2], len(heading[1]))
    if question := _QUESTION.fullmatch(line):
        return Paragraph(Kind.QUESTION, question[1])
    return None


def _paragraph(line: str, speaker: str | None) -> Paragraph:
    if item := _ITEM.fullmatch(line):
        return Paragraph(Kind.ITEM, item[1], level=1, speaker=speaker)
    return Paragraph(Kind.TEXT, line, speaker=speaker)


def _carried(new: Paragraph, kept: dict[str, list[Paragraph]]) -> Paragraph:
    """With what the same line had before and a typed line can't show."""
    old = kept[new.text].pop() if kept[new.text] else None
    if old is None or (old.kind is Kind.ITEM) != (new.kind is Kind.ITEM):
        return new
    silent = old.kind in (Kind.ROW, Kind.NOTE)
    return replace(old, speaker=None if silent else new.speaker)


def renamed(paragraphs: Iterable[Paragraph], names: Mapping[str, str]) -> tuple[Paragraph, ...]:
    """Other names for the speakers; an empty name puts the label back into the text."""
    found: list[Paragraph] = []
    before: str | None = None
    for paragraph in paragraphs:
        speaker = paragraph.speaker
        name = names.get(speaker, speaker) if speaker else None
        text = paragraph.text
        if speaker and not name and speaker != before:
            text = f"{speaker}: {text}"
        found.append(replace(paragraph, text=text, speaker=name or None))
        before = speaker
    return tuple(found)


def spoken(paragraphs: Iterable[Paragraph]) -> str:
    """As plain text, to take along: each turn begins with its speaker's name."""
    lines: list[str] = []
    speaker: str | None = None
    for paragraph in paragraphs:
        named = paragraph.speaker and paragraph.speaker != speaker
        bullet = "- " if paragraph.kind is Kind.ITEM else ""
        lines.append(f"{f'{paragraph.speaker}: ' if named else ''}{bullet}{paragraph.text}")
        speaker = paragraph.speaker
    return "\n\n".join(lines) + "\n"


def kind_of(paragraphs: Iterable[Paragraph]) -> str:
    """What kind of source this seems to be."""
    kinds = {p.kind for p in paragraphs}
    voices = {p.speaker for p in paragraphs if p.speaker}
    if Kind.CUE in kinds:
        return Source.Kind.TRANSCRIPT
    if voices and Kind.QUESTION in kinds:
        return Source.Kind.INTERVIEW
    return Source.Kind.TRANSCRIPT if len(voices) > 1 else Source.Kind.DOCUMENT


def to_json(paragraphs: Iterable[Paragraph]) -> list[dict[str, Any]]:
    return [{k: v for k, v in asdict(p).items() if v is not None} for p in paragraphs]


def from_json(stored: Iterable[dict[str, Any]]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(**{**each, "kind": Kind(each["kind"])}) for each in stored)
