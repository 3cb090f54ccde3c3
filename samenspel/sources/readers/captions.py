"""WebVTT and SRT. Neither is read by a library: the known one takes a caption that ends before it
begins, reads one voice of two, and drops without a word what it does not understand."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from . import limits
from .draft import Block, Kind, Result, clean, one_line
from .letters import decode
from .refusals import Unreadable
from .turns import milliseconds

_TIME = r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_TIMING = re.compile(rf"({_TIME})[ \t]*-->[ \t]*({_TIME})(?:[ \t].*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>")
_INNER_TIME = re.compile(rf"<{_TIME}>")
_LIKE_TIMING = re.compile(r"\d[\d:.,\s]*-->")
_TAG = re.compile(
    r"</?(?:[cibuvs]|em|strong|span|ruby|rt|lang|font)(?:[.\s][^>]*)?>", re.IGNORECASE
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MANNER = re.compile(r"\{\\[^{}]*\}|\{/?[ibu]\}", re.IGNORECASE)


def read_vtt(data: bytes) -> Result:
    text, remarks = decode(data)
    lines = clean(text).split("\n")
    if not re.match(r"WEBVTT(?:\s|$)", lines[0]):
        raise Unreadable("vtt_header")
    return _cues(lines, 1, remarks)


def read_srt(data: bytes) -> Result:
    text, remarks = decode(data)
    return _cues(clean(text).split("\n"), 0, remarks)


def _cues(lines: list[str], start: int, remarks: tuple[str, ...]) -> Result:
    rolling = any(_INNER_TIME.search(line) for line in lines)
    blocks: list[Block] = []
    before: list[str] = []
    for begin, stop, words in _timed(lines, start):
        if rolling:  # live captions repeat the line before
            repeated, before = before, [_plain(line) for line in words]
            words = [line for line in words if _plain(line) not in repeated]
        voice = None
        pieces = _VOICE.split("\n".join(words))
        for place, piece in enumerate(pieces):
            if place % 2:
                voice = one_line(html.unescape(piece))[: limits.SPEAKER].strip() or None
                continue
            for line in _sentences(piece):
                blocks.append(Block(Kind.CUE, [(line, False)], None, voice, begin, stop))
    if not blocks:
        raise Unreadable("no_cues")
    return Result(blocks, remarks=remarks)


def _timed(lines: list[str], start: int) -> Iterator[tuple[int, int, list[str]]]:
    place = start
    while place < len(lines):
        line = lines[place].strip()
        place += 1
        if "-->" not in line:
            continue
        timing = _TIMING.fullmatch(line)
        if not timing:
            raise Unreadable("cue_time", line=place)
        begin, stop = milliseconds(timing[1]), milliseconds(timing[2])
        if stop < begin:
            raise Unreadable("cue_backwards", line=place)
        words: list[str] = []
        while place < len(lines) and lines[place].strip() and not _begins(lines[place]):
            words.append(lines[place].strip())
            place += 1
        if place < len(lines) and _begins(lines[place]) and words and words[-1].isdigit():
            words.pop()  # the number of the next caption: the empty line between them is missing
        yield begin, stop, words


def _begins(line: str) -> bool:
    """Whether a line in a caption is the time of the next one; an arrow may also be said."""
    return bool(_LIKE_TIMING.match(line.strip()))


def _plain(line: str) -> str:
    words = _BREAK.sub(" ", _INNER_TIME.sub("", _MANNER.sub("", line)))
    return one_line(html.unescape(_TAG.sub("", words)))


def _sentences(piece: str) -> list[str]:
    """Lines of one caption run on, unless dashes say that somebody else answers."""
    lines = [line for line in map(_plain, piece.split("\n")) if line]
    if len(lines) > 1 and all(re.match(r"[-–—]\s*\S", line) for line in lines):
        return lines
    return [" ".join(lines)] if lines else []
