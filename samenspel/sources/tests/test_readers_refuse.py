"""What is refused, in a sentence that says what to do; and that nothing else ever comes out."""

import io
import random
import threading
import zipfile
from collections.abc import Callable

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samenspel.foundation.errors import Refused
from samenspel.sources.readers import Draft, Unreadable, limited, limits, read
from samenspel.sources.readers.parse import parse
from samenspel.sources.readers.refusals import REFUSALS, REMARKS

from .files import (
    EVERY_KIND,
    a_docx,
    a_pdf,
    a_picture,
    a_scan,
    a_zip,
    a_zip_with,
    an_odt,
    an_odt_with_everything,
)

SLOW = b"<!--" * 100_000 + b"soep"
XML = b'<?xml version="1.0"?>'
WORD = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LAUGHS = (
    XML
    + b'<!DOCTYPE d [<!ENTITY a "haha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))
    + b"]><w:document %s><w:body><w:p><w:r><w:t>&a8;</w:t></w:r></w:p></w:body></w:document>" % WORD
)
OUTSIDE = (
    XML
    + b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    + b"<w:document %s><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>" % WORD
)


def locked_zip() -> bytes:
    data = bytearray(a_docx())
    for mark, place in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)]:
        start = data.find(mark)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(mark, start + 4)
    return bytes(data)


def many_parts() -> bytes:
    return a_zip({"word/document.xml": b"<d/>"} | {f"p{n}": b"" for n in range(3_001)})


def a_lying_zip() -> bytes:
    """A part that says it is small and unpacks to a hundred megabytes."""
    data = bytearray(a_zip({"word/document.xml": bytes(100 * limits.MEGABYTE)}))
    size = (100 * limits.MEGABYTE).to_bytes(4, "little")
    return bytes(data.replace(size, (1000).to_bytes(4, "little")))


def office(mime: str) -> bytes:
    return a_zip({"mimetype": mime.encode(), "content.xml": b"<a/>"}, packed=False)


HOSTILE = {
    "nothing at all": ("a.txt", b"", "empty"),
    "only white space": ("a.txt", b" \n\t\n", "no_text"),
    "too large": ("a.txt", b"a" * (limits.FILE + 1), "too_large"),
    "too long": ("a.txt", b"soep " * 500_000, "too_long"),
    "too many lines": ("a.txt", b"soep\n\n" * 100_001, "too_long"),
    "no ending": ("gesprek", b"soep", "unknown"),
    "unknown ending": ("a.xyz", b"soep", "unknown"),
    "old Word": ("a.doc", OLE, "word_processor"),
    "old Word called DOCX": ("a.docx", OLE, "word_processor"),
    "RTF": ("a.rtf", rb"{\rtf1 soep}", "word_processor"),
    "RTF called DOCX": ("a.docx", rb"{\rtf1 soep}", "word_processor"),
    "Pages": ("a.pages", a_zip({"Index/Document.iwa": b"x"}), "word_processor"),
    "e-book": ("a.epub", office("application/epub+zip"), "book"),
    "spreadsheet": ("a.xlsx", a_zip({"xl/workbook.xml": b"<a/>"}), "sheet"),
    "old spreadsheet": ("a.xls", OLE, "sheet"),
    "spreadsheet of OpenDocument": (
        "a.ods",
        office("application/vnd.oasis.opendocument.spreadsheet"),
        "sheet",
    ),
    "slides": ("a.pptx", a_zip({"ppt/presentation.xml": b"<a/>"}), "slides"),
    "picture": ("a.png", a_picture(), "picture"),
    "picture called PDF": ("a.pdf", a_picture(), "picture"),
    "sound": ("a.mp3", b"ID3\x04\0\0\0", "sound"),
    "sound called text": ("a.txt", b"OggS\0\x02", "sound"),
    "PDF called DOCX": ("a.docx", a_pdf(), "mismatch"),
    "DOCX called PDF": ("a.pdf", a_docx(), "mismatch"),
    "DOCX called DOC": ("a.doc", a_docx(), "mismatch"),
    "ODT called DOCX": ("a.docx", an_odt(), "mismatch"),
    "HTML called text": ("a.txt", b"<!DOCTYPE html><p>soep", "mismatch"),
    "WebVTT called SRT": ("a.srt", EVERY_KIND["gesprek.vtt"], "mismatch"),
    "text called DOCX": ("a.docx", b"soep", "damaged"),
    "some other zip called DOCX": ("a.docx", a_zip({"soep": b"x"}), "damaged"),
    "DOCX cut off": ("a.docx", a_docx()[:-400], "damaged"),
    "DOCX without words": ("a.docx", a_zip({"word/document.xml": b"<a/>"}), "damaged"),
    "DOCX with broken XML": ("a.docx", a_zip({"word/document.xml": b"<a>"}), "damaged"),
    "PDF cut off": ("a.pdf", b"%PDF-1.7\n1 0 obj", "damaged"),
    "binary called text": ("a.txt", bytes(range(256)) * 4, "not_text"),
    "binary called Markdown": ("a.md", b"\0\1\2soep", "not_text"),
    "UTF-8 cut in a letter": ("a.txt", "één café é".encode()[:-1], "letters"),
    "letters nobody has": ("a.txt", b"soep\x81\x8d", "letters"),
    "half of UTF-16": ("a.txt", b"\xff\xfea\0b\0c", "letters"),
    "locked PDF": ("a.pdf", a_pdf(password="geheim"), "locked"),
    "locked zip": ("a.docx", locked_zip(), "locked"),
    "locked DOCX": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
    "locked ODT": (
        "a.odt",
        a_zip_with(an_odt(), **{"META-INF__manifest_xml": b"<m:encryption-data/>"}),
        "locked",
    ),
    "newer locked ODT": ("a.odt", a_zip({"encrypted-package": b"x"}), "locked"),
    "a scan": ("a.pdf", a_scan(), "only_pictures"),
    "too many pages": ("a.pdf", None, "too_many_pages"),
    "zip bomb": ("a.docx", a_zip({"word/document.xml": bytes(50 * limits.MEGABYTE)}), "bomb"),
    "zip bomb beside the words": (
        "a.docx",
        a_zip_with(a_docx(), word__media__a_png=bytes(30 * limits.MEGABYTE)),
        "bomb",
    ),
    "zip that lies about its size": ("a.docx", a_lying_zip(), "damaged"),
    "too many parts": ("a.docx", many_parts(), "bomb"),
    "a billion laughs": ("a.docx", a_zip_with(a_docx(), word__document_xml=LAUGHS), "bomb"),
    "an entity from outside": ("a.docx", a_zip_with(a_docx(), word__document_xml=OUTSIDE), "bomb"),
    "WebVTT without its word": ("a.vtt", b"00:01.000 --> 00:02.000\nsoep", "vtt_header"),
    "WebVTT without captions": ("a.vtt", b"WEBVTT\n\nNOTE soep", "no_cues"),
    "a crowd": (
        "a.vtt",
        b"WEBVTT\n\n"
        + b"".join(b"00:01.000 --> 00:02.000\n<v Naam %d>soep\n\n" % n for n in range(101)),
        "too_many_speakers",
    ),
    "a caption that ends before it begins": (
        "a.vtt",
        b"WEBVTT\n\n00:05.000 --> 00:02.000\nsoep",
        "cue_backwards",
    ),
    "a time nobody understands": ("a.srt", b"1\nnu --> straks\nsoep", "cue_time"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_with_a_sentence_in_both_languages(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, data, code = HOSTILE[what]
    if data is None:
        monkeypatch.setattr(limits, "PAGES", 2)
        data = a_pdf(pages=3)
    with pytest.raises(Unreadable) as refusal:
        parse(name, data)
    assert refusal.value.code == code
    assert isinstance(refusal.value, Refused)
    with translation.override("nl"):
        dutch = str(refusal.value)
    with translation.override("en"):
        english = str(refusal.value)
    assert dutch != english
    assert "%" not in dutch + english


def test_every_sentence_is_there_in_dutch() -> None:
    for sentence in [*REFUSALS.values(), *REMARKS.values()]:
        with translation.override("en"):
            english = str(sentence)
        with translation.override("nl"):
            assert str(sentence) != english


def test_a_pdf_that_only_its_owner_may_change_can_be_read() -> None:
    assert parse("a.pdf", a_pdf(password="")).speakers == ("Amina", "Bram van der Wal")


def test_a_zip_inside_a_document_is_never_unpacked() -> None:
    bomb = a_zip({"a": bytes(90 * limits.MEGABYTE)})
    draft = parse("a.docx", a_zip_with(a_docx(), word__embeddings__a_docx=bomb))
    assert draft.speakers == ("Amina", "Bram van der Wal")


def test_a_file_that_takes_too_much_memory_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHILD_MEMORY", 200 * limits.MEGABYTE)
    # 12 MB of XML that would be three million objects.
    wide = b"<w:document %s><w:body>" % WORD + b"<a/>" * 3_000_000 + b"</w:body></w:document>"
    noise = random.Random(1).randbytes(100_000)  # so that the ratio gives nothing away
    document = a_zip({"word/document.xml": wide + b"<!--" + noise.hex().encode() + b"-->"})
    assert outcome(read, "a.docx", document) == "too_heavy"


def test_a_file_that_takes_too_much_work_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHILD_PROCESSOR", 1)
    assert outcome(read, "a.html", SLOW) == "too_heavy"


def test_a_file_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHILD_TIMEOUT", 0.01)
    assert outcome(read, "a.html", SLOW) == "too_heavy"


def test_a_slow_file_does_not_hold_up_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHILD_PROCESSOR", 2)
    read("a.txt", b"soep")
    slow = threading.Thread(target=outcome, args=(read, "a.html", SLOW))
    slow.start()
    assert read("b.txt", b"brood").paragraphs[0].text == "brood"
    assert slow.is_alive()
    slow.join()


def test_the_process_that_reads_is_started_anew_when_it_is_gone() -> None:
    read("a.txt", b"soep")
    gone = limited.waiting.process
    gone.kill()
    assert read("b.txt", b"brood").paragraphs[0].text == "brood"
    assert limited.waiting.process.pid != gone.pid


def test_the_process_that_reads_ends_with_whoever_asks() -> None:
    read("a.txt", b"soep")
    limited.waiting.line.close()
    assert limited.waiting.process.wait(20) == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", b"[" * 50_000),
        ("a.md", b">" * 20_000 + b" soep"),
        ("a.md", b"*a " * 50_000),
        ("a.md", b"- " * 5_000 + b"soep"),
        ("a.html", b"<div>" * 100_000 + b"soep"),
        ("a.html", b"<b" * 200_000 + b">soep"),
        ("a.txt", b"A" * 1_000_000),
        ("a.txt", b"Aa " * 300_000 + b":"),
        ("a.txt", b": " * 500_000),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\n" + b"<" * 500_000),
    ],
)
def test_text_made_to_be_slow_is_done_or_stopped_in_time(name: str, data: bytes) -> None:
    assert outcome(read, name, data) in ("read", "too_heavy", "too_long", "no_text")


def outcome(reader: Callable[[str, bytes], Draft], name: str, data: bytes) -> str:
    """How it ended: "read", or the code of the refusal. Any other exception fails the test."""
    try:
        draft = reader(name, data)
    except Unreadable as refusal:
        return refusal.code
    assert draft.paragraphs
    return "read"


def drafted_or_refused(name: str, data: bytes) -> None:
    assert outcome(parse, name, data) in {"read", *REFUSALS}


@pytest.mark.parametrize("name", EVERY_KIND)
def test_a_file_that_stops_anywhere_is_read_or_refused(name: str) -> None:
    data = EVERY_KIND[name]
    step = max(1, len(data) // 150)
    for length in range(0, len(data), step):
        drafted_or_refused(name, data[:length])


ANYTHING = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@ANYTHING
@given(
    name=st.sampled_from(sorted(EVERY_KIND)), place=st.floats(0, 1), noise=st.binary(max_size=30)
)
def test_a_file_that_is_hurt_somewhere_is_read_or_refused(
    name: str, place: float, noise: bytes
) -> None:
    data = EVERY_KIND[name]
    at = int(len(data) * place)
    drafted_or_refused(name, data[:at] + noise + data[at + len(noise) :])


@ANYTHING
@given(name=st.sampled_from(sorted(EVERY_KIND)), data=st.binary(min_size=1, max_size=300))
def test_any_bytes_under_any_name_are_read_or_refused(name: str, data: bytes) -> None:
    drafted_or_refused(name, data)


@ANYTHING
@given(
    name=st.sampled_from(["a.txt", "a.md", "a.html", "a.srt", "a.vtt"]),
    text=st.text(
        st.one_of(st.sampled_from("*_#-:<>[]()|\n\t \"“”'.&;0123AaÉ"), st.characters()),
        max_size=200,
    ),
)
def test_any_text_under_any_name_is_read_or_refused(name: str, text: str) -> None:
    drafted_or_refused(name, text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/numbering.xml"])
@ANYTHING
@given(place=st.floats(0, 1), noise=st.binary(max_size=12))
def test_a_word_document_hurt_inside_is_read_or_refused(
    part: str, place: float, noise: bytes
) -> None:
    original = a_docx()
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        xml = archive.read(part)
    at = int(len(xml) * place)
    hurt = xml[:at] + noise + xml[at + len(noise) :]
    name = part.replace("/", "__").replace(".", "_")
    drafted_or_refused("a.docx", a_zip_with(original, **{name: hurt}))


def test_an_odt_hurt_inside_is_read_or_refused() -> None:
    original = an_odt_with_everything()
    with zipfile.ZipFile(io.BytesIO(original)) as archive:
        xml = archive.read("content.xml")
    for place in range(0, len(xml), max(1, len(xml) // 60)):
        drafted_or_refused("a.odt", a_zip_with(original, content_xml=xml[:place]))
