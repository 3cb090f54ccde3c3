"""PDF, through PDFium.

Of the libraries that were compared, PDFium alone kept the order of justified lines and columns,
and it marks a hyphen that only stands there because a line was full. What it does not know, since
a PDF does not hold it, is made here from size, weight and space: paragraphs, headings, questions.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from . import limits
from .draft import Block, Kind, Result
from .plain import BULLET
from .refusals import Unreadable
from .turns import opens_turn

_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|[-,_]bd\b", re.IGNORECASE)
_FORCE_BOLD = 1 << 18
_SUSPENDED = frozenset("en of and or tot als noch".split())
_HYPHENATED = frozenset("ex oud niet non".split())
_COLLIDING = re.compile(r"(a[aeiu]|e[eiu]|i[ej]|o[eiou]|u[iu])")
_PAGE_NUMBER = re.compile(
    r"(?:(?:pagina|page|blz\.?|p\.?)\s*)?\d{1,4}(?:\s*(?:/|van|of)\s*\d{1,4})?|[-–]\s*\d{1,4}\s*[-–]",
    re.IGNORECASE,
)
_BREAK = "\ufffe"  # PDFium's sign for a hyphen at the end of a full line


@dataclass(slots=True)
class _Line:
    page: int
    width: float  # of the page
    letters: list[tuple[str, float, bool]] = field(default_factory=list)  # letter, size, bold
    left: float = 0.0
    right: float = 0.0
    base: float = 0.0

    @property
    def text(self) -> str:
        return "".join(letter for letter, _, _ in self.letters).strip()

    @property
    def size(self) -> float:
        sizes = Counter(size for letter, size, _ in self.letters if letter.strip())
        return sizes.most_common(1)[0][0] if sizes else 0.0

    @property
    def bold(self) -> bool:
        return all(bold for letter, _, bold in self.letters if letter.strip())

    @property
    def width_of_first_word(self) -> float:
        text = self.text
        return (self.right - self.left) / len(text) * (len(text.split()[0]) + 1)

    def runs(self) -> list[tuple[str, bool]]:
        runs: list[tuple[str, bool]] = []
        for letter, _, bold in self.letters:
            if runs and runs[-1][1] == bold:
                runs[-1] = (runs[-1][0] + letter, bold)
            else:
                runs.append((letter, bold))
        return runs


def read_pdf(data: bytes) -> Result:
    pages, pictures = _pages(data)
    lines = [line for page in pages for line in page]
    if not lines:
        raise Unreadable("only_pictures" if pictures else "no_text")
    kept = _without_edges(pages)
    remarks = ["page_edges"] if len(kept) < len(lines) else []
    words = _words(kept)
    blocks = [_block(group, kept, words) for group in _paragraphs(kept)]
    return Result(blocks, "", (*remarks, "rewrapped"), pictures)


def _pages(data: bytes) -> tuple[list[list[_Line]], int]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
            raise Unreadable("locked") from None
        raise Unreadable("damaged", kind="PDF") from None
    if len(document) > limits.PAGES:
        raise Unreadable("too_many_pages", limit=limits.PAGES)
    pages: list[list[_Line]] = []
    pictures = letters = 0
    try:
        for number in range(len(document)):
            page = document[number]
            pages.append(list(_lines(page.get_textpage(), number, page.get_width())))
            kinds = [pdfium.FPDF_PAGEOBJ_IMAGE]
            pictures += sum(1 for _ in page.get_objects(filter=kinds, max_depth=3))
            letters += sum(len(line.letters) for line in pages[-1])
            if letters > limits.TEXT:
                raise Unreadable("too_long")
            page.close()
    except pypdfium2.PdfiumError:
        raise Unreadable("damaged", kind="PDF") from None
    finally:
        document.close()
    return pages, pictures


def _lines(page: pypdfium2.PdfTextPage, number: int, width: float) -> Iterator[_Line]:
    """The lines of a page in the order in which PDFium reads it."""
    line = _Line(number, width)
    name = ctypes.create_string_buffer(200)
    flags = ctypes.c_int()
    box = [ctypes.c_double() for _ in range(4)]
    weights: dict[bytes, bool] = {}
    pairs = _joined(page)
    for place, letter in pairs:
        if letter in "\r\n":
            if line.text:
                yield line
            line = _Line(number, width)
            continue
        size = round(pdfium.FPDFText_GetFontSize(page, place) * 2) / 2
        bold = False
        if pdfium.FPDFText_GetFontInfo(page, place, name, 200, flags):
            key = name.value + bytes([flags.value & _FORCE_BOLD > 0])
            if key not in weights:
                heavy = pdfium.FPDFText_GetFontWeight(page, place) >= 600
                by_name = bool(_BOLD_NAME.search(name.value.decode("latin-1")))
                weights[key] = heavy or by_name or bool(flags.value & _FORCE_BOLD)
            bold = weights[key]
        elif line.letters:
            _, size, bold = line.letters[-1]  # a space that PDFium put in between
        line.letters.append((letter, size, bold))
        if letter.strip() and pdfium.FPDFText_GetCharBox(page, place, *box):
            line.left = min(line.left, box[0].value) if line.right else box[0].value
            line.right = max(line.right, box[1].value)
            if not line.base and pdfium.FPDFText_GetCharOrigin(page, place, *box[:2]):
                line.base = box[1].value
        if letter == _BREAK:  # PDFium leaves out the line end here
            yield line
            line = _Line(number, width)
    if line.text:
        yield line


def _joined(page: pypdfium2.PdfTextPage) -> Iterator[tuple[int, str]]:
    """Letters with their place; PDFium gives what lies outside the first plane in two halves."""
    half = 0
    for place in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(page, place)
        if pdfium.FPDFText_IsHyphen(page, place) == 1:
            code = ord(_BREAK)
        if 0xD800 <= code < 0xDC00:
            half = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((half - 0xD800) << 10) + (code - 0xDC00) if half else 0xFFFD
            half = 0
        yield place, chr(code) if code <= 0x10FFFF else "\ufffd"


def _without_edges(pages: list[list[_Line]]) -> list[_Line]:
    """Without page numbers, and what stands at the same height of most pages, top or bottom."""

    def place(line: _Line) -> tuple[str, int]:
        return re.sub(r"\d+", "0", line.text), round(line.base / 3)

    edges: list[list[_Line]] = []
    for page in pages:
        by_height = sorted(page, key=lambda line: line.base)
        edges.append([*by_height[:3], *by_height[-2:]])
    seen = Counter(key for edge in edges for key in {place(line) for line in edge})
    enough = max(2, 0.4 * len(pages))
    kept: list[_Line] = []
    for page, edge in zip(pages, edges, strict=True):
        dropped = {id(line) for line in edge if seen[place(line)] >= enough}
        outermost = {id(line) for line in (*edge[:1], *edge[-1:])}
        kept += [
            line
            for line in page
            if id(line) not in dropped
            and not (
                id(line) in outermost
                and _PAGE_NUMBER.fullmatch(line.text)
                and (len(pages) > 1 or not line.text.isdigit())
            )
        ]
    return kept or [line for page in pages for line in page]


def _paragraphs(lines: list[_Line]) -> Iterator[list[_Line]]:
    step = _usual_step(lines)
    edges = {page: _edge(list(own)) for page, own in groupby(lines, lambda line: line.page)}
    group: list[_Line] = []
    for line in lines:
        if group and not _runs_on(group, line, step, edges[group[-1].page]):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _edge(lines: list[_Line]) -> float | None:
    """Where full lines of a page end; None on a page with columns.

    When few lines are full they end as far from the side as they begin.
    """
    width = lines[0].width
    if sum(line.left > 0.4 * width for line in lines) > 0.2 * len(lines):
        return None
    widest = max(line.right for line in lines)
    full = sum(line.right > 0.9 * widest for line in lines)
    mirrored = width - min(line.left for line in lines)
    return widest if full >= 3 and widest > 0.6 * mirrored else max(widest, mirrored)


def _usual_step(lines: list[_Line]) -> float:
    """From line to line within a paragraph: the smallest of the distances that come back most."""
    steps = Counter(
        round(above.base - below.base, 1)
        for above, below in pairwise(lines)
        if above.page == below.page and 0 < above.base - below.base < 3 * max(above.size, 6)
    )
    often = [step for step, times in steps.items() if times >= 0.2 * steps.total()]
    return min(often or steps, default=0.0)


def _body_size(lines: list[_Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.letters)
    return sizes.most_common(1)[0][0]


def _runs_on(group: list[_Line], line: _Line, step: float, edge: float | None) -> bool:
    """Whether this line belongs to the paragraph of the lines before it."""
    before, text = group[-1], line.text
    if before.text[-1] == _BREAK:
        return True
    if BULLET.match(text) or opens_turn(text) or abs(before.size - line.size) > 0.6:
        return False
    full = edge or max(other.right for other in (*group, line))
    short = before.right + line.width_of_first_word < full
    if before.bold != line.bold and short:
        return False
    down = before.base - line.base
    if line.page != before.page or not 0 < down < 20 * max(line.size, 6):
        # A new page or column: the sentence goes on when it was not finished.
        return not _ends(before) and text[0].islower()
    if step and down > step * 1.35:
        return False
    return not (short and (_ends(before) or before.right < 0.7 * full))


def _ends(line: _Line) -> bool:
    return line.text.rstrip('”"»’)')[-1:] in (".", "!", "?", ":", ";", "…")


def _words(lines: list[_Line]) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in lines:
        found.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.casefold()))
    return found


def _block(group: list[_Line], lines: list[_Line], words: Counter[str]) -> Block:
    runs: list[tuple[str, bool]] = []
    for line in group:
        if runs:
            _join(runs, line, words)
        runs += line.runs()
    runs = [(text.replace(_BREAK, "-"), bold) for text, bold in runs]
    first = group[0]
    text = "".join(text for text, _ in runs).strip()
    body = _body_size(lines)
    if first.size > body * 1.12 and len(text) < 250:
        sizes = sorted({line.size for line in lines if line.size > body * 1.12}, reverse=True)
        return Block(Kind.HEADING, runs, min(sizes.index(first.size) + 1, 6))
    bullet = BULLET.match(text)
    if bullet and not opens_turn(text):
        if bullet[0].strip()[-1] not in ".)":
            _cut(runs, len(bullet[0]))
        return Block(Kind.ITEM, runs, 1)
    return Block(Kind.TEXT, runs)


def _join(runs: list[tuple[str, bool]], line: _Line, words: Counter[str]) -> None:
    """Put the next line behind the last one, mending a word that was broken off."""
    last, bold = runs[-1]
    last = last.rstrip()
    head = re.search(r"([^\W\d_]+)[-\u2010\u00ad\ufffe]$", last)
    tail = re.match(r"[^\W\d_]+", line.text)
    if not head or not tail:
        runs[-1] = (last + ("" if last[-1:] in "/\u2013" else " "), bold)
        return
    left, right = head[1], tail[0]
    if right in _SUSPENDED and last[-1] != "\u00ad":  # "welzijns- en bewonersorganisaties"
        runs[-1] = (last[:-1] + "- ", bold)
        return
    with_hyphen = f"{left}-{right}".casefold()
    without = f"{left}{right}".casefold()
    kept = last[-1] != "\u00ad" and (
        words[with_hyphen] > words[without]
        or not right[0].islower()
        or left.isupper()
        or left.casefold() in _HYPHENATED
        or bool(_COLLIDING.fullmatch(left[-1].lower() + right[0]))
    )
    runs[-1] = (last[:-1] + ("-" if kept else ""), bold)


def _cut(runs: list[tuple[str, bool]], letters: int) -> None:
    """Take the bullet and the space behind it off the front."""
    runs[0] = (runs[0][0].lstrip(), runs[0][1])
    while runs and letters:
        text, bold = runs[0]
        if len(text) <= letters:
            letters -= len(text)
            runs.pop(0)
        else:
            runs[0] = (text[letters:], bold)
            letters = 0
