"""Projects that other packages write (`requirements/dev-alone.txt`) come in with every code and
selection; what could not be carried is told."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from potato.export.base import ExportContext
from potato.export.qdpx_exporter import QDPXExporter
from pyrefiqda import RefiCodebook, RefiProject
from pyrefiqda import models as refi
from pyrefiqda.models import codebook as refi_codebook
from xsdata.models.datatype import XmlDateTime

from samenspel.circles.models import Expedition, Voice
from samenspel.exchange.models import Arrival
from samenspel.sources.models import Source, Speaker, Version
from samenspel.threads.models import Code, Coding, Memo, Passage

from .builders import G, take_in

LINE = "command line"

TALK = "Wie heeft de sleutel? 😀 Wij niet.\r\nDe buurvrouw wel.\r\nCafé dicht.\r\n"
LETTER = "Beste buren,\nde poort gaat om negen uur open. Komt u ook?"
MARKED = [
    ("gesprek", "Els", "Wie heeft de sleutel?", "toegang"),
    ("gesprek", "Els", "de sleutel? 😀 Wij niet.\r\nDe buurvrouw wel.", "sleutel"),
    ("gesprek", "Joop", "de sleutel? 😀 Wij niet.\r\nDe buurvrouw wel.", "sleutel"),
    ("gesprek", "Joop", "Café dicht.", "uren"),
    ("brief", "Els", "de poort gaat om negen uur open.", "uren"),
    ("brief", "Els", "negen uur", "negen"),
    ("brief", "Joop", "Komt u ook?", "toegang"),
]
TREE = [
    {
        "name": "toegang",
        "description": "Wie erin mag.",
        "color": "#b4472f",
        "children": [
            {"name": "sleutel", "color": "#1F7F76"},
            {"name": "uren", "children": [{"name": "negen"}, "tien"]},
        ],
    }
]


def by_potato(folder: Path, **options: Any) -> bytes:
    texts = {"gesprek": TALK, "brief": LETTER}
    spans: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for text, user, words, code in MARKED:
        start = texts[text].index(words)
        span = {"start": start, "end": start + len(words), "name": code}
        spans.setdefault((text, user), []).append(span)
    annotations = [
        {"instance_id": text, "user_id": user, "labels": {}, "spans": {"codes": found}}
        for (text, user), found in spans.items()
    ]
    annotations[-1]["labels"] = {"soort": {"verhaal": "1"}}
    context = ExportContext(
        config={"annotation_task_name": "Buurt aan zet"},
        annotations=annotations,
        items={name: {"text": text} for name, text in texts.items()},
        schemas=[
            {"annotation_type": "hierarchical_multiselect", "name": "codes", "labels": TREE},
            {"annotation_type": "multiselect", "name": "soort", "labels": ["verhaal", "feit"]},
        ],
        output_dir=str(folder),
    )
    made = QDPXExporter().export(context, str(folder / "potato"), options)
    return Path(made.files_written[0]).read_bytes()


def codes_of(expedition: Expedition) -> set[tuple[str, str, str]]:
    rows = Code.objects.unguarded(LINE).filter(codebook__expedition=expedition)
    return {
        (code.name_nl, code.parent.name_nl if code.parent else "", code.definition)
        for code in rows.select_related("parent")
    }


def codings_of(expedition: Expedition) -> set[tuple[str, str, str, str]]:
    """Text, coder, words and code."""
    rows = Coding.objects.unguarded(LINE).filter(coder__expedition=expedition)
    rows = rows.select_related("coder__person", "code", "passage__version__source")
    return {
        (
            row.passage.version.source.title,
            str(row.coder),
            row.passage.version.text[row.passage.start : row.passage.end],
            row.code.name_nl,
        )
        for row in rows
    }


def losses(arrival: Arrival) -> dict[str, int]:
    return {each["code"]: each["count"] for each in arrival.kept["losses"]}


def test_what_potato_writes_comes_in_with_every_code_and_selection(cast, tmp_path):
    arrival = take_in(cast, tmp_path, by_potato(tmp_path))
    assert codes_of(cast.expedition) == {
        ("toegang", "", "Wie erin mag."),
        ("sleutel", "toegang", ""),
        ("uren", "toegang", ""),
        ("negen", "uren", ""),
        ("tien", "uren", ""),
        ("verhaal", "", ""),
        ("feit", "", ""),
    }
    colours = dict(Code.objects.unguarded(LINE).values_list("name_nl", "colour"))
    assert colours["toegang"] == Code.Colour.BRICK
    assert colours["sleutel"] == Code.Colour.SEA
    plain = {(text, user, words.replace("\r", ""), code) for text, user, words, code in MARKED}
    # It does not write who gave a code to a whole text.
    whole = ("brief", "Potato", LETTER, "verhaal")
    assert codings_of(cast.expedition) == {*plain, whole}
    assert losses(arrival) == {"coding_whole": 1}
    assert arrival.kept["counts"]["codings"] == len(MARKED) + 1


def test_what_potato_writes_in_one_row_comes_in_as_it_calls_it(cast, tmp_path):
    arrival = take_in(cast, tmp_path, by_potato(tmp_path, flatten_subcodes="yes"))
    assert ("toegang > uren > negen", "", "") in codes_of(cast.expedition)
    assert len(codes_of(cast.expedition)) == 7
    assert arrival.kept["counts"]["codings"] == len(MARKED) + 1


def a_place(words: str, text: str = LETTER) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def braced(number: int) -> str:
    """As some packages write a guid."""
    return "{" + G(number).upper() + "}"


def a_coding(number: int, code: int, user: int, *notes: int) -> refi.CodingType:
    return refi.CodingType(
        guid=G(number),
        code_ref=refi.CodeRefType(target_guid=G(code)),
        creating_user=G(user),
        creation_date_time=XmlDateTime(2026, 5, 3, 10, 30, 0),
        note_ref=[refi.NoteRefType(target_guid=G(note)) for note in notes],
    )


def a_selection(
    number: int, words: str, *codings: refi.CodingType, notes: tuple[int, ...] = (), **more: Any
) -> refi.PlainTextSelectionType:
    start, end = a_place(words)
    return refi.PlainTextSelectionType(
        guid=G(number),
        start_position=start,
        end_position=end,
        coding=list(codings),
        note_ref=[refi.NoteRefType(target_guid=G(note)) for note in notes],
        **more,
    )


def a_value(variable: int, **value: Any) -> refi.VariableValueType:
    return refi.VariableValueType(
        variable_ref=refi.VariableRefType(target_guid=G(variable)), **value
    )


ELS, JOOP = 1, 2
ACCESS, KEY, HOURS = 10, 11, 12
WIJK, ROL = 20, 21
BRIEF, FLYER = 30, 31
BY_CODE, AT_WORDS, LOOSE, AT_CODING = 40, 41, 42, 43


def a_project() -> refi.Project:
    """Nested codes with colours, overlapping selections, memos everywhere, users, sets, a case,
    variables, a drawing and a picture."""
    tree = refi.ProjectCodeType(
        guid=braced(ACCESS),
        name="toegang",
        is_codable=False,
        color="#B4472F",
        description="Wie erin mag.",
        note_ref=[refi.NoteRefType(target_guid=G(BY_CODE))],
        code=[
            refi.ProjectCodeType(
                guid=G(KEY),
                name="sleutel",
                is_codable=True,
                color="#1f7f76",
                code=[refi.ProjectCodeType(guid=G(HOURS), name="uren", is_codable=True)],
            )
        ],
    )
    letter = refi.TextSourceType(
        guid=G(BRIEF),
        name="Brief aan de buren",
        plain_text_path=f"internal://{G(BRIEF)}.txt",
        creating_user=G(ELS),
        creation_date_time=XmlDateTime(2026, 5, 3, 9, 0, 0),
        plain_text_selection=[
            a_selection(50, "de poort gaat om negen uur open.", a_coding(60, KEY, ELS)),
            a_selection(
                51,
                "om negen uur open. Komt u ook?",
                a_coding(61, HOURS, JOOP),
                a_coding(62, KEY, JOOP, AT_CODING),
                notes=(AT_WORDS,),
            ),
            a_selection(52, "Beste buren", description="Zo begint het altijd."),
        ],
        variable_value=[a_value(ROL, text_value="bewoner")],
    )
    flyer = refi.TextSourceType(
        guid=G(FLYER), name="Flyer", plain_text_content="Kom langs in de tuin."
    )
    notes = [
        (BY_CODE, "Over toegang", "Is dit één code?"),
        (AT_WORDS, "", "Vraag dit na."),
        (LOOSE, "Logboek", "Eerste ronde.\nTweede ronde."),
        (AT_CODING, "", "Twijfel."),
    ]
    return refi.Project(
        name="Buurt aan zet",
        origin="Een ander pakket",
        users=refi.UsersType(
            user=[refi.UserType(guid=G(ELS), name="Els"), refi.UserType(guid=G(JOOP), name="Joop")]
        ),
        code_book=refi.ProjectCodeBookType(codes=refi.ProjectCodesType(code=[tree])),
        variables=refi.VariablesType(
            variable=[
                refi.VariableType(guid=G(number), name=name, type_of_variable=kind)
                for number, name, kind in (
                    (WIJK, "wijk", refi.TypeOfVariableType.TEXT),
                    (ROL, "rol", refi.TypeOfVariableType.TEXT),
                )
            ]
        ),
        cases=refi.CasesType(
            case=[
                refi.CaseType(
                    guid=G(22),
                    name="Oost",
                    variable_value=[a_value(WIJK, text_value="oost")],
                    source_ref=[refi.SourceRefType(target_guid=G(FLYER))],
                )
            ]
        ),
        sources=refi.SourcesType(
            text_source=[letter, flyer],
            picture_source=[refi.PictureSourceType(guid=G(32), name="Foto van de poort")],
        ),
        notes=refi.NotesType(
            note=[
                refi.TextSourceType(
                    guid=G(number), name=name, plain_text_content=words, creating_user=G(JOOP)
                )
                for number, name, words in notes
            ]
        ),
        sets=refi.ProjectSetsType(
            set=[
                refi.ProjectSetType(
                    guid=G(70),
                    name="Rond de poort",
                    member_code=[refi.CodeRefType(target_guid=G(KEY))],
                ),
                refi.ProjectSetType(
                    guid=G(71),
                    name="Papier",
                    member_source=[refi.SourceRefType(target_guid=G(BRIEF))],
                ),
            ]
        ),
        graphs=refi.GraphsType(graph=[refi.GraphType(guid=G(72), name="Schets")]),
    )


def by_pyrefiqda(folder: Path, project: refi.Project | None = None) -> bytes:
    texts = folder / "texts"
    texts.mkdir(exist_ok=True)
    (texts / f"{G(BRIEF)}.txt").write_text(LETTER, encoding="utf-8", newline="")
    RefiProject.save(project or a_project(), folder / "ander.qdpx", texts)
    return (folder / "ander.qdpx").read_bytes()


def test_what_pyrefiqda_writes_comes_in_with_every_code_and_selection(cast, tmp_path):
    arrival = take_in(
        cast,
        tmp_path,
        by_pyrefiqda(tmp_path),
        coalition_by=G(WIJK),
        places={"oost": cast.oost},
        voice_by=G(ROL),
        voices={"bewoner": Voice.RESIDENT.value},
        agreed="spoken",
    )
    grouped = "Groep: Rond de poort"
    assert codes_of(cast.expedition) == {
        ("toegang", "", "Wie erin mag."),
        ("sleutel", "toegang", grouped),
        ("uren", "sleutel", ""),
    }
    colours = dict(Code.objects.unguarded(LINE).values_list("name_nl", "colour"))
    assert (colours["toegang"], colours["sleutel"]) == (Code.Colour.BRICK, Code.Colour.SEA)
    gate, invited = "de poort gaat om negen uur open.", "om negen uur open. Komt u ook?"
    brief = "Brief aan de buren"
    assert codings_of(cast.expedition) == {
        (brief, "Els", gate, "sleutel"),
        (brief, "Joop", invited, "uren"),
        (brief, "Joop", invited, "sleutel"),
    }
    assert {row.at.isoformat() for row in Coding.objects.unguarded(LINE)} == {
        "2026-05-03T08:30:00+00:00"
    }
    passages = {
        str(row.guid): row.version.text[row.start : row.end]
        for row in Passage.objects.unguarded(LINE).select_related("version")
    }
    assert passages == {G(50): gate, G(51): invited, G(52): "Beste buren"}
    memos = Memo.objects.unguarded(LINE).select_related("passage", "code")
    about = {
        (memo.title, memo.text, str((memo.passage or memo.code or memo).guid)) for memo in memos
    }
    loose = Memo.objects.unguarded(LINE).get(title="Logboek")
    assert about == {
        ("Over toegang", "Is dit één code?", G(ACCESS)),
        ("", "Vraag dit na.", G(51)),
        ("", "Twijfel.", G(51)),
        ("", "Zo begint het altijd.", G(52)),
        ("Logboek", "Eerste ronde.\nTweede ronde.", str(loose.guid)),
    }
    rows = Source.objects.unguarded(LINE).select_related("coalition")
    where = {row.title: row.coalition.name if row.coalition else "" for row in rows}
    assert where == {brief: "", "Flyer": "Samen Oost"}
    (speaker,) = Speaker.objects.unguarded(LINE)
    assert (speaker.source.title, speaker.voice) == (brief, Voice.RESIDENT)
    assert losses(arrival) == {
        "picture": 1,
        "graph": 1,
        "code_folder": 1,
        "set_of_codes": 1,
        "set_of_texts": 1,
        "memo_of_somebody": 4,
    }


def test_a_codebook_that_pyrefiqda_writes_comes_in(cast, tmp_path):
    path = tmp_path / "ander.qdc"
    above = refi_codebook.CodeType(
        guid=G(ACCESS),
        name="toegang",
        is_codable=True,
        color="#B4472F",
        description="Wie erin mag.",
        code=[refi_codebook.CodeType(guid=G(KEY), name="sleutel", is_codable=True)],
    )
    group = refi_codebook.SetType(
        guid=G(70), name="Rond de poort", member_code=[refi_codebook.MemberCodeType(guid=G(KEY))]
    )
    book = refi.CodeBook(
        codes=refi_codebook.CodesType(code=[above]),
        sets=refi_codebook.SetsType(set=[group]),
        origin="Een ander pakket",
    )
    RefiCodebook.save(book, path)
    arrival = take_in(cast, tmp_path, path.read_bytes())
    assert codes_of(cast.expedition) == {
        ("toegang", "", "Wie erin mag."),
        ("sleutel", "toegang", "Groep: Rond de poort"),
    }
    assert losses(arrival) == {"set_of_codes": 1}


@pytest.mark.parametrize("name", ["Sources", "sources"])
def test_what_is_not_in_its_file_is_told_and_the_rest_comes(cast, tmp_path, name):
    """A text of which the part is gone, and a selection that reaches outside its own."""
    project = a_project()
    flyer = project.sources.text_source[1]
    flyer.plain_text_selection = [a_selection(53, "Komt u ook?", a_coding(63, KEY, ELS))]
    gone = refi.TextSourceType(
        guid=G(33), name="Kwijt", plain_text_path=f"internal://{G(33)}.txt",
        plain_text_selection=[a_selection(54, "Komt u ook?", a_coding(64, KEY, ELS))],
    )  # fmt: skip
    project.sources.text_source.append(gone)
    by_pyrefiqda(tmp_path, project)
    moved = tmp_path / "anders.qdpx"
    with zipfile.ZipFile(tmp_path / "ander.qdpx") as old, zipfile.ZipFile(moved, "w") as new:
        for part in old.namelist():
            new.writestr(part.replace("sources", name), old.read(part))
    arrival = take_in(cast, tmp_path, moved.read_bytes())
    told = {each["code"]: each["where"] for each in arrival.kept["losses"]}
    assert told["text_missing"] == ["Kwijt"]
    assert told["selection_outside"] == ["Flyer"]
    assert arrival.kept["counts"]["codings"] == 3
    assert Version.objects.unguarded(LINE).count() == 2
