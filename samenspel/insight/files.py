"""Tables and pictures to take along. What stands in them may leave the team (see `hiding`)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from samenspel.assessments.drawing import png
from samenspel.foundation.sheets import for_excel, harmless

from .course import Course
from .lens import Head
from .matrix import ALL, Figure
from .showing import Table
from .together import Together

Cell = str | int | float | None

MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
}


def picture(template: str, drawn: object, kind: str) -> bytes:
    """A picture on its own as SVG or PNG: it brings its style sheet, black on white."""
    look = mark_safe(f"<style>{render_to_string('insight/look.css')}</style>")  # noqa: S308
    svg = render_to_string(template, {"picture": drawn, "look": look})
    return png(svg) if kind == "png" else svg.encode()


def sheet(rows: Iterable[Sequence[Cell]], kind: str, name: str, called: str) -> bytes:
    """Rows as CSV (with a byte order mark, for spreadsheets) or as XLSX.

    `called` is its number in the register of what went out; it stands in every row.
    """
    numbered = ([*row, called if at else _("export")] for at, row in enumerate(rows))
    return _xlsx(numbered, name) if kind == "xlsx" else _csv(numbered)


def _csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    file = io.StringIO()
    written = csv.writer(file)
    for row in rows:
        written.writerow([harmless(cell) for cell in row])
    return ("\ufeff" + file.getvalue()).encode()


def _xlsx(rows: Iterable[Sequence[Cell]], name: str) -> bytes:
    file = io.BytesIO()
    # What is text stays text: nothing is run as a formula or opened as an address.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, plain)
    page = book.add_worksheet(name[:31])
    page.freeze_panes(1, 1)
    page.set_column(0, 0, 32)
    for at, row in enumerate(rows):
        page.write_row(at, 0, [_excel(cell) for cell in row])
    book.close()
    return file.getvalue()


def _excel(cell: Cell) -> str | float:
    if cell is None:
        return ""
    return for_excel(cell) if isinstance(cell, str) else cell


def of_matrix(table: Table) -> Iterable[list[Cell]]:
    """A row for each pair: passages and sources, and the passages and sources looked at."""
    made = table.matrix
    yield [
        capfirst(str(made.rows.label)),
        capfirst(str(made.columns.label)),
        *(_("passages"), _("sources"), _("of passages"), _("of sources"), _("remark")),
    ]
    everything = Head(ALL, _("all"))
    for row in [*made.row_heads, everything]:
        for column in [*made.column_heads, everything]:
            yield [row.label, column.label, *_told(made.at(row.key, column.key))]


def _told(figure: Figure) -> list[Cell]:
    if figure.held:
        return [None, None, None, None, _("held back: too few people")]
    remark = "" if figure.looked_at else _("nothing coded here")
    cell, base = figure.cell, figure.base
    if figure.base_held:
        return [cell.passages, cell.sources, None, None, _("of how many is held back")]
    return [cell.passages, cell.sources, base.passages, base.sources, remark]


def of_together(found: Together) -> Iterable[list[Cell]]:
    yield [_("code"), _("and code"), _("together"), _("how")]
    for pair in found.pairs:
        yield [pair.one.label, pair.other.label, pair.both, str(found.how.label)]


def of_course(course: Course) -> Iterable[list[Cell]]:
    yield [_("code"), _("period"), *(_("sources"), _("of sources"), _("share"), _("remark"))]
    for change in course.changes:
        for head, figure in zip(course.periods, change.over, strict=True):
            yield [change.head.label, head.label, *_share(figure)]


def _share(figure: Figure) -> list[Cell]:
    _passages, sources, _of_passages, of_sources, remark = _told(figure)
    told = figure.looked_at and not figure.held and not figure.base_held
    share = None if not told else round(figure.of_sources, 4)
    return [sources, of_sources, share, remark]
