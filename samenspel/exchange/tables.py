"""Passages and codes as tables, row by row: CSV and Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

import xlsxwriter
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from samenspel.circles.models import Voice
from samenspel.foundation.sheets import for_excel, harmless

from .refi.codes import ABOVE

if TYPE_CHECKING:
    from samenspel.threads.models import Code

    from .giving import Giving

MARK = "\ufeff"  # so that a spreadsheet reads é as é
MOST_ROWS = 1_048_576
Row = list[str | int]


def passages(giving: Giving) -> Iterator[Row]:
    """A row for each code that somebody gave to a passage, and for each passage without one."""
    yield [
        _("passage"),
        _("source"),
        _("coalition"),
        _("moment"),
        _("voice"),
        _("who speaks"),
        _("code"),
        _("below"),
        _("coder"),
        _("coded on"),
        _("begins"),
        _("ends"),
        _("number of the passage"),
        _("export"),
    ]
    gathered, called = giving.gathered, giving.export.called
    paths = {code.pk: path for code, path in with_paths(gathered.code_by_key)}
    voices = dict(Voice.choices)
    for text in gathered.texts(giving.only):
        row, words = text.row, text.version.text
        heard = {each.speaker: each for each in text.heard.values()}
        where: Row = [row.title, str(row.coalition or ""), row.moment.isoformat()]
        for each in text.passages:
            speaking = [heard[key] for key in each.speakers if key in heard]
            said: Row = [words[each.start : each.end], *where]
            said.append(", ".join(sorted({str(voices[one.voice]) for one in speaking})))
            said.append(", ".join(one.name for one in speaking))
            place: Row = [each.start, each.end, each.guid, called]
            for _guid, code, coder, at in each.codings:
                name, below = gathered.code_by_key[code].name, paths[code]
                coded: Row = [name, below, gathered.coders[coder].name, at.date().isoformat()]
                yield [*said, *coded, *place]
            if not each.codings:
                yield [*said, "", "", "", "", *place]


def codes(giving: Giving) -> Iterator[Row]:
    yield [
        _("code"),
        _("below"),
        _("codebook"),
        _("what it means"),
        _("give it when"),
        _("don't give it when"),
        _("element it serves"),
        _("number of the code"),
        _("export"),
    ]
    gathered = giving.gathered
    books = {book.pk: book.name for book in gathered.books}
    for code, below in with_paths(gathered.code_by_key):
        element = code.element.name if code.element else ""
        told = [code.definition, code.use_when, code.not_when, element, str(code.guid)]
        yield [code.name, below, books[code.codebook_id], *told, giving.export.called]


def with_paths(codes: dict[int, Code]) -> Iterator[tuple[Code, str]]:
    """Each code with the names of those above it: A > B."""
    paths: dict[int, str] = {}
    for code in codes.values():
        above = codes.get(code.parent_id or 0)
        paths[code.pk] = ABOVE.join(filter(None, [paths[above.pk], above.name])) if above else ""
        yield code, paths[code.pk]


def _as_csv(rows: Iterable[Row], out: IO[bytes]) -> None:
    words = io.TextIOWrapper(out, "utf-8", newline="")
    words.write(MARK)
    sheet = csv.writer(words)
    for row in rows:
        sheet.writerow([harmless(cell) for cell in row])
    words.flush()
    words.detach()


def passages_csv(giving: Giving, out: IO[bytes]) -> None:
    _as_csv(passages(giving), out)


def codes_csv(giving: Giving, out: IO[bytes]) -> None:
    _as_csv(codes(giving), out)


def workbook(giving: Giving, out: IO[bytes]) -> None:
    """Three sheets. Every cell is text or a number: nothing in it is ever a formula or a link."""
    plain = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, plain)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    about = book.add_worksheet(_sheet_name(_("about this file")))
    about.write_string(0, 0, giving.line)
    for name, rows, widths in (
        (_("passages"), passages(giving), [60, 24, 18, 11, 14, 18, 22, 22, 16, 11, 8, 8, 38, 14]),
        (_("codes"), codes(giving), [26, 26, 20, 50, 40, 40, 24, 38, 14]),
    ):
        _sheet(book.add_worksheet(_sheet_name(name)), rows, widths, bold, wrap)
    book.close()


def _sheet_name(name: str) -> str:
    return capfirst(name)[:31]


def _sheet(sheet: Any, rows: Iterator[Row], widths: list[int], bold: Any, wrap: Any) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            break
        for column, cell in enumerate(row):
            style = wrap if number else bold
            if isinstance(cell, int):
                sheet.write_number(number, column, cell, style)
            else:
                sheet.write_string(number, column, for_excel(cell), style)
