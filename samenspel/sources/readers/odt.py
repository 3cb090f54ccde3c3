"""ODT (OpenDocument text, ISO/IEC 26300): straight from its XML."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from .archive import Archive
from .draft import Block, Kind, Result
from .formats import Format
from .refusals import Unreadable
from .tables import Row, blocks_of_rows

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE = _OASIS + "office:1.0}"
TEXT = _OASIS + "text:1.0}"
TABLE = _OASIS + "table:1.0}"
STYLE = _OASIS + "style:1.0}"
DRAW = _OASIS + "drawing:1.0}"
FO = _OASIS + "xsl-fo-compatible:1.0}"
_MANY = 100  # spaces in one <text:s>, or rows and cells said to repeat

_CONTAINERS = {
    TEXT + "section",
    TEXT + "list-header",
    DRAW + "frame",
    DRAW + "text-box",
    DRAW + "g",
    TABLE + "table-header-rows",
}
_SKIPPED = {
    TEXT + "tracked-changes",
    TEXT + "table-of-content",
    TEXT + "illustration-index",
    TEXT + "sequence-decls",
    OFFICE + "forms",
}


def read_odt(data: bytes) -> Result:
    archive = Archive(data, Format.ODT)
    if "encrypted-package" in archive:
        raise Unreadable("locked")
    manifest = "META-INF/manifest.xml"
    if manifest in archive and b"encryption-data" in archive.read(manifest):
        raise Unreadable("locked")
    content = archive.xml("content.xml")
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise archive.damaged()
    walk = _Walk()
    if "styles.xml" in archive:
        walk.learn(archive.xml("styles.xml"))
    walk.learn(content)
    blocks = walk.blocks(body)
    remarks = [
        *(["struck"] if body.find(f"{TEXT}tracked-changes") is not None else []),
        *(["margin"] if walk.margin else []),
        *(["notes_last"] if walk.notes else []),
    ]
    return Result([*blocks, *walk.notes], "", tuple(remarks), walk.pictures)


class _Walk:
    def __init__(self) -> None:
        self.parents: dict[str, str | None] = {}
        self.weights: dict[str, str] = {}
        self.levels: dict[str, int] = {}
        self.counting: dict[str, set[int]] = {}
        self.notes: list[Block] = []
        self.pictures = 0
        self.margin = False
        self.boxes: list[Block] = []

    def learn(self, root: Element) -> None:
        """Which styles are bold, are a title, or count their items."""
        for style in root.iter(f"{STYLE}style"):
            name = style.get(f"{STYLE}name", "")
            self.parents[name] = style.get(f"{STYLE}parent-style-name")
            weights = [p.get(f"{FO}font-weight") for p in style.iter(f"{STYLE}text-properties")]
            if weights and weights[0]:
                self.weights[name] = weights[0]
            if name == "Title":
                self.levels[name] = 1
        for style in root.iter(f"{TEXT}list-style"):
            self.counting[style.get(f"{STYLE}name", "")] = {
                _number(level.get(f"{TEXT}level"), 1)
                for level in style.iter(f"{TEXT}list-level-style-number")
                if level.get(f"{STYLE}num-format")
            }

    def chain(self, name: str | None) -> list[str]:
        chain: list[str] = []
        while name and name not in chain and len(chain) < 20:
            chain.append(name)
            name = self.parents.get(name)
        return chain

    def is_bold(self, style: str | None, otherwise: bool = False) -> bool:
        weight = next((self.weights[s] for s in self.chain(style) if s in self.weights), None)
        return otherwise if weight is None else weight in ("bold", "600", "700", "800", "900")

    def blocks(self, parent: Iterable[Element]) -> list[Block]:
        found: list[Block] = []
        for element in parent:
            if element.tag in _SKIPPED:
                continue
            if element.tag == f"{TEXT}h":
                level = _number(element.get(f"{TEXT}outline-level"), 1)
                found += self.paragraph(element, Kind.HEADING, level)
            elif element.tag == f"{TEXT}p":
                levels = [self.levels[s] for s in self.chain(_style(element)) if s in self.levels]
                kind = Kind.HEADING if levels else Kind.TEXT
                found += self.paragraph(element, kind, levels[0] if levels else None)
            elif element.tag == f"{TEXT}list":
                found += self.items(element, 1, _style(element))
            elif element.tag == f"{TABLE}table":
                found += blocks_of_rows(self.rows(element))
            elif element.tag == f"{DRAW}image":
                self.pictures += 1
            elif element.tag in _CONTAINERS or element.tag.startswith(f"{TEXT}index"):
                found += self.blocks(element)
        return found

    def items(self, element: Element, depth: int, style: str | None) -> list[Block]:
        style = _style(element) or style
        counts = depth in self.counting.get(style or "", ())
        found: list[Block] = []
        number = 0
        for item in element:
            number += item.tag == f"{TEXT}list-item"
            first = True
            for part in item:
                if part.tag == f"{TEXT}list":
                    found += self.items(part, depth + 1, style)
                    continue
                blocks = self.blocks([part])
                for block in blocks:
                    if block.kind is Kind.TEXT and first:
                        block.kind, block.level = Kind.ITEM, depth
                        if counts:
                            block.runs.insert(0, (f"{number}. ", False))
                    first = False
                found += blocks
        return found

    def rows(self, table: Element) -> list[Row]:
        rows: list[Row] = []
        for element in table:
            if element.tag == f"{TABLE}table-row":
                rows.append([self.blocks(c) for c in element if c.tag == f"{TABLE}table-cell"])
            elif element.tag in (f"{TABLE}table-header-rows", f"{TABLE}table-rows"):
                rows += self.rows(element)
        return rows

    def paragraph(self, element: Element, kind: Kind, level: int | None) -> list[Block]:
        runs: list[tuple[str, bool]] = []
        self.runs(element, self.is_bold(_style(element)), runs)
        boxes, self.boxes = self.boxes, []
        if any(text.strip() for text, _ in runs):
            return [Block(kind, runs, level), *boxes]
        return boxes

    def runs(self, parent: Element, bold: bool, runs: list[tuple[str, bool]]) -> None:
        runs.append((_flat(parent.text), bold))
        for element in parent:
            if element.tag == f"{TEXT}s":
                runs.append((" " * min(_number(element.get(f"{TEXT}c"), 1), _MANY), bold))
            elif element.tag == f"{TEXT}tab":
                runs.append((" ", bold))
            elif element.tag == f"{TEXT}line-break":
                runs.append(("\n", bold))
            elif element.tag == f"{TEXT}note":
                runs.append((f"[{self.note(element)}]", bold))
            elif element.tag == f"{OFFICE}annotation":
                self.margin = True
            elif element.tag.startswith(DRAW):
                self.boxes += self.blocks([element])
            elif element.tag.startswith(TEXT) and element.tag not in _SKIPPED:
                inner = self.is_bold(_style(element), bold)
                self.runs(element, inner, runs)
            runs.append((_flat(element.tail), bold))

    def note(self, element: Element) -> int:
        mark = len(self.notes) + 1
        block = Block(Kind.NOTE, [(f"[{mark}] ", False)])
        self.notes.append(block)
        body = element.find(f"{TEXT}note-body")
        for inner in self.blocks(body) if body is not None else []:
            block.runs += [*inner.runs, (" ", False)]
        return mark


def _style(element: Element) -> str | None:
    return element.get(f"{TEXT}style-name")


def _flat(text: str | None) -> str:
    """In ODF, as in HTML, a line end in the XML is a space."""
    return (text or "").replace("\n", " ")


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isdigit() and len(value) < 4 else otherwise
