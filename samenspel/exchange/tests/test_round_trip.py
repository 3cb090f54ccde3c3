"""What goes out as a project comes in elsewhere as it was; and here again, it adds nothing."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from defusedxml.ElementTree import fromstring
from django.utils import timezone
from lxml import etree

from samenspel.circles.models import Circle, Expedition, Membership, Role, Voice
from samenspel.circles.tests.cast import Cast
from samenspel.exchange import ours
from samenspel.exchange.models import Export, Held
from samenspel.sources import actions as sources
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Source
from samenspel.sources.tests.builders import a_source, a_talk, newest
from samenspel.threads import actions as threads
from samenspel.threads.models import Coder, Coding, Memo, Passage
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage

from .builders import give_out, take_in
from .whole import what_is_in

LINE = "command line"
SCHEMAS = Path(__file__).parents[1] / "schemas"


def insist_valid(xml: bytes, schema: str) -> None:
    rules = etree.XMLSchema(etree.parse(str(SCHEMAS / schema)))
    rules.assertValid(etree.fromstring(xml))


@pytest.fixture
def elsewhere(cast: Cast) -> Expedition:
    """An empty expedition, in whose team Wim works."""
    today = timezone.localdate()
    empty = Expedition.objects.create(
        name="Reis langs de rivier", slug="rivier", starts=today, ends=today + timedelta(days=300)
    )
    Membership.objects.create(person=cast.wim, expedition=empty, role=Role.RESEARCHER)
    return empty


@pytest.fixture
def coded(cast: Cast) -> Any:
    """A talk and a story with overlapping passages of two coders, codes in two levels, memos."""
    book = a_codebook(cast)
    trust = a_code(
        cast, "vertrouwen", codebook=book, definition="Durven.", use_when="Iemand durft."
    )
    keys = a_code(cast, "sleutel", codebook=book, parent=trust, name_en="key", colour=6)
    story = a_source(
        cast, circle=Circle.TEAM, text="Wie heeft de sleutel? 😀 Wij niet.\nCafé open."
    )
    spoke = [
        Spoke("Mien", Voice.RESIDENT, audience=Circle.TEAM),
        Spoke("Joop", Voice.PROFESSIONAL, audience=Circle.TEAM),
    ]
    talk = a_talk(cast.oost, spoke, by=cast.els, circle=Circle.TEAM)
    one = a_passage(cast, story, "Wie heeft de sleutel?")
    two = a_passage(cast, story, "de sleutel? 😀 Wij niet.")
    three = a_passage(cast, talk, "Wij niet.")
    threads.give(one, code=trust, by=cast.els)
    threads.give(one, code=keys, by=cast.fenna)
    threads.give(two, code=keys, by=cast.els)
    threads.give(three, code=keys, by=cast.fenna)
    about = {"circle": Circle.TEAM, "ceiling": Circle.PUBLIC, "expedition": cast.expedition}
    Memo.objects.create(author=cast.els, text="Hier zit iets.", title="Kijk", passage=one, **about)
    Memo.objects.create(author=cast.fenna, text="Te breed?", code=trust, **about)
    Memo.objects.create(author=cast.els, text="Eerste\nronde.", **about)
    Memo.objects.create(
        author=cast.els, text="geheim", expedition=cast.expedition, ceiling=Circle.PUBLIC
    )
    return book


def test_a_project_is_valid_and_says_where_it_comes_from(cast, coded):
    export, data = give_out(cast, "qdpx")
    archive = zipfile.ZipFile(io.BytesIO(data))
    xml = archive.read("project.qde")
    insist_valid(xml, "Project.xsd")
    root = fromstring(xml)
    assert root.get("origin") == "Samenspel (polder-1)"
    assert root.get("basePath") is None
    assert b"currentPath" not in xml
    assert export.number == 1
    texts = [name for name in archive.namelist() if name != "project.qde"]
    assert all(name.startswith("sources/") for name in texts)
    for name in texts:
        assert not archive.read(name).startswith(b"\xef\xbb\xbf")
        assert b"\r" not in archive.read(name)


def test_a_codebook_is_valid(cast, coded):
    _export, data = give_out(cast, "qdc")
    insist_valid(data, "Codebook.xsd")
    assert b"sleutel" in data
    assert b"Wij niet" not in data


def test_elsewhere_it_is_the_same_and_a_second_time_nothing_is_added(
    cast, coded, elsewhere, tmp_path
):
    here = what_is_in(cast.expedition)
    assert len(here["codings"]) == 4
    _export, data = give_out(cast, "qdpx")
    chosen = {
        "voice_by": ours.VOICE,
        "voices": {"resident": "resident", "professional": "professional"},
        "moment_by": ours.MOMENT,
        "agreed": "spoken",
        "by": cast.wim,
        "expedition": elsewhere,
    }
    first = take_in(cast, tmp_path, data, **chosen)
    there = what_is_in(elsewhere)
    assert there == here
    assert first.kept["counts"]["codings"] == 4
    second = take_in(cast, tmp_path, data, **chosen)
    assert what_is_in(elsewhere) == there
    assert not any(second.kept["counts"].values())
    _export, again = give_out(cast, "qdpx", by=cast.wim, expedition=elsewhere)
    insist_valid(zipfile.ZipFile(io.BytesIO(again)).read("project.qde"), "Project.xsd")
    assert told(again) == told(data)


def told(data: bytes) -> Any:
    """Codes, selections with their codings, users and memos as the file itself has them."""
    root = fromstring(zipfile.ZipFile(io.BytesIO(data)).read("project.qde"))
    space = "{urn:QDA-XML:project:1.0}"
    codes = {
        (each.get("guid"), each.get("name"), each.get("color"))
        for each in root.iter(f"{space}Code")
    }
    marks = {
        (
            each.get("guid"),
            each.get("startPosition"),
            each.get("endPosition"),
            coding.get("guid"),
            coding.get("creatingUser"),
            coding[0].get("targetGUID"),
        )
        for each in root.iter(f"{space}PlainTextSelection")
        for coding in each.iter(f"{space}Coding")
    }
    users = {each.get("name") for each in root.iter(f"{space}User")}
    notes = {
        (each.get("guid"), each.get("creatingUser"), each[0].text)
        for each in root.iter(f"{space}Note")
    }
    return codes, marks, users, notes


def test_here_again_it_adds_nothing(cast, coded, tmp_path):
    here = what_is_in(cast.expedition)
    _export, data = give_out(cast, "qdpx")
    arrival = take_in(cast, tmp_path, data)
    assert what_is_in(cast.expedition) == here
    assert not any(arrival.kept["counts"].values())


def test_who_speaks_where_comes_along_without_a_name(cast, coded, elsewhere, tmp_path):
    _export, data = give_out(cast, "qdpx", by=cast.fenna)
    xml = zipfile.ZipFile(io.BytesIO(data)).read("project.qde").decode()
    assert "Mien" not in xml
    voices = {"resident": "resident", "professional": "professional"}
    take_in(
        cast,
        tmp_path,
        data,
        by=cast.wim,
        expedition=elsewhere,
        voice_by=ours.VOICE,
        voices=voices,
    )
    talk = Source.objects.unguarded(LINE).get(expedition=elsewhere, title="Gesprek")
    assert talk.circle == Circle.PRIVATE  # nobody was asked yet
    assert [piece["speaker"] for piece in newest(talk).layout] == [
        "een bewoner",
        "een professional",
    ]
    passage = Passage.objects.unguarded(LINE).get(version__source=talk)
    assert [each.voice for each in passage.speakers.unguarded(LINE)] == ["resident"]


def test_words_that_were_taken_back_do_not_come_in_again(cast, coded, tmp_path):
    _export, data = give_out(cast, "qdpx")
    story = Source.objects.unguarded(LINE).get(title="De sleutel")
    sources.narrow(story, to=Circle.PRIVATE, by=cast.amina)
    arrival = take_in(cast, tmp_path, data)
    assert Source.objects.visible_to(cast.els).filter(guid=story.guid).count() == 0
    assert {loss["code"] for loss in arrival.kept["losses"]} >= {"here_hidden"}
    assert Source.objects.unguarded(LINE).filter(guid=story.guid).count() == 1


def test_nobody_codes_in_the_name_of_somebody_else(cast, coded, tmp_path):
    """A file that was changed on the way gives Fenna codings in a layer beside hers."""
    _export, data = give_out(cast, "qdpx")
    archive = zipfile.ZipFile(io.BytesIO(data))
    fenna = Coder.objects.get(person=cast.fenna)
    els = Coder.objects.get(person=cast.els)
    xml = archive.read("project.qde").decode()
    changed = xml.replace(f'creatingUser="{els.guid}"', f'creatingUser="{fenna.guid}"')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as new:
        for name in archive.namelist():
            new.writestr(name, changed if name == "project.qde" else archive.read(name))
    hers = Coding.objects.unguarded(LINE).filter(coder=fenna).count()
    take_in(cast, tmp_path, out.getvalue())
    assert Coding.objects.unguarded(LINE).filter(coder=fenna).count() == hers
    beside = Coder.objects.get(person=None)
    assert str(beside).startswith("Fenna (")
    assert Coding.objects.unguarded(LINE).filter(coder=beside).count() == 2


def test_only_what_somebody_may_read_goes_along(cast, coded):
    """Bo coordinates Oost: nothing of the team's codebook, and nothing of West."""
    a_source(cast, by=cast.cor, place=cast.west, circle=Circle.TEAM, text="Van West.")
    export, data = give_out(cast, "qdpx", by=cast.bo)
    xml = zipfile.ZipFile(io.BytesIO(data)).read("project.qde").decode()
    assert "vertrouwen" not in xml
    assert "Te breed" not in xml
    assert "geheim" not in xml
    held = Held.objects.unguarded(LINE).filter(export=export)
    assert {row.source.title for row in held} == {"De sleutel", "Gesprek"}
    assert Export.objects.visible_to(cast.els).count() == 1
