"""A project of Taguette: an SQLite database, opened to read only and with little patience."""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterator
from html.parser import HTMLParser
from sys import intern
from typing import Any
from urllib.parse import quote

from samenspel.exchange import limits, progress
from samenspel.exchange.project import (
    Code,
    Coding,
    Head,
    Losses,
    Note,
    Selection,
    Source,
    Summary,
    Thing,
    User,
    marked,
)
from samenspel.exchange.refi.names import own_guid
from samenspel.exchange.refi.texts import Kept, is_long
from samenspel.exchange.refusals import NotRead
from samenspel.sources.offsets import trim
from samenspel.sources.readers.draft import one_line

NEEDED = {
    "projects": {"id", "name", "description", "created"},
    "documents": {"id", "name", "description", "created", "project_id", "contents"},
    "tags": {"id", "project_id", "path", "description"},
    "highlights": {"id", "document_id", "start_offset", "end_offset"},
    "highlight_tags": {"highlight_id", "tag_id"},
}
LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: limits.TEXT * 2,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 10_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 50,
}
STEPS = 1_000_000
MOST_STEPS = 3_000
SEPARATOR = "."
MOST_DOTS = 100
LONGEST_NAME = 400
PIECE = 1_000
"""Code points that are looked through, at most, to find a place."""


def read_taguette(path: str) -> Iterator[Thing]:
    try:
        database = _open(path)
        try:
            yield from _Project(database).things()
        finally:
            database.close()
    except UnicodeDecodeError:  # what SQLite tells of a damaged database is damaged too
        raise NotRead("not_sqlite", name=progress.now()) from None
    except sqlite3.Error as wrong:
        code = "too_heavy" if _took_too_long(wrong) else "not_sqlite"
        raise NotRead(code, name=progress.now()) from None


def _took_too_long(wrong: sqlite3.Error) -> bool:
    return getattr(wrong, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT


def _open(path: str) -> sqlite3.Connection:
    """Read only and untouched: no journal is made, no view or trigger of the file is trusted."""
    address = f"file:{quote(path)}?mode=ro&immutable=1"
    database = sqlite3.connect(address, uri=True)
    for what, most in LIMITS.items():
        database.setlimit(what, most)
    left = iter(range(MOST_STEPS))
    database.set_progress_handler(lambda: next(left, None) is None, STEPS)
    for rule in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON"):
        database.execute(f"PRAGMA {rule}")
    database.row_factory = sqlite3.Row
    database.text_factory = _lenient
    for table, columns in NEEDED.items():
        progress.at(table)
        if not columns <= _columns(database, table):
            raise NotRead("not_taguette", table=table)
    return database


def _lenient(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    """Those of a table that stands in the file itself: a view or a virtual table runs code."""
    found = database.execute(
        "SELECT 1 FROM sqlite_master WHERE name = ? AND type = 'table' AND rootpage > 0", [table]
    )
    if found.fetchone() is None:
        return set()
    return {row["name"] for row in database.execute(f"PRAGMA table_info({table})")}


def _words(value: object) -> str:
    """What stands in a cell that should hold words: SQLite lets any cell hold anything."""
    return "" if value is None or isinstance(value, bytes) else str(value).replace("\0", "").strip()


def _name(value: object) -> str:
    return one_line(_words(value))[:LONGEST_NAME]


class _Project:
    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self.losses = Losses()
        found = self._ask("SELECT id, name, description, created FROM projects ORDER BY id")
        rows = list(found)
        if not rows:
            raise NotRead("no_such_project")
        if len(rows) > 1:
            raise NotRead("several_projects", names=", ".join(_name(r["name"]) for r in rows[:5]))
        self.row = rows[0]
        self.codes: set[str] = set()
        self.highlights = self.note_words = 0

    def _ask(self, sql: str, *values: Any) -> sqlite3.Cursor:
        return self.database.execute(sql, values)

    def _guid(self, kind: str, key: object) -> str:
        return own_guid("taguette", self.row["name"], self.row["created"], kind, key)

    def things(self) -> Iterator[Thing]:
        head = Head(name=_name(self.row["name"]), origin="Taguette")
        yield head
        users = self._who_marked()
        yield from (User(self._guid("user", name), name) for name in sorted(set(users.values())))
        yield from self._codes()
        counts: Counter[str] = Counter(codes=len(self.codes), users=len(set(users.values())))
        notes: list[Note] = []
        for source in self._sources(users, notes):
            counts["sources"] += 1
            counts.update(marked(source))
            yield source
        self._count_loose()
        if not counts["codes"] and not counts["sources"]:
            raise NotRead("nothing")
        if described := _words(self.row["description"]):
            notes.append(Note(self._guid("note", "project"), described, head.name))
        yield from notes
        counts["notes"] = len(notes)
        yield Summary(
            head.name,
            head.origin,
            dict(counts),
            users=sorted(set(users.values()))[:50],
            convention="utf-8 bytes",
            losses=self.losses.list(),
        )

    def _who_marked(self) -> dict[int, str]:
        """Who made each highlight, from the log of commands, when that is there."""
        if not {"id", "project_id", "user_login", "payload"} <= _columns(self.database, "commands"):
            return {}
        found: dict[int, str] = {}
        progress.at("commands")
        rows = self._ask(
            "SELECT user_login, payload FROM commands WHERE project_id = ? ORDER BY id",
            self.row["id"],
        )
        for row in rows:
            name = _name(row["user_login"])
            try:
                told = json.loads(row["payload"])
                if told.get("type") == "highlight_add" and name:
                    found.setdefault(int(told["highlight_id"]), intern(name))
            except UNREADABLE:
                continue
            if len(found) > limits.SELECTIONS:
                raise NotRead("too_many_things", limit=limits.SELECTIONS, name="commands")
        names = set(found.values())
        if len(names) > limits.USERS:
            raise NotRead("too_many_users", limit=limits.USERS, name="commands")
        return found

    def _codes(self) -> Iterator[Code]:
        """Tags: `people.teacher` stands below `people` when there is a tag of that name."""
        progress.at("tags")
        rows = self._ask(
            "SELECT id, path, description FROM tags WHERE project_id = ? ORDER BY path",
            self.row["id"],
        )
        known: dict[str, tuple[str, int]] = {}
        for row in rows:
            path, made = _words(row["path"]), self._guid("tag", row["id"])
            if made in self.codes:
                continue
            if len(self.codes) >= limits.CODES:
                raise NotRead("too_many", limit=limits.CODES)
            self.codes.add(made)
            above = _above(path, known)
            parent, depth = known.get(above, ("", 0))
            name = path.removeprefix(above + SEPARATOR) if above else path
            if not name:
                self.losses.add("code_nameless")
            if depth + 1 < limits.DEEPEST:
                known[path] = made, depth + 1
            else:
                known[path] = parent, depth
            yield Code(made, one_line(name), parent, description=_words(row["description"]))

    def _sources(self, users: dict[int, str], notes: list[Note]) -> Iterator[Source]:
        """Text by text: what is wrong with one does not stop the others."""
        progress.at("documents")
        keys = self._ask(
            "SELECT id FROM documents WHERE project_id = ? ORDER BY id", self.row["id"]
        )
        there: set[object] = set()
        for (key,) in keys.fetchall():
            if key in there:
                self.losses.add("text_unreadable")
                continue
            there.add(key)
            if len(there) > limits.SOURCES:
                raise NotRead("too_many", limit=limits.SOURCES)
            source = self._source(key, users, notes)
            if source is not None:
                yield source

    def _source(self, key: object, users: dict[int, str], notes: list[Note]) -> Source | None:
        where = "WHERE project_id = ? AND id IS ?"
        row = self._ask(
            f"SELECT name, description, created FROM documents {where}",  # noqa: S608
            self.row["id"],
            key,
        ).fetchone()
        name = _name(row["name"])
        progress.at(name or "documents")
        self.database.text_factory = str  # places count bytes: with a letter lost, all would shift
        try:
            (contents,) = self._ask(
                f"SELECT contents FROM documents {where}",  # noqa: S608
                self.row["id"],
                key,
            ).fetchone()
        except sqlite3.DataError:
            self.losses.add("text_long", name)
            return None
        except sqlite3.OperationalError as wrong:
            if _took_too_long(wrong):
                raise
            self.losses.add("text_unreadable", name)
            return None
        finally:
            self.database.text_factory = _lenient
        if isinstance(contents, bytes):
            self.losses.add("text_unreadable", name)
            return None
        told = Told("" if contents is None else str(contents))
        kept = Kept(told.text)
        if not kept.text:
            self.losses.add("text_empty", name)
            return None
        if is_long(kept.text):
            self.losses.add("text_long", name)
            return None
        source = Source(self._guid("document", key), name, kept.text)
        source.at = _words(row["created"]).replace(" ", "T")[:40]
        if described := _words(row["description"]):
            self.note_words += len(described)
            if self.note_words > limits.NOTE_WORDS:
                raise NotRead("notes_long", limit=limits.NOTE_WORDS, name=name)
            note = Note(self._guid("note", key), described)
            notes.append(note)
            source.notes.append(note.guid)
        source.selections = list(self._selections(key, name, told, kept, users))
        return source

    def _selections(
        self, document: object, name: str, told: Told, kept: Kept, users: dict[int, str]
    ) -> Iterator[Selection]:
        rows = self._ask(
            "SELECT h.id, h.start_offset, h.end_offset, t.tag_id FROM highlights h"
            " LEFT JOIN highlight_tags t ON t.highlight_id = h.id"
            " WHERE h.document_id = ? ORDER BY h.start_offset, h.id, t.tag_id",
            document,
        )
        made: dict[object, Selection | None] = {}
        for key, start, end, tag in rows:
            if key not in made:
                self.highlights += 1
                if self.highlights > limits.SELECTIONS:
                    raise NotRead("too_many", limit=limits.SELECTIONS)
                made[key] = self._selection(key, start, end, name, told, kept, users)
            each = made[key]
            if tag is None or each is None:
                continue
            code = self._guid("tag", tag)
            if code in self.codes:
                coding = self._guid("coding", f"{key}.{tag}")
                each.codings.append(Coding(coding, code, each.user))
            else:
                self.losses.add("coding_codeless", name)
        yield from filter(None, made.values())

    def _selection(
        self,
        key: Any,
        start: object,
        end: object,
        name: str,
        told: Told,
        kept: Kept,
        users: dict[int, str],
    ) -> Selection | None:
        if not isinstance(start, int) or not isinstance(end, int):
            self.losses.add("selection_broken", name)
            return None
        if not 0 <= start < end <= told.bytes:
            self.losses.add("selection_outside", name)
            return None
        first, last = kept.place(told.place(start)), kept.place(told.place(end), end=True)
        first, last = trim(kept.text, first, last)
        if first >= last:
            self.losses.add("selection_blank", name)
            return None
        user = users.get(key, "")
        by = self._guid("user", user) if user else ""
        return Selection(self._guid("highlight", key), first, last, user=by)

    def _count_loose(self) -> None:
        progress.at("highlights")
        (loose,) = self._ask(
            "SELECT count(*) FROM highlights"
            " WHERE document_id IS NULL OR document_id NOT IN (SELECT id FROM documents)"
        ).fetchone()
        if loose:
            self.losses.add("selection_broken", count=loose)


def _above(path: str, known: Container[str]) -> str:
    """The nearest tag above; '' when there is none."""
    at = len(path)
    for _step in range(MOST_DOTS):
        at = path.rfind(SEPARATOR, 0, at)
        if at <= 0:
            return ""
        if path[:at] in known:
            return path[:at]
    return ""


UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    OverflowError,
    RecursionError,
)
BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li "
    "main nav ol p pre section table td th tr ul".split()
)


class Told(HTMLParser):
    """The words of an HTML document, a line for each block.

    Taguette counts bytes of UTF-8 in the text between the tags, `bytes` in all; `place` gives the
    place in `text`. What a browser would run or draw with is counted, and no words.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._stretches: list[tuple[int, int, str]] = []
        self.bytes = self._length = 0
        self._begins_line = True
        self.feed(html)
        self.close()
        self.text = "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in BLOCKS:
            self._new_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self._new_line()

    def _new_line(self) -> None:
        if not self._begins_line:
            self._parts.append("\n")
            self._length += 1
            self._begins_line = True

    def handle_data(self, data: str) -> None:
        if not self.bytes and not data.strip():
            return  # a browser drops what stands before the first element
        if self.cdata_elem or (self._begins_line and not data.strip()):
            self._stretches.append((self.bytes, self._length, ""))
            self.bytes += len(data.encode("utf-8", "replace"))
            return
        words = " ".join(data.splitlines()) if "\n" in data else data
        if len(words) != len(data):
            words = data.replace("\r", " ").replace("\n", " ")
        for at in range(0, len(data), PIECE):
            piece = data[at : at + PIECE]
            self._stretches.append((self.bytes, self._length + at, piece))
            self.bytes += len(piece.encode("utf-8", "replace"))
        self._length += len(words)
        self._parts.append(words)
        self._begins_line = False

    def place(self, offset: int) -> int:
        at = bisect_right(self._stretches, offset, key=lambda each: each[0]) - 1
        if at < 0:
            return 0
        begins, length, data = self._stretches[at]
        inside = data.encode("utf-8", "replace")[: offset - begins]
        return length + len(inside.decode("utf-8", "ignore"))
