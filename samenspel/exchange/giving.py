"""An export as a file: each kind writes what was gathered, as it comes, into an open file."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import chain
from typing import IO, TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from samenspel.circles.roles import asked_once

from . import project, tables, to_read
from .gathering import Gathered, Scope
from .models import Export, Held
from .refi.names import ORIGIN
from .refi.writing import write_codebook, write_project
from .stamps import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

Write = Callable[["Giving", IO[bytes]], None]


class Giving:
    """One export while its file is made, for whoever takes it along."""

    def __init__(self, export: Export) -> None:
        self.export = export
        scope = Scope.from_stored(export.chosen)
        self.gathered = Gathered(export.expedition, export.author, scope)
        rows = Held.objects.visible_to(export.author).filter(export=export, recalled=None)
        self.only: list[int] = list(rows.values_list("source", flat=True))

    @property
    def line(self) -> str:
        """What stands in the file itself: its number in the register, and what it is for."""
        return _("Export %(number)s of %(expedition)s, %(day)s. For: %(purpose)s") % {
            "number": self.export.called,
            "expedition": self.export.expedition.name,
            "day": date_format(timezone.localtime(self.export.created), "j F Y"),
            "purpose": self.export.purpose,
        }

    @property
    def head(self) -> project.Head:
        origin = f"{ORIGIN} ({self.export.called})"
        return project.Head(self.export.expedition.name, origin, self.line)

    def things(self, *, threads: bool = True) -> Iterator[project.Thing]:
        yield from self.gathered.things(self.head, self.only, threads=threads)


def codebook(giving: Giving, out: IO[bytes]) -> None:
    gathered = giving.gathered
    write_codebook(out, [giving.head, *gathered.code_things(), *gathered.sets()])


def whole_project(giving: Giving, out: IO[bytes]) -> None:
    at = timezone.localtime(giving.export.created).timetuple()[:6]
    write_project(out, giving.things(), at=at)


def everything(giving: Giving, out: IO[bytes]) -> None:
    """A line of JSON for each thing, the first one about the file; threads come last."""
    export = giving.export
    first = {
        "is": "Export",
        "number": export.called,
        "expedition": export.expedition.slug,
        "at": stamp(export.created),
        "for": export.purpose,
    }
    told = map(project.told, giving.things(threads=False))
    for line in chain([first], told, giving.gathered.threads()):
        out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS: dict[str, tuple[str, Write]] = {
    Export.Kind.QDC: ("application/xml", codebook),
    Export.Kind.QDPX: ("application/zip", whole_project),
    Export.Kind.CSV: ("text/csv; charset=utf-8", tables.passages_csv),
    Export.Kind.CODES: ("text/csv; charset=utf-8", tables.codes_csv),
    Export.Kind.XLSX: (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        tables.workbook,
    ),
    Export.Kind.DOCX: (DOCX, to_read.docx_by_code),
    Export.Kind.DOCX_TEXTS: (DOCX, to_read.docx_by_text),
    Export.Kind.HTML: ("text/html; charset=utf-8", to_read.html_by_code),
    Export.Kind.HTML_TEXTS: ("text/html; charset=utf-8", to_read.html_by_text),
    Export.Kind.JSONL: ("application/jsonl; charset=utf-8", everything),
}


def write(export: Export, out: IO[bytes]) -> None:
    _type, make = KINDS[export.kind]
    with asked_once():
        make(Giving(export), out)
