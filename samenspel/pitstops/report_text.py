"""A report as plain text, to take along: what a reader may read of it, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenspel.circles.models import Voice

from .blocks import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samenspel.assessments.figures import Line

    from .models import Occasion, Pitstop
    from .reports import Counted, Row


def as_text(about: Pitstop | Occasion, rows: Iterable[Row]) -> str:
    """Paragraphs with an empty line between them, in Markdown."""
    place = about.coalition.name if about.coalition else ""
    head = [f"# {about.title}", f"{place}, {date_format(about.day, 'j F Y')}"]
    parts = [*head, *(part for row in rows for part in _paragraphs(row))]
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _paragraphs(row: Row) -> Iterator[str]:
    block = row.block
    match block.part:
        case Part.HEADING:
            yield f"## {block.text}"
            yield f"*{block.asked}*" if block.asked else ""
        case Part.SAID:
            yield block.text
        case Part.QUESTION:
            yield f"> {block.text}"
        case Part.CARDS:
            yield f"### {block.text}" if block.text else ""
            yield "\n".join(_card(said.words, said.name) for said in row.cards)
            yield from _missing(row)
        case Part.DOTS:
            yield "\n".join(_dots(line) for line in row.dots)
        case Part.MIRROR:
            yield from _mirror(row)
        case Part.AGREEMENTS:
            yield "\n".join(f"- {line.told}" for line in row.agreed)
            yield from _kept_agreements(row.kept)
        case Part.IMAGE:
            yield "[" + _("Picture: %s") % block.text + "]"
    for note in row.notes:
        yield f"[{note.number}] {note.told}"
    for question in row.questions:
        yield f"> {question.text}"


def _mirror(row: Row) -> Iterator[str]:
    if row.figures is None:
        words = _("Here the group looked in the mirror. What it told stays with them.")
        yield f"[{words}]"
        return
    yield f"### {row.figures.heading}"
    yield "\n".join(
        f"- {line.element.name}: {_voices(line) or row.figures.lacking}"
        for line in row.figures.lines
    )


def _voices(line: Line) -> str:
    return ", ".join(f"{Voice(voice).label} {cell.text}" for voice, cell in line.told.items())


def _card(words: str, name: str) -> str:
    line = " ".join(words.split())
    return f"- {line} ({name})" if name else f"- {line}"


def _dots(line: Counted) -> str:
    told = ngettext("%d dot", "%d dots", line.many) % line.many
    return f"- {' '.join(line.words.split()) or _hidden(line)}: {told}"


def _hidden(line: Counted) -> str:
    if line.gone:
        return _("a card that was taken back")
    return _("a card that stays within the coalition")


def _kept_agreements(many: int) -> Iterator[str]:
    if many:
        words = ngettext(
            "%(many)s agreement stays within the coalition",
            "%(many)s agreements stay within the coalition",
            many,
        )
        yield f"[{words % {'many': many}}]"


def _missing(row: Row) -> Iterator[str]:
    if row.gone:
        words = ngettext("%(many)s card was taken back", "%(many)s cards were taken back", row.gone)
        yield f"[{words % {'many': row.gone}}]"
    if row.kept:
        words = ngettext(
            "%(many)s card stays within the coalition",
            "%(many)s cards stay within the coalition",
            row.kept,
        )
        yield f"[{words % {'many': row.kept}}]"
