"""What was done to codes, and said of differences, travels: no more than may, and no less."""

from __future__ import annotations

import io
import json
import random
import zipfile
from typing import Any

import pytest
from lxml import etree
from pyrefiqda import RefiProject

from samenspel.circles.models import Circle
from samenspel.exchange import limits
from samenspel.exchange.refi import own
from samenspel.exchange.refi.names import PROJECT
from samenspel.sources import actions as sources
from samenspel.sources.models import Source
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions as threads
from samenspel.threads import blind, codebooks, talks
from samenspel.threads.models import Code, CodeChange, Coder, Coding, Memo, Passage, Talk
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage

from .builders import G, code, codes, give_out, packed, qde, read, source, take_in
from .test_nothing_lost import chosen, empty, the_same_list, whole
from .test_round_trip import elsewhere
from .whole import what_is_there, without_keys

__all__ = ["elsewhere", "empty", "whole"]

LINE = "command line"
SAID = ("Hoort dit hierbij?", "Ja, toch.")


def the_xml(data: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read("project.qde").decode()


def notes_in(data: bytes) -> dict[str, str]:
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("project.qde"))
    space = f"{{{PROJECT}}}"
    return {each.get("name"): each[0].text for each in root.iter(f"{space}Note")}


def lines_of(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().splitlines()]


def test_people_read_in_a_memo_what_was_done(cast, whole):
    _export, data = give_out(cast, "qdpx")
    notes = notes_in(data)
    told = notes["samengevoegd"].splitlines()[0]
    assert told == "heeft ‘hek’ samengevoegd met ‘sleutel’, met 2 coderingen"
    assert notes["sleutel: toch geven"].splitlines()[0] == "Ja, toch."
    assert "sleutel: nog open" in notes


def test_it_comes_back_whole_from_another_package(cast, whole, empty, tmp_path):
    """Read by pyrefiqda and written by it again: another file, and nothing is lost."""
    here = without_keys(what_is_there(whole))
    _export, data = give_out(cast, "qdpx")
    path = tmp_path / "ons.qdpx"
    path.write_bytes(data)
    project = RefiProject.load(path, tmp_path / "uit")
    RefiProject.save(project, tmp_path / "terug.qdpx", tmp_path / "uit" / "sources")
    back = (tmp_path / "terug.qdpx").read_bytes()
    assert the_xml(back) != the_xml(data)
    the_same_list(cast, empty)
    take_in(cast, tmp_path, back, **chosen(cast, empty))
    there = without_keys(what_is_there(empty))
    for name, rows in here.items():
        assert there[name] == rows, name


def test_a_merge_can_be_undone_where_it_came_in(cast, whole, empty, tmp_path):
    _export, data = give_out(cast, "qdpx")
    take_in(cast, tmp_path, data, **chosen(cast, empty))
    rows = CodeChange.objects.unguarded(LINE).filter(codebook__expedition=empty)
    back = codebooks.restore(rows.get(what="merged"), by=cast.wim)
    assert back.name == "hek"
    key = Code.objects.unguarded(LINE).get(codebook__expedition=empty, name_nl="sleutel")
    given = Coding.objects.unguarded(LINE).select_related("passage", "coder")
    words = {
        each: sorted(
            (str(row.passage.version.text[row.passage.start : row.passage.end]), str(row.coder))
            for row in given.filter(code=each).select_related("passage__version")
        )
        for each in (back, key)
    }
    assert words[back] == [("Sinds maart wel.", "Els"), ("geen sleutel", "Fenna")]
    assert words[key] == [("Sinds maart wel.", "Fenna"), ("geen sleutel", "Fenna")]
    (memo,) = Memo.objects.unguarded(LINE).filter(expedition=empty, code=back)
    assert memo.text == "Is dit niet hetzelfde?"
    (open_,) = Talk.objects.unguarded(LINE).filter(code=back)
    assert open_.note == SAID[0]
    (shown,) = back.examples.unguarded(LINE).all()
    assert shown.version.source.expedition == empty


def test_what_was_agreed_is_undone_by_whoever_followed_it(cast, whole, tmp_path):
    """Here again it adds nothing, and Fenna can still take it up."""
    _export, data = give_out(cast, "qdpx")
    before = what_is_there(whole)
    arrival = take_in(cast, tmp_path, data)
    assert what_is_there(whole) == before
    assert not any(arrival.kept["counts"].values())
    agreed = Talk.objects.unguarded(LINE).get(outcome="give")
    talks.reopen(agreed, by=cast.fenna)
    hers = Coding.objects.unguarded(LINE).filter(coder__person=cast.fenna, passage__start=25)
    assert not hers.exists()


def test_the_lines_for_programs_have_all_of_it(cast, whole):
    _export, data = give_out(cast, "jsonl")
    told = lines_of(data)
    changes = [each for each in told if each["is"] == "Change"]
    assert len(changes) == 10
    (merged,) = [each for each in changes if each["what"] == "merged"]
    key = Code.objects.unguarded(LINE).get(name_nl="sleutel")
    assert merged["after"] == {"other": str(key.guid), "name": "sleutel"}
    marked = {str(row.guid) for row in Passage.objects.unguarded(LINE)}
    given = {guid for guids in merged["before"]["given"].values() for guid in guids}
    assert len(given) == 2
    assert given < marked
    users = {each["guid"]: each["name"] for each in told if each["is"] == "User"}
    assert users[merged["user"]] == "Fenna"
    said = [talk for each in told if each["is"] == "Source" for talk in each.get("talks", [])]
    assert sorted(each["note"] for each in said) == sorted(SAID)
    assert {users[guid] for each in said for guid in each["coders"]} == {"Els", "Fenna"}
    prompted = [
        coding["code"]
        for each in told
        if each["is"] == "Source"
        for mark in each.get("selections", [])
        for coding in mark.get("codings", [])
        if coding.get("prompted")
    ]
    assert prompted == [str(key.guid)] * 2
    assert "Samenspel: prompted" not in data.decode()


@pytest.mark.parametrize("kind", ["qdpx", "jsonl"])
def test_of_a_text_that_was_taken_back_nothing_leaves(cast, whole, kind):
    story = Source.objects.unguarded(LINE).get(title="De sleutel")
    marked = Passage.objects.unguarded(LINE).filter(version__source=story)
    guids = [str(story.guid), *(str(row.guid) for row in marked)]
    _export, data = give_out(cast, kind)
    file = the_xml(data) if kind == "qdpx" else data.decode()
    assert all(each in file for each in [*guids, *SAID])
    sources.narrow(story, to=Circle.PRIVATE, by=cast.amina)
    _export, data = give_out(cast, kind)
    file = the_xml(data) if kind == "qdpx" else data.decode()
    assert [each for each in [*guids, *SAID] if each in file] == []
    assert "hek" in file  # that codes were merged stays


@pytest.mark.parametrize("kind", ["qdpx", "jsonl"])
def test_who_may_not_read_the_codebook_gets_none_of_it(cast, whole, kind):
    """Bo coordinates Oost, and does not read the codebook of the team."""
    _export, data = give_out(cast, kind, by=cast.bo)
    file = the_xml(data) if kind == "qdpx" else data.decode()
    assert [each for each in ("hek", "ruis", "changed", *SAID) if each in file] == []


@pytest.mark.parametrize("kind", ["qdpx", "jsonl"])
def test_of_coders_who_were_not_chosen_nothing_is_told(cast, whole, kind):
    els, fenna = (Coder.objects.get(person=each) for each in (cast.els, cast.fenna))
    _export, data = give_out(cast, kind, coders=frozenset([els.pk]))
    told = lines_of(data) if kind == "jsonl" else []
    file = the_xml(data) if kind == "qdpx" else data.decode()
    assert [each for each in SAID if each in file] == []
    if kind == "jsonl":
        (merged,) = [each for each in told if each.get("what") == "merged"]
        assert list(merged["before"]["given"]) == [str(els.guid)]
        # She may have done it herself: that is no layer.
        assert str(fenna.guid) not in json.dumps(merged["before"])


def test_who_reads_blind_does_not_take_along_what_others_did(cast, whole):
    story = Source.objects.unguarded(LINE).get(title="De sleutel")
    fenna = Coder.objects.get(person=cast.fenna)
    blind.ask(story, coders=[cast.els, cast.wim], by=cast.els)
    _export, data = give_out(cast, "jsonl")
    (merged,) = [each for each in lines_of(data) if each.get("what") == "merged"]
    assert str(fenna.guid) not in json.dumps(merged["before"])
    assert [each for each in SAID if each in data.decode()] == []


def a_forged(book: str, *notes: str) -> bytes:
    """A project in which a set of ours names these memos as what was done to codes."""
    inside = "".join(
        f'<Note guid="{G(50 + number)}" name="n"><PlainTextContent>{text}</PlainTextContent></Note>'
        for number, text in enumerate(notes)
    )
    members = "".join(
        f'<MemberNote targetGUID="{G(50 + number)}"/>' for number in range(len(notes))
    )
    told = f'<Set guid="{G(40)}" name="Boek"><Description>{book}</Description>{members}</Set>'
    marks = f"<Sources>{source(9, 'Wij.')}</Sources><Notes>{inside}</Notes><Sets>{told}</Sets>"
    return packed(qde(codes(code(1, "een")) + marks))


FULL = {
    "name_nl": "weg", "name_en": "", "definition": "", "use_when": "", "not_when": "",
    "colour": 1, "mark": "●", "parent": None, "element": None,
}  # fmt: skip


def a_line(**told: Any) -> str:
    said = {"code": G(7), "name": "weg", "what": "removed", "before": FULL, "after": {}, **told}
    return own.with_line("iets", said).replace("&", "&amp;").replace("<", "&lt;")


ODD = {
    "another deed": a_line(what="burned"),
    "not all that it was": a_line(before={"name_nl": "weg"}),
    "a colour of its own": a_line(before={**FULL, "colour": 99}),
    "a shape of its own": a_line(before={**FULL, "mark": "x"}),
    "a name without end": a_line(before={**FULL, "name_nl": "w" * 81}),
    "merged with nothing": a_line(what="merged"),
    "split from nothing": a_line(what="split", code=G(1)),
    "changed into nothing": a_line(what="changed", before=FULL, after={}),
    "changed from nothing": a_line(what="changed", before={}, after={"colour": 3}),
    "changed into another": a_line(what="changed", before={}, after={"other": G(1), "memos": []}),
}
NO_LINE = {
    "no line": "Dit is een gewone memo.",
    "no object": "iets\n\n[1, 2]",
    "a tower": "iets\n\n" + '{"a":' * 40_000,
    "broken": 'iets\n\n{"what": ',
    "a number without end": 'iets\n\n{"what": ' + "9" * 6_000 + "}",
    "half a character": 'iets\n\n{"what": "removed", "name": "\\ud800"}',
    "no character": 'iets\n\n{"what": "removed", "name": "\\u0000"}',
    "no deed": 'iets\n\n{"before": {}}',
    "longer than may be": a_line(x=random.Random(1).randbytes(limits.OWN_LINE // 2).hex()),
}


@pytest.mark.parametrize("why", ODD)
def test_a_line_that_does_not_say_what_belongs_there_is_left_out(cast, tmp_path, why):
    arrival = take_in(cast, tmp_path, a_forged(own.CODEBOOK, ODD[why], a_line()))
    told = {each["code"]: each["where"] for each in arrival.kept["losses"]}
    assert told["change_odd"] == ["weg"]
    kept = CodeChange.objects.unguarded(LINE).filter(name="weg")
    assert [row.what for row in kept] == ["removed"]
    assert codebooks.restore(kept[0], by=cast.els).name == "weg"


@pytest.mark.parametrize("why", NO_LINE)
def test_a_memo_without_such_a_line_is_a_memo(cast, tmp_path, why):
    take_in(cast, tmp_path, a_forged(own.CODEBOOK, NO_LINE[why], a_line()))
    (memo,) = Memo.objects.unguarded(LINE)
    assert memo.text.startswith(("iets", "Dit is"))
    assert CodeChange.objects.unguarded(LINE).filter(name="weg").count() == 1


def test_a_line_of_wild_things_undoes_nothing_of_others(cast, tmp_path):
    """Whoever writes a file names passages and layers here that are not theirs."""
    book = a_codebook(cast)
    mine = a_code(cast, "sleutel", codebook=book)
    story = a_source(cast, circle=Circle.TEAM, text="Wij hadden geen sleutel.")
    passage = a_passage(cast, story, "Wij hadden")
    given = threads.give(passage, code=mine, by=cast.fenna)
    layer = Coder.objects.get(person=cast.fenna)
    wild = {
        **FULL,
        "given": {str(layer.guid): [str(passage.guid), 5, None, {"a": 1}], "x": "y"},
        "twins": {str(layer.guid): {str(passage.guid): {"at": 7, "guid": [], "prompted": 1}}},
        "children": [str(mine.guid), 3],
        "memos": "x",
        "talks": {"a": 1},
        "examples": [str(passage.guid)],
        "key": mine.pk,
        "anders": "?",
    }
    after = {"other": str(mine.guid), "name": "sleutel"}
    line = a_line(what="merged", before=wild, after=after)
    arrival = take_in(cast, tmp_path, a_forged(own.CODEBOOK, line))
    told = {each["code"]: each["count"] for each in arrival.kept["losses"]}
    assert told["change_partly"] == 1
    change = CodeChange.objects.unguarded(LINE).get(what="merged")
    assert change.before["given"] == []
    assert "key" not in change.before
    codebooks.restore(change, by=cast.els)
    given.refresh_from_db(from_queryset=Coding.objects.unguarded(LINE))
    assert given.code == mine


def test_a_coding_told_many_times_is_one(cast, tmp_path):
    """Else putting it back would seem to put back all that hangs on the other code."""
    book = a_codebook(cast)
    theirs = a_code(cast, "poort", codebook=book)
    story = a_source(cast, circle=Circle.TEAM, text="Wij hadden geen sleutel.")
    for person in (cast.els, cast.fenna):
        threads.give(a_passage(cast, story, "Wij hadden"), code=theirs, by=person)
    layer, place = Coder.objects.get(person=cast.els), Passage.objects.unguarded(LINE).get()
    told = {str(layer.guid): [str(place.guid)] * 2}
    line = a_line(
        what="split", code=G(1), before={"given": told}, after={"other": G(2), "name": "poort"}
    )
    take_in(cast, tmp_path, a_forged(own.CODEBOOK, line))
    change = CodeChange.objects.unguarded(LINE).get(what="split")
    assert len(change.before["given"]) <= 1
    twice = CodeChange(
        codebook=book,
        guid=theirs.guid,
        what="split",
        before={"given": [[place.pk, layer.pk]] * 2},
        after={"other": str(theirs.guid), "name": "poort"},
    )
    whole = a_code(cast, "hek", codebook=book)
    twice.guid = whole.guid
    codebooks.restore(twice, by=cast.els)
    assert Code.objects.unguarded(LINE).filter(pk=theirs.pk).exists()
    fenna = Coding.objects.unguarded(LINE).get(coder__person=cast.fenna)
    assert fenna.code == theirs


def test_of_what_was_removed_nothing_else_is_taken_back(cast, tmp_path):
    here = a_code(cast, "hek", codebook=a_codebook(cast))
    after = {"other": str(here.guid), "name": "hek"}
    more = {**FULL, "memos": [G(3)], "examples": [G(3)], "children": [str(here.guid)]}
    take_in(cast, tmp_path, a_forged(own.CODEBOOK, a_line(before=more, after=after)))
    (change,) = CodeChange.objects.unguarded(LINE).filter(what="removed")
    assert change.after == {}
    assert change.before.keys() == {*FULL, "children"}
    assert change.before["children"] == []
    assert codebooks.restore(change, by=cast.els).name == "weg"


def test_nobody_moves_the_codings_of_somebody_else_by_a_file(cast, whole, tmp_path):
    """As if another code had been merged: what Els undoes of it is in her own layer alone."""
    merged = CodeChange.objects.unguarded(LINE).get(what="merged")
    _export, data = give_out(cast, "qdpx")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(str(merged.guid).encode(), G(7).encode()))
    given = Coding.objects.unguarded(LINE)
    hers = set(given.filter(coder__person=cast.fenna).values_list("guid", "code__name_nl"))
    arrival = take_in(cast, tmp_path, out.getvalue())
    assert arrival.kept["counts"]["changes"] == 3
    forged = CodeChange.objects.unguarded(LINE).get(what="merged", guid=G(7))
    codebooks.restore(forged, by=cast.els)
    mine = given.filter(coder__person=cast.els, code__name_nl="hek")
    assert mine.count() == 1
    assert set(given.filter(coder__person=cast.fenna).values_list("guid", "code__name_nl")) == hers


def test_a_code_that_is_here_keeps_the_history_that_it_has_here(cast, whole, tmp_path):
    _export, data = give_out(cast, "qdpx")
    key = Code.objects.unguarded(LINE).get(name_nl="sleutel")
    codebooks.change_code(key, parent=None, name_nl="de sleutel", by=cast.els)
    before = what_is_there(whole)["done to codes"]
    take_in(cast, tmp_path, data)
    assert what_is_there(whole)["done to codes"] == before


def test_passages_that_did_not_come_along_are_told(cast, whole, empty, tmp_path):
    """Without a text the merge stands in the history, but cannot bring those codings back."""
    _export, data = give_out(cast, "qdpx")
    story = Source.objects.unguarded(LINE).get(title="De sleutel")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            if str(story.guid) not in name:
                new.writestr(name, old.read(name))
    the_same_list(cast, empty)
    summary, _things = read(tmp_path, out.getvalue())
    assert "text_missing" in {loss.code for loss in summary.losses}
    arrival = take_in(cast, tmp_path, out.getvalue(), by=cast.wim, expedition=empty)
    told = {each["code"]: each["where"] for each in arrival.kept["losses"]}
    assert told["change_partly"] == ["hek"]
    (merged,) = CodeChange.objects.unguarded(LINE).filter(codebook__expedition=empty, what="merged")
    ((passage, _coder),) = merged.before["given"]
    kept = Passage.objects.unguarded(LINE).select_related("version").get(pk=passage)
    assert kept.version.text[kept.start : kept.end] == "geen sleutel"  # in an earlier version
