"""What a file can do once it is read: to the rows, to the pages, and to what goes out again."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import timedelta
from xml.sax.saxutils import escape, quoteattr

import pytest
from django.urls import reverse
from django.utils import timezone

from samenspel.exchange import limits
from samenspel.exchange.ours import COLOURS
from samenspel.exchange.refi import own
from samenspel.exchange.refusals import NotRead
from samenspel.sources.models import Source, Version
from samenspel.threads.models import Code, Codebook, Coder, Coding, Memo, Passage

from .builders import G, code, codes, give_out, packed_with, qde, read, selection, source, take_in
from .test_pages import LINE, NOTHING, as_, upload

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> \u202eneet\u202c"
FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']
WORDS = "Wij hebben de sleutel niet. Dat is jammer."


def project(inside, **attributes):
    return packed_with(qde(inside, **attributes), {})


def texts(*each):
    return f"<Sources>{''.join(each)}</Sources>"


def losses(arrival):
    return {each["code"]: each["count"] for each in arrival.kept["losses"]}


def test_very_many_codes_of_one_name_each_get_a_number(cast, tmp_path):
    many, name = 1_200, "x" * 90
    told = "".join(f'<Code guid="{n}" name="{name}"/>' for n in range(many))
    take_in(cast, tmp_path, project(codes(told)))
    names = set(Code.objects.unguarded(LINE).values_list("name_nl", flat=True))
    assert len(names) == many
    assert max(map(len, names)) == 80
    assert any(each.endswith(f" ({many})") for each in names)


def test_a_memo_on_very_many_things_is_kept_once(cast, tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "COPIES", 100)
    ref = f'<NoteRef targetGUID="{G(90)}"/>'
    few = f'<NoteRef targetGUID="{G(91)}"/>'
    note = '<Note guid="{}" name="m"><PlainTextContent>{}</PlainTextContent></Note>'
    data = project(
        codes(code(1, "een"))
        + texts(source(9, WORDS, *(selection(n, n, n + 1, 1, ref + few) for n in (2, 5, 6))))
        + f"<Notes>{note.format(G(90), 'lang ' * 8)}{note.format(G(91), 'kort')}</Notes>"
    )
    arrival = take_in(cast, tmp_path, data)
    kept = [(each.text, each.passage_id) for each in Memo.objects.unguarded(LINE)]
    assert sorted(words for words, passage in kept if passage) == ["kort"] * 3
    assert [words for words, passage in kept if not passage] == [("lang " * 8).strip()]
    assert losses(arrival) == {"note_everywhere": 1}


def test_more_people_than_can_be_kept_apart_are_refused_and_nothing_stays(
    cast, tmp_path, monkeypatch
):
    monkeypatch.setattr(limits, "USERS", 3)
    marks = [
        selection(n, n, n + 1, 1).replace("<Coding ", f'<Coding creatingUser="{G(n + 50)}" ')
        for n in (2, 5, 6, 7)
    ]
    with pytest.raises(NotRead):
        take_in(cast, tmp_path, project(codes(code(1, "een")) + texts(source(9, WORDS, *marks))))
    assert not Source.objects.unguarded(LINE).exists()
    assert not Coder.objects.exists()


def test_one_guid_for_two_things_loses_neither(cast, tmp_path):
    note = f'<Note guid="{G(90)}" name="m"><PlainTextContent>{{}}</PlainTextContent></Note>'
    data = project(
        codes(code(1, "een"), code(1, "twee", code(1, "drie")), code(1, "een"))
        + texts(source(9, "Een.", selection(2, 0, 3, 1)), source(9, "Twee.", selection(2, 0, 4, 1)))
        + f"<Notes>{note.format('dit')}{note.format('dat')}{note.format('dit')}</Notes>"
    )
    for _again in range(2):
        arrival = take_in(cast, tmp_path, data)
        lost = {each["code"]: each["where"] for each in arrival.kept["losses"]}
        assert (lost["code_same_guid"], lost["code_again"]) == (
            ["twee", "twee > drie"],
            ["een"],
        )
    found = Code.objects.unguarded(LINE).values_list("name_nl", "parent__name_nl")
    assert sorted(found, key=str) == [("drie", "twee"), ("een", None), ("twee", None)]
    assert sorted(Version.objects.unguarded(LINE).values_list("text", flat=True)) == [
        "Een.",
        "Twee.",
    ]
    assert Coding.objects.unguarded(LINE).count() == 2
    assert sorted(Memo.objects.unguarded(LINE).values_list("text", flat=True)) == ["dat", "dit"]


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30", "x" * 9_000, "-1"],
)
def test_a_moment_that_no_clock_knows_is_now(cast, tmp_path, moment):
    given = f'<Coding guid="{G(50)}" creationDateTime="{moment}"><CodeRef targetGUID="{G(1)}"/>'
    marked = selection(2, 0, 3, None, f"{given}</Coding>")
    take_in(
        cast,
        tmp_path,
        project(codes(code(1, "een")) + texts(source(9, WORDS, marked))),
    )
    assert timezone.now() - Coding.objects.unguarded(LINE).get().at < timedelta(minutes=5)


def test_moments_of_a_recording_that_cannot_be_are_left_out(cast, tmp_path):
    points = "".join(
        f'<SyncPoint guid="{G(n)}" timeStamp="{at}" position="{place}"/>'
        for n, (at, place) in enumerate(
            [(0, 0), (-5, 3), (10**14, 9), ("1e9", -4), (9_000, 99_999), (10_000, 27)], 30
        )
    )
    data = project(
        codes(code(1, "een"))
        + texts(
            f'<AudioSource guid="{G(9)}" name="x"><Transcript guid="{G(8)}">'
            f"<PlainTextContent>{WORDS}</PlainTextContent>{points}</Transcript></AudioSource>"
        )
    )
    take_in(cast, tmp_path, data)
    source = Source.objects.unguarded(LINE).get()
    for name in ("sources:source", "threads:desk"):
        assert as_(cast.els).get(reverse(name, args=[source.pk])).status_code == 200


def own_set(number, description, *members):
    told = "".join(f'<Member{kind} targetGUID="{G(n)}"/>' for kind, n in members)
    return (
        f'<Set guid="{G(number)}" name="s{number}"><Description>{description}</Description>'
        f"{told}</Set>"
    )


def test_what_only_we_know_may_be_told_wrongly(cast, tmp_path):
    """Threads below themselves, versions in a circle, elements that are none, examples of all."""
    sets = (
        own_set(60, own.VERSIONS)
        + own_set(61, own.VERSIONS, ("Source", 9), ("Source", 10))
        + own_set(62, own.VERSIONS, ("Source", 10), ("Source", 9))
        + own_set(63, own.VERSIONS, ("Source", 11), ("Source", 11), ("Source", 77))
        + own_set(64, own.THREADS, ("Code", 2), ("Code", 3), ("Code", 77))
        + own_set(65, own.WEIGHT + "carries", ("Code", 2), ("Code", 4))
        + own_set(66, own.WEIGHT + "weegt niet", ("Code", 4))
        + own_set(67, own.STEP + "seed", ("Note", 77), ("Note", 90))
        + own_set(68, own.WORDINGS, ("Note", 90))
        + own_set(69, own.ELEMENT, ("Code", 1))
        + own_set(70, own.CODEBOOK, ("Code", 1), ("Code", 2), ("Code", 77))
        + own_set(71, own.MARK, ("Code", 1))
    )
    case = (
        f'<Case guid="{G(80)}" name="e"><Description>{own.EXAMPLES}</Description>'
        f'<CodeRef targetGUID="{G(1)}"/><CodeRef targetGUID="{G(5)}"/>'
        f'<SelectionRef targetGUID="{G(20)}"/><SelectionRef targetGUID="{G(77)}"/></Case>'
    )
    data = project(
        codes(code(1, "een"), code(2, "draad", code(3, "in", code(4, "draagt"))), code(5, "los"))
        + f"<Cases>{case}</Cases>"
        + texts(
            source(9, "Een.", selection(20, 0, 3, 4), selection(21, 1, 3, 2)),
            source(10, "Twee.", selection(22, 0, 4, 1)),
            source(11, "Drie.", selection(23, 0, 4, 3)),
        )
        + f'<Notes><Note guid="{G(90)}" name="n"><PlainTextContent>Zo.</PlainTextContent></Note>'
        + f"</Notes><Sets>{sets}</Sets>",
        origin="Samenspel 1",
    )
    client = as_(cast.els)
    url = upload(client, data).url
    assert client.get(url).status_code == 200
    sent = {"place": f"e{cast.expedition.pk}", "language": "nl", **NOTHING}
    assert client.post(url, sent).status_code == 302
    assert client.get(url).status_code == 200
    assert sorted(Version.objects.unguarded(LINE).values_list("text", flat=True)) == [
        "Drie.",
        "Een.",
        "Twee.",
    ]


@pytest.fixture
def evil(cast, tmp_path):
    """A project in which every name wants to be more than words, taken in by the page."""
    name, told = quoteattr(EVIL), escape(EVIL)
    formulas = "".join(
        f"<Code guid={quoteattr(G(20 + n))} name={quoteattr(each + EVIL)}/>"
        for n, each in enumerate(FORMULAS)
    )
    value = (
        f'<VariableValue><VariableRef targetGUID="{G(9)}"/><TextValue>{told}</TextValue>'
        "</VariableValue>"
    )
    marks = selection(4, 0, 21, 1) + selection(5, 10, 31, 20) + selection(6, 0, 60, 1, "")
    words = escape("=cmd|'/c calc'!A1 " + EVIL + " einde.")
    inside = (
        f'<Users><User guid="{G(7)}" name={name}/></Users>'
        f'<CodeBook><Codes><Code guid="{G(1)}" name={name} color="red;}}&lt;/style>">'
        f"<Description>{told}</Description></Code>{formulas}</Codes></CodeBook>"
        f'<Variables><Variable guid="{G(9)}" name={name} typeOfVariable="Text"/></Variables>'
        f'<Sources><TextSource guid="{G(3)}" name={name} creatingUser="{G(7)}">'
        f"<Description>{told}</Description><PlainTextContent>{words}</PlainTextContent>"
        f'{marks}<NoteRef targetGUID="{G(90)}"/>{value}</TextSource></Sources>'
        f'<Notes><Note guid="{G(90)}" name={name} creatingUser="{G(7)}">'
        f"<PlainTextContent>{told} [[code 1]] [x](javascript:alert(1)) **vet**</PlainTextContent>"
        "</Note></Notes>"
        f'<Sets><Set guid="{G(91)}" name={name}><MemberCode targetGUID="{G(1)}"/></Set></Sets>'
    )
    data = packed_with(qde(inside, origin=escape(EVIL, {'"': "&quot;"})), {})
    client = as_(cast.els)
    url = upload(client, data, name=EVIL + ".qdpx").url
    pages = [client.get(url)]
    sent = {"place": f"e{cast.expedition.pk}", "language": "nl", **NOTHING}
    assert client.post(url, sent).status_code == 302
    pages.append(client.get(url))
    for page in pages:
        assert_tame(page)
    return client


def assert_tame(page):
    assert page.status_code == 200
    content = page.content.decode()
    assert "<script>alert" not in content
    assert "<img src=x" not in content
    assert "javascript:alert" not in re.sub(r"<(?!a )[^>]*>|>[^<]*<", "", content)


def test_no_name_becomes_more_than_words_on_any_page(cast, evil):
    source = Source.objects.unguarded(LINE).get()
    book = Codebook.objects.unguarded(LINE).get()
    code = Code.objects.unguarded(LINE).first()
    passage = Passage.objects.unguarded(LINE).first()
    memo = Memo.objects.unguarded(LINE).first()
    for name, *args in [
        ("exchange:corner", "polder"),
        ("exchange:give", "polder"),
        ("sources:source", source.pk),
        ("threads:desk", source.pk),
        ("threads:read", "polder"),
        ("threads:memos", "polder"),
        ("threads:memo", memo.pk),
        ("threads:codebook", book.pk),
        ("threads:code_history", book.pk),
        ("threads:code", code.pk),
        ("threads:passage", passage.pk),
        ("insight:matrix", "polder"),
        ("insight:together", "polder"),
        ("insight:over_time", "polder"),
        ("insight:absent", "polder"),
        ("insight:in_words", "polder"),
        ("insight:passages", "polder"),
        ("insight:agreement", "polder"),
        ("insight:beside", "polder", source.pk),
        ("insight:differences", "polder"),
        ("insight:blind", "polder"),
        ("suggestions:search", "polder"),
        ("suggestions:learned", "polder"),
        ("suggestions:sources", "polder"),
    ]:
        assert_tame(evil.get(reverse(name, args=args)))
    found = evil.get(reverse("suggestions:search", args=["polder"]), {"q": "cmd", "words": "cmd"})
    assert_tame(found)


CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def test_no_cell_of_a_table_begins_as_a_formula(cast, evil):
    for kind in ("csv", "codes.csv"):
        _export, data = give_out(cast, kind)
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert len(rows) > 1
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]
    _export, data = give_out(cast, "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = [book.read(each).decode() for each in book.namelist() if "sheets/" in each]
        parts = book.namelist()
    assert len(sheets) == 3
    assert not [each for each in sheets if "<f>" in each or "<hyperlink" in each]
    assert not [each for each in parts if "external" in each.lower()]


@pytest.mark.parametrize("kind", ["html", "texts.html"])
def test_a_page_that_goes_out_runs_nothing(cast, evil, kind):
    _export, data = give_out(cast, kind)
    page = data.decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "alert(1)" in page
    assert "Content-Security-Policy" in page


@pytest.mark.parametrize("kind", ["docx", "texts.docx", "qdc", "qdpx", "jsonl"])
def test_other_files_that_go_out_are_well_made(cast, evil, kind, tmp_path):
    _export, data = give_out(cast, kind)
    if kind == "jsonl":
        for line in data.decode().splitlines():
            json.loads(line)
    elif kind.endswith("docx"):
        docx = pytest.importorskip("docx")
        words = "\n".join(each.text for each in docx.Document(io.BytesIO(data)).paragraphs)
        assert "<script>" in words
    else:
        summary, _things = read(tmp_path, data)
        assert summary.counts["codes"] == 1 + len(FORMULAS)


def test_a_colour_that_we_do_not_have_is_told(cast, tmp_path):
    ours_is = COLOURS[Code.Colour.values[0]]
    told = [
        code(1, "Vreemd", more=' color="#FF00AA"'),
        code(2, "Van ons", more=f' color="{ours_is.upper()}"'),
        code(3, "Zonder"),
    ]
    arrival = take_in(cast, tmp_path, project(codes(*told)))
    lost = {each["code"]: each for each in arrival.kept["losses"]}
    assert (lost["code_colour"]["count"], lost["code_colour"]["where"]) == (1, ["Vreemd"])
