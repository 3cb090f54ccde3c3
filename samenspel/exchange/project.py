"""What a project of any package holds, in one shape: pure data, nothing of ours or of theirs.

Places are code points, half-open, in `Source.text`, which is NFC with plain line ends. Things are
named by their guid (`refi.names.guid`). A project goes from the process that read it to the one
that takes it in as lines of JSON (`to_line`, `from_line`), one thing a line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(slots=True)
class User:
    guid: str
    name: str = ""


@dataclass(slots=True)
class Code:
    """`folder`: it only holds others and is given to nothing. `parent` comes before it."""

    guid: str
    name: str
    parent: str = ""
    colour: str = ""
    folder: bool = False
    description: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Variable:
    """`kind` is one of Text, Boolean, Integer, Float, Date and DateTime."""

    guid: str
    name: str
    kind: str = "Text"


@dataclass(slots=True)
class Set:
    guid: str
    name: str
    description: str = ""
    codes: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """Who or what sources (or selections in them) belong to; `values` by the guid of a variable."""

    guid: str
    name: str = ""
    description: str = ""
    codes: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)
    selections: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Coding:
    """`prompted`: a computer proposed it, and the coder said yes."""

    guid: str
    code: str
    user: str = ""
    at: str = ""
    notes: list[str] = field(default_factory=list)
    prompted: bool = False


@dataclass(slots=True)
class Selection:
    """`name` is what its maker called it, often the words themselves."""

    guid: str
    start: int
    end: int
    name: str = ""
    description: str = ""
    user: str = ""
    at: str = ""
    codings: list[Coding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Talk:
    """What coders (their guids) said about a difference, in the source that it stands in.

    `followed` are the selections where somebody did in their own layer what was agreed.
    """

    guid: str
    start: int
    end: int
    code: str = ""
    coders: list[str] = field(default_factory=list)
    note: str = ""
    outcome: str = ""
    followed: dict[str, list[str]] = field(default_factory=dict)
    user: str = ""
    at: str = ""


@dataclass(slots=True)
class Source:
    """`times` are (place, milliseconds) of a recording, in order; `lines` says what is more than
    plain text: start, end, kind, level, begin and stop, as `refi.structure` has them."""

    guid: str
    name: str
    text: str = ""
    description: str = ""
    user: str = ""
    at: str = ""
    values: dict[str, str] = field(default_factory=dict)
    times: list[tuple[int, int]] = field(default_factory=list)
    lines: list[list[Any]] = field(default_factory=list)
    selections: list[Selection] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    recorded: bool = False


@dataclass(slots=True)
class Change:
    """What was done to a code, that may be gone since; in order within a book.

    `before` and `after` hold what changed, by name. What they point at is a guid; codings are
    selections by the coder who made them.
    """

    guid: str
    book: str = ""
    code: str = ""
    name: str = ""
    what: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    user: str = ""
    at: str = ""


@dataclass(slots=True)
class Note:
    """`mentions` are the guids of what its text names between double brackets, by that name."""

    guid: str
    text: str
    title: str = ""
    user: str = ""
    at: str = ""
    mentions: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Link:
    """Only on the way out: what came in as a link is told by what it hangs on."""

    guid: str
    name: str
    origin: str
    target: str


@dataclass(slots=True)
class Head:
    name: str = ""
    origin: str = ""
    description: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Loss:
    """What could not be carried, or only otherwise: a key of `refusals.LOSSES`, and where."""

    code: str
    count: int = 0
    where: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Summary:
    """What was read, in figures, with what a person may have to choose about."""

    name: str = ""
    origin: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    users: list[str] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)
    convention: str = ""
    losses: list[Loss] = field(default_factory=list)


@dataclass(slots=True)
class Property:
    """Something that sources or cases have a value of, with how often each value is there."""

    guid: str
    name: str
    kind: str
    values: dict[str, int] = field(default_factory=dict)


def marked(
    source: Source, *, apart: Container[str] = (), turns: Container[str] = ()
) -> dict[str, int]:
    """How many passages and codings a text brings, counted as they are kept here.

    What was marked twice in one place is one passage, and the same code by the same hand on it is
    one coding. `apart` are codes that are no codes here; a selection in `turns` that nothing hangs
    on only says who speaks.
    """
    passages: set[tuple[int, int]] = set()
    codings: set[tuple[int, int, str, str]] = set()
    for each in source.selections:
        if each.guid in turns and not each.codings and not each.notes:
            continue
        place = each.start, each.end
        passages.add(place)
        for coding in each.codings:
            if coding.code not in apart:
                codings.add((*place, coding.code, coding.user or each.user))
    return {"passages": len(passages), "codings": len(codings)}


Thing = Head | User | Code | Variable | Set | Case | Change | Source | Note | Link | Summary
MOST_PLACES = 20


class Losses:
    """Counts what could not be carried, and keeps the first places of each."""

    def __init__(self) -> None:
        self.found: dict[str, Loss] = {}

    def add(self, code: str, where: str = "", count: int = 1) -> None:
        loss = self.found.setdefault(code, Loss(code))
        loss.count += count
        if where and where not in loss.where and len(loss.where) < MOST_PLACES:
            loss.where.append(where[:120])

    def list(self) -> list[Loss]:
        return list(self.found.values())


_SHAPES: dict[str, type[Any]] = {
    shape.__name__: shape
    for shape in (Head, User, Code, Variable, Set, Case, Change, Source, Note, Link, Summary)
}
_PARTS: dict[tuple[str, str], type[Any]] = {
    ("Source", "selections"): Selection,
    ("Source", "talks"): Talk,
    ("Selection", "codings"): Coding,
    ("Summary", "properties"): Property,
    ("Summary", "losses"): Loss,
}
_NAMES = {
    shape: tuple(each.name for each in fields(shape))
    for shape in (*_SHAPES.values(), *_PARTS.values())
}


def plain(thing: Any) -> dict[str, Any]:
    """A thing as what JSON knows; what is empty is left out."""
    told: dict[str, Any] = {}
    for name in _NAMES[type(thing)]:
        value = getattr(thing, name)
        if not value and value.__class__ is not int:
            continue
        if value.__class__ is list and type(value[0]) in _NAMES:
            value = [plain(each) for each in value]
        told[name] = value
    return told


def told(thing: Thing) -> dict[str, Any]:
    return {"is": type(thing).__name__, **plain(thing)}


def to_line(thing: Thing) -> str:
    return json.dumps(told(thing), ensure_ascii=False, separators=(",", ":")) + "\n"


def from_line(line: str | bytes) -> Thing:
    told = json.loads(line)
    made: Thing = _made(told.pop("is"), told)
    return made


def _made(shape: str, told: dict[str, Any]) -> Any:
    for (owner, name), part in _PARTS.items():
        if owner == shape and name in told:
            told[name] = [_made(part.__name__, each) for each in told[name]]
    kind = _SHAPES.get(shape) or next(p for p in _PARTS.values() if p.__name__ == shape)
    if shape == "Source":
        told["times"] = [(place, at) for place, at in told.get("times", [])]
    return _filled(kind, told)


def _filled(kind: type[Any], told: dict[str, Any]) -> Any:
    """With the empty values that `plain` left out, also of what has no default."""
    missing = {"guid": "", "name": "", "text": "", "code": "", "start": 0, "end": 0}
    return kind(**{n: v for n, v in missing.items() if n in _NAMES[kind]} | told)


def things(lines: Iterable[str | bytes]) -> Iterator[Thing]:
    for line in lines:
        yield from_line(line)


Read = Callable[[], Iterator[Thing]]
"""Reads a project from its beginning: as often as it is called."""
