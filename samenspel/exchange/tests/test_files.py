"""Tables, files to read, and everything for programs."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, timedelta

import pytest
from defusedxml import ElementTree
from defusedxml.ElementTree import fromstring
from django.utils import timezone, translation
from docx import Document

from samenspel.circles.models import Circle
from samenspel.exchange import tables
from samenspel.exchange.models import Export, Held
from samenspel.sources.tests.builders import a_source, newest
from samenspel.threads import actions as threads
from samenspel.threads.models import Thread
from samenspel.threads.tests.builders import a_code, a_codebook, a_memo, a_passage, a_thread

from .builders import give_out

TEXT = "=1+2 zei ze.\nWie heeft <de> sleutel?"


@pytest.fixture
def coded(cast):
    book = a_codebook(cast)
    above = a_code(cast, "+vertrouwen", codebook=book, definition="=2+2")
    code = a_code(cast, "sleutel", codebook=book, parent=above)
    told = a_source(cast, circle=Circle.TEAM, text=TEXT, title="@gesprek")
    one = a_passage(cast, told, "=1+2 zei ze.")
    two = a_passage(cast, told, "Wie heeft <de> sleutel?")
    a_passage(cast, told, "sleutel?")
    threads.give(one, code=code, by=cast.els)
    threads.give(two, code=code, by=cast.fenna)
    threads.give(two, code=above, by=cast.els)
    a_thread(cast, one)
    return book


def rows_of(data):
    text = data.decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_a_table_of_passages_has_a_row_for_each_coding(cast, coded):
    _export, data = give_out(cast, "csv")
    rows = rows_of(data)
    assert len(rows) == 4
    first = rows[0]
    assert first["fragment"] == "'=1+2 zei ze."
    assert first["bron"] == "'@gesprek"
    assert (first["code"], first["onder"], first["codeur"]) == ("sleutel", "'+vertrouwen", "Els")
    assert (first["coalitie"], first["stem"]) == ("Samen Oost", "bewoner")
    assert first["wie spreekt"] == "een bewoner"
    assert first["export"] == "polder-1"
    assert [row["code"] for row in rows[-1:]] == [""]


def test_a_table_of_codes(cast, coded):
    _export, data = give_out(cast, "codes.csv")
    assert [row["code"] for row in rows_of(data)] == ["'+vertrouwen", "sleutel"]
    assert not Held.objects.unguarded("command line").exists()


def test_a_workbook_holds_no_formula_and_no_link(cast, coded):
    _export, data = give_out(cast, "xlsx")
    archive = zipfile.ZipFile(io.BytesIO(data))
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3
    inside = "".join(archive.read(name).decode() for name in sheets)
    assert "<f>" not in inside
    assert "hyperlink" not in inside
    assert "=1+2 zei ze." in inside
    assert "polder-1" in inside


@pytest.mark.parametrize("kind", ["docx", "texts.docx"])
def test_a_word_file_opens_and_has_the_words(cast, coded, kind):
    _export, data = give_out(cast, kind)
    document = Document(io.BytesIO(data))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Export polder-1" in text
    assert "Wie heeft <de> sleutel?" in re.sub(r"\[\d|\d\]", "", text)
    assert document.paragraphs[0].style.name.lower() == "heading 1"


def test_code_by_code_each_passage_stands_under_its_code(cast, coded):
    _export, data = give_out(cast, "html")
    html = data.decode()
    assert html.index("<h2>+vertrouwen</h2>") < html.index("<h2>+vertrouwen &gt; sleutel</h2>")
    below = html[html.index("&gt; sleutel</h2>") :]
    assert len(re.findall("<blockquote>", below)) == 2
    assert "Wie heeft &lt;de&gt; sleutel?" in below
    assert "een bewoner · @gesprek · Samen Oost" in below
    assert "Amina" not in html


def test_text_by_text_the_codes_stand_below_by_number(cast, coded):
    _export, data = give_out(cast, "texts.html")
    html = data.decode()
    assert '<p class="text"><sup>[1</sup><mark>=1+2 zei ze.</mark><sup>1]</sup></p>' in html
    over_each_other = (
        "<sup>[2</sup><mark>Wie heeft &lt;de&gt; </mark>"
        "<sup>[3</sup><mark>sleutel?</mark><sup>2]</sup><sup>3]</sup>"
    )
    assert over_each_other in html
    assert "[2] sleutel (Fenna), +vertrouwen (Els)" in html
    assert "[3] gemarkeerd, zonder code" in html


def test_everything_is_a_line_each_with_the_threads(cast, coded):
    _export, data = give_out(cast, "jsonl")
    lines = [json.loads(line) for line in data.splitlines()]
    assert (lines[0]["is"], lines[0]["number"]) == ("Export", "polder-1")
    kinds = [line["is"] for line in lines]
    assert kinds[-1] == "Thread"
    assert {"Head", "User", "Code", "Source", "Set", "Variable", "Case"} <= set(kinds)
    assert len(lines[-1]["passages"]) == 1


def test_a_thread_is_told_whole(cast, coded):
    thread = Thread.objects.visible_to(cast.els).get()
    threads.reword(thread, claim="Wie de sleutel krijgt, doet mee", by=cast.fenna)
    threads.propose(thread, by=cast.els, why="Het staat in drie gesprekken.")
    memo = a_memo(cast, "Let op de sleutel.", thread=thread)
    _export, data = give_out(cast, "jsonl")
    lines = [json.loads(line) for line in data.splitlines()]
    told = lines[-1]
    assert told["status"] == "proposed"
    claims = ["Wie de sleutel heeft, doet mee", "Wie de sleutel krijgt, doet mee"]
    assert [each["text"] for each in told["wordings"]] == claims
    assert told["steps"][-1]["text"] == "Het staat in drie gesprekken."
    assert told["notes"] == [str(memo.guid)]
    notes = {line["guid"]: line["text"] for line in lines if line["is"] == "Note"}
    assert notes[told["notes"][0]] == "Let op de sleutel."
    people = {line["guid"] for line in lines if line["is"] == "User"}
    hands = [*told["passages"], *told["wordings"], *told["steps"]]
    assert {each["user"] for each in hands} <= people


def test_only_the_layers_and_texts_that_were_chosen(cast, coded):
    west = a_source(cast, by=cast.cor, place=cast.west, circle=Circle.TEAM, text="Van West.")
    a_passage(cast, west, "Van West.")
    mine = threads.coder_of(cast.els, cast.expedition.pk)
    _export, data = give_out(cast, "csv", coders=frozenset({mine.pk}))
    assert {row["codeur"] for row in rows_of(data)} == {"Els"}
    _export, data = give_out(cast, "csv", coalitions=frozenset({cast.west.pk}))
    assert {row["bron"] for row in rows_of(data)} == {"De sleutel"}


def test_numbers_follow_each_other_in_each_expedition(cast, coded):
    for kind in ("csv", "qdc", "html"):
        give_out(cast, kind)
    assert sorted(Export.objects.unguarded("command line").values_list("number", flat=True)) == [
        1,
        2,
        3,
    ]


def test_a_reader_of_english_gets_english_heads(cast, coded):
    with translation.override("en"):
        _export, data = give_out(cast, "csv")
    assert "passage" in rows_of(data)[0]


@pytest.mark.parametrize("kind", ["qdc", "qdpx"])
def test_codes_in_one_row_are_named_with_those_above(cast, coded, kind):
    def codes(**scope):
        _export, data = give_out(cast, kind, **scope)
        if kind == "qdpx":
            data = zipfile.ZipFile(io.BytesIO(data)).read("project.qde")
        book = next(each for each in ElementTree.fromstring(data).iter() if _name(each) == "Codes")
        return book, [each.get("name") for each in book.iter() if _name(each) == "Code"]

    book, names = codes()
    assert names[:2] == ["+vertrouwen", "sleutel"]
    assert len(book) < len(names)
    book, names = codes(flat=True)
    assert names[:2] == ["+vertrouwen", "+vertrouwen > sleutel"]
    assert len(book) == len(names)


def _name(element):
    return element.tag.rpartition("}")[2]


def test_in_a_workbook_a_number_is_a_number_and_a_day_is_a_day(cast, coded):
    _export, data = give_out(cast, "xlsx")
    head, *rows = cells(data, 2)
    today = timezone.localdate()
    for row in rows:
        told = dict(zip(head, row, strict=True))
        assert told["moment"] == today
        assert isinstance(told["begint"], int)
        assert told["gecodeerd op"] in (today, "")
    assert "=1+2 zei ze." in [row[0] for row in rows]


def test_what_a_workbook_has_no_room_for_is_told_in_it(cast, coded, monkeypatch):
    long = a_source(cast, circle=Circle.TEAM, text="Lang " + "a" * 40_000 + " einde.", title="Lang")
    a_passage(cast, long, newest(long).text)
    _export, data = give_out(cast, "xlsx")
    about = [row[0] for row in cells(data, 1)]
    assert "1 tekst is te lang voor een cel van Excel en eindigt daar op …" in about
    assert [row[0][-1] for row in cells(data, 2) if len(row[0]) > 32_000] == ["…"]
    _export, table = give_out(cast, "csv")
    assert any(row["fragment"].endswith("einde.") for row in rows_of(table))
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    _export, data = give_out(cast, "xlsx")
    about = [row[0] for row in cells(data, 1)]
    assert "3 rijen pasten er niet bij: meer gaan er niet op een blad van Excel." in about


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(data, number):
    """The rows of a sheet, each cell as the kind that it is."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    styles = fromstring(archive.read("xl/styles.xml")).find(f"{SHEET}cellXfs")
    days = {at for at, style in enumerate(styles) if int(style.get("numFmtId")) >= 14}
    sheet = fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
    return [[as_it_is(cell, days) for cell in row] for row in sheet.iter(f"{SHEET}row")]


def as_it_is(cell, days):
    if cell.get("t") == "inlineStr":
        return "".join(cell.itertext())
    value = cell.find(f"{SHEET}v")
    if value is None:
        return ""
    is_day = int(cell.get("s", 0)) in days
    return date(1899, 12, 30) + timedelta(int(value.text)) if is_day else int(value.text)
