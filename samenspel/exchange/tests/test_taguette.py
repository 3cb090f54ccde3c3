"""A project of Taguette: tags in levels, places counted in bytes, who marked what."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from samenspel.exchange.project import Code, Source, User
from samenspel.exchange.refusals import NotRead
from samenspel.threads.models import Coding

from .builders import read, take_in

HTML = (
    "<h1>Café</h1>\n<p>Wij hebben <b>de sleutel</b> niet 😀.</p><ul><li>Nooit&nbsp;gehad.</li></ul>"
)
PLAIN = "Café\nWij hebben de sleutel niet 😀.\nNooit\xa0gehad."
# What Taguette counts over: the text between the tags, as UTF-8.
BETWEEN = "Café\nWij hebben de sleutel niet 😀.Nooit\xa0gehad."


def counted(words: str) -> tuple[int, int]:
    start = len(BETWEEN[: BETWEEN.index(words)].encode())
    return start, start + len(words.encode())


def a_database(path: Path, projects: int = 1) -> bytes:
    with sqlite3.connect(path) as made:
        made.executescript(
            """
            CREATE TABLE projects (id INTEGER PRIMARY KEY, name TEXT, description TEXT,
              created TEXT);
            CREATE TABLE documents (id INTEGER PRIMARY KEY, name TEXT, description TEXT,
              filename TEXT, created TEXT, project_id INTEGER, text_direction TEXT,
              contents TEXT);
            CREATE TABLE tags (id INTEGER PRIMARY KEY, project_id INTEGER, path TEXT,
              description TEXT);
            CREATE TABLE highlights (id INTEGER PRIMARY KEY, document_id INTEGER,
              start_offset INTEGER, end_offset INTEGER, snippet TEXT);
            CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
            CREATE TABLE commands (id INTEGER PRIMARY KEY, date TEXT, user_login TEXT,
              project_id INTEGER, document_id INTEGER, payload TEXT);
            """
        )
        for number in range(1, projects + 1):
            told = (number, f"Proef {number}", "Waar het over gaat.", "2026-01-02 03:04:05")
            made.execute("INSERT INTO projects VALUES (?, ?, ?, ?)", told)
        document = (1, "Gesprek", "", "g.html", "2026-02-03 10:00:00", 1, "LEFT_TO_RIGHT", HTML)
        made.execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)", document)
        made.executemany(
            "INSERT INTO tags VALUES (?, 1, ?, ?)",
            [(1, "hek", "Het hek."), (2, "hek.sleutel", ""), (3, "los.einde", "")],
        )
        for key, words in enumerate(["de sleutel", "Wij hebben de sleutel niet 😀.", "gehad."], 1):
            made.execute("INSERT INTO highlights VALUES (?, 1, ?, ?, '')", (key, *counted(words)))
            told = json.dumps({"type": "highlight_add", "highlight_id": key})
            who = "jan" if key < 3 else "els"
            made.execute(
                "INSERT INTO commands (user_login, project_id, payload) VALUES (?, 1, ?)",
                (who, told),
            )
        made.executemany("INSERT INTO highlight_tags VALUES (?, ?)", [(1, 2), (2, 1), (2, 2)])
    made.close()
    return path.read_bytes()


def test_tags_texts_and_highlights_are_read(tmp_path):
    summary, things = read(tmp_path, a_database(tmp_path / "t.sqlite3"))
    codes = [thing for thing in things if isinstance(thing, Code)]
    assert [(each.name, each.parent) for each in codes] == [
        ("hek", ""),
        ("sleutel", codes[0].guid),
        ("los.einde", ""),
    ]
    (source,) = [thing for thing in things if isinstance(thing, Source)]
    assert source.text == PLAIN
    marked = {source.text[each.start : each.end]: each for each in source.selections}
    assert set(marked) == {"de sleutel", "Wij hebben de sleutel niet 😀.", "gehad."}
    assert len(marked["Wij hebben de sleutel niet 😀."].codings) == 2
    assert [thing.name for thing in things if isinstance(thing, User)] == ["els", "jan"]
    assert summary.counts == {
        "codes": 3,
        "users": 2,
        "sources": 1,
        "passages": 3,
        "codings": 3,
        "notes": 1,
    }


def test_it_is_taken_in_and_a_second_time_nothing_is_added(cast, tmp_path):
    data = a_database(tmp_path / "t.sqlite3")
    first = take_in(cast, tmp_path, data)
    assert first.kept["counts"]["codings"] == 3
    codings = Coding.objects.visible_to(cast.wim).select_related("coder")
    assert {str(each.coder) for each in codings} == {"jan"}
    second = take_in(cast, tmp_path, data)
    assert not any(second.kept["counts"].values())


def test_several_projects_are_not_mixed(tmp_path):
    with pytest.raises(NotRead) as why:
        read(tmp_path, a_database(tmp_path / "t.sqlite3", projects=2))
    assert why.value.code == "several_projects"
    assert "Proef 2" in str(why.value)


def test_the_file_stays_as_it_was(tmp_path):
    path = tmp_path / "t.sqlite3"
    before = a_database(path)
    read(tmp_path, before)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*-wal"))
