"""HTML: the words of a page in the order in which they are read."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from bs4 import (
    BeautifulSoup,
    Comment,
    Declaration,
    Doctype,
    MarkupResemblesLocatorWarning,
    ProcessingInstruction,
    XMLParsedAsHTMLWarning,
)
from bs4.element import CData, NavigableString, PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup

from .draft import Block, Kind, Result
from .letters import decode
from .refusals import Unreadable
from .tables import blocks_of_rows

SKIPPED = frozenset(
    "script style template noscript head title nav iframe object svg math button select textarea "
    "canvas audio video form dialog".split()
)
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption "
    "figure footer h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main ol p pre section summary "
    "table tbody td tfoot th thead tr ul".split()
)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_PLAIN_STYLE = re.compile(r"font-weight\s*:\s*(normal|[1-5]00)", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BOLD_CLASS = re.compile(r"\.([\w-]+)\s*\{[^{}]*font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_NOT_WORDS = (Comment, Declaration, Doctype, ProcessingInstruction, CData)


def read_html(data: bytes) -> Result:
    text, remarks = decode(data, html=True)
    result = blocks_of_html(text, page=True)
    result.remarks = (*remarks, *result.remarks)
    return result


def blocks_of_html(text: str, *, page: bool = False) -> Result:
    """The blocks of a page, or of a piece of HTML inside something else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        try:
            soup = BeautifulSoup(text, "html.parser")
        except (ParserRejectedMarkup, AssertionError):
            raise Unreadable("damaged", kind="HTML") from None
    result = Result([])
    part: Tag = soup
    if page:
        title = soup.find("title")
        result.title = title.get_text() if title else ""
        mains = soup.find_all("main") or soup.find_all("article")
        if len(mains) == 1 and mains[0].get_text(strip=True):
            part = mains[0]
            result.remarks = ("main_part",)
    bold = {name for sheet in soup.find_all("style") for name in _BOLD_CLASS.findall(sheet.text)}
    walk = _Walk(bold)
    walk.through(part)
    result.blocks = walk.blocks
    result.pictures = walk.pictures
    return result


class _Walk:
    """Goes through the tree without recursion: a page may be nested ten thousand deep."""

    def __init__(self, bold_classes: set[str]) -> None:
        self.bold_classes = bold_classes
        self.blocks: list[Block] = []
        self.runs: list[tuple[str, bool]] = []
        self.pictures = 0
        self.headings: list[int] = []
        self.lists: list[int | None] = []
        self.mark: str | None = None  # of the list item whose first words are still to come
        self.bold: list[bool] = [False]
        self.literal = 0
        self.tables: list[list[list[list[Block]]]] = []
        self.kept: list[list[Block]] = []

    def through(self, top: Tag) -> None:
        for node, entering in _steps(top):
            if isinstance(node, Tag):
                if entering:
                    self.enter(node)
                else:
                    self.leave(node)
            elif isinstance(node, NavigableString) and not isinstance(node, _NOT_WORDS):
                words = str(node) if self.literal else re.sub(r"\s+", " ", str(node))
                self.runs.append((words, self.bold[-1]))
        self.flush()

    def enter(self, tag: Tag) -> None:
        name = tag.name
        if name in BLOCKS:
            self.flush()
        self.bold.append(self.is_bold(tag))
        match name:
            case "br":
                self.runs.append(("\n", self.bold[-1]))
            case "img":
                self.pictures += 1
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.headings.append(int(name[1]))
            case "ul" | "ol":
                start = str(tag.get("start", "1"))
                first = int(start) if re.fullmatch(r"\d{1,6}", start) else 1
                self.lists.append(first if name == "ol" else None)
            case "li":
                number = self.lists[-1] if self.lists else None
                self.mark = "" if number is None else f"{number}. "
                if number is not None:
                    self.lists[-1] = number + 1
            case "pre":
                self.literal += 1
            case "table":
                self.tables.append([])
            case "tr" if self.tables:
                self.tables[-1].append([])
            case "td" | "th" if self.tables:
                self.kept.append(self.blocks)
                self.blocks = []

    def leave(self, tag: Tag) -> None:
        name = tag.name
        if name in BLOCKS:
            self.flush()
        self.bold.pop()
        match name:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.headings.pop()
            case "ul" | "ol":
                self.lists.pop()
            case "li":
                self.mark = None
            case "pre":
                self.literal -= 1
            case "td" | "th" if self.tables:
                cell, self.blocks = self.blocks, self.kept.pop()
                if not self.tables[-1]:
                    self.tables[-1].append([])
                self.tables[-1][-1].append(cell)
            case "table":
                self.blocks += blocks_of_rows(self.tables.pop())

    def flush(self) -> None:
        runs, self.runs = self.runs, []
        if not any(text.strip() for text, _ in runs):
            return
        if self.headings:
            self.blocks.append(Block(Kind.HEADING, runs, self.headings[-1]))
        elif self.mark is not None:
            marked = [(self.mark, False), *runs] if self.mark else runs
            self.blocks.append(Block(Kind.ITEM, marked, max(len(self.lists), 1)))
            self.mark = None
        else:
            self.blocks.append(Block(Kind.TEXT, runs))

    def is_bold(self, tag: Tag) -> bool:
        style = str(tag.get("style", ""))
        if _PLAIN_STYLE.search(style):
            return False
        if tag.name in ("b", "strong") or _BOLD_STYLE.search(style):
            return True
        if self.bold_classes.intersection(tag.get_attribute_list("class")):
            return True
        return self.bold[-1] and tag.name not in BLOCKS


def _steps(top: Tag) -> Iterator[tuple[PageElement, bool]]:
    stack: list[tuple[PageElement, bool]] = [(top, True)]
    while stack:
        node, entering = stack.pop()
        if isinstance(node, Tag) and entering:
            if _is_skipped(node):
                continue
            yield node, True
            stack.append((node, False))
            stack.extend((child, True) for child in reversed(node.contents))
        else:
            yield node, entering


def _is_skipped(tag: Tag) -> bool:
    return (
        tag.name in SKIPPED
        or tag.has_attr("hidden")
        or bool(_HIDDEN_STYLE.search(str(tag.get("style", ""))))
    )
