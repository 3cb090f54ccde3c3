"""Passages and codes as tables, row by row: CSV and Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, TYPE_CHECKING, Any

import xlsxwriter
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.models import Voice
from samenspel.foundation.sheets import for_excel, harmless, is_too_long

from .gathering import with_paths

if TYPE_CHECKING:
    from .giving import Giving

MARK = "\ufeff"  # so that a spreadsheet reads é as é
MOST_ROWS = 1_048_576
Row = list[str | int | date]


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
        where: Row = [row.title, str(row.coalition or ""), row.moment]
        for each in text.passages:
            speaking = [heard[key] for key in each.speakers if key in heard]
            said: Row = [words[each.start : each.end], *where]
            said.append(", ".join(sorted({str(voices[one.voice]) for one in speaking})))
            said.append(", ".join(one.name for one in speaking))
            place: Row = [each.start, each.end, each.guid, called]
            for _guid, code, coder, at, _prompted in each.codings:
                name, below = gathered.code_by_key[code].name, paths[code]
                day = timezone.localdate(at)
                coded: Row = [name, below, gathered.coders[coder].name, day]
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
    """Three sheets. A cell is text, a number or a day: never a formula or a link."""
    plain = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, plain)
    top = {"text_wrap": True, "valign": "top"}
    styles = Styles(
        *map(book.add_format, ({**top, "bold": True}, top, {**top, "num_format": "yyyy-mm-dd"}))
    )
    about = book.add_worksheet(_sheet_name(_("about this file")))
    about.write_string(0, 0, giving.line)
    short = left = 0
    for name, rows, widths in (
        (_("passages"), passages(giving), [60, 24, 18, 11, 14, 18, 22, 22, 16, 11, 8, 8, 38, 14]),
        (_("codes"), codes(giving), [26, 26, 20, 50, 40, 40, 24, 38, 14]),
    ):
        cut, missing = _sheet(book.add_worksheet(_sheet_name(name)), rows, widths, styles)
        short, left = short + cut, left + missing
    for number, told in enumerate(_what_is_lacking(short, left), start=1):
        about.write_string(number, 0, told)
    book.close()


def _what_is_lacking(short: int, left: int) -> Iterator[str]:
    if short:
        yield (
            ngettext(
                "%d text is too long for a cell of Excel, and ends in … there.",
                "%d texts are too long for a cell of Excel, and end in … there.",
                short,
            )
            % short
        )
    if left:
        yield (
            ngettext(
                "%d row did not fit: a sheet of Excel holds no more.",
                "%d rows did not fit: a sheet of Excel holds no more.",
                left,
            )
            % left
        )
    if short or left:
        yield _("In the table (CSV) all of it stands whole.")


def _sheet_name(name: str) -> str:
    return capfirst(name)[:31]


@dataclass(frozen=True)
class Styles:
    head: Any
    cell: Any
    day: Any


def _sheet(sheet: Any, rows: Iterator[Row], widths: list[int], styles: Styles) -> tuple[int, int]:
    """Gives how many cells were cut short, and how many rows had no place."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    short = left = 0
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            left += 1
            continue
        for column, cell in enumerate(row):
            style = styles.cell if number else styles.head
            if isinstance(cell, int):
                sheet.write_number(number, column, cell, style)
            elif isinstance(cell, date):
                sheet.write_datetime(number, column, cell, styles.day)
            else:
                short += is_too_long(cell)
                sheet.write_string(number, column, for_excel(cell), style)
    return short, left
