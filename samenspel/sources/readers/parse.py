"""From bytes to a draft, in this process: see `limited` for the way in."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module

from . import limits
from .draft import Draft, Kind, Paragraph, Result, one_line
from .formats import Format, format_of, stem_and_ending
from .refusals import Unreadable
from .turns import turns

# Where each format is read: only what is needed is loaded, since every file has a new process.
READERS = {
    Format.TXT: ("plain", "read_text"),
    Format.MARKDOWN: ("markdown", "read_markdown"),
    Format.DOCX: ("docx", "read_docx"),
    Format.ODT: ("odt", "read_odt"),
    Format.PDF: ("pdf", "read_pdf"),
    Format.HTML: ("web", "read_html"),
    Format.VTT: ("captions", "read_vtt"),
    Format.SRT: ("captions", "read_srt"),
}


def _reader(kind: Format) -> Callable[[bytes], Result]:
    module, function = READERS[kind]
    reader: Callable[[bytes], Result] = getattr(import_module(f"{__package__}.{module}"), function)
    return reader


def parse(name: str, data: bytes) -> Draft:
    """The draft that is in this file; `Unreadable` when there is none."""
    if not data:
        raise Unreadable("empty")
    if len(data) > limits.FILE:
        raise Unreadable("too_large", limit=limits.FILE // limits.MEGABYTE)
    kind = format_of(name, data)
    try:
        result = _reader(kind)(data)
        paragraphs = turns(result.blocks)
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable("too_heavy") from None
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, AssertionError):
        # A parser that stumbles over a file made by nobody's word processor.
        raise Unreadable("damaged", kind=str(kind)) from None
    if not paragraphs:
        raise Unreadable("only_pictures" if result.pictures else "no_text")
    if sum(len(p.text) + 1 for p in paragraphs) > limits.TEXT:
        raise Unreadable("too_long")
    if len(paragraphs) > limits.PARAGRAPHS:
        raise Unreadable("too_long")
    if len({p.speaker for p in paragraphs}) > limits.SPEAKERS:
        raise Unreadable("too_many_speakers", limit=limits.SPEAKERS)
    pictures = ("pictures",) if result.pictures else ()
    title = _title(paragraphs, result.title, name)
    return Draft(title, paragraphs, (*result.remarks, *pictures))


def _title(paragraphs: tuple[Paragraph, ...], given: str, name: str) -> str:
    """The first heading, else what the file calls itself, else the name of the file."""
    heading = next((p.text for p in paragraphs if p.kind is Kind.HEADING), "")
    from_name = re.sub(r"[_\s]+", " ", stem_and_ending(name)[0]).strip()
    title = one_line(heading) or one_line(given) or one_line(from_name)
    return title if len(title) <= limits.TITLE else title[: limits.TITLE - 1].rstrip() + "…"
