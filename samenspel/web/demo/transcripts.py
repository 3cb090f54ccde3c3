"""The longer texts of the demo, from the way they are written down to paragraphs with speakers.

Unlike a file that somebody brings, these say exactly what they are: a heading, a bold question, or
a line of a speaker; every other line is told by nobody in particular.
"""

from __future__ import annotations

import re
from typing import Any

HEADING = re.compile(r"(#+) (.*)")
QUESTION = re.compile(r"\*\*(.*)\*\*")
TURN = re.compile(r"([A-Z][\w-]+)(?: \(\w+\))?: (.*)")
CUE = re.compile(r"([\d:.]+) --> ([\d:.]+)\n<v (\w+)>(.*)")


def understand(written: str, speakers: set[str]) -> tuple[str, list[dict[str, Any]]]:
    """The text and its layout, as `sources.keep` wants them; only `speakers` take turns."""
    captions = written.startswith("WEBVTT")
    pieces = _captions(written) if captions else _paragraphs(written, speakers)
    lines: list[str] = []
    layout: list[dict[str, Any]] = []
    start = 0
    for line, facts in pieces:
        layout.append({"start": start, "end": start + len(line), **facts})
        lines.append(line)
        start += len(line) + 1
    return "\n".join(lines), layout


def _paragraphs(written: str, speakers: set[str]) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    for line in filter(None, written.strip().split("\n")):
        if heading := HEADING.fullmatch(line):
            found.append((heading[2], {"kind": "heading", "level": len(heading[1])}))
        elif question := QUESTION.fullmatch(line):
            found.append((question[1], {"kind": "question"}))
        elif (turn := TURN.fullmatch(line)) and turn[1] in speakers:
            found.append((turn[2], {"kind": "text", "speaker": turn[1]}))
        else:
            found.append((line, {"kind": "text"}))
    return found


def _captions(written: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (words, {"kind": "cue", "speaker": who, "begin": _ms(begin), "stop": _ms(stop)})
        for begin, stop, who, words in CUE.findall(written)
    ]


def _ms(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    return round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000)
