"""Zip files that were made to hurt, or arrived broken: through the door, and what they leave."""

from __future__ import annotations

import io
import random
import stat
import struct
import subprocess
import sys
import zipfile

import pytest

from samenspel.exchange import arriving, limits
from samenspel.exchange.models import Arrival
from samenspel.exchange.project import Coding, Selection, Source, to_line
from samenspel.exchange.refi.reading import read_codebook, read_project
from samenspel.exchange.refusals import NotRead

from .builders import G, code, codes, packed_with, qde, read, selection, source
from .test_pages import LINE, as_, upload

FINE = qde(
    codes(code(1, "een")) + "<Sources>" + source(9, "Wij.", selection(2, 0, 3, 1)) + "</Sources>"
)
TWO = qde(
    codes(code(1, "een"))
    + "<Sources>"
    + source(9, "Wij.", selection(2, 0, 3, 1))
    + f'<TextSource guid="{G(10)}" name="los" plainTextPath="internal://a.txt"/>'
    + f'<TextSource guid="{G(11)}" name="stijl" richTextPath="internal://b.docx"/></Sources>'
)


def a_zip(*parts, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return file.getvalue()


def texts(things):
    return {each.name: each.text for each in things if isinstance(each, Source)}


def lost(summary):
    return {each.code: each.where for each in summary.losses}


def with_wrong_crc(data, name):
    """The checksum of a part, in both places where it stands, is another."""
    info = zipfile.ZipFile(io.BytesIO(data)).getinfo(name)
    old = struct.pack("<I", info.CRC)
    assert data.count(old) == 2
    return data.replace(old, struct.pack("<I", info.CRC ^ 1))


def test_a_checksum_that_is_wrong(tmp_path):
    whole = packed_with(TWO, {"sources/a.txt": b"Hallo daar."})
    with pytest.raises(NotRead) as why:
        read(tmp_path, with_wrong_crc(whole, "project.qde"))
    assert why.value.code == "not_zip"
    assert "‘project.qde’" in str(why.value)
    summary, things = read(tmp_path, with_wrong_crc(whole, "sources/a.txt"))
    assert texts(things) == {"Gesprek": "Wij."}
    assert lost(summary)["text_unreadable"] == ["los"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_STORED])
def test_other_ways_of_packing_are_read_and_bounded(tmp_path, method):
    summary, _things = read(tmp_path, a_zip(("project.qde", FINE), method=method))
    assert summary.counts["codings"] == 1
    if method != zipfile.ZIP_STORED:
        with pytest.raises(NotRead) as why:
            read(tmp_path, a_zip(("project.qde", FINE), ("x", b"0" * (9 << 20)), method=method))
        assert why.value.code == "bomb"
        assert "‘x’" in str(why.value)


def test_a_way_of_packing_that_nobody_knows(tmp_path):
    whole = a_zip(("project.qde", FINE), method=zipfile.ZIP_STORED)
    name = whole.index(b"PK\x01\x02")
    odd = whole[:8] + b"\x63\0" + whole[10 : name + 10] + b"\x63\0" + whole[name + 12 :]
    with pytest.raises(NotRead) as why:
        read(tmp_path, odd)
    assert why.value.code == "not_zip"
    assert "‘project.qde’" in str(why.value)


def test_a_project_that_says_it_is_small_and_is_not(tmp_path):
    big = FINE.replace("Wij.", "Wij. " * 400_000)
    whole = a_zip(("project.qde", big), method=zipfile.ZIP_STORED)
    size = struct.pack("<I", len(big))
    assert whole.count(size) == 4
    with pytest.raises(NotRead) as why:
        read(tmp_path, whole.replace(size, struct.pack("<I", 300)))
    assert why.value.code == "not_zip"
    assert "‘project.qde’" in str(why.value)


def test_all_that_is_read_together_is_bounded_too(tmp_path):
    """A thousand sources that all name the same large text."""
    text = b"\0" * (15 << 20)
    told = "".join(
        f'<TextSource guid="{n}" name="x" plainTextPath="internal://a.txt"/>' for n in range(1_000)
    )
    project = qde(codes(code(1, "een")) + f"<Sources>{told}</Sources>")
    file = a_zip(("project.qde", project), ("a.txt", text), method=zipfile.ZIP_STORED)
    with pytest.raises(NotRead) as why:
        read(tmp_path, file)
    assert why.value.code == "bomb"
    assert "‘a.txt’" in str(why.value)


def test_an_archive_in_an_archive_is_not_opened(tmp_path):
    inner = packed_with(FINE, {})
    for n in range(6):
        inner = a_zip(*((f"{n}{each}.qdpx", inner) for each in "abcdefgh"))
    with pytest.raises(NotRead) as why:
        read(tmp_path, inner)
    assert why.value.code == "no_project"
    summary, _things = read(tmp_path, packed_with(FINE, {"sources/x.qdpx": inner}))
    assert summary.counts["codings"] == 1


def test_names_that_lead_elsewhere_links_and_doubles_write_nothing(tmp_path):
    link = zipfile.ZipInfo("sources/a.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    outside = ["../../uit.txt", "/uit.txt", "C:\\uit.txt", "..\\uit.txt", "sources/\0uit.txt", "./"]
    with pytest.warns(UserWarning, match="Duplicate name"):
        file = a_zip(
            ("project.qde", TWO),
            (link, b"/etc/passwd"),
            ("sources/a.txt", b"de tweede"),
            *((name, b"uit") for name in outside),
        )
    before = {path.name for path in tmp_path.parent.iterdir()}
    _summary, things = read(tmp_path, file)
    assert texts(things)["los"] == "/etc/passwd"  # words in the file, and not a file of ours
    assert {path.name for path in tmp_path.parent.iterdir()} == before
    assert {path.suffix for path in tmp_path.iterdir()} == {".in", ".lines"}


def test_two_projects_of_one_name(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        file = a_zip(("project.qde", FINE), ("project.qde", qde("")))
    with pytest.raises(NotRead) as why:
        read(tmp_path, file)
    assert why.value.code == "two_projects"


def a_document(inside):
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{inside}</w:body></w:document>"
    )
    return a_zip(("[Content_Types].xml", "<Types/>"), ("word/document.xml", body))


@pytest.mark.parametrize(
    "document",
    [
        a_document("<w:sdt><w:sdtContent>" * 20_000 + "</w:sdtContent></w:sdt>" * 20_000),
        a_document("<w:p><w:r><w:t>" + "0" * (30 << 20) + "</w:t></w:r></w:p>"),
        b"PK\x03\x04 niets",
        b"",
    ],
    ids=["deep", "bomb", "broken", "empty"],
)
def test_a_styled_text_that_hurts_does_not_stop_the_others(tmp_path, document):
    summary, things = read(tmp_path, packed_with(TWO, {"a.txt": b"Hallo.", "b.docx": document}))
    assert texts(things) == {"Gesprek": "Wij.", "los": "Hallo."}
    assert {"text_unreadable", "text_missing"} & set(lost(summary))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (packed_with(FINE, {})[:-40], "beschadigd"),
        (packed_with(FINE, {"a.txt": b"0" * (50 << 20)}), "veel groter dan het lijkt"),
        (packed_with(FINE.replace("<Sources>", "<Bronnen>"), {}), "Regel 1, plek"),
        (packed_with('<!DOCTYPE a [<!ENTITY b "c">]>' + FINE[38:], {}), "document"),
        (a_zip(("mimetype", "application/epub+zip"), ("OEBPS/a.xhtml", "<html/>")), "geen project"),
    ],
    ids=["cut off", "bomb", "xml", "rules", "epub"],
)
def test_at_the_door_it_is_told_at_the_field_and_nothing_stays(
    cast, tmp_path, settings, data, told
):
    settings.VAR = tmp_path
    answer = upload(as_(cast.els), data)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Arrival.objects.unguarded(LINE).exists()
    assert not list(arriving.folder().iterdir())


def test_a_text_of_64_megabytes_in_half_a_megabyte_is_left_out_within_bounds(tmp_path):
    """It packs well, and still is no bomb."""
    dice = random.Random(1)
    long = "".join(letter * 160 for letter in dice.choices("aeinorst", k=400_000))
    file = packed_with(TWO.replace("Wij.", long), {"a.txt": b"Hallo."})
    assert len(file) < limits.MEGABYTE
    summary, things = read(tmp_path, file)
    assert (texts(things), lost(summary)["text_long"]) == ({"los": "Hallo."}, ["Gesprek"])
    assert most_memory_of(tmp_path, file) < 500 * limits.MEGABYTE


MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", "-m", "samenspel.exchange.child", sys.argv[1]],
               stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


def most_memory_of(folder, data):
    """Bytes that the process that reads had at most, which is the only child of another one."""
    path = folder / "gemeten.in"
    path.write_bytes(data)
    command = [sys.executable, "-I", "-c", MEASURED, str(path)]
    return int(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603


def test_a_text_in_a_part_of_its_own_that_is_too_long_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "TEXT", 100)
    file = packed_with(TWO, {"a.txt": b"Hallo. " * 100})
    path = tmp_path / "lang.qdpx"
    path.write_bytes(file)
    *_things, summary = read_project(str(path))
    assert "text_long" in lost(summary)


def test_more_memos_than_memory_are_refused_with_the_place(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "NOTE_WORDS", 10)
    words = "<PlainTextContent>Te veel woorden.</PlainTextContent>"
    memo = f'<Note guid="{G(90)}" name="Lang memo">{words}</Note>'
    path = tmp_path / "memos.qdpx"
    path.write_bytes(packed_with(qde(codes(code(1, "een")) + f"<Notes>{memo}</Notes>"), {}))
    with pytest.raises(NotRead) as why:
        list(read_project(str(path)))
    assert why.value.code == "notes_long"
    assert "Lang memo" in str(why.value)


AHEAD = """
import re, sys
from pathlib import Path
from samenspel.exchange import arriving
things = arriving.ahead(Path(sys.argv[1]))
assert isinstance(things, list)
# Not `getrusage`: that also tells what the process held that started this one.
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024)
"""


def test_what_is_read_ahead_of_the_database_is_bounded(tmp_path):
    """As things, lines take up to thirteen times their bytes."""
    marks = [
        Selection(f"{G(7)}{n}", n, n + 5, codings=[Coding(f"{G(8)}{n}", G(1))]) for n in range(200)
    ]
    line = to_line(Source(G(9), "Gesprek", "woorden " * 100, selections=marks))
    lines = tmp_path / "vol.lines"
    lines.write_text(line * (arriving.AHEAD // len(line)))
    command = [sys.executable, "-I", "-c", AHEAD, str(lines)]
    used = int(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603
    assert used < 300 * limits.MEGABYTE


NOT_MORE = {
    "CODES": (codes(*(code(n, f"c{n}") for n in range(4))), "too_many_codes"),
    "TOGETHER": (codes(code(1, "een", "<x/>" * 9)), "too_large"),
    "TOGETHER in a codebook": (f"<CodeBook>{'<x/>' * 9}</CodeBook>", "too_large"),
    "TOGETHER in a row": (f"<CodeBook><Codes/>{'<x><y/></x>' * 9}</CodeBook>", "too_large"),
    "INLINE": (codes(code(1, "een", "<Description>Veel woorden</Description>")), "too_long"),
    "NAME": (codes(code(1, "een naam zonder einde")), "too_long"),
}


@pytest.mark.parametrize("bound", NOT_MORE)
def test_what_would_take_more_memory_than_there_is_has_a_place(tmp_path, monkeypatch, bound):
    """Told before it is in memory; with the place, also where all stands in one line."""
    inside, why = NOT_MORE[bound]
    bound = bound.partition(" ")[0]
    monkeypatch.setattr(limits, bound, {"NAME": 60}.get(bound, 3))
    path = tmp_path / "veel.qdpx"
    path.write_bytes(packed_with(qde(inside), {}))
    with pytest.raises(NotRead) as refused:
        list(read_project(str(path)))
    assert refused.value.code == why
    told = str(refused.value)
    assert f"regel 1, op plek {refused.value.params['column']}" in told
    assert "project.qde" in told
    assert refused.value.params["column"] > len(qde("")) - len("</Project>")


def test_a_codebook_of_very_many_unknown_parts_has_a_place(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "TOGETHER", 3)
    path = tmp_path / "veel.qdc"
    path.write_text(
        f"<CodeBook><Codes>{code(1, 'een')}</Codes><Sets>{'<x/>' * 9}</Sets></CodeBook>"
    )
    with pytest.raises(NotRead) as refused:
        list(read_codebook(str(path)))
    assert (refused.value.code, refused.value.params["file"]) == ("too_large", "codebook.qdc")


def test_many_parts_beside_each_other_are_not_one(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "TOGETHER", 6)
    path = tmp_path / "veel.qdpx"
    texts = "".join(source(n, "Wij.", selection(n + 50, 0, 3, 1)) for n in range(2, 9))
    path.write_bytes(packed_with(qde(codes(code(1, "een")) + f"<Sources>{texts}</Sources>"), {}))
    assert list(read_project(str(path)))


def test_more_people_than_layers_is_told_before_anything_is_taken_in(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "USERS", 2)
    made = "".join(
        f'<PlainTextSelection guid="{G(n)}" startPosition="0" endPosition="3"><Coding '
        f'guid="{G(n + 50)}" creatingUser="{G(n + 90)}"><CodeRef targetGUID="{G(1)}"/></Coding>'
        "</PlainTextSelection>"
        for n in range(2, 5)
    )
    path = tmp_path / "veel.qdpx"
    text = f"<Sources>{source(9, 'Wij.', made)}</Sources>"
    path.write_bytes(packed_with(qde(codes(code(1, "een")) + text), {}))
    with pytest.raises(NotRead) as refused:
        list(read_project(str(path)))
    assert refused.value.code == "too_many_users"
    assert "we stoppen bij ‘Gesprek’" in str(refused.value)


MANY = {
    "User": ("Users", "<User guid='{}' name='wie {}'/>"),
    "Case": ("Cases", "<Case guid='{}' name='wie {}'/>"),
    "Variable": ("Variables", "<Variable guid='{}' name='wie {}' typeOfVariable='Text'/>"),
    "Set": ("Sets", "<Set guid='{}' name='wie {}'/>"),
    "Link": ("Links", "<Link guid='{}' name='wie {}' originGUID='1' targetGUID='2'/>"),
}


@pytest.mark.parametrize("what", MANY)
def test_more_things_of_one_kind_than_fit_are_refused_by_name(tmp_path, monkeypatch, what):
    group, one = MANY[what]
    many = "".join(one.format(G(n), n) for n in range(4))
    path = tmp_path / "veel.qdpx"
    path.write_bytes(packed_with(qde(codes(code(9, "een")) + f"<{group}>{many}</{group}>"), {}))
    assert list(read_project(str(path)))
    monkeypatch.setattr(limits, "THINGS", 2)
    with pytest.raises(NotRead) as refused:
        list(read_project(str(path)))
    assert "bij ‘wie 2’" in str(refused.value)
