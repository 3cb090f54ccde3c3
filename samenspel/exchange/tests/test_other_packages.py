"""Other packages read what we write as it was meant (`requirements/dev-alone.txt`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from potato.importers.text.qdpx_importer import QDPXImporter
from pyrefiqda import RefiCodebook, RefiProject

from samenspel.circles.models import Circle
from samenspel.sources.models import Source
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions as threads
from samenspel.threads.tests.builders import a_code, a_codebook, a_memo, a_passage

from .builders import give_out

WORDS = ["Wie heeft de sleutel?", "de sleutel? 😀 Wij", "Café", "niet"]


@pytest.fixture
def told(cast) -> Source:
    """A text with four passages, in turn under a code and the one below it."""
    book = a_codebook(cast)
    above = a_code(cast, "vertrouwen", codebook=book, definition="Durven.")
    code = a_code(cast, "sleutel", codebook=book, parent=above)
    text = "Wie heeft de sleutel? 😀 Wij niet.\nCafé open."
    story = a_source(cast, circle=Circle.TEAM, text=text)
    for number, words in enumerate(WORDS):
        passage = a_passage(cast, story, words)
        threads.give(passage, code=code if number % 2 else above, by=cast.els)
    a_memo(cast, "Vraag dit na.", passage=passage)
    return story


EACH = {(words, "sleutel" if number % 2 else "vertrouwen") for number, words in enumerate(WORDS)}


def test_potato_reads_the_same_codes_and_selections(cast, told, tmp_path):
    _export, data = give_out(cast, "qdpx")
    path = tmp_path / "ons.qdpx"
    path.write_bytes(data)
    read = QDPXImporter().parse_path(path)
    assert {label["name"] for label in read.labels} == {"vertrouwen", "sleutel"}
    (document,) = read.documents
    spans = {(document.text[span.start : span.end], span.label) for span in document.spans}
    assert spans == EACH
    assert read.annotators == ["Els"]


def all_codes(codes: Iterable[Any], above: str = "") -> Iterator[tuple[Any, str]]:
    for code in codes:
        yield code, above
        yield from all_codes(code.code, code.name)


def test_pyrefiqda_reads_the_same_codes_and_selections(cast, told, tmp_path):
    _export, data = give_out(cast, "qdpx")
    path = tmp_path / "ons.qdpx"
    path.write_bytes(data)
    project = RefiProject.load(path, tmp_path / "uit")
    codes = list(all_codes(project.code_book.codes.code))
    assert [(code.name, above, code.description) for code, above in codes] == [
        ("vertrouwen", "", "Durven."),
        ("sleutel", "vertrouwen", None),
    ]
    names = {code.guid: code.name for code, _above in codes}
    users = {user.guid: user.name for user in project.users.user}
    (source,) = project.sources.text_source
    assert (source.guid, source.name) == (str(told.guid), told.title)
    kept = RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "uit")
    text = Path(kept).read_text(encoding="utf-8")
    found = {
        (text[each.start_position : each.end_position], names[coding.code_ref.target_guid])
        for each in source.plain_text_selection
        for coding in each.coding
    }
    assert found == EACH
    given = [coding for each in source.plain_text_selection for coding in each.coding]
    assert {users[coding.creating_user] for coding in given} == {"Els"}
    assert all(coding.creation_date_time for coding in given)
    beside = [ref.target_guid for each in source.plain_text_selection for ref in each.note_ref]
    notes = {note.guid: note.plain_text_content for note in project.notes.note}
    assert [notes[guid] for guid in beside] == ["Vraag dit na."]


def test_pyrefiqda_reads_our_codebook(cast, told, tmp_path):
    _export, data = give_out(cast, "qdc")
    path = tmp_path / "ons.qdc"
    path.write_bytes(data)
    book = RefiCodebook.load(path)
    found = [(code.name, above) for code, above in all_codes(book.codes.code)]
    assert found == [("vertrouwen", ""), ("sleutel", "vertrouwen")]
    (group,) = [each for each in book.sets.set if each.name == "Wat we zien"]
    assert len(group.member_code) == 2
