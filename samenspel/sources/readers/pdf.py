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
_TITLE = 1.12  # how many times larger than the running text a heading is at least
_PAGE_NUMBER = re.compile(
    r"(?:(?:pagina|page|blz\.?|p\.?)\s*)?\d{1,4}(?:\s*(?:/|van|of)\s*\d{1,4})?|[-–]\s*\d{1,4}\s*[-–]",
    re.IGNORECASE,
)
_HYPHENS = frozenset([0x02, 0x2D, 0xAD, 0x2010, 0xFFFE])
_BREAK = "\ufffe"  # PDFium's sign for a hyphen at the end of a full line


@dataclass(slots=True)
class _Line:
    page: int
    width: float  # of the page
    left: float
    base: float
    right: float = 0.0
    words: list[tuple[str, float, bool]] = field(default_factory=list)  # word, size, bold
    text: str = ""
    size: float = 0.0
    bold: bool = False

    def finish(self, right: float) -> _Line:
        self.right = right
        self.text = "".join(word for word, _, _ in self.words).strip()
        sizes: Counter[float] = Counter()
        for word, size, _ in self.words:
            sizes[size] += len(word)
        self.size = sizes.most_common(1)[0][0]
        self.bold = all(bold for word, _, bold in self.words if word.strip())
        return self

    @property
    def width_of_first_word(self) -> float:
        return (self.right - self.left) / len(self.text) * (len(self.text.split()[0]) + 1)

    def runs(self) -> list[tuple[str, bool]]:
        runs: list[tuple[str, bool]] = []
        for word, _, bold in self.words:
            if runs and runs[-1][1] == bold:
                runs[-1] = (runs[-1][0] + word, bold)
            else:
                runs.append((word, bold))
        return runs


def read_pdf(data: bytes) -> Result:
    pages, pictures = _pages(data)
    lines = [line for page in pages for line in page]
    if not lines:
        raise Unreadable("only_pictures" if pictures else "no_text")
    kept = _without_edges(pages)
    remarks = ["page_edges"] if len(kept) < len(lines) else []
    words = _words(kept)
    body = _body_size(kept)
    titles = sorted({line.size for line in kept if line.size > body * _TITLE}, reverse=True)
    blocks = [_block(group, words, titles) for group in _paragraphs(kept)]
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
            letters += sum(len(line.text) for line in pages[-1])
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
    look = _Look(page)
    line: _Line | None = None
    last = 0
    in_word = False
    for place, letter in _joined(page):
        ends = letter in "\r\n"
        if not ends and (line is not None or not letter.isspace()):
            if line is None:
                line = _Line(number, width, *look.origin(place))
            if letter.isspace() or not in_word:
                size, bold = look.type(place) if not letter.isspace() else line.words[-1][1:]
                line.words.append((letter, size, bold))
            else:
                word, size, bold = line.words[-1]
                line.words[-1] = (word + letter, size, bold)
            in_word = not letter.isspace()
            last = place if in_word else last
        if line is not None and (ends or letter == _BREAK):  # after a hyphen PDFium leaves it out
            yield line.finish(look.right(last))
            line, in_word = None, False
    if line is not None:
        yield line.finish(look.right(last))


class _Look:
    """Where letters stand and in what type. Each question is dear, so a word is asked once."""

    def __init__(self, page: pypdfium2.PdfTextPage) -> None:
        self.page = page
        self.name = ctypes.create_string_buffer(200)
        self.flags = ctypes.c_int()
        self.box = [ctypes.c_double() for _ in range(4)]
        self.bold: dict[tuple[bytes, int], bool] = {}

    def type(self, place: int) -> tuple[float, bool]:
        """The size of a letter, to half a point, and whether it is bold."""
        size = round(pdfium.FPDFText_GetFontSize(self.page, place) * 2) / 2
        if not pdfium.FPDFText_GetFontInfo(self.page, place, self.name, 200, self.flags):
            return size, False
        key = (self.name.value, self.flags.value)
        if key not in self.bold:
            self.bold[key] = bool(
                self.flags.value & _FORCE_BOLD
                or _BOLD_NAME.search(self.name.value.decode("latin-1"))
                or pdfium.FPDFText_GetFontWeight(self.page, place) >= 600
            )
        return size, self.bold[key]

    def origin(self, place: int) -> tuple[float, float]:
        x, y = self.box[:2]
        found = pdfium.FPDFText_GetCharOrigin(self.page, place, x, y)
        return (x.value, y.value) if found else (0.0, 0.0)

    def right(self, place: int) -> float:
        found = pdfium.FPDFText_GetCharBox(self.page, place, *self.box)
        return self.box[1].value if found else 0.0


def _joined(page: pypdfium2.PdfTextPage) -> Iterator[tuple[int, str]]:
    """Letters with their place; PDFium gives what lies outside the first plane in two halves."""
    half = 0
    for place in range(page.count_chars()):
        code = pdfium.FPDFText_GetUnicode(page, place)
        if code in _HYPHENS and pdfium.FPDFText_IsHyphen(page, place) == 1:
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
        sizes[line.size] += len(line.text)
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
    return not (short and (_ends(before) or (before.right < 0.7 * full and text[0].isupper())))


def _ends(line: _Line) -> bool:
    return line.text.rstrip('”"»’)')[-1:] in (".", "!", "?", ":", ";", "…")


def _words(lines: list[_Line]) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in lines:
        found.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.casefold()))
    return found


def _block(group: list[_Line], words: Counter[str], titles: list[float]) -> Block:
    runs: list[tuple[str, bool]] = []
    for line in group:
        if runs:
            _join(runs, line, words)
        runs += line.runs()
    runs = [(text.replace(_BREAK, "-"), bold) for text, bold in runs]
    text = "".join(text for text, _ in runs).strip()
    size = group[0].size
    if size in titles and len(text) < 250:
        return Block(Kind.HEADING, runs, min(titles.index(size) + 1, 6))
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
