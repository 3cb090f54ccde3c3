"""Tables: a transcript in two columns, short rows, or cells full of paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from .draft import Block, Kind, one_line
from .turns import is_name, milliseconds

Row = list[list[Block]]
_TIME = re.compile(r"[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)[\])]?")
_SHORT = 400


def blocks_of_rows(rows: list[Row]) -> list[Block]:
    rows = [row for row in rows if any(row)]
    names = _column_of_names(rows)
    blocks: list[Block] = []
    for row in rows:
        if names is not None and names < len(row) and is_name(_words(row[names]).rstrip(":")):
            blocks += _turn(row, names)
        elif all(_is_short(cell) for cell in row):
            cells = [run for cell in row if cell for run in [(" | ", False), *cell[0].runs]]
            blocks.append(Block(Kind.ROW, cells[1:]))
        else:
            blocks += [block for cell in row for block in cell]
    return blocks


def _words(cell: list[Block]) -> str:
    return one_line(" ".join(text for block in cell for text, _ in block.runs))


def _is_short(cell: list[Block]) -> bool:
    return not cell or (len(cell) == 1 and len(_words(cell)) <= _SHORT)


def _column_of_names(rows: list[Row]) -> int | None:
    """The column in which the speakers stand: names that come back, next to what they say."""
    for column in (0, 1):
        cells = [_words(row[column]).rstrip(":") for row in rows if 2 <= len(row) <= 3 > column]
        names = Counter(name for name in cells if is_name(name))
        if names and max(names.values()) > 1 and 2 * names.total() > len(rows):
            return column
    return None


def _turn(row: Row, names: int) -> list[Block]:
    name = _words(row[names]).rstrip(": ")
    begin = None
    said: list[Block] = []
    for column, cell in enumerate(row):
        time = _TIME.fullmatch(_words(cell))
        if column == names:
            continue
        if time:
            begin = milliseconds(time[1])
        else:
            said += [replace(block, speaker=name) for block in cell]
    if said and begin is not None:
        said[0].begin = begin
    return said
