"""The paragraphs of a foreign text: its lines, with who speaks and when, where the file tells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from samenspel.sources.offsets import paragraphs
from samenspel.sources.readers.draft import Kind

from .project import Source


@dataclass(frozen=True, order=True, slots=True)
class Turn:
    """A stretch in which somebody speaks."""

    start: int
    end: int
    label: str


def layout(source: Source, turns: Sequence[Turn] = ()) -> list[dict[str, Any]]:
    """As `Version.layout` has it: every line that holds something is a paragraph."""
    told = {(each[0], each[1]): each for each in source.lines}
    found: list[dict[str, Any]] = []
    starts = [turn.start for turn in turns]
    for start, end in paragraphs(source.text):
        if not source.text[start:end].strip():
            continue
        piece: dict[str, Any] = {"kind": "text", "start": start, "end": end}
        at = bisect_right(starts, start) - 1
        if at >= 0 and start < turns[at].end:
            piece["speaker"] = turns[at].label
        if each := told.get((start, end)):
            piece |= _told(each)
        elif source.times and not source.lines:  # ours says of each line that has one
            piece |= {"kind": "cue", **_when(source.times, start, end)}
        found.append(piece)
    return found


def _told(each: Sequence[Any]) -> dict[str, Any]:
    """What a file of ours says of a line; of what it does not know it is plain text."""
    kind = each[2] if each[2] in set(Kind) else Kind.TEXT
    more = zip(("level", "begin", "stop"), each[3:], strict=True)
    return {"kind": str(kind), **{name: value for name, value in more if value is not None}}


def _when(times: Sequence[tuple[int, int]], start: int, end: int) -> dict[str, int]:
    """From the last moment before a line begins to the first after it ends."""
    begins = bisect_right(times, start, key=lambda each: each[0]) - 1
    stops = bisect_right(times, end - 1, key=lambda each: each[0])
    told: dict[str, int] = {}
    if begins >= 0:
        told["begin"] = times[begins][1]
    if stops < len(times):
        told["stop"] = times[stops][1]
    if "begin" in told and told.get("stop", told["begin"]) < told["begin"]:
        del told["stop"]
    return told
