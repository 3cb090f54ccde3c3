"""A project or codebook as REFI-QDA: valid against the published schemas.

Texts are UTF-8 without a byte order mark, with plain line ends; ends are exclusive; a memo is a
Note with a NoteRef; no path of anybody's machine is written.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO
from xml.sax.saxutils import escape

from samenspel.exchange.project import (
    Case,
    Code,
    Coding,
    Head,
    Link,
    Note,
    Selection,
    Set,
    Source,
    Thing,
    User,
    Variable,
)
from samenspel.exchange.refi import lines
from samenspel.exchange.refi.names import CODEBOOK, PROJECT, for_xml, own_guid
from samenspel.exchange.refi.own import PROMPTED_NOTE

DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
PROJECT_NAME = "project.qde"
FOLDER = "sources"
_PLAIN = re.compile("[A-Za-z0-9 :.-]*")
_QUOTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def write_codebook(out: IO[bytes], things: Iterable[Thing]) -> None:
    """Codes and sets, in that order, after the head. There is at least one code."""
    head, codes, sets = Head(), list[Code](), list[Set]()
    for thing in things:
        match thing:
            case Head():
                head = thing
            case Code():
                codes.append(thing)
            case Set() if thing.codes:
                sets.append(thing)
    out.write(DECLARATION.encode())
    out.write(f'<CodeBook xmlns="{CODEBOOK}" origin={_quoted(head.origin)}>\n'.encode())
    for piece in _codes(codes, notes=False):
        out.write(piece.encode())
    if sets:
        out.write(b"<Sets>\n")
        for each in sets:
            inside = "".join(f'<MemberCode guid="{code}"/>' for code in each.codes)
            out.write(f"{_opened('Set', each)}{_told(each.description)}{inside}</Set>\n".encode())
        out.write(b"</Sets>\n")
    out.write(b"</CodeBook>\n")


def write_project(out: IO[bytes], things: Iterable[Thing], *, at: tuple[int, ...]) -> None:
    """A .qdpx with the things in the order of `ORDER`; each is written as it comes.

    `at` is the day and time that stand with each part: year, month, day, hour, minute, second.
    """
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        tempfile.TemporaryFile() as project,
    ):
        for piece in _project(iter(things), archive, at):
            project.write(piece.encode())
        size = project.tell()
        project.seek(0)
        with archive.open(_part(PROJECT_NAME, at), "w", force_zip64=size > 1 << 30) as part:
            while words := project.read(1 << 20):
                part.write(words)


def _part(name: str, at: tuple[int, ...]) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name, at[:6])  # type: ignore[arg-type]
    part.compress_type = zipfile.ZIP_DEFLATED
    part.external_attr = 0o644 << 16
    return part


ORDER: list[tuple[type[Thing], str]] = [
    (Head, ""),
    (User, "Users"),
    (Code, "CodeBook"),
    (Variable, "Variables"),
    (Case, "Cases"),
    (Source, "Sources"),
    (Note, "Notes"),
    (Link, "Links"),
    (Set, "Sets"),
]


def _project(
    things: Iterator[Thing], archive: zipfile.ZipFile, at: tuple[int, ...]
) -> Iterator[str]:
    yield DECLARATION
    head, thing = Head(), next(things, None)
    for kind, group in ORDER:
        together: list[Thing] = []
        opened = False
        while isinstance(thing, kind):
            if isinstance(thing, Head):
                head = thing
                yield f'<Project xmlns="{PROJECT}" name={_quoted(head.name)}'
                yield f" origin={_quoted(head.origin)}>\n"
            elif isinstance(thing, Code):
                together.append(thing)
            else:
                yield "" if opened else f"<{group}>\n"
                opened = True
                yield from _written(thing, archive, at)
            thing = next(things, None)
        if together:
            yield "<CodeBook>\n"
            yield from _codes([each for each in together if isinstance(each, Code)], notes=True)
            yield "</CodeBook>\n"
        if opened:
            yield f"</{group}>\n"
    if thing is not None:
        raise ValueError(f"{type(thing).__name__} comes too late")
    yield _told(head.description)
    yield _noterefs(head.notes)
    yield "</Project>\n"


def _written(thing: Thing, archive: zipfile.ZipFile, at: tuple[int, ...]) -> Iterator[str]:
    match thing:
        case User():
            yield f"<User guid={_quoted(thing.guid)} name={_quoted(thing.name)}/>\n"
        case Variable():
            yield f"<Variable guid={_quoted(thing.guid)} name={_quoted(thing.name)}"
            yield f' typeOfVariable="{thing.kind}"/>\n'
        case Case():
            yield from _case(thing)
        case Source():
            yield from _source(thing, archive, at)
        case Note():
            yield f"<Note guid={_quoted(thing.guid)} name={_quoted(thing.title)}{_by(thing)}>"
            yield f"<PlainTextContent>{_text(thing.text)}</PlainTextContent></Note>\n"
        case Link():
            yield f"<Link guid={_quoted(thing.guid)} name={_quoted(thing.name)}"
            yield f' direction="OneWay" originGUID={_quoted(thing.origin)}'
            yield f" targetGUID={_quoted(thing.target)}/>\n"
        case Set():
            yield f"{_opened('Set', thing)}{_told(thing.description)}"
            yield _refs("MemberCode", thing.codes) + _refs("MemberSource", thing.sources)
            yield _refs("MemberNote", thing.notes) + "</Set>\n"
        case _:
            raise ValueError(f"{type(thing).__name__} has no place of its own")


def _codes(codes: list[Code], *, notes: bool) -> Iterator[str]:
    below: dict[str, list[Code]] = {}
    known = {code.guid for code in codes}
    for code in codes:
        below.setdefault(code.parent if code.parent in known else "", []).append(code)
    yield "<Codes>\n"
    todo: list[Code | None] = list(reversed(below.get("", [])))
    while todo:
        each = todo.pop()
        if each is None:
            yield "</Code>\n"
            continue
        colour = f" color={_quoted(each.colour)}" if each.colour else ""
        codable = "false" if each.folder else "true"
        yield f"<Code guid={_quoted(each.guid)} name={_quoted(each.name)}"
        yield f' isCodable="{codable}"{colour}>{_told(each.description)}'
        yield _noterefs(each.notes) if notes else ""
        todo += [None, *reversed(below.get(each.guid, []))]
    yield "</Codes>\n"


def _case(case: Case) -> Iterator[str]:
    yield f"{_opened('Case', case)}{_told(case.description)}{_refs('CodeRef', case.codes)}"
    yield from _values(case.values)
    yield _refs("SourceRef", case.sources) + _refs("SelectionRef", case.selections)
    yield "</Case>\n"


def _source(source: Source, archive: zipfile.ZipFile, at: tuple[int, ...]) -> Iterator[str]:
    name = f"{source.guid}.txt"
    archive.writestr(_part(f"{FOLDER}/{name}", at), source.text.encode())
    if source.recorded:
        yield from _recording(source, name)
        return
    yield f"<TextSource guid={_quoted(source.guid)} name={_quoted(source.name)}"
    yield f' plainTextPath="internal://{name}"{_by(source)}>\n{_told(source.description)}'
    for each in _selections(source):
        yield _selection(each)
    yield _noterefs(source.notes)
    yield from _values(source.values)
    yield "</TextSource>\n"


def _selections(source: Source) -> list[Selection]:
    """With the places of the memos about differences."""
    return [*source.selections, *map(lines.place_of, source.talks)]


def _recording(source: Source, name: str) -> Iterator[str]:
    """A recording that is not there, with what was said in it and when.

    In a transcript a passage begins and ends at points. Where no moment is known the point has only
    a place: the schema asks for no time, and a time that nobody heard is not made up.
    """
    yield f"<AudioSource guid={_quoted(source.guid)} name={_quoted(source.name)}{_by(source)}>"
    yield f"\n{_told(source.description)}<Transcript"
    yield f" guid={_quoted(own_guid('transcript', source.guid))} name={_quoted(source.name)}"
    yield f' plainTextPath="internal://{name}">\n'
    points: dict[int, str] = {}
    for place, at in source.times:
        guid = own_guid("moment", source.guid, place, at)
        points.setdefault(place, guid)
        yield f'<SyncPoint guid="{guid}" timeStamp="{at}" position="{place}"/>\n'
    selections = _selections(source)
    for place in sorted({place for each in selections for place in (each.start, each.end)}):
        if place not in points:
            points[place] = own_guid("place", source.guid, place)
            yield f'<SyncPoint guid="{points[place]}" position="{place}"/>\n'
    for each in selections:
        where = f' fromSyncPoint="{points[each.start]}" toSyncPoint="{points[each.end]}"'
        yield _selection(each, "TranscriptSelection", where)
    yield "</Transcript>\n"
    yield _noterefs(source.notes)
    yield from _values(source.values)
    yield "</AudioSource>\n"


def _selection(each: Selection, tag: str = "PlainTextSelection", where: str = "") -> str:
    named = f" name={_quoted(each.name)}" if each.name else ""
    codings = "".join(map(_coding, each.codings))
    where = where or f' startPosition="{each.start}" endPosition="{each.end}"'
    return (
        f"<{tag} guid={_quoted(each.guid)}{named}{where}{_by(each)}>"
        f"{_told(each.description)}{codings}{_noterefs(each.notes)}</{tag}>\n"
    )


def _coding(each: Coding) -> str:
    return (
        f"<Coding guid={_quoted(each.guid)}{_by(each)}><CodeRef targetGUID={_quoted(each.code)}/>"
        f"{_noterefs([*each.notes, *([PROMPTED_NOTE] if each.prompted else [])])}</Coding>"
    )


def _by(thing: Source | Selection | Coding | Note) -> str:
    user = f" creatingUser={_quoted(thing.user)}" if thing.user else ""
    return user + (f" creationDateTime={_quoted(thing.at)}" if thing.at else "")


def _opened(tag: str, thing: Set | Case) -> str:
    return f"<{tag} guid={_quoted(thing.guid)} name={_quoted(thing.name)}>"


def _values(values: dict[str, str]) -> Iterator[str]:
    for variable, value in values.items():
        kind = "DateValue" if _is_day(value) else "TextValue"
        yield f"<VariableValue><VariableRef targetGUID={_quoted(variable)}/>"
        yield f"<{kind}>{_text(value)}</{kind}></VariableValue>"


def _is_day(value: str) -> bool:
    return len(value) == 10 and value[4] == value[7] == "-" and value.replace("-", "").isdecimal()


def _refs(tag: str, guids: Iterable[str]) -> str:
    return "".join(f"<{tag} targetGUID={_quoted(each)}/>" for each in guids)


def _noterefs(guids: Iterable[str]) -> str:
    return _refs("NoteRef", guids)


def _told(description: str) -> str:
    return f"<Description>{_text(description)}</Description>" if description else ""


def _text(words: str) -> str:
    return escape(for_xml(words), {"\r": "&#13;"})


def _quoted(words: str) -> str:
    if _PLAIN.fullmatch(words):  # as guids and times are
        return f'"{words}"'
    return f'"{escape(for_xml(words), _QUOTES)}"'
