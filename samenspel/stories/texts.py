"""The words of an episode as files: WebVTT, SubRip, plain text, and its chapters as JSON.

WebVTT as the W3C has it, with `<v>` for who speaks; chapters as JSON Chapters 1.2.0 of Podcasting
2.0. Lines are at most 65 letters, two to a caption, as Apple asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from samenspel.sources.writing import spoken

from .public import Heard

WIDTH = 65
LINES = 2
SHORTEST = 500  # milliseconds that a caption stays
SIGN = re.compile(r"<(?=[A-Za-z/!])")


@dataclass(frozen=True)
class Caption:
    """Milliseconds, half-open; at most two lines."""

    begin: int
    stop: int
    lines: list[str]
    speaker: str


def captions(heard: Heard) -> Iterator[Caption]:
    """A paragraph becomes as many captions as it needs; each gets its share of the time."""
    for number, _place, begin, stop in heard.times:
        each = heard.paragraphs[number]
        lines = wrap(each.text, WIDTH, break_long_words=True)
        parts = [lines[at : at + LINES] for at in range(0, len(lines), LINES)]
        until = max(stop or 0, begin + SHORTEST * len(parts))
        letters = sum(len(line) for line in lines)
        said, here = 0, begin
        for part in parts:
            said += sum(len(line) for line in part)
            there = begin + (until - begin) * said // letters
            yield Caption(here, there, part, each.speaker or "")
            here = there


def vtt(heard: Heard) -> str:
    blocks = ["WEBVTT"]
    for each in captions(heard):
        words = "\n".join(_harmless(line) for line in each.lines)
        voice = f"<v {_harmless(each.speaker)}>" if each.speaker else ""
        blocks.append(f"{_time(each.begin, '.')} --> {_time(each.stop, '.')}\n{voice}{words}")
    return "\n\n".join(blocks) + "\n"


def srt(heard: Heard) -> str:
    """SubRip knows no speakers: a name stands before the words when another begins to speak."""
    blocks, speaker = [], ""
    for number, each in enumerate(captions(heard), start=1):
        lines = list(each.lines)
        if each.speaker and each.speaker != speaker:
            lines[0] = f"{each.speaker}: {lines[0]}"
        speaker = each.speaker
        times = f"{_time(each.begin, ',')} --> {_time(each.stop, ',')}"
        blocks.append("\n".join([str(number), times, *map(_without_signs, lines)]))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def txt(heard: Heard) -> str:
    return f"{heard.title}\n\n{spoken(heard.paragraphs)}"


def chapters(heard: Heard) -> str:
    told = [{"startTime": each.start / 1000, "title": each.title} for each in heard.chapters]
    file = {"version": "1.2.0", "title": heard.title, "chapters": told}
    return json.dumps(file, ensure_ascii=False, indent=1) + "\n"


def _time(milliseconds: int, point: str) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{point}{rest:03}"


def _without_signs(words: str) -> str:
    """SubRip has no way to write a sign that programs read as their own: it is drawn otherwise."""
    return SIGN.sub("‹", words.replace("-->", "→")).replace("{\\", "{ \\")


def _harmless(words: str) -> str:
    """What WebVTT would read as a sign is escaped."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
