"""Markdown, as CommonMark with tables."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from .draft import Block, Kind, Result
from .letters import decode
from .turns import opens_turn

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_TAG = re.compile(
    r"</?(a|abbr|b|br|cite|code|del|em|i|img|ins|kbd|mark|q|s|small|span|strong|sub|sup|u|wbr)\b",
    re.IGNORECASE,
)


def read_markdown(data: bytes) -> Result:
    text, remarks = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    title = ""
    front = _FRONT_MATTER.match(text)
    if front and ":" in front[1]:
        named = _TITLE.search(front[1])
        title = named[1].strip("\"'") if named else ""
        text = text[front.end() :]
        remarks = (*remarks, "front_matter")
    walk = _Walk()
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        walk.take(token)
    return Result(walk.blocks, title, remarks, walk.pictures)


class _Walk:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pictures = 0
        self.lists: list[int | None] = []  # the next number, or None for bullets
        self.first_in_item = False
        self.heading: int | None = None
        self.row: list[tuple[str, bool]] | None = None

    def take(self, token: Token) -> None:
        match token.type:
            case "heading_open":
                self.heading = int(token.tag[1])
            case "heading_close":
                self.heading = None
            case "bullet_list_open":
                self.lists.append(None)
            case "ordered_list_open":
                self.lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.first_in_item = True
            case "tr_open":
                self.row = []
            case "tr_close":
                self.blocks.append(Block(Kind.ROW, self.row or []))
                self.row = None
            case "inline":
                self.words(self.runs(token.children or []))
            case "fence" | "code_block":
                self.words([(token.content, False)])
            case "html_block":
                from .web import blocks_of_html  # rarely needed, and slow to load

                self.blocks += blocks_of_html(token.content).blocks

    def words(self, runs: list[tuple[str, bool]]) -> None:
        if self.row is not None:
            self.row += [(" | ", False)] * bool(self.row) + runs
        elif self.heading:
            self.blocks.append(Block(Kind.HEADING, runs, self.heading))
        elif self.lists and self.first_in_item:
            number = self.lists[-1]
            if number is not None:
                runs.insert(0, (f"{number}. ", False))
                self.lists[-1] = number + 1
            self.blocks.append(Block(Kind.ITEM, runs, len(self.lists)))
        else:
            self.blocks.append(Block(Kind.TEXT, runs))
        self.first_in_item = False

    def runs(self, tokens: list[Token]) -> list[tuple[str, bool]]:
        runs: list[tuple[str, bool]] = []
        strong = 0
        for place, token in enumerate(tokens):
            match token.type:
                case "strong_open":
                    strong += 1
                case "strong_close":
                    strong -= 1
                case "softbreak":
                    after = "".join(t.content for t in tokens[place + 1 : place + 12])
                    runs.append(("\n" if opens_turn(after.split("\n")[0]) else " ", strong > 0))
                case "hardbreak":
                    runs.append(("\n", strong > 0))
                case "image":
                    self.pictures += 1
                case "html_inline":
                    runs.append((_tag(token.content), strong > 0))
                case _:
                    runs.append((token.content, strong > 0))
        return runs


def _tag(written: str) -> str:
    """What a tag between the words leaves behind; what is not a tag was typed by somebody."""
    if re.match(r"<br\b", written, re.IGNORECASE):
        return "\n"
    return "" if _TAG.match(written) or written.startswith("<!--") else written
