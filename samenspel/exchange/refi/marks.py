"""Reading XML with care: first whether it is well made and brings no rules, then its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse
from xml.parsers import expat

from samenspel.exchange import limits, progress
from samenspel.exchange.refi.archive import BROKEN
from samenspel.exchange.refi.names import local
from samenspel.exchange.refusals import NotRead

Wanted = Callable[[list[str]], bool]
"""Whether what these names lead to is a part, to be in memory as a whole."""
PIECE = 1 << 20
DEEP = 3
"""Root, group, part: what lies deeper is in memory together with the part that it is in."""


def check(opened: IO[bytes], name: str, roots: tuple[str, ...], wanted: Wanted) -> None:
    """Refuse what is not well formed, with the place, and any document type or entity.

    It goes before the reading itself, so that nothing is read of what must not be read. `wanted`
    are the `parts` that will be.
    """
    progress.at(name)
    parser = expat.ParserCreate(namespace_separator="}")
    _Bounds(parser, name, roots, wanted)

    def no_rules(*_told: object) -> Any:
        raise NotRead("has_dtd", file=name)

    parser.StartDoctypeDeclHandler = no_rules
    parser.EntityDeclHandler = no_rules
    parser.ExternalEntityRefHandler = no_rules
    try:
        while piece := opened.read(PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as wrong:
        raise NotRead(
            "not_xml",
            file=name,
            line=wrong.lineno,
            column=wrong.offset + 1,
            why=expat.ErrorString(wrong.code),
        ) from None
    except (LookupError, ValueError):
        raise NotRead("not_xml", file=name, line=1, column=1, why="unknown encoding") from None
    except BROKEN:
        raise NotRead("not_zip", file=name) from None


class _Bounds:
    """What is in memory at once while the parts are read stays within bounds, or is refused here,
    with the place: there would be no telling it once memory has run out."""

    def __init__(
        self, parser: expat.XMLParserType, file: str, roots: tuple[str, ...], wanted: Wanted
    ) -> None:
        self.parser, self.file, self.roots, self.wanted = parser, file, roots, wanted
        self.depth = self.inside = self.codes = self.words = 0
        self.way: list[str] = []
        self.part = self.within = 0
        """How deep the part begins that is being read, and the elements in it."""
        parser.buffer_text = True
        parser.StartElementHandler = self.begins
        parser.EndElementHandler = self.ends
        parser.CharacterDataHandler = self.tells

    def begins(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.words = 0
        if self.depth == 1 and local(tag) not in self.roots:
            raise NotRead("not_refi", file=self.file, root=local(tag)[:60])
        self.inside = self.inside + 1 if self.depth > DEEP else 0
        if self.part:
            self.within += 1
        elif self.depth <= DEEP:
            self.way[self.depth - 1 :] = [local(tag)]
            if self.wanted(self.way):
                self.part, self.within = self.depth, 0
        if max(self.inside, self.within) > limits.TOGETHER:
            self.stop("too_large", limits.TOGETHER)
        if tag.endswith("Code") and local(tag) == "Code":
            self.codes += 1
            if self.codes > limits.CODES:
                self.stop("too_many_codes", limits.CODES)
        if sum(map(len, attributes.values())) > limits.NAME:
            self.stop("too_long", limits.NAME)

    def ends(self, _tag: str) -> None:
        if self.depth == self.part:
            self.part = self.within = 0
        self.depth -= 1
        self.words = 0

    def tells(self, words: str) -> None:
        self.words += len(words)
        if self.words > limits.INLINE:
            self.stop("too_long", limits.INLINE)

    def stop(self, code: str, limit: int) -> None:
        place = {
            "line": self.parser.CurrentLineNumber,
            "column": self.parser.CurrentColumnNumber + 1,
        }
        raise NotRead(code, file=self.file, limit=limit, **place)


def parts(opened: IO[bytes], wanted: Wanted) -> Iterator[tuple[str, Element]]:
    """The root as it begins (named ''), then what is `wanted`, asked with the names on the way.

    Each is forgotten once the next is asked for, so that a project of any size fits.
    """
    way: list[str] = []
    stack: list[Element] = []
    inside = 0
    for event, element in iterparse(opened, ("start", "end")):  # noqa: S314
        if event == "start":
            way.append(local(element.tag))
            stack.append(element)
            if inside or wanted(way):
                inside += 1
            elif len(way) == 1:
                yield "", element
            continue
        name = way.pop()
        stack.pop()
        if inside:
            inside -= 1
            if inside:
                continue
            yield name, element
        element.clear()
        if stack:
            stack[-1].remove(element)


def child(element: Element, name: str) -> Element | None:
    return next(children(element, name), None)


def children(element: Element, *names: str) -> Iterator[Element]:
    return (each for each in element if local(each.tag) in names)


def text(element: Element, name: str) -> str:
    """What stands in a child of this name; '' when there is none."""
    found = child(element, name)
    return "".join(found.itertext()) if found is not None else ""
