"""DOCX (WordprocessingML, ECMA-376): straight from its XML.

python-docx leaves out what stands in text boxes, content controls and tracked insertions; here
no word that a reader of the document sees is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from .archive import Archive
from .draft import Block, Kind, Result
from .formats import Format
from .tables import Row, blocks_of_rows

_MAIN = "word/document.xml"
_OFF = ("0", "false", "off", "none")
_HEADING = re.compile(r"(?:heading|kop|überschrift|titre)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|inhopg|inhaltsverzeichnis)\s*\d?", re.IGNORECASE)
_BULLETS = {"bullet", "none"}


@dataclass(slots=True)
class _Style:
    name: str = ""
    based_on: str | None = None
    level: int | None = None
    bold: bool | None = None
    numbered: bool = False


def read_docx(data: bytes) -> Result:
    archive = Archive(data, Format.DOCX)
    walk = _Walk(_styles(archive), _numbering(archive))
    body = _child(archive.xml(_MAIN), "body")
    if body is None:
        raise archive.damaged()
    blocks = walk.blocks(body)
    notes = _notes(archive, walk)
    remarks = [
        *(["struck"] if walk.struck else []),
        *(["margin"] if "word/comments.xml" in archive else []),
        *(["notes_last"] if notes else []),
    ]
    return Result([*blocks, *notes], "", tuple(remarks), walk.pictures)


def _name(element: Element) -> str:
    """The name without its namespace: strict and transitional documents differ only in that."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _child(element: Element | None, name: str) -> Element | None:
    return next((e for e in element if _name(e) == name), None) if element is not None else None


def _at(element: Element | None, *path: str) -> Element | None:
    for name in path:
        element = _child(element, name)
    return element


def _get(element: Element | None, name: str) -> str | None:
    if element is None:
        return None
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), None)


def _is_on(element: Element | None) -> bool | None:
    """A switch such as <w:b/>: absent (None), on, or off."""
    return None if element is None else (_get(element, "val") or "1").lower() not in _OFF


def _styles(archive: Archive) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    if "word/styles.xml" not in archive:
        return styles
    for element in archive.xml("word/styles.xml"):
        if _name(element) != "style":
            continue
        name = (_get(_child(element, "name"), "val") or "").strip()
        outline = _get(_at(element, "pPr", "outlineLvl"), "val")
        heading = _HEADING.fullmatch(name)
        style = _Style(name, _get(_child(element, "basedOn"), "val"))
        if name.lower() in ("title", "titel"):
            style.level = 1
        elif heading:
            style.level = int(heading[1])
        elif outline and outline.isdigit() and int(outline) < 9:
            style.level = int(outline) + 1
        style.bold = _is_on(_at(element, "rPr", "b"))
        style.numbered = _at(element, "pPr", "numPr") is not None
        styles[_get(element, "styleId") or ""] = style
    return styles


def _numbering(archive: Archive) -> dict[tuple[str, int], bool]:
    """Whether a level of a list counts (1. 2. 3.), for each list and level."""
    if "word/numbering.xml" not in archive:
        return {}
    root = archive.xml("word/numbering.xml")
    counts: dict[str, dict[int, bool]] = {}
    for abstract in root:
        if _name(abstract) == "abstractNum":
            counts[_get(abstract, "abstractNumId") or ""] = {
                _small(_get(level, "ilvl")): _get(_child(level, "numFmt"), "val") not in _BULLETS
                for level in abstract
                if _name(level) == "lvl"
            }
    return {
        (_get(number, "numId") or "", level): counted
        for number in root
        if _name(number) == "num"
        for level, counted in counts.get(
            _get(_child(number, "abstractNumId"), "val") or "", {}
        ).items()
    }


def _small(value: str | None) -> int:
    return int(value) if value and value.isdigit() and len(value) < 3 else 0


def _notes(archive: Archive, walk: _Walk) -> list[Block]:
    blocks: list[Block] = []
    for part in ("footnotes", "endnotes"):
        name = f"word/{part}.xml"
        if not walk.noted or name not in archive:
            continue
        for note in archive.xml(name):
            mark = walk.noted.get((part[:-1], _get(note, "id") or ""))
            if mark:
                words = [run for block in walk.blocks(note) for run in [*block.runs, (" ", False)]]
                blocks.append(Block(Kind.NOTE, [(f"[{mark}] ", False), *words]))
    return blocks


class _Walk:
    def __init__(self, styles: dict[str, _Style], numbering: dict[tuple[str, int], bool]) -> None:
        self.styles = styles
        self.numbering = numbering
        self.counted: dict[tuple[str, int], int] = {}
        self.noted: dict[tuple[str, str], int] = {}
        self.pictures = 0
        self.struck = False
        self.boxes: list[Block] = []

    def blocks(self, parent: Element) -> list[Block]:
        found: list[Block] = []
        for element in parent:
            match _name(element):
                case "p":
                    found += self.paragraph(element)
                case "tbl":
                    found += blocks_of_rows(self.rows(element))
                case "sdt":
                    content = _child(element, "sdtContent")
                    gallery = _get(_at(element, "sdtPr", "docPartObj", "docPartGallery"), "val")
                    if content is not None and gallery != "Table of Contents":
                        found += self.blocks(content)
                case "ins" | "moveTo" | "smartTag" | "customXml":
                    found += self.blocks(element)
                case "AlternateContent":
                    choice = _child(element, "Choice")
                    found += self.blocks(choice) if choice is not None else []
        return found

    def rows(self, table: Element) -> list[Row]:
        rows: list[Row] = []
        for element in table:
            match _name(element):
                case "tr":
                    rows.append(self.cells(element))
                case "sdt":
                    content = _child(element, "sdtContent")
                    rows += self.rows(content) if content is not None else []
                case "ins" | "customXml":
                    rows += self.rows(element)
        return rows

    def cells(self, row: Element) -> Row:
        cells: Row = []
        for element in row:
            match _name(element):
                case "tc":
                    cells.append(self.blocks(element))
                case "sdt":
                    content = _child(element, "sdtContent")
                    cells += self.cells(content) if content is not None else []
        return cells

    def paragraph(self, element: Element) -> list[Block]:
        properties = _child(element, "pPr")
        style = _get(_child(properties, "pStyle"), "val")
        if _CONTENTS.fullmatch(self.styles.get(style or "", _Style()).name):
            return []
        runs: list[tuple[str, bool]] = []
        self.runs(element, self.is_bold(style), runs)
        boxes, self.boxes = self.boxes, []
        if not any(text.strip() for text, _ in runs):
            return boxes
        outline = _get(_child(properties, "outlineLvl"), "val")
        level = int(outline) + 1 if outline and outline in "012345678" else self.level(style)
        if level:
            return [Block(Kind.HEADING, runs, level), *boxes]
        item = self.item(properties, style)
        if item:
            depth, number = item
            marked = [(f"{number}. ", False), *runs] if number else runs
            return [Block(Kind.ITEM, marked, depth), *boxes]
        return [Block(Kind.TEXT, runs), *boxes]

    def chain(self, style: str | None) -> list[_Style]:
        chain: list[_Style] = []
        while style in self.styles and len(chain) < 20:
            chain.append(self.styles[style])
            style = chain[-1].based_on
        return chain

    def level(self, style: str | None) -> int | None:
        return next((s.level for s in self.chain(style) if s.level), None)

    def is_bold(self, style: str | None) -> bool:
        return next((s.bold for s in self.chain(style) if s.bold is not None), False)

    def item(self, properties: Element | None, style: str | None) -> tuple[int, int | None] | None:
        """The depth of a list item, from 1, and its number when the list counts."""
        number = _child(properties, "numPr")
        if number is None:
            return (1, None) if any(s.numbered for s in self.chain(style)) else None
        list_id = _get(_child(number, "numId"), "val") or "0"
        depth = _small(_get(_child(number, "ilvl"), "val"))
        if list_id == "0":
            return None
        if not self.numbering.get((list_id, depth), False):
            return depth + 1, None
        self.counted[list_id, depth] = self.counted.get((list_id, depth), 0) + 1
        for key in [k for k in self.counted if k[0] == list_id and k[1] > depth]:
            del self.counted[key]
        return depth + 1, self.counted[list_id, depth]

    def runs(self, parent: Element, bold: bool, runs: list[tuple[str, bool]]) -> None:
        """The words in a paragraph, with whether they are bold, appended to `runs`."""
        for element in parent:
            match _name(element):
                case "r":
                    self.run(element, bold, runs)
                case "hyperlink" | "ins" | "moveTo" | "smartTag" | "fldSimple" | "customXml":
                    self.runs(element, bold, runs)
                case "sdt":
                    content = _child(element, "sdtContent")
                    if content is not None:
                        self.runs(content, bold, runs)
                case "del" | "moveFrom":
                    self.struck = True
                case "oMath" | "oMathPara":
                    runs.append(("".join(element.itertext()), bold))

    def run(self, element: Element, bold: bool, runs: list[tuple[str, bool]]) -> None:
        properties = _child(element, "rPr")
        if _is_on(_child(properties, "vanish")):
            return
        style = _get(_child(properties, "rStyle"), "val")
        own = _is_on(_child(properties, "b"))
        if own is None:
            own = self.is_bold(style) if style else None
        bold = bold if own is None else own
        for part in element:
            match _name(part):
                case "t":
                    runs.append((part.text or "", bold))
                case "tab":
                    runs.append((" ", bold))
                case "br" | "cr":
                    runs.append(("\n", bold))
                case "noBreakHyphen":
                    runs.append(("\u2011", bold))
                case "footnoteReference" | "endnoteReference":
                    key = (_name(part).removesuffix("Reference"), _get(part, "id") or "")
                    mark = self.noted.setdefault(key, len(self.noted) + 1)
                    runs.append((f"[{mark}]", bold))
                case "AlternateContent":
                    choice = _child(part, "Choice")
                    self.drawing(choice if choice is not None else part)
                case "drawing" | "pict" | "object":
                    self.drawing(part)

    def drawing(self, element: Element) -> None:
        """A picture, or a box with text in it; the text comes after the paragraph."""
        boxes = [e for e in element.iter() if _name(e) == "txbxContent"]
        for box in boxes:
            held, self.boxes = self.boxes, []
            blocks = self.blocks(box)
            self.boxes = [*held, *blocks]
        self.pictures += any(_name(e) in ("blip", "imagedata") for e in element.iter())
