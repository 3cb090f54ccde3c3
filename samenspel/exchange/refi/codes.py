"""Codes and sets, which a codebook and a project write almost alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from samenspel.exchange import limits
from samenspel.exchange.project import Code, Losses, Set
from samenspel.exchange.refi.marks import children, text
from samenspel.exchange.refi.names import colour, guid, own_guid
from samenspel.exchange.refusals import NotRead
from samenspel.sources.readers.draft import one_line

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ABOVE = " > "
LONGEST_WAY = 10_000
"""Code points: a way that is longer goes on under another name, so that a tower stays small."""


def codes(top: Element, losses: Losses) -> Iterator[Code]:
    """The codes below an element, each after the one it stands below."""
    todo = [(each, "", 0, "") for each in reversed(list(children(top, "Code")))]
    seen: dict[str, str] = {}
    while todo:
        element, parent, depth, way = todo.pop()
        code = _code(element, parent, way, losses)
        if seen.get(code.guid, code.name) != code.name:  # two codes with one guid
            losses.add("code_same_guid", f"{way}{ABOVE}{code.name}" if way else code.name)
            code.guid = own_guid("again", code.guid, code.name)
        if code.guid in seen:
            losses.add("code_again", f"{way}{ABOVE}{code.name}" if way else code.name)
        else:
            seen[code.guid] = code.name
            if len(seen) > limits.CODES:
                raise NotRead("too_many", limit=limits.CODES)
            yield code
        way = f"{way}{ABOVE}{code.name}" if way else code.name
        way = way if len(way) <= LONGEST_WAY else own_guid(way)
        deep = depth + 1 >= limits.DEEPEST
        below = list(children(element, "Code"))
        if deep and below:
            losses.add("code_deep", way, len(below))
        under = parent if deep else code.guid
        todo += [(each, under, min(depth + 1, limits.DEEPEST), way) for each in reversed(below)]


def _code(element: Element, parent: str, way: str, losses: Losses) -> Code:
    name = one_line(element.get("name") or "")
    if not name:
        losses.add("code_nameless", way)
    folder = (element.get("isCodable") or "true").strip().lower() in ("false", "0")
    return Code(
        guid=guid(element.get("guid"), "code", way, name),
        name=name,
        parent=parent,
        colour=colour(element.get("color")),
        folder=folder,
        description=text(element, "Description").strip(),
        notes=refs(element, "NoteRef"),
    )


def sets(top: Element) -> Iterator[Set]:
    return map(a_set, children(top, "Set"))


def a_set(element: Element) -> Set:
    name = one_line(element.get("name") or "")
    return Set(
        guid=guid(element.get("guid"), "set", name),
        name=name,
        description=text(element, "Description").strip(),
        codes=refs(element, "MemberCode"),
        sources=refs(element, "MemberSource"),
        notes=refs(element, "MemberNote"),
    )


def refs(element: Element, *names: str) -> list[str]:
    """The guids that children of these names point at: in codebooks it is called otherwise."""
    found = (each.get("targetGUID") or each.get("guid") for each in children(element, *names))
    return [guid(each) for each in found if each]
