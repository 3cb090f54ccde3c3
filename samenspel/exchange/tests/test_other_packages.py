"""Another package reads what we write as it was meant (`requirements/dev-alone.txt`)."""

from __future__ import annotations

from potato.importers.text.qdpx_importer import QDPXImporter

from samenspel.circles.models import Circle
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions as threads
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage

from .builders import give_out

WORDS = ["Wie heeft de sleutel?", "de sleutel? 😀 Wij", "Café", "niet"]


def test_potato_reads_the_same_codes_and_selections(cast, tmp_path):
    book = a_codebook(cast)
    above = a_code(cast, "vertrouwen", codebook=book)
    code = a_code(cast, "sleutel", codebook=book, parent=above)
    told = a_source(cast, circle=Circle.TEAM, text="Wie heeft de sleutel? 😀 Wij niet.\nCafé open.")
    for number, words in enumerate(WORDS):
        passage = a_passage(cast, told, words)
        threads.give(passage, code=code if number % 2 else above, by=cast.els)
    _export, data = give_out(cast, "qdpx")
    path = tmp_path / "ons.qdpx"
    path.write_bytes(data)
    read = QDPXImporter().parse_path(path)
    assert {label["name"] for label in read.labels} == {"vertrouwen", "sleutel"}
    (document,) = read.documents
    spans = {(document.text[span.start : span.end], span.label) for span in document.spans}
    assert spans == {
        (words, "sleutel" if number % 2 else "vertrouwen") for number, words in enumerate(WORDS)
    }
    assert read.annotators == ["Els"]
