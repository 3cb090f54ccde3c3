"""Small files of every kind, as word processors and phones make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from fpdf import FPDF
from odfdo import Document as OdfDocument
from odfdo import Header, List, Note, Paragraph, Span, Style, Table

TITLE = "Gesprek in de buurtkamer"
QUESTION = "Hoe begon het bij jullie?"
AMINA = "Wij stonden elke dinsdag met soep op het plein."
AMINA_TOO = "Daarna kwam de kou, en toch bleef iedereen komen."
BRAM = "Ik kwam kijken en ik bleef hangen."
ITEMS = ("een sleutel voor iedereen", "een agenda aan de muur")
MARKDOWN = f"""# {TITLE}

### **{QUESTION}**

Amina: "{AMINA}

{AMINA_TOO}"

**Bram van der Wal:** {BRAM}

- {ITEMS[0]}
- {ITEMS[1]}
"""
TEXT = f"""{TITLE}

Amina: "{AMINA}

{AMINA_TOO}"

Bram van der Wal: {BRAM}
- {ITEMS[0]}
- {ITEMS[1]}
"""
HTML = f"""<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Weblog</title>
<style>.vet {{ font-weight: 700 }}</style></head><body><nav>Home Contact</nav>
<h1>{TITLE}</h1><p class="vet">{QUESTION}</p><p>Amina: “{AMINA}<br></p><p>{AMINA_TOO}”</p>
<p><b>Bram van der Wal:</b> {BRAM}</p><ul><li>{ITEMS[0]}<li>{ITEMS[1]}</ul></body></html>"""
VTT = f"""WEBVTT

NOTE gemaakt op een dinsdag

1
00:00:01.000 --> 00:00:04.500
<v Amina>{AMINA}</v>

00:00:04.500 --> 00:00:07.000 align:start
<v.luid Amina>{AMINA_TOO}</v>

00:00:07.000 --> 00:00:09.000
<v Bram van der Wal>{BRAM}</v>
"""
SRT = f"""1
00:00:01,000 --> 00:00:04,500
Amina: {AMINA}

2
00:00:04,500 --> 00:00:07,000
{AMINA_TOO}

3
00:00:07,000 --> 00:00:09,000
<i>Bram van der Wal: {BRAM}</i>
"""


def a_docx() -> bytes:
    document = Document()
    document.add_heading(TITLE, level=1)
    document.add_paragraph().add_run(QUESTION).bold = True
    document.add_paragraph(f"Amina: “{AMINA}")
    document.add_paragraph(f"{AMINA_TOO}”")
    paragraph = document.add_paragraph()
    paragraph.add_run("Bram van der Wal:").bold = True
    paragraph.add_run(f" {BRAM}")
    for item in ITEMS:
        document.add_paragraph(item, style="List Bullet")
    return saved(document)


def a_docx_with_everything() -> bytes:
    """A table, a text box, tracked changes, a content control, a field and hidden words."""
    document = Document()
    document.styles.add_style("Kop 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Afspraken", style="Kop 1")
    table = document.add_table(rows=2, cols=2)
    for row, words in zip(table.rows, [("Wie", "Wat"), ("Amina", "sleutels halen")], strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    paragraph = document.add_paragraph("Wij ")
    for tag, words in [("w:ins", "zeker "), ("w:del", "nooit ")]:
        change = _element(tag)
        run = _element("w:r", _text(words, "w:delText" if tag == "w:del" else "w:t"))
        change.append(run)
        paragraph._p.append(change)
    control = _element("w:sdt", _element("w:sdtContent", _element("w:r", _text("samen"))))
    paragraph._p.append(control)
    hidden = paragraph.add_run("geheim")
    hidden.font.hidden = True
    box = _element("w:txbxContent", _element("w:p", _element("w:r", _text("In een kader."))))
    paragraph._p.append(_element("w:r", _element("w:pict", box)))
    return saved(document)


def _element(tag: str, *children: Any) -> Any:
    element = OxmlElement(tag)
    for child in children:
        element.append(child)
    return element


def _text(words: str, tag: str = "w:t") -> Any:
    element = OxmlElement(tag)
    element.text = words
    element.set(qn("xml:space"), "preserve")
    return element


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def an_odt() -> bytes:
    document = OdfDocument("text")
    document.insert_style(Style("text", name="vet", bold=True), automatic=True)
    body = document.body
    body.clear()
    body.append(Header(1, TITLE))
    question = Paragraph()
    question.append(Span(QUESTION, style="vet"))
    body.append(question)
    body.append(Paragraph(f"Amina: “{AMINA}"))
    body.append(Paragraph(f"{AMINA_TOO}”"))
    paragraph = Paragraph()
    paragraph.append(Span("Bram van der Wal:", style="vet"))
    paragraph.append(Span(f" {BRAM}"))
    body.append(paragraph)
    body.append(List(ITEMS))
    return saved(document)


def an_odt_with_everything() -> bytes:
    document = OdfDocument("text")
    body = document.body
    body.clear()
    paragraph = Paragraph("De soep was op.")
    paragraph.append(Note(note_class="footnote", note_id="n1", citation="1", body="Om vijf uur."))
    body.append(paragraph)
    table = Table("Afspraken", width=2, height=1)
    table.set_values([["Amina", "sleutels halen"]])
    body.append(table)
    return saved(document)


def a_pdf(*, password: str | None = None, pages: int = 1) -> bytes:
    pdf = _Pdf()
    if password is not None:
        pdf.set_encryption("eigenaar", password)
    for _ in range(pages):
        pdf.add_page()
        pdf.words(TITLE, size=18, bold=True)
        pdf.words(QUESTION, bold=True)
        pdf.words(f'Amina: "{AMINA}')
        pdf.words(f'{AMINA_TOO}"')
        pdf.words(f"Bram van der Wal: {BRAM}")
        for item in ITEMS:
            pdf.words(f"- {item}")
    return bytes(pdf.output())


class _Pdf(FPDF):
    def header(self) -> None:
        if self.page_no() > 1:
            self.words("Buurtkamer Lindedorp", size=8)

    def footer(self) -> None:
        self.set_y(-15)
        self.words(f"Pagina {self.page_no()}", size=8)

    def words(self, words: str, *, size: int = 11, bold: bool = False, width: float = 0) -> None:
        self.set_font("helvetica", "B" if bold else "", size)
        self.multi_cell(width, size / 2, words, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(2)


def a_narrow_pdf(lines: Iterable[str], *, pages: int = 1) -> bytes:
    """One paragraph on each page, broken off where the lines are."""
    pdf = _Pdf()
    words = "\n".join(lines)
    for _ in range(pages):
        pdf.add_page()
        pdf.words(words)
    return bytes(pdf.output())


def a_scan() -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.image(io.BytesIO(a_picture()), w=100)
    return bytes(pdf.output())


def a_picture() -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(buffer, "PNG")
    return buffer.getvalue()


def a_zip(parts: dict[str, bytes], *, packed: bool = True) -> bytes:
    buffer = io.BytesIO()
    method = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def a_zip_with(data: bytes, **parts: bytes) -> bytes:
    """The same archive with parts replaced or added; a double underscore stands for a slash."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return a_zip(kept | {n.replace("__", "/").replace("_", "."): d for n, d in parts.items()})


EVERY_KIND = {
    "gesprek.txt": TEXT.encode(),
    "gesprek.md": MARKDOWN.encode(),
    "gesprek.docx": a_docx(),
    "gesprek.odt": an_odt(),
    "gesprek.pdf": a_pdf(),
    "gesprek.html": HTML.encode(),
    "gesprek.vtt": VTT.encode(),
    "gesprek.srt": SRT.encode(),
}
