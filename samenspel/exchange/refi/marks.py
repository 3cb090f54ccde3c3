"""Reading XML with care: first whether it is well made and brings no rules, then its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse
from xml.parsers import expat

from samenspel.exchange.refi.archive import BROKEN
from samenspel.exchange.refi.names import local
from samenspel.exchange.refusals import NotRead

PIECE = 1 << 20


def check(opened: IO[bytes], name: str, roots: tuple[str, ...]) -> None:
    """Refuse what is not well formed, with the place, and any document type or entity.

    It goes before the reading itself, so that nothing is read of what must not be read.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    begun: list[str] = []

    def no_rules(*_told: object) -> Any:
        raise NotRead("has_dtd", file=name)

    def begins(tag: str, _attributes: object) -> None:
        begun.append(tag)
        parser.StartElementHandler = None
        if local(tag) not in roots:
            raise NotRead("not_refi", file=name, root=local(tag)[:60])

    parser.StartDoctypeDeclHandler = no_rules
    parser.EntityDeclHandler = no_rules
    parser.ExternalEntityRefHandler = no_rules
    parser.StartElementHandler = begins
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
        raise NotRead("not_zip") from None


def parts(opened: IO[bytes], wanted: Callable[[list[str]], bool]) -> Iterator[tuple[str, Element]]:
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
