"""Files that are broken, foreign, enormous or made to hurt: each is refused with the place."""

from __future__ import annotations

import io
import random
import re
import sqlite3
import struct
import sys
import uuid
import zipfile

import pytest

from samenspel.exchange.project import Code, Source
from samenspel.exchange.refusals import NotRead, sentence

from .builders import G, code, codes, packed_with, qde, read, selection, source

FINE = qde(
    codes(code(1, "een")) + "<Sources>" + source(9, "Wij.", selection(2, 0, 3, 1)) + "</Sources>"
)


def refused(folder, data):
    with pytest.raises(NotRead) as why:
        read(folder, data)
    assert str(why.value)
    return why.value


def test_an_empty_file_and_a_file_of_another_kind(tmp_path):
    assert refused(tmp_path, b"").code == "empty"
    assert refused(tmp_path, b"%PDF-1.7 ...").code == "unknown"


def test_malformed_xml_is_told_with_its_line(tmp_path):
    broken = FINE.replace("</Codes>", "\n\n<Codes>")
    why = refused(tmp_path, packed_with(broken, {}))
    assert (why.code, why.params["file"]) == ("not_xml", "project.qde")
    assert why.params["line"] == 3


def test_a_project_that_was_cut_off(tmp_path):
    whole = packed_with(FINE, {})
    why = refused(tmp_path, whole[: len(whole) // 2])
    assert why.code == "cut_off"
    assert "de lijst van zijn delen, aan het eind van het bestand" in str(why)
    assert refused(tmp_path, packed_with(FINE[: len(FINE) // 2], {})).code == "not_xml"


def test_a_part_that_does_not_unpack(tmp_path):
    whole = bytearray(packed_with(FINE, {}))
    whole[60] ^= 0xFF
    whole[70] ^= 0xFF
    why = refused(tmp_path, bytes(whole))
    assert why.code in ("not_zip", "not_xml")
    assert "project.qde" in str(why)


def test_a_project_in_letters_nobody_knows(tmp_path):
    foreign = FINE.replace("utf-8", "klingon")
    assert refused(tmp_path, packed_with(foreign, {})).code == "not_xml"


def test_a_project_in_utf_16_is_read(tmp_path):
    foreign = FINE.replace("utf-8", "utf-16").encode("utf-16")
    summary, _things = read(tmp_path, packed_with(foreign, {}))
    assert summary.counts["codes"] == 1


@pytest.mark.parametrize(
    "rules",
    [
        '<!DOCTYPE Project [<!ENTITY a "b">]>',
        '<!DOCTYPE Project SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE Project [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        (
            '<!DOCTYPE Project [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
            '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
        ),
    ],
)
def test_rules_of_its_own_are_refused_before_anything_is_read(tmp_path, rules):
    evil = FINE.replace("<Project", f"{rules}<Project").replace("Wij.", "&x;")
    assert refused(tmp_path, packed_with(evil, {})).code == "has_dtd"


def test_a_bomb_is_not_unpacked(tmp_path):
    assert refused(tmp_path, packed_with(FINE, {"sources/a.txt": b"0" * (50 << 20)})).code == "bomb"


def test_a_size_that_lies_is_not_believed(tmp_path):
    """The directory says that a text is small; what comes out of it is not taken for the text."""
    inside = f'<TextSource guid="{G(9)}" name="x" plainTextPath="a.txt"/>'
    file = qde(codes(code(1, "een")) + f"<Sources>{inside}</Sources>")
    words = random.Random(1).randbytes(2_000_000).hex().encode()
    whole = packed_with(file, {"sources/a.txt": words})
    size = struct.pack("<I", len(words))
    assert size in whole
    summary, things = read(tmp_path, whole.replace(size, struct.pack("<I", 100)))
    assert not [each for each in things if isinstance(each, Source)]
    assert summary.losses[0].code == "text_unreadable"


def test_too_many_parts(tmp_path, monkeypatch):
    many = {f"sources/{n}.txt": b"" for n in range(60_000)}
    assert refused(tmp_path, packed_with(FINE, many)).code == "too_many"


def test_a_locked_project(tmp_path):
    whole = bytearray(packed_with(FINE, {}))
    whole[6] |= 1
    central = bytes(whole).index(b"PK\x01\x02")
    whole[central + 8] |= 1
    assert refused(tmp_path, bytes(whole)).code == "locked"


def test_a_path_leads_nowhere_but_into_the_file_itself(tmp_path):
    (tmp_path / "geheim.txt").write_text("geheim")
    for path in ("../geheim.txt", f"absolute://{tmp_path}/geheim.txt", f"{tmp_path}/geheim.txt"):
        text = f'<TextSource guid="{G(9)}" name="x" plainTextPath="{path}"/>'
        project = qde(codes(code(1, "een")) + f"<Sources>{text}</Sources>")
        summary, things = read(tmp_path, packed_with(project, {"sources/../../x.txt": b"nee"}))
        assert not [each for each in things if isinstance(each, Source)]
        assert summary.losses[0].code == "text_missing"


def test_no_project_and_two_projects(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("iets.txt", "x")
    assert refused(tmp_path, file.getvalue()).code == "no_project"
    assert refused(tmp_path, packed_with(FINE, {"b.qde": b""}, "a.qde")).code == "two_projects"


def test_another_xml_is_refused_by_its_name(tmp_path):
    why = refused(tmp_path, b"<html><body/></html>")
    assert (why.code, why.params["root"]) == ("not_refi", "html")


def test_a_tower_of_codes_does_not_topple_the_reader(tmp_path):
    deep = 40_000
    floors = (f'<Code guid="{uuid.uuid4()}" name="x" isCodable="true">' for _ in range(deep))
    tower = "".join(floors) + "</Code>" * deep
    summary, _things = read(tmp_path, packed_with(qde(codes(tower)), {}))
    assert summary.counts["codes"] >= 1


def test_more_than_the_reader_may_use_is_refused_in_time(tmp_path, monkeypatch):
    with pytest.raises(NotRead) as why:
        read(tmp_path, packed_with(FINE, {}), seconds=0.01)
    assert why.value.code == "too_heavy"


def in_a_house(folder, monkeypatch, script):
    """The process that reads runs by this script of the shell."""
    house = folder / "python"
    house.write_text(f"#!/bin/sh\n{script}\n")
    house.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(house))


@pytest.mark.parametrize("size", [1, 14])
def test_when_memory_runs_out_it_is_told_at_which_part(tmp_path, monkeypatch, size):
    python = sys.executable
    in_a_house(tmp_path, monkeypatch, f'ulimit -v 100000; exec {python} "$@"')
    inside = f'<TextSource guid="{G(9)}" name="x" plainTextPath="internal://lang.txt"/>'
    project = qde(codes(code(1, "een")) + f"<Sources>{inside}</Sources>")
    words = random.Random(1).randbytes(size << 19).hex()
    data = packed_with(project, {"sources/lang.txt": f"{words} 😀".encode()})
    if size == 1:
        assert read(tmp_path, data)
        return
    why = refused(tmp_path, data)
    assert why.code == "too_heavy"
    assert "We waren bij ‘sources/lang.txt’" in str(why)


def test_when_the_reader_falls_it_is_told_at_which_part(tmp_path, monkeypatch):
    in_a_house(tmp_path, monkeypatch, f'{sys.executable} "$@"; exit 1')
    why = refused(tmp_path, packed_with(FINE, {}))
    assert why.code == "strange"
    assert "bij ‘project.qde’" in str(why)


def test_a_refusal_of_before_its_place_was_told_can_still_be_read():
    for each in ("too_heavy", "not_zip", "not_sqlite", "strange", "too_many_users"):
        assert re.search("‘het (begin|bestand zelf)’", str(sentence(each, {"limit": 1})))


def test_a_database_that_is_not_taguettes(tmp_path):
    path = tmp_path / "ander.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE projects (id INTEGER)")
    other.close()
    assert refused(tmp_path, path.read_bytes()).code == "not_taguette"
    why = refused(tmp_path, b"SQLite format 3\0" + b"x" * 500)
    assert why.code == "not_sqlite"
    assert "‘projects’ is niet te lezen" in str(why)


def test_a_view_in_place_of_a_table_is_not_trusted(tmp_path):
    path = tmp_path / "list.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute(
            "CREATE VIEW projects AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id FROM n)"
            " SELECT id, 'x' AS name, '' AS description, '' AS created FROM n"
        )
    other.close()
    assert refused(tmp_path, path.read_bytes()).code == "not_taguette"


WRONG = {
    "mismatched": (FINE.replace("</Codes>", "</Kodes>"), "daar eindigt een element"),
    "cut off": (FINE[:200], "houdt te vroeg op"),
    "latin-1 that says utf-8": (FINE.replace("een", "één").encode("latin-1"), "dat er niet hoort"),
    "nul": (FINE.replace("Wij", "W\0j"), "dat er niet hoort"),
    "half a pair": (FINE.replace("Wij", "&#xD800;"), "dat er niet hoort"),
    "utf-7": (FINE.replace("utf-8", "utf-7"), "die we niet kennen"),
    "utf-16 that says utf-8": (FINE.encode("utf-16"), "andere soort"),
    "utf-32": (FINE.encode("utf-32"), "dat er niet hoort"),
    "entity": (FINE.replace("Wij", "&wij;"), "niemand kent"),
    "twice": (FINE.replace('name="Proef"', 'name="Proef" name="Proef"'), "iets twee keer"),
    "prefix": (FINE.replace("<CodeBook>", "<CodeBook/><x:y/><CodeBook>"), "iets wat er niet hoort"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_in_xml_is_told_in_words_with_the_place(tmp_path, what):
    project, told = WRONG[what]
    why = refused(tmp_path, packed_with(project, {}))
    assert re.search(rf"Het bestand project\.qde .* Regel 1, plek \d+: .*{told}", str(why))


def test_latin_1_that_says_so_and_another_namespace_are_read(tmp_path):
    for project in (
        FINE.replace("utf-8", "latin-1").replace("een", "één").encode("latin-1"),
        FINE.replace("urn:QDA-XML:project:1.0", "urn:iets:anders"),
        b"\xef\xbb\xbf" + FINE.encode(),
    ):
        summary, _things = read(tmp_path, packed_with(project, {}))
        assert summary.counts["codings"] == 1


def test_depths_of_unknown_elements_are_passed_through(tmp_path):
    deep = "<x>" * 50_000 + "diep" + "</x>" * 50_000
    project = qde(codes(code(1, "een", f"<Description>{deep}</Description>")) + deep)
    _summary, things = read(tmp_path, packed_with(project, {}))
    assert [each.description for each in things if isinstance(each, Code)] == ["diep"]


def test_a_tower_of_codes_without_guids_stays_apart(tmp_path):
    tower = '<Code name="x">' * 4_000 + "</Code>" * 4_000
    summary, _things = read(tmp_path, packed_with(qde(codes(tower)), {}))
    assert summary.counts["codes"] == 4_000


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("3", "4", "😀"),
        ("5", "8", "een"),
        ("0", "29", "ja 😀 een twee drie vier vijf."),
        ("0", "31", None),
        ("5", "2", None),
        ("-1", "3", None),
        ("x", "3", None),
        ("", "3", None),
        ("nan", "3", None),
        ("0", "inf", None),
        ("0", "99999999999999999999", None),
        ("0x1", "3", None),
    ],
)
def test_places_are_code_points_and_what_is_no_place_is_lost_alone(tmp_path, start, end, words):
    text, plain = "ja 😀 een twee drie vier vijf.", ((9, 13), (14, 18), (19, 23), (24, 28))
    odd = selection(2, 0, 1, 1).replace('"0"', f'"{start}"').replace('"1"', f'"{end}"')
    told = [selection(n, *place, 1) for n, place in enumerate(plain, 3)]
    project = qde(codes(code(1, "een")) + f"<Sources>{source(9, text, *told, odd)}</Sources>")
    summary, things = read(tmp_path, packed_with(project, {}))
    (found,) = [each for each in things if isinstance(each, Source)]
    marked = [found.text[each.start : each.end] for each in found.selections[4:]]
    assert marked == ([words] if words else [])
    assert sum(each.count for each in summary.losses) == (0 if words else 1)
