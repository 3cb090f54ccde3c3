"""What the lines of a text are, and when they sound: a memo beside the text, that people can read.

The format knows styles only in a DOCX beside the text, in which packages count otherwise, and
times only in the transcript of a recording, which many packages pass by. All of them keep a memo.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from samenspel.exchange import limits
from samenspel.exchange.refi.names import own_guid

_LINE = re.compile(
    r"(\d{1,9})-(\d{1,9}) ([a-z]{1,20})(?: (\d{1,2}))?"
    r"(?: ([\d:.]{12,16}))?(?: --> ([\d:.]{12,16}))?"
)
_CLOCK = re.compile(r"(\d{2,6}):(\d\d):(\d\d)\.(\d{3})")


def guid_of(source: str) -> str:
    """Of the memo that tells the lines of this source."""
    return own_guid("structure", source)


def told(layout: Iterable[Mapping[str, Any]]) -> str:
    """A line for each paragraph that is more than plain text; '' when there are none."""
    return "\n".join(map(_told, filter(_is_more, layout)))


def _is_more(piece: Mapping[str, Any]) -> bool:
    return piece["kind"] != "text" or bool({"level", "begin", "stop"} & set(piece))


def _told(piece: Mapping[str, Any]) -> str:
    line = f"{piece['start']}-{piece['end']} {piece['kind']}"
    line += f" {piece['level']}" if "level" in piece else ""
    line += f" {_clock(piece['begin'])}" if "begin" in piece else ""
    return line + (f" --> {_clock(piece['stop'])}" if "stop" in piece else "")


def lines_of(words: str) -> Iterator[list[Any]]:
    """Start, end, kind, level, begin and stop of each such line; what is not told is None."""
    for line in words.splitlines():
        if found := _LINE.fullmatch(line.strip()):
            start, end, kind, level, begin, stop = found.groups()
            yield [int(start), int(end), kind, level and int(level), _ms(begin), _ms(stop)]


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _ms(told: str | None) -> int | None:
    found = _CLOCK.fullmatch(told or "")
    if found is None:
        return None
    hours, minutes, seconds, rest = map(int, found.groups())
    return min(((hours * 60 + minutes) * 60 + seconds) * 1000 + rest, limits.LATEST)
