"""Files to read, on paper or on a screen: all passages of each code, or each text with its codes.

The order of what is written is decided here, once; `Page` and `Letter` say how it looks as a web
page and in a word processor. Both are written piece by piece, so that a large project fits.
"""

from __future__ import annotations

import zipfile
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import IO, TYPE_CHECKING, Protocol
from xml.sax.saxutils import escape

from django.utils.html import escape as in_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from .gathering import Marked, Text, with_paths
from .refi.names import for_xml

if TYPE_CHECKING:
    from .giving import Giving


@dataclass(frozen=True)
class Stretch:
    """Words of a paragraph between two cuts, and the numbers of the passages that begin or end."""

    words: str
    is_coded: bool = False
    begins: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


class Paper(Protocol):
    """What can be written on, from top to bottom."""

    def title(self, words: str, level: int) -> None: ...
    def line(self, words: str) -> None: ...
    def quote(self, words: str, said_by: str) -> None: ...
    def paragraph(self, stretches: list[Stretch], speaker: str, kind: str) -> None: ...
    def note(self, number: int, words: str) -> None: ...


# What is written


def by_code(giving: Giving, paper: Paper) -> None:
    """Each code with what it means, and all its passages."""
    gathered = giving.gathered
    quotes: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for text in gathered.texts(giving.only):
        for each in text.passages:
            words = text.version.text[each.start : each.end]
            told = _said_by(text, each)
            for key in dict.fromkeys(code for _guid, code, *_rest in each.codings):
                quotes[key].append((words, told))
    paper.title(gathered.expedition.name, 1)
    paper.line(giving.line)
    for code, below in with_paths(gathered.code_by_key):
        many = len(quotes[code.pk])
        paper.title(f"{below} > {code.name}" if below else code.name, 2)
        paper.line(ngettext("%d passage", "%d passages", many) % many)
        if code.definition:
            paper.line(code.definition)
        for words, told in quotes.pop(code.pk, []):
            paper.quote(words, told)


def by_text(giving: Giving, paper: Paper) -> None:
    """Each text, with its coded stretches numbered and the codes below it."""
    gathered = giving.gathered
    paper.title(gathered.expedition.name, 1)
    paper.line(giving.line)
    for text in gathered.texts(giving.only):
        place = [str(text.row.coalition or ""), text.row.moment.isoformat()]
        paper.title(text.row.title, 2)
        paper.line(" · ".join(filter(None, place)))
        _body(text, paper)
        for number, each in enumerate(text.passages, start=1):
            given = [
                f"{gathered.code_by_key[code].name} ({gathered.coders[coder].name})"
                for _guid, code, coder, *_rest in each.codings
            ]
            paper.note(number, ", ".join(given) or _("marked, without a code"))


def _body(text: Text, paper: Paper) -> None:
    words, speaker, cuts = text.version.text, "", _Cuts(text.passages)
    layout = text.version.layout or [{"kind": "text", "start": 0, "end": len(words)}]
    for piece in layout:
        heard = text.heard.get(piece.get("speaker") or "")
        name = heard.name if heard and heard.name != speaker else ""
        speaker = heard.name if heard else ""
        stretches = cuts.stretches(words, piece["start"], piece["end"])
        paper.paragraph(stretches, name, piece["kind"])


class _Cuts:
    """Where passages begin and end in a text. A text may have very many: each is looked at once."""

    def __init__(self, passages: Iterable[Marked]) -> None:
        self.begins: dict[int, list[int]] = defaultdict(list)
        self.ends: dict[int, list[int]] = defaultdict(list)
        for number, each in enumerate(passages, start=1):
            self.begins[each.start].append(number)
            self.ends[each.end].append(number)
        self.places = sorted({*self.begins, *self.ends})
        changes = (len(self.begins.get(at, ())) - len(self.ends.get(at, ())) for at in self.places)
        self.deep = list(accumulate(changes))

    def stretches(self, words: str, start: int, end: int) -> list[Stretch]:
        """A paragraph, cut wherever a passage begins or ends."""
        inside = self.places[bisect_right(self.places, start) : bisect_left(self.places, end)]
        return [
            Stretch(
                words[since:until],
                is_coded=self._is_coded(since),
                begins=self.begins.get(since, []),
                ends=self.ends.get(until, []),
            )
            for since, until in pairwise([start, *inside, end])
        ]

    def _is_coded(self, place: int) -> bool:
        before = bisect_right(self.places, place)
        return before > 0 and self.deep[before - 1] > 0


def _said_by(text: Text, each: Marked) -> str:
    heard = {one.speaker: one for one in text.heard.values()}
    names = ", ".join(heard[key].name for key in each.speakers if key in heard)
    place = str(text.row.coalition or "")
    return " · ".join(filter(None, [names, text.row.title, place, text.row.moment.isoformat()]))


# As a web page

STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 Georgia,serif}"
    "h1,h2,.told,sup,ol{font-family:system-ui,sans-serif}h2{margin-top:2.5rem}"
    "blockquote{margin:1rem 0;padding-left:1rem;border-left:.2rem solid #b4472f;"
    "white-space:pre-line}"
    ".told{color:#555;font-size:.85rem}.heading{font-weight:bold}sup{color:#b4472f}"
    ".who{font-weight:bold;margin-bottom:0}"
    "mark{background:none;color:inherit;text-decoration:underline dotted #b4472f;"
    "text-underline-offset:.2em}"
    "@media(prefers-color-scheme:dark){body{background:#1c1a18;color:#efe9e0}.told{color:#b9b2a6}"
    "sup{color:#f0836b}}"
)


NOTHING_RUNS = "default-src 'none'; style-src 'unsafe-inline'"


class Page:
    def __init__(self, out: IO[bytes], title: str) -> None:
        self.out = out
        language = get_language() or "nl"
        self._put(
            f'<!doctype html>\n<html lang="{language}"><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{NOTHING_RUNS}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{in_html(title)}</title><style>{STYLE}</style>\n<main>\n"
        )

    def _put(self, words: str) -> None:
        self.out.write(words.encode())

    def title(self, words: str, level: int) -> None:
        self._put(f"<h{level}>{in_html(words)}</h{level}>\n")

    def line(self, words: str) -> None:
        self._put(f'<p class="told">{in_html(words)}</p>\n')

    def quote(self, words: str, said_by: str) -> None:
        told = f'<footer class="told">{in_html(said_by)}</footer>'
        self._put(f"<blockquote>{in_html(words)}\n{told}</blockquote>\n")

    def paragraph(self, stretches: list[Stretch], speaker: str, kind: str) -> None:
        if speaker:
            self._put(f'<p class="who">{in_html(speaker)}</p>')
        self._put(f'<p class="{in_html(kind)}">')
        for each in stretches:
            words = in_html(each.words)
            before = "".join(f"<sup>[{number}</sup>" for number in each.begins)
            after = "".join(f"<sup>{number}]</sup>" for number in each.ends)
            self._put(before + (f"<mark>{words}</mark>" if each.is_coded else words) + after)
        self._put("</p>\n")

    def note(self, number: int, words: str) -> None:
        self._put(f'<p class="told">[{number}] {in_html(words)}</p>\n')

    def close(self) -> None:
        self._put("</main>\n</html>\n")


# In a word processor

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Style:
    """How a kind of paragraph looks: sizes are half points, spaces twentieths of a point."""

    key: str
    name: str
    size: int
    before: int = 0
    after: int = 120
    indent: int = 0
    bold: bool = False
    grey: bool = False

    def xml(self) -> str:
        bold = "<w:b/>" if self.bold else ""
        grey = '<w:color w:val="555555"/>' if self.grey else ""
        level = int(self.key[-1]) - 1 if self.key.startswith("Heading") else None
        outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
        keep = "<w:keepNext/>" if self.bold else ""
        return (
            f'<w:style w:type="paragraph" w:styleId="{self.key}"><w:name w:val="{self.name}"/>'
            f'<w:qFormat/><w:pPr>{keep}<w:spacing w:before="{self.before}" w:after="{self.after}"/>'
            f'<w:ind w:left="{self.indent}"/>{outline}</w:pPr>'
            f'<w:rPr>{bold}{grey}<w:sz w:val="{self.size}"/></w:rPr></w:style>'
        )


STYLES = [
    Style("Heading1", "heading 1", 36, after=240, bold=True),
    Style("Heading2", "heading 2", 28, before=480, bold=True),
    Style("Said", "Said", 22),
    Style("Who", "Who", 20, before=160, after=20, bold=True),
    Style("Quote", "Quote", 22, before=120, after=40, indent=400),
    Style("Told", "Told", 18, after=120, grey=True),
    Style("SaidBy", "Said by", 18, after=200, indent=400, grey=True),
]
PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{WORD}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
}


class Letter:
    """A DOCX, written as it comes: the libraries for it hold the whole document in memory."""

    def __init__(self, out: IO[bytes], title: str) -> None:
        self.archive = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        for name, words in PARTS.items():
            self.archive.writestr(name, XML + words)
        styles = "".join(style.xml() for style in STYLES)
        self.archive.writestr(
            "word/styles.xml", f'{XML}<w:styles xmlns:w="{W}">{styles}</w:styles>'
        )
        self.out = self.archive.open("word/document.xml", "w", force_zip64=True)
        self._put(f'{XML}<w:document xmlns:w="{W}"><w:body>')

    def _put(self, words: str) -> None:
        self.out.write(words.encode())

    def _paragraph(self, style: str, runs: Iterator[str] | list[str]) -> None:
        inside = "".join(runs)
        self._put(f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>')

    def title(self, words: str, level: int) -> None:
        self._paragraph(f"Heading{level}", [_run(words)])

    def line(self, words: str) -> None:
        self._paragraph("Told", [_run(words)])

    def quote(self, words: str, said_by: str) -> None:
        self._paragraph("Quote", [_run(words)])
        self._paragraph("SaidBy", [_run(said_by)])

    def paragraph(self, stretches: list[Stretch], speaker: str, kind: str) -> None:
        if speaker:
            self._paragraph("Who", [_run(speaker)])
        style = "Who" if kind in ("heading", "question") else "Said"
        runs = []
        for each in stretches:
            runs += [_run(f"[{number}", RAISED) for number in each.begins]
            runs += [_run(each.words, MARKED if each.is_coded else "")]
            runs += [_run(f"{number}]", RAISED) for number in each.ends]
        self._paragraph(style, runs)

    def note(self, number: int, words: str) -> None:
        self._paragraph("Told", [_run(f"[{number}] {words}")])

    def close(self) -> None:
        self._put("<w:sectPr/></w:body></w:document>")
        self.out.close()
        self.archive.close()


RAISED = '<w:vertAlign w:val="superscript"/>'
MARKED = '<w:u w:val="dotted" w:color="B4472F"/>'


def _run(words: str, look: str = "") -> str:
    look = look and f"<w:rPr>{look}</w:rPr>"
    lines = (
        f'<w:t xml:space="preserve">{escape(for_xml(line))}</w:t>' for line in words.split("\n")
    )
    return f"<w:r>{look}{'<w:br/>'.join(lines)}</w:r>"


def html_by_code(giving: Giving, out: IO[bytes]) -> None:
    page = Page(out, giving.line)
    by_code(giving, page)
    page.close()


def html_by_text(giving: Giving, out: IO[bytes]) -> None:
    page = Page(out, giving.line)
    by_text(giving, page)
    page.close()


def docx_by_code(giving: Giving, out: IO[bytes]) -> None:
    letter = Letter(out, giving.line)
    by_code(giving, letter)
    letter.close()


def docx_by_text(giving: Giving, out: IO[bytes]) -> None:
    letter = Letter(out, giving.line)
    by_text(giving, letter)
    letter.close()
