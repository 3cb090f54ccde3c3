"""What comes out of the files that people bring."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samenspel.sources.readers import Kind, Paragraph, compose, decompose, read
from samenspel.sources.readers.draft import clean
from samenspel.sources.readers.parse import parse

from .files import (
    AMINA,
    AMINA_TOO,
    BRAM,
    EVERY_KIND,
    ITEMS,
    QUESTION,
    SRT,
    TITLE,
    VTT,
    a_docx_with_everything,
    a_narrow_pdf,
    a_pdf,
    an_odt_with_everything,
)

ONE, TWO = "00:00:01,000 --> 00:00:02,000", "00:00:03,000 --> 00:00:04,000"
LATIN_9 = '<?xml version="1.0" encoding="iso-8859-15"?><html>Coördinatie één €'
INTERVIEW = Path(__file__).resolve().parents[3] / "../shared/source/interview-vsbfonds.md"


@pytest.mark.parametrize("name", EVERY_KIND)
def test_every_kind_of_file_gives_the_same_conversation(name: str) -> None:
    draft = read(name, EVERY_KIND[name])
    assert draft.speakers == ("Amina", "Bram van der Wal")
    said = {p.text.strip('"“”'): p.speaker for p in draft.paragraphs}
    assert said[AMINA] == "Amina"
    assert said[AMINA_TOO] == "Amina"
    assert said[BRAM] == "Bram van der Wal"


@pytest.mark.parametrize("ending", ["md", "docx", "odt", "pdf", "html"])
def test_headings_questions_and_lists_are_kept(ending: str) -> None:
    draft = parse(f"gesprek.{ending}", EVERY_KIND[f"gesprek.{ending}"])
    assert draft.title == TITLE
    assert [(p.kind, p.text.strip('"“”')) for p in draft.paragraphs] == [
        (Kind.HEADING, TITLE),
        (Kind.QUESTION, QUESTION),
        (Kind.TEXT, AMINA),
        (Kind.TEXT, AMINA_TOO),
        (Kind.TEXT, BRAM),
        (Kind.ITEM, ITEMS[0]),
        (Kind.ITEM, ITEMS[1]),
    ]
    assert {p.speaker for p in draft.paragraphs if p.kind is Kind.ITEM} == {"Bram van der Wal"}


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("<i>Kom</i> <B>binnen</B>.", "Kom binnen."),
        ('<font color="#ffff00">Kom <b>binnen</font>.', "Kom binnen."),
        ("Kom<br/>binnen<br>.", "Kom binnen ."),
        ("{\\an8}{\\i1}Kom{\\i0} binnen.", "Kom binnen."),
        ("{i}Kom{/i} binnen.", "Kom binnen."),
        ("Van links --> rechts.\n--> en terug", "Van links --> rechts. --> en terug"),
        ("Minder < meer, a<b>c", "Minder < meer, ac"),
        ("&lt;i&gt; is schuin", "<i> is schuin"),
    ],
)
def test_marks_are_taken_off_captions_and_arrows_are_words(said, read):
    (one, two) = parse("a.srt", f"1\n{ONE}\n{said}\n\n2\n{TWO}\nJa.\n".encode()).paragraphs
    assert (one.text, two.text) == (read, "Ja.")


def test_the_next_caption_begins_without_an_empty_line_too():
    draft = parse("a.srt", f"1\n{ONE}\nKom --> binnen.\n2\n{TWO}\nJa.\n".encode())
    assert [each.text for each in draft.paragraphs] == ["Kom --> binnen.", "Ja."]


@pytest.mark.parametrize(("name", "text"), [("a.vtt", VTT), ("a.srt", SRT)])
def test_captions_keep_their_times(name: str, text: str) -> None:
    draft = parse(name, text.encode())
    assert [(p.kind, p.begin, p.stop) for p in draft.paragraphs] == [
        (Kind.CUE, 1000, 4500),
        (Kind.CUE, 4500, 7000),
        (Kind.CUE, 7000, 9000),
    ]


def test_two_voices_in_one_caption_are_two() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Amina>Soep &amp; brood?\n<v Bram>Ja, <i>graag</i>.\n"
    )
    draft = parse("a.vtt", text.encode())
    assert [(p.speaker, p.text) for p in draft.paragraphs] == [
        ("Amina", "Soep & brood?"),
        ("Bram", "Ja, graag."),
    ]


def test_live_captions_that_repeat_themselves_are_read_once() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nWij hadden<00:01.500><c> soep</c>\n\n"
        "00:02.000 --> 00:03.000\nWij hadden soep\nen<00:02.500><c> brood</c>\n"
    )
    assert [p.text for p in parse("a.vtt", text.encode()).paragraphs] == [
        "Wij hadden soep",
        "en brood",
    ]


def test_the_title_is_the_heading_the_name_in_the_file_or_the_name_of_the_file() -> None:
    assert parse("map/a_b.txt", b"Wij begonnen klein.").title == "a b"
    assert parse(r"C:\Mijn map\soep.md", b"# Het plein\n\nSoep.").title == "Het plein"
    assert parse("a.md", b"---\ntitle: Het plein\n---\nSoep.").title == "Het plein"
    assert parse("a.html", b"<title>Het plein</title><p>Soep.</p>").title == "Het plein"
    assert len(parse("a.md", b"# " + b"plein " * 90 + b"\n\nSoep.").title) == 200


def test_a_word_document_keeps_every_word_that_can_be_seen() -> None:
    draft = parse("a.docx", a_docx_with_everything())
    assert [(p.kind, p.text) for p in draft.paragraphs] == [
        (Kind.HEADING, "Afspraken"),
        (Kind.ROW, "Wie | Wat"),
        (Kind.ROW, "Amina | sleutels halen"),
        (Kind.TEXT, "Wij zeker samen"),
        (Kind.TEXT, "In een kader."),
    ]
    assert draft.remarks == ("struck",)


def test_an_odt_keeps_footnotes_and_tables() -> None:
    draft = parse("a.odt", an_odt_with_everything())
    assert [(p.kind, p.text) for p in draft.paragraphs] == [
        (Kind.TEXT, "De soep was op.[1]"),
        (Kind.ROW, "Amina | sleutels halen"),
        (Kind.NOTE, "[1] Om vijf uur."),
    ]
    assert draft.remarks == ("notes_last",)


def test_a_pdf_mends_words_that_were_broken_off() -> None:
    lines = [
        "Wij zochten lang naar een goede samen-",
        "werking met de welzijns- en de bewoners-",
        "organisaties. De mensen van de zorg- en",
        "welzijnskant kenden de oud-",
        "voorzitter nog van het VSB-",
        "feest en een auto-",
        "ongeluk.",
    ]
    text = " ".join(p.text for p in parse("a.pdf", a_narrow_pdf(lines)).paragraphs)
    assert text == (
        "Wij zochten lang naar een goede samenwerking met de welzijns- en de bewonersorganisaties. "
        "De mensen van de zorg- en welzijnskant kenden de oud-voorzitter nog van het VSB-feest "
        "en een auto-ongeluk."
    )


def test_a_long_pdf_is_read_within_the_time_a_file_may_take() -> None:
    lines = ["Wij stonden elke dinsdag met soep op het plein, en iedereen bleef komen."] * 45
    draft = read("a.pdf", a_narrow_pdf(lines, pages=12))
    assert len(draft.paragraphs) >= 12


def test_a_pdf_leaves_out_what_stands_on_every_page() -> None:
    draft = parse("a.pdf", a_pdf(pages=3))
    texts = [p.text for p in draft.paragraphs]
    assert texts.count(QUESTION) == 3
    assert not [text for text in texts if "Pagina" in text or "Lindedorp" in text]
    assert "page_edges" in draft.remarks


def test_lines_of_an_e_mail_run_on_and_short_lines_do_not() -> None:
    mail = (
        "Wij stonden elke dinsdag met soep op het plein, en toen de kou kwam\n"
        "bleef iedereen komen. Dat had niemand van ons verwacht, want het was\n"
        "donker om vijf uur.\n"
        "Groet\n"
    )
    draft = parse("a.txt", mail.encode())
    assert [p.text for p in draft.paragraphs] == [
        mail.rpartition("\nGroet")[0].replace("\n", " "),
        "Groet",
    ]
    assert draft.remarks == ("rewrapped",)


def test_html_reads_the_main_part_and_no_menus_or_scripts() -> None:
    page = (
        "<html><body><header>Kop</header><main><h2>Soep</h2><p>Lekker <b>warm</b>.</p>"
        "<script>let x</script><p hidden>weg</p><p style='display:none'>weg</p></main>Voet</body>"
    )
    draft = parse("a.html", page.encode())
    assert [p.text for p in draft.paragraphs] == ["Soep", "Lekker warm."]
    assert draft.remarks == ("main_part",)


def test_markdown_keeps_what_looks_like_a_tag_but_was_typed() -> None:
    draft = parse("a.md", b"Kies <Amina> of <u>Bram</u>.\n\n<div>Los <b>blok</b></div>\n")
    assert [p.text for p in draft.paragraphs] == ["Kies <Amina> of Bram.", "Los blok"]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("Coördinatie één €".encode(), "a.txt"),
        ("Coördinatie één €".encode("utf-8-sig"), "a.txt"),
        ("Coördinatie één €".encode("utf-16"), "a.txt"),
        ("<p>Coördinatie één €".encode(), "a.html"),
        ("<meta charset=iso-8859-1><p>Coördinatie één €".encode("cp1252"), "a.html"),
        ("<meta charset=iso-8859-1><p>Coördinatie één €".encode(), "a.html"),
        (LATIN_9.encode("iso-8859-15"), "a.html"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nCoördinatie één €".encode(), "a.vtt"),
    ],
)
def test_letters_with_accents_come_through(data: bytes, name: str) -> None:
    draft = parse(name, data)
    assert [p.text for p in draft.paragraphs] == ["Coördinatie één €"]
    assert draft.remarks == ()


def test_windows_letters_come_through_with_a_remark() -> None:
    draft = parse("a.txt", "Coördinatie één € “zo’n”".encode("cp1252"))
    assert draft.paragraphs[0].text == "Coördinatie één € “zo’n”"
    assert draft.remarks == ("windows_1252",)


@pytest.mark.skipif(not INTERVIEW.exists(), reason="the real interview is not on this machine")
def test_the_real_interview_keeps_speakers_headings_questions_and_every_word() -> None:
    data = INTERVIEW.read_bytes()
    draft = read(INTERVIEW.name, data)
    assert len(draft.speakers) == 2
    kinds = Counter(p.kind for p in draft.paragraphs)
    assert kinds[Kind.HEADING] == 1
    assert kinds[Kind.QUESTION] == 7
    turns = [p.speaker for p in draft.paragraphs if p.kind in (Kind.TEXT, Kind.ITEM)]
    assert turns.count(None) == 1
    text, _ = compose(draft.paragraphs)
    words = Counter(re.findall(r"\w+", data.decode()))
    kept = Counter(re.findall(r"\w+", text))
    assert words - kept == Counter(re.findall(r"(?m)^(\w+): ", data.decode()))
    assert not kept - words


PARAGRAPHS = st.lists(
    st.builds(
        Paragraph,
        kind=st.sampled_from(Kind),
        text=st.text(max_size=40),
        level=st.none() | st.integers(1, 6),
        speaker=st.none() | st.sampled_from(["Amina", "Bram"]),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(PARAGRAPHS)
def test_the_layout_finds_every_paragraph_in_the_text(paragraphs: list[Paragraph]) -> None:
    text, layout = compose(paragraphs)
    assert text == clean(text)
    assert [text[entry["start"] : entry["end"]] for entry in layout] == (
        text.split("\n") if layout else []
    )
    again = decompose(text, layout)
    assert compose(again) == (text, layout)
    assert [p.kind for p in again] == [p.kind for p in paragraphs if clean(p.text).strip()]
