"""Databases that are not quite, or not at all, what Taguette writes."""

# ruff: noqa: S608

from __future__ import annotations

import re
import sqlite3
import uuid

import pytest

from samenspel.exchange import arriving, busy, limits, taguette
from samenspel.exchange.models import Arrival
from samenspel.exchange.project import Code, Source
from samenspel.exchange.refusals import NotRead
from samenspel.exchange.taguette import Told
from samenspel.foundation.tests.post_office import work
from samenspel.threads.models import Coding

from .builders import read, take_in
from .test_pages import LINE, NOTHING, as_, upload
from .test_taguette import a_database


def changed(folder, *statements):
    path = folder / f"{uuid.uuid4()}.sqlite3"
    a_database(path)
    with sqlite3.connect(path) as made:
        for sql in statements:
            made.execute(sql)
    made.close()
    return path.read_bytes()


def lost(summary):
    return {each.code: each.count for each in summary.losses}


@pytest.mark.parametrize("value", ["NULL", "x'00ff'", "12", "CAST(x'41ff' AS TEXT)"])
@pytest.mark.parametrize("cell", ["projects.name", "projects.description", "projects.created"])
def test_a_cell_of_the_project_may_hold_anything(tmp_path, cell, value):
    table, _dot, column = cell.partition(".")
    summary, _things = read(tmp_path, changed(tmp_path, f"UPDATE {table} SET {column} = {value}"))
    assert summary.counts["codings"] == 3


@pytest.mark.parametrize("column", ["start_offset", "end_offset"])
@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("NULL", "selection_broken"),
        ("x'00'", "selection_broken"),
        ("'acht'", "selection_broken"),
        ("1.5", "selection_broken"),
        ("9e999", "selection_broken"),
        ("-5", "selection_outside"),
        ("1000", "selection_outside"),
        ("9223372036854775807", "selection_outside"),
    ],
)
def test_a_place_that_is_none_loses_that_highlight_only(tmp_path, column, value, what):
    data = changed(tmp_path, f"UPDATE highlights SET {column} = {value} WHERE id = 1")
    summary, _things = read(tmp_path, data)
    assert summary.counts["passages"] == 2
    assert [(each.code, each.count, each.where) for each in summary.losses] == [
        (what, 1, ["Gesprek"])
    ]


def test_a_highlight_of_no_text_and_one_of_no_tag_are_told(tmp_path):
    data = changed(
        tmp_path,
        "INSERT INTO highlights VALUES (8, NULL, 0, 3, ''), (9, 77, 0, 3, '')",
        "INSERT INTO highlight_tags VALUES (1, 77), (1, x'00')",
    )
    summary, _things = read(tmp_path, data)
    assert summary.counts["codings"] == 3
    assert lost(summary) == {"selection_broken": 2, "coding_codeless": 2}


@pytest.mark.parametrize(
    ("contents", "what"),
    [
        ("NULL", "text_empty"),
        ("x'3c703e'", "text_unreadable"),
        ("CAST(x'41ff' AS TEXT)", "text_unreadable"),
        ("CAST(zeroblob(33554433) AS TEXT)", "text_long"),
    ],
)
def test_a_text_that_is_none_does_not_stop_the_others(tmp_path, contents, what):
    row = f"INSERT INTO documents VALUES (2, 'Twee', '', '', '', 1, '', {contents})"
    summary, _things = read(tmp_path, changed(tmp_path, row))
    assert (summary.counts["sources"], lost(summary)) == (1, {what: 1})
    assert summary.losses[0].where == ["Twee"]


def test_the_same_key_twice_is_one_thing(cast, tmp_path):
    data = changed(
        tmp_path,
        "CREATE TABLE d2 AS SELECT * FROM documents",
        "DROP TABLE documents",
        "ALTER TABLE d2 RENAME TO documents",
        "INSERT INTO documents SELECT * FROM documents",
        "CREATE TABLE t2 AS SELECT * FROM tags",
        "DROP TABLE tags",
        "ALTER TABLE t2 RENAME TO tags",
        "INSERT INTO tags SELECT * FROM tags",
    )
    counts = take_in(cast, tmp_path, data).kept["counts"]
    assert (counts["sources"], counts["codes"], counts["codings"]) == (1, 3, 3)


@pytest.mark.parametrize(
    "told",
    ["'" + "[" * 100_000 + "'", "x'ff'", "NULL", "'{\"highlight_id\": 1e999}'", "'[]'"],
)
def test_a_log_that_tells_nonsense_is_passed_over(tmp_path, told):
    data = changed(
        tmp_path,
        f"INSERT INTO commands (user_login, project_id, payload) VALUES ('x', 1, {told})",
    )
    assert read(tmp_path, data)[0].users == ["els", "jan"]


def test_a_log_that_is_a_view_or_another_table_is_not_asked(tmp_path):
    endless = (
        "CREATE VIEW commands AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id FROM n)"
        " SELECT id, 'x' AS user_login, 1 AS project_id, '' AS payload FROM n"
    )
    for instead in (endless, "CREATE TABLE commands (other)"):
        summary, _things = read(tmp_path, changed(tmp_path, "DROP TABLE commands", instead))
        assert summary.users == []


@pytest.mark.parametrize(
    "instead",
    [
        "CREATE VIEW tags AS SELECT 1 AS id, 1 AS project_id, 'x' AS path, '' AS description",
        "CREATE VIRTUAL TABLE tags USING fts5(id, project_id, path, description)",
        "CREATE TABLE tags (id, project_id, path, description AS (hex(zeroblob(90000000))))",
        "CREATE TABLE tags (id)",
    ],
)
def test_only_a_table_in_the_file_itself_is_read(tmp_path, instead):
    with pytest.raises(NotRead) as why:
        read(tmp_path, changed(tmp_path, "DROP TABLE tags", instead))
    assert (why.value.code, why.value.params) == ("not_taguette", {"table": "tags"})


def test_a_page_that_is_damaged_and_a_file_that_was_cut_off(tmp_path):
    whole = changed(
        tmp_path,
        *(
            f"INSERT INTO documents VALUES ({n}, 'x', '', '', '', 1, '', '{'woord ' * 2_000}')"
            for n in range(2, 20)
        ),
    )
    name = whole.replace(b"CREATE TABLE tags", b"CREATE TABL\xca tags")
    hole = whole[:4096] + b"\xa5" * 4096 + whole[8192:]
    for broken in (name, hole, whole[: len(whole) // 2], whole[:1000]):
        with pytest.raises(NotRead) as why:
            read(tmp_path, broken)
        assert why.value.code == "not_sqlite"
        assert re.search("‘[a-z_]+’ is niet te lezen", str(why.value))


def test_a_database_that_was_being_written_to_is_read_without_a_journal(tmp_path):
    data = bytearray(a_database(tmp_path / "t.sqlite3"))
    data[18] = data[19] = 2  # it says that a write-ahead log stands beside it
    assert read(tmp_path, bytes(data))[0].counts["codings"] == 3


def test_tags_without_end_stand_no_deeper_than_others(cast, tmp_path):
    deep = [".".join("a" * n) for n in range(1, 60)]
    data = changed(
        tmp_path,
        *(f"INSERT INTO tags VALUES ({n}, 1, '{path}', '')" for n, path in enumerate(deep, 10)),
        f"INSERT INTO tags VALUES (100, 1, '{'.' * 100_000}', ''), (101, 1, NULL, '')",
    )
    summary, things = read(tmp_path, data)
    codes = {each.guid: each for each in things if isinstance(each, Code)}

    def depth(code):
        return 1 + depth(codes[code.parent]) if code.parent else 1

    assert max(map(depth, codes.values())) == limits.DEEPEST
    assert lost(summary)["code_nameless"] == 1
    assert take_in(cast, tmp_path, data).kept["counts"]["codes"] == len(codes)


def test_what_a_browser_would_run_is_counted_and_is_no_words():
    told = Told("<p onclick=x>Wij</p><script>alert('é')</script><style>p{}</style><p>hier.</p>")
    assert told.text.strip() == "Wij\nhier."
    assert told.text[told.place(len("Wijalert('é')p{}".encode())) :].strip() == "hier."


def test_places_in_a_very_long_line_are_found():
    line = "é" * 2_500 + "😀" + "e\u0301" * 900
    told = Told(f"<p>{line}</p>")
    for at in (0, 999, 1000, 1001, 2_500, 2_501, 3_000, len(line)):
        assert told.place(len(line[:at].encode())) == at
    assert told.bytes == len(line.encode())


@pytest.mark.django_db(transaction=True)
def test_a_small_file_that_takes_long_goes_to_the_worker(cast, tmp_path, settings, monkeypatch):
    """A tag that is not closed in one that is not closed: the work grows with the square."""
    settings.VAR = tmp_path
    monkeypatch.setattr(limits, "PATIENCE", 0.5)
    html = "<p>Wij.</p>" + "<a " * 4_000
    data = changed(tmp_path, f"UPDATE documents SET contents = '{html}'")
    upload(as_(cast.els), data, name="t.sqlite3")
    rows = Arrival.objects.unguarded(LINE)
    assert rows.get().state == Arrival.State.READING
    work()
    assert rows.get().state == Arrival.State.READY
    assert not arriving.path_of(rows.get().key, "in").exists()


def test_a_small_file_with_very_much_in_it_is_taken_in_by_the_worker(
    cast, tmp_path, settings, monkeypatch
):
    settings.VAR = tmp_path
    monkeypatch.setattr(busy, "LINES_AT_ONCE", 100)
    client = as_(cast.els)
    url = upload(client, a_database(tmp_path / "t.sqlite3"), name="t.sqlite3").url
    client.post(url, {"place": f"e{cast.expedition.pk}", "language": "nl", **NOTHING})
    assert Arrival.objects.unguarded(LINE).get().state == Arrival.State.TAKING


def test_a_database_with_wrong_cells_comes_in_through_the_door(cast, tmp_path, settings):
    settings.VAR = tmp_path
    data = changed(
        tmp_path,
        "UPDATE projects SET name = NULL, description = x'00', created = NULL",
        "UPDATE documents SET name = 'a' || char(0) || 'b', created = 12",
        "UPDATE tags SET path = NULL",
        "UPDATE highlights SET start_offset = NULL WHERE id = 1",
    )
    client = as_(cast.els)
    url = upload(client, data, name="t.sqlite3").url
    assert client.get(url).status_code == 200
    sent = {"place": f"e{cast.expedition.pk}", "language": "nl", **NOTHING}
    assert client.post(url, sent).status_code == 302
    assert Coding.objects.unguarded(LINE).count() == 2
    assert "is de plek niet te lezen" in client.get(url).content.decode()


def test_a_text_of_taguette_has_no_nul_in_it(tmp_path):
    data = changed(tmp_path, "UPDATE documents SET contents = '<p>a' || char(0) || 'b</p>'")
    _summary, things = read(tmp_path, data)
    (source,) = [each for each in things if isinstance(each, Source)]
    assert source.text == "ab"


def marked_by(*names):
    row = "INSERT INTO commands (project_id, user_login, payload) VALUES (1, '{}', '{}')"
    told = '{"type": "highlight_add", "highlight_id": %d}'
    return [row.format(name, told % number) for number, name in enumerate(names, 100)]


BOUNDS = {
    "USERS": (marked_by("els", "joop", "mien"), 2, "too_many_users", "commands"),
    "SELECTIONS": (marked_by(*"abcdef"), 5, "too_many_things", "commands"),
    "NOTE_WORDS": (["UPDATE documents SET description = 'Lang.'"], 3, "notes_long", ""),
}


@pytest.mark.parametrize("bound", BOUNDS)
def test_more_of_something_than_fits_in_memory_has_a_place(tmp_path, monkeypatch, bound):
    statements, most, code, name = BOUNDS[bound]
    path = tmp_path / "veel.sqlite3"
    path.write_bytes(changed(tmp_path, *statements))
    assert list(taguette.read_taguette(str(path)))
    monkeypatch.setattr(limits, bound, most)
    with pytest.raises(NotRead) as why:
        list(taguette.read_taguette(str(path)))
    assert why.value.code == code
    assert why.value.params["name"] == name or (not name and why.value.params["name"])


def test_where_it_was_when_it_took_too_long(tmp_path, monkeypatch):
    path = tmp_path / "traag.sqlite3"
    path.write_bytes(changed(tmp_path))
    monkeypatch.setattr(taguette, "STEPS", 1)
    monkeypatch.setattr(taguette, "MOST_STEPS", 40)
    with pytest.raises(NotRead) as why:
        list(taguette.read_taguette(str(path)))
    assert why.value.code == "too_heavy"
    assert "‘projects’" in str(why.value)
