"""What real files of other packages do, each seen in one: by hand, small, read as meant."""

from __future__ import annotations

import uuid

import pytest

from samenspel.exchange import project as files
from samenspel.exchange.project import Case, Note, Source
from samenspel.exchange.refi.names import guid
from samenspel.exchange.refusals import NotRead
from samenspel.sources.models import Version
from samenspel.threads.models import Code, Coding, Passage

from .builders import G, code, codes, packed_with, qde, read, selection, source, take_in

LINE = "command line"
WORDS = (
    "De buurt begon met een moestuin. Niemand had een sleutel van het hek.\n"
    "Toen zei de buurvrouw: dat regel ik.\n"
    "Sindsdien staat het hek open. Wie wil, plant iets.\n"
    "Het is rommelig, maar het is van ons.\n"
)
SENTENCES = [
    "De buurt begon met een moestuin.",
    "Niemand had een sleutel van het hek.",
    "Toen zei de buurvrouw: dat regel ik.",
    "Sindsdien staat het hek open.",
    "Wie wil, plant iets.",
    "Het is rommelig, maar het is van ons.",
]


def sources_in(things):
    return [thing for thing in things if isinstance(thing, Source)]


def words_of(source):
    return [source.text[each.start : each.end] for each in source.selections]


def lost(summary):
    return {loss.code: loss.count for loss in summary.losses}


def with_text(data: bytes, *selections: str, path: str = "internal://a.txt", more: str = "") -> str:
    return qde(
        codes(code(1, "een"))
        + f'<Sources><TextSource guid="{G(9)}" name="Tuin" plainTextPath="{path}"{more}>'
        + "".join(selections)
        + "</TextSource></Sources>"
    )


def counted(text: str, words: str, *, inclusive=False, two=False, mark=False, utf16=False):
    """Where a package that counts in this way says that these words stand."""

    def place(at: int) -> int:
        before = text[:at]
        astral = sum(letter > "\uffff" for letter in before) if utf16 else 0
        return at + (before.count("\n") if two else 0) + astral + (1 if mark else 0)

    start = text.index(words)
    return place(start), place(start + len(words)) - (1 if inclusive else 0)


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("two", [False, True])
@pytest.mark.parametrize("mark", [False, True])
@pytest.mark.parametrize("pairs", [False, True])
def test_1_to_3_however_a_file_counts_its_sentences_are_found(
    tmp_path, inclusive, two, mark, pairs
):
    marks = [
        selection(10 + n, *counted(WORDS, words, inclusive=inclusive, two=two, mark=mark), 1)
        for n, words in enumerate(SENTENCES)
    ]
    text = ("\ufeff" if mark else "") + (WORDS.replace("\n", "\r\n") if pairs else WORDS)
    data = packed_with(with_text(b"", *marks), {"sources/a.txt": text.encode()})
    _summary, things = read(tmp_path, data)
    (found,) = sources_in(things)
    assert words_of(found) == SENTENCES
    assert found.text == WORDS.strip()


def test_places_counted_as_a_browser_does(tmp_path):
    text = "😀😀 Wij lachten. 😀 De wijkagent ook. Het hek bleef open 😀. Wie wil er koffie?"
    wanted = ["Wij lachten.", "De wijkagent ook.", "Wie wil er koffie?"]
    marks = [selection(10 + n, *counted(text, w, utf16=True), 1) for n, w in enumerate(wanted)]
    _summary, things = read(
        tmp_path,
        packed_with(
            qde(codes(code(1, "een")) + "<Sources>" + source(9, text, *marks) + "</Sources>"), {}
        ),
    )
    assert words_of(sources_in(things)[0]) == wanted


def test_1_a_single_word_is_read_as_exclusive(tmp_path):
    data = packed_with(with_text(b"", selection(2, 23, 31, 1)), {"sources/a.txt": WORDS.encode()})
    _summary, things = read(tmp_path, data)
    assert words_of(sources_in(things)[0]) == ["moestuin"]


@pytest.mark.parametrize(
    ("project", "part"),
    [
        ("project.qde", "sources/a.txt"),
        ("Project.qde", "Sources/A.TXT"),
        ("Proef 2.qde", "sources/a.txt"),
    ],
)
def test_4_the_project_and_its_folder_may_be_called_otherwise(tmp_path, project, part):
    file = with_text(b"", selection(2, 0, 32, 1))
    _summary, things = read(tmp_path, packed_with(file, {part: WORDS.encode()}, project))
    assert words_of(sources_in(things)[0]) == SENTENCES[:1]


@pytest.mark.parametrize(
    "path", ["a.txt", "sources/a.txt", "internal://{A}.txt", "relative:///a.txt"]
)
def test_5_a_path_without_internal_is_found(tmp_path, path):
    file = with_text(b"", selection(2, 0, 32, 1), path=path.replace("{A}", "a"))
    _summary, things = read(tmp_path, packed_with(file, {"sources/a.txt": WORDS.encode()}))
    assert words_of(sources_in(things)[0]) == SENTENCES[:1]


def test_6_what_is_missing_is_told_and_the_rest_comes(tmp_path):
    summary, things = read(tmp_path, packed_with(with_text(b"", selection(2, 0, 9, 1)), {}))
    assert [thing.name for thing in things if isinstance(thing, files.Code)] == ["een"]
    assert not sources_in(things)
    assert lost(summary) == {"text_missing": 1}
    assert summary.losses[0].where == ["Tuin"]


def test_7_a_styled_path_that_is_plain_text_is_no_loss(tmp_path):
    file = with_text(b"", selection(2, 0, 32, 1), more=' richTextPath="internal://a.txt"')
    summary, things = read(tmp_path, packed_with(file, {"sources/a.txt": WORDS.encode()}))
    assert words_of(sources_in(things)[0]) == SENTENCES[:1]
    assert not lost(summary)


def test_8_memos_come_in_all_three_ways(tmp_path):
    refs = f'<NoteRef targetGUID="{G(21)}"/>'
    project = qde(
        codes(code(1, "een", "<Description>Wat het is.</Description>"))
        + "<Sources>"
        + source(
            9,
            WORDS,
            selection(2, 0, 32, 1, inside=refs),
            f'<PlainTextSelection guid="{G(3)}" startPosition="33" endPosition="69">'
            "<Description>Los gedacht.</Description></PlainTextSelection>",
            selection(4, 70, 106, 1),
        )
        + "</Sources><Notes>"
        + f'<Note guid="{G(21)}"><PlainTextContent>Met NoteRef.</PlainTextContent></Note>'
        + f'<Note guid="{G(22)}" plainTextPath="internal://n.txt"/>'
        + f'</Notes><Links><Link guid="{G(30)}" originGUID="{G(4)}" targetGUID="{G(22)}"/></Links>'
    )
    summary, things = read(
        tmp_path, packed_with(project, {"sources/n.txt": b"\xef\xbb\xbfMet Link."})
    )
    notes = {thing.guid: thing.text for thing in things if isinstance(thing, Note)}
    one, two, three = sources_in(things)[0].selections
    assert [notes[each.notes[0]] for each in (one, two, three)] == [
        "Met NoteRef.",
        "Los gedacht.",
        "Met Link.",
    ]
    assert two.codings == []
    assert "link" not in lost(summary)


def test_9_values_stand_on_cases_or_on_texts_and_a_case_needs_no_name(tmp_path):
    variable = f'<Variable guid="{G(7)}" name="Wijk" typeOfVariable="Text"/>'
    value = (
        f'<VariableValue><VariableRef targetGUID="{G(7)}"/><TextValue>{{}}</TextValue>'
        "</VariableValue>"
    )
    project = qde(
        codes(code(1, "een"))
        + f"<Variables>{variable}</Variables>"
        + f'<Cases><Case guid="{G(8)}">{value.format("Oost")}'
        + f'<SourceRef targetGUID="{G(9)}"/></Case></Cases>'
        + "<Sources>"
        + source(9, "Van de case.")
        + source(10, "Van de bron.", after=value.format("West"))
        + "</Sources>"
    )
    summary, things = read(tmp_path, packed_with(project, {}))
    assert [each.values for each in sources_in(things)] == [{G(7): "Oost"}, {G(7): "West"}]
    assert summary.properties[0].values == {"Oost": 1, "West": 1}
    assert [each.name for each in things if isinstance(each, Case)] == [""]


def test_10_folders_stay_in_the_tree_and_groups_of_texts_are_values(tmp_path):
    project = qde(
        codes(
            f'<Code guid="{G(1)}" name="map" isCodable="false">{code(2, "Coke::diet Coke")}</Code>'
        )
        + "<Sources>"
        + source(9, "Een.")
        + source(10, "Twee.")
        + "</Sources>"
        + f'<Sets><Set guid="{G(5)}" name="gender: male"><MemberSource targetGUID="{G(9)}"/></Set>'
        + f'<Set guid="{G(6)}" name="Ronde 1"><MemberSource targetGUID="{G(10)}"/></Set></Sets>'
    )
    summary, things = read(tmp_path, packed_with(project, {}))
    folder, inside = [each for each in things if isinstance(each, files.Code)]
    assert (folder.folder, inside.parent, inside.name) == (True, folder.guid, "Coke::diet Coke")
    assert {each.name: each.values for each in summary.properties} == {
        "gender": {"male": 1},
        "": {"Ronde 1": 1},
    }
    assert lost(summary) == {"code_folder": 1, "set_of_texts": 2}


def test_11_what_lies_too_deep_moves_up(tmp_path):
    nested = code(40, "diepst")
    for number in range(39, 19, -1):
        nested = code(number, f"laag {number}", nested)
    summary, things = read(tmp_path, packed_with(qde(codes(nested)), {}))
    found = {each.guid: each for each in things if isinstance(each, files.Code)}
    assert len(found) == 21

    def depth(each):
        return 1 + depth(found[each.parent]) if each.parent else 1

    assert max(map(depth, found.values())) == 12
    assert lost(summary)["code_deep"] == 9


def test_12_codes_of_one_name_stay_apart_each_with_its_own_passages(cast, tmp_path):
    again = f"{code(3, 'burgerschap')}{code(4, 'burgerschap')}"
    project = qde(
        codes(code(1, "burgerschap", code(2, "Burgerschap")), code(5, "wijk", again))
        + "<Sources>"
        + source(
            9,
            WORDS,
            *(
                selection(10 + n, WORDS.index(words), WORDS.index(words) + len(words), n)
                for n, words in enumerate(SENTENCES[:4], start=1)
            ),
        )
        + "</Sources>"
    )
    arrival = take_in(cast, tmp_path, packed_with(project, {}))
    found = {
        (str(each.guid), each.name_nl, str(each.parent.guid) if each.parent else "")
        for each in Code.objects.unguarded(LINE).select_related("parent")
    }
    assert found == {
        (G(1), "burgerschap", ""),
        (G(2), "Burgerschap", G(1)),
        (G(5), "wijk", ""),
        (G(3), "burgerschap", G(5)),
        (G(4), "burgerschap (2)", G(5)),
    }
    given = Coding.objects.unguarded(LINE).annotate(words=Passage.words_at("passage"))
    assert {(str(each.code.guid), each.words) for each in given.select_related("code")} == {
        (G(n), words) for n, words in enumerate(SENTENCES[:4], start=1)
    }
    assert {loss["code"]: loss["where"] for loss in arrival.kept["losses"]} == {
        "code_twice": ["burgerschap"]
    }


def test_14_hundreds_of_texts_of_one_name_all_come(cast, tmp_path):
    """As the answers to an open question in a survey; some of them in the very same words."""
    many = 450
    told = "".join(
        f'<TextSource guid="{uuid.UUID(int=n)}" name="Vraag 3"><PlainTextContent>'
        f"Antwoord {n % 400}.</PlainTextContent>"
        f'<PlainTextSelection guid="{uuid.UUID(int=1_000 + n)}" startPosition="0" endPosition="8">'
        f'<Coding guid="{uuid.UUID(int=2_000 + n)}"><CodeRef targetGUID="{G(1)}"/></Coding>'
        "</PlainTextSelection></TextSource>"
        for n in range(1, many + 1)
    )
    project = qde(codes(code(1, "een")) + f"<Sources>{told}</Sources>")
    arrival = take_in(cast, tmp_path, packed_with(project, {}))
    texts = Version.objects.unguarded(LINE).order_by("source__guid")
    assert list(texts.values_list("source__title", "text")) == [
        ("Vraag 3", f"Antwoord {n % 400}.") for n in range(1, many + 1)
    ]
    given = Coding.objects.unguarded(LINE).values_list("passage__version__source__guid", "guid")
    assert set(given) == {(uuid.UUID(int=n), uuid.UUID(int=2_000 + n)) for n in range(1, many + 1)}
    assert arrival.kept["losses"] == []


def test_13_guids_are_compared_without_braces_and_case():
    assert guid("{ABCDEF00-0000-0000-0000-00000000000A}") == "abcdef00-0000-0000-0000-00000000000a"
    assert guid("geen guid") == guid("geen guid")
    assert uuid.UUID(guid("geen guid")) != uuid.UUID(guid("ook niet"))


def test_13_one_guid_for_a_mark_on_the_page_and_in_the_text(tmp_path):
    coding = f'<Coding guid="{G(50)}"><CodeRef targetGUID="{G(1)}"/></Coding>'
    project = qde(
        codes(code(1, "een"))
        + f'<Sources><PDFSource guid="{G(9)}" name="Verslag" path="internal://v.pdf">'
        + f'<PDFSelection guid="{G(2)}" page="1" firstX="0" firstY="0" secondX="9" secondY="9">'
        + f"{coding}</PDFSelection>"
        + f'<PDFSelection guid="{G(3)}" page="2" firstX="0" firstY="0" secondX="9" secondY="9"/>'
        + f'<Representation guid="{G(8)}"><PlainTextContent>{WORDS}</PlainTextContent>'
        + selection(2, 0, 32)
        + "</Representation></PDFSource></Sources>"
    )
    summary, things = read(tmp_path, packed_with(project, {}))
    (found,) = sources_in(things)
    assert (found.guid, found.name, words_of(found)) == (G(9), "Verslag", SENTENCES[:1])
    assert [each.code for each in found.selections[0].codings] == [G(1)]
    assert lost(summary) == {"pdf_page": 1}


def test_15_one_broken_selection_does_not_stop_the_others(tmp_path):
    broken = [
        f'<PlainTextSelection guid="{G(3)}" startPosition="" endPosition="9"/>',
        f'<PlainTextSelection guid="{G(4)}" startPosition="5" endPosition="99999"/>',
        f'<PlainTextSelection guid="{G(5)}" startPosition="9" endPosition="5"/>',
        f'<PlainTextSelection guid="{G(6)}" startPosition="32" endPosition="33"/>',
        (
            f'<PlainTextSelection guid="{G(7)}" startPosition="33" endPosition="69">'
            f'<Coding guid="{G(60)}"/>'
            f'<Coding guid="{G(61)}"><CodeRef targetGUID="{G(99)}"/></Coding>'
            "</PlainTextSelection>"
        ),
    ]
    project = qde(
        codes(code(1, "een"))
        + "<Sources>"
        + source(9, WORDS, selection(2, 0, 32, 1), *broken)
        + "</Sources>"
    )
    summary, things = read(tmp_path, packed_with(project, {}))
    assert words_of(sources_in(things)[0]) == SENTENCES[:2]
    assert lost(summary) == {
        "selection_broken": 1,
        "selection_outside": 2,
        "selection_blank": 1,
        "coding_codeless": 2,
    }


def test_16_a_codebook_that_is_not_valid_is_read(tmp_path):
    book = (
        '<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="urn:QDA-XML:codebook:0:4" '
        'origin="Voorbeeld"><Codes><Code guid="x" name="een" color="#F0A">'
        '<Code name="twee"/></Code>'
        "</Codes><Sets/></CodeBook>"
    )
    summary, things = read(tmp_path, book.encode())
    one, two = [each for each in things if isinstance(each, files.Code)]
    assert (one.colour, two.parent) == ("#ff00aa", one.guid)
    assert summary.counts == {"codes": 2, "sets": 0}


def test_a_transcript_brings_its_moments(tmp_path):
    text = "Hallo allemaal.\nWie heeft de sleutel?\nWij niet."
    points = [(0, 0, 31), (16, 4_000, 32), (38, 9_000, 33), (47, 12_000, 34)]
    sync = "".join(
        f'<SyncPoint guid="{G(g)}" timeStamp="{at}" position="{place}"/>' for place, at, g in points
    )
    coding = f'<Coding guid="{G(50)}"><CodeRef targetGUID="{G(1)}"/></Coding>'
    project = qde(
        codes(code(1, "een"))
        + f'<Sources><AudioSource guid="{G(9)}" name="Opname" path="absolute:///C:/Jan/opname.mp3">'
        + f'<Transcript guid="{G(8)}"><PlainTextContent>{text}</PlainTextContent>{sync}'
        + f'<TranscriptSelection guid="{G(2)}" fromSyncPoint="{G(32)}" toSyncPoint="{G(33)}">'
        + coding
        + "</TranscriptSelection></Transcript>"
        + f'<AudioSelection guid="{G(3)}" begin="9100" end="11000">{coding}</AudioSelection>'
        + f'<AudioSelection guid="{G(4)}" begin="13000" end="15000"/>'
        + "</AudioSource></Sources>"
    )
    summary, things = read(tmp_path, packed_with(project, {}))
    (found,) = sources_in(things)
    assert words_of(found) == ["Wie heeft de sleutel?", "Wij niet."]
    assert found.times == [(0, 0), (16, 4_000), (38, 9_000), (47, 12_000)]
    assert found.recorded
    assert lost(summary) == {"recording": 1, "recording_mark": 1}


def test_a_code_on_a_whole_text_lies_on_all_its_words(tmp_path):
    coding = f'<Coding guid="{G(50)}"><CodeRef targetGUID="{G(1)}"/></Coding>'
    project = qde(codes(code(1, "een")) + "<Sources>" + source(9, "Alles.", coding) + "</Sources>")
    _summary, things = read(tmp_path, packed_with(project, {}))
    assert words_of(sources_in(things)[0]) == ["Alles."]


def test_a_text_that_is_not_utf8_is_read_and_told(tmp_path):
    data = packed_with(
        with_text(b"", selection(2, 0, 4, 1)), {"sources/a.txt": "Café. Ja.".encode("cp1252")}
    )
    summary, things = read(tmp_path, data)
    assert words_of(sources_in(things)[0]) == ["Café"]
    assert lost(summary) == {"text_guessed": 1}


def test_letters_that_are_joined_keep_their_places(tmp_path):
    loose = "Cafe\u0301 en re\u0301ge\u0301n. Dat wel."
    start = loose.index("Dat")
    project = qde(
        codes(code(1, "een"))
        + "<Sources>"
        + source(9, loose, selection(2, start, start + 8, 1))
        + "</Sources>"
    )
    _summary, things = read(tmp_path, packed_with(project, {}))
    (found,) = sources_in(things)
    assert found.text == "Café en régén. Dat wel."
    assert words_of(found)[0].startswith("Dat wel")


def test_nothing_at_all_is_said(tmp_path):
    with pytest.raises(NotRead) as refused:
        read(tmp_path, packed_with(qde(""), {}))
    assert refused.value.code == "nothing"
