"""Plain text."""

from __future__ import annotations

import re

from .draft import Block, Kind, Result, clean
from .letters import decode
from .turns import opens_turn

BULLET = re.compile(r"(?:[•‣▪◦●○■·*\uf0b7\uf0a7–—-]|\(?\d{1,2}[.)]|[a-z][.)])\s+(?=\S)")
# An e-mail or an old text is broken off somewhere here; a wider line was never broken off.
_NARROWEST, _WIDEST = 55, 100


def read_text(data: bytes) -> Result:
    text, remarks = decode(data)
    lines = [line.strip() for line in clean(text).split("\n")]
    width = max(map(len, lines), default=0)
    blocks: list[Block] = []
    open_ended = joined = False
    for line in lines:
        if not line:
            open_ended = False
            continue
        if open_ended and _ran_on(blocks[-1].runs[-1][0], line, width):
            blocks[-1].runs.append((" " + line, False))
            joined = True
        else:
            blocks.append(block_of(line))
        open_ended = True
    return Result(blocks, remarks=(*remarks, *(["rewrapped"] if joined else [])))


def block_of(line: str) -> Block:
    bullet = BULLET.match(line)
    if bullet and not opens_turn(line):
        # A number says something; a dot or dash does not.
        start = 0 if bullet[0].strip()[-1] in ".)" else bullet.end()
        return Block(Kind.ITEM, [(line[start:], False)], level=1)
    return Block(Kind.TEXT, [(line, False)])


def _ran_on(before: str, line: str, width: int) -> bool:
    """Whether the line end between these two only stands there because the line was full."""
    if not _NARROWEST <= width <= _WIDEST or BULLET.match(line) or opens_turn(line):
        return False
    return len(before.strip()) + 1 + len(line.split()[0]) > width
