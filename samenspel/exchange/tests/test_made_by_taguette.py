"""A project and a codebook that Taguette itself made, and what Taguette says is in them.

Made by release 1.5.2 over its own pages (`bench/taguette_file.py`): two texts with umlauts in one
and in two code points, emoji of several, letters of four directions, tables, lists in lists; and
180 highlights, nested, over each other, twice in one place, over borders, of white space alone.
"""

from __future__ import annotations

import csv
import sqlite3
import unicodedata
from collections import defaultdict
from pathlib import Path

from samenspel.exchange.project import Code, Selection, Source
from samenspel.exchange.refi.names import own_guid
from samenspel.threads.models import Code as Kept
from samenspel.threads.models import Coding, Passage

from .builders import read, take_in

HERE = Path(__file__).parent / "taguette"
LINE = "command line"
PROJECT = (HERE / "project.sqlite3").read_bytes()


def letters(words: str) -> str:
    """Without white space, which Taguette tells for the borders of blocks and we for lines."""
    return "".join(unicodedata.normalize("NFC", words).split())


def told() -> dict[int, tuple[str, set[str]]]:
    """What Taguette's own table says: the words and tags of each highlight that has a tag."""
    words: dict[int, str] = {}
    tags: dict[int, set[str]] = defaultdict(set)
    with open(HERE / "highlights.csv", encoding="utf-8-sig", newline="") as opened:
        for row in csv.DictReader(opened):
            words[int(row["id"])] = row["content"]
            tags[int(row["id"])].add(row["tag"])
    return {key: (words[key], tags[key]) for key in words}


def asked(sql: str) -> list[tuple[str, ...]]:
    base = sqlite3.connect(f"file:{HERE / 'project.sqlite3'}?immutable=1", uri=True)
    try:
        return base.execute(sql).fetchall()
    finally:
        base.close()


def test_every_highlight_lies_on_the_words_that_taguette_says_with_its_tags(tmp_path):
    summary, things = read(tmp_path, PROJECT)
    codes = {thing.guid: thing for thing in things if isinstance(thing, Code)}
    (name, created), *_ = asked("SELECT name, created FROM projects")
    found: dict[str, tuple[str, Selection]] = {
        each.guid: (source.text[each.start : each.end], each)
        for source in things
        if isinstance(source, Source)
        for each in source.selections
    }
    blank, whole = 0, 0
    for key, (words, tags) in told().items():
        guid = own_guid("taguette", name, created, "highlight", key)
        if not letters(words):
            assert guid not in found
            blank += 1
            continue
        here, selection = found[guid]
        assert {path(each.code, codes) for each in selection.codings} == tags, words
        if letters(here) != letters(words):  # it began or ended within a letter: that is whole
            loose = unicodedata.normalize("NFD", letters(here))
            assert unicodedata.normalize("NFD", letters(words)) in loose
            assert len(letters(here)) - len(letters(words)) in (0, 1)
            whole += 1
    assert (blank, whole) == (7, 2)
    ((many,),) = asked("SELECT count(*) FROM highlights")
    lost = {loss.code: loss.count for loss in summary.losses}
    assert (len(found), lost) == (int(many) - 9, {"selection_blank": 9})


def path(guid: str, codes: dict[str, Code]) -> str:
    code = codes[guid]
    return f"{path(code.parent, codes)}.{code.name}" if code.parent else code.name


def test_every_tag_stands_in_its_place_with_what_it_means(tmp_path):
    _summary, things = read(tmp_path, PROJECT)
    codes = {thing.guid: thing for thing in things if isinstance(thing, Code)}
    said = {(path(guid, codes), code.description) for guid, code in codes.items()}
    assert said == set(asked("SELECT path, description FROM tags"))


def test_it_is_taken_in_whole_and_a_second_time_nothing_is_added(cast, tmp_path):
    summary, _things = read(tmp_path, PROJECT)
    kept = take_in(cast, tmp_path, PROJECT).kept["counts"]
    assert (kept["passages"], kept["codings"]) == (
        summary.counts["passages"],
        summary.counts["codings"],
    )
    assert Passage.objects.unguarded(LINE).count() == kept["passages"]
    assert Coding.objects.unguarded(LINE).count() == kept["codings"]
    assert not any(take_in(cast, tmp_path, PROJECT).kept["counts"].values())


def test_its_codebook_is_taken_in_with_every_code(cast, tmp_path):
    """It has an element that the format forbids (an empty group), and paths for names."""
    arrival = take_in(cast, tmp_path, (HERE / "codebook.qdc").read_bytes())
    paths = {path for (path,) in asked("SELECT path FROM tags")}
    names = {row.name_nl for row in Kept.objects.unguarded(LINE)}
    assert {name for name in names if not name.endswith("…")} == {
        path for path in paths if len(path) <= 80
    }
    lost = {loss["code"]: loss["count"] for loss in arrival.kept["losses"]}
    assert (len(names), lost) == (len(paths), {"code_long": 1})
