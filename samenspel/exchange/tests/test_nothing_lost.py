"""A project goes out whole, and comes into an empty expedition as it was; what can't is told."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from lxml import etree

from samenspel.assessments.models import Element, Framework
from samenspel.assessments.tests.builders import a_framework
from samenspel.circles.models import Circle, Coalition, Expedition, Membership, Role, Voice
from samenspel.circles.tests.cast import Cast
from samenspel.exchange import ours
from samenspel.exchange.refi.names import PROJECT
from samenspel.sources import actions as sources
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Source
from samenspel.sources.readers import Kind, Paragraph, compose
from samenspel.sources.readers.parse import parse
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions as threads
from samenspel.threads import codebooks, mentions, talks
from samenspel.threads.models import Code, Codebook, Coding, Memo, Passage, Talk, Thread
from samenspel.threads.tests.builders import a_code, a_codebook, a_memo, a_passage, a_thread

from .builders import give_out, read, take_in
from .test_round_trip import elsewhere, insist_valid
from .whole import what_is_there, without_keys

__all__ = ["elsewhere"]

LINE = "command line"
VTT = b"""WEBVTT

00:00:01.000 --> 00:00:04.500
<v Mien>Wij kregen de sleutel.

00:00:05.000 --> 00:00:09.000
<v Joop>En ik moest loslaten.

01:02:03.250 --> 01:02:07.000
<v Mien>Nu koken we twee keer zo vaak.
"""


@pytest.fixture
def whole(cast: Cast) -> Expedition:
    """Everything a bench holds: see `what_is_there`."""
    book = a_codebook(cast)
    trust = a_code(cast, "vertrouwen", codebook=book, definition="Durven.", not_when="Moeten.")
    key = a_code(cast, "sleutel", codebook=book, parent=trust, name_en="key", mark="★", colour=6)
    story = a_source(cast, circle=Circle.TEAM, text="Wij hadden geen sleutel. Nu wel.")
    old = a_passage(cast, story, "geen sleutel")
    threads.give(old, code=key, by=cast.fenna)
    sources.revise(story, text="Wij hadden geen sleutel. Sinds maart wel.", by=cast.amina)
    new = a_passage(cast, story, "Sinds maart wel.")
    threads.give(new, code=trust, by=cast.els)
    report, layout = compose(
        [
            Paragraph(Kind.HEADING, "Pitstop in Oost", level=1),
            Paragraph(Kind.TEXT, "We begonnen laat."),
            Paragraph(Kind.HEADING, "Wat we zagen", level=2),
            Paragraph(Kind.QUESTION, "Wie doet open?"),
            Paragraph(Kind.ITEM, "De buurt zelf."),
        ]
    )
    told = sources.keep(
        cast.oost, text=report, layout=layout, title="Verslag", by=cast.els, circle=Circle.TEAM
    )
    item = a_passage(cast, told, "De buurt zelf.")
    heard, cues = compose(parse("p.vtt", VTT).paragraphs)
    spoke = [
        Spoke("Mien", Voice.RESIDENT, audience=Circle.TEAM),
        Spoke("Joop", Voice.RESIDENT, audience=Circle.TEAM),
    ]
    podcast = sources.keep(
        cast.oost,
        text=heard,
        layout=cues,
        title="Podcast",
        kind=Source.Kind.TRANSCRIPT,
        speakers=spoke,
        by=cast.els,
        circle=Circle.TEAM,
    )
    letting_go = a_passage(cast, podcast, "En ik moest loslaten.")
    threads.give(letting_go, code=trust, by=cast.fenna)
    trust.examples.add(letting_go)
    thread = a_thread(cast, old, claim="Wie een sleutel heeft, doet mee")
    threads.add(thread, passage=new, by=cast.fenna, weight="nuances", note="Pas sinds maart.")
    threads.add(thread, passage=letting_go, by=cast.els, weight="contradicts")
    threads.reword(thread, claim="Wie de sleutel krijgt, doet mee", by=cast.fenna)
    threads.propose(thread, by=cast.els, why="In drie coalities gehoord.")
    threads.adopt(thread, by=cast.fenna)
    threads.widen(thread, to=Circle.EXPEDITION, by=cast.els)
    threads.recognise(cast.oost, thread=thread, said="yes", line="Klopt.", by=cast.bo)
    bare = a_thread(cast, claim="Nog niets gevonden")
    threads.drop(bare, by=cast.fenna, why="Het was maar een idee.")
    a_memo(cast, "Klopt dit wel?", by=cast.fenna, thread=thread)
    seen = [mentions.mentioning(each) for each in (key, thread, podcast)]
    a_memo(cast, f"Zie {seen[0]} en {seen[1]}; ook {seen[2]}.", passage=item)
    rework(cast, book, trust, key, {"old": old, "new": new, "letting go": letting_go})
    return cast.expedition


def rework(cast: Cast, book: Codebook, trust: Code, key: Code, marked: dict[str, Passage]) -> None:
    """Codes get a history, and coders talk about where they differ."""
    element = Element.objects.unguarded(LINE).get(framework=a_framework(cast), name_nl="Rollen")
    codebooks.change_code(trust, parent=None, element=element, by=cast.els)
    gate = a_code(cast, "poort", codebook=book, definition="Het hek.", by=cast.fenna)
    threads.give(marked["old"], code=gate, by=cast.fenna)  # where she gave the other one too
    threads.give(marked["new"], code=gate, by=cast.els)
    codebooks.change_code(gate, parent=trust, name_nl="hek", by=cast.els)
    gate.examples.add(marked["new"])
    a_memo(cast, "Is dit niet hetzelfde?", by=cast.fenna, code=gate)
    a_memo(cast, f"Let ook op {mentions.mentioning(gate)}.")
    talk(cast, marked["old"], " geen sl", gate, "Hoort dit hierbij?", by=cast.els)
    codebooks.merge_code(gate, into=key, by=cast.fenna)
    codebooks.split_code(trust, name_nl="loslaten", passages=[marked["letting go"]], by=cast.fenna)
    codebooks.remove_code(a_code(cast, "ruis", codebook=book), by=cast.els)
    agreed = talk(
        cast, marked["new"], " Sinds maart", key, "Ja, toch.", by=cast.els, outcome="give"
    )
    talks.follow(agreed, by=cast.fenna)
    Coding.objects.unguarded(LINE).filter(code=key, passage=marked["new"]).update(prompted=True)


def talk(
    cast: Cast, passage: Passage, words: str, code: Code, said: str, *, by: Any, outcome: str = ""
) -> Talk:
    """Between Els and Fenna; these words may begin or end anywhere."""
    version = passage.version
    start = version.text.index(words)
    told = {
        "code": code,
        "start": start,
        "end": start + len(words),
        "coders": [threads.coder_of(each, cast.expedition.pk) for each in (cast.els, cast.fenna)],
        "words": said,
        "by": by,
    }
    return (
        talks.settle(version, outcome=outcome, **told) if outcome else talks.note(version, **told)
    )


@pytest.fixture
def empty(cast: Cast, elsewhere: Expedition) -> Expedition:
    """With a coalition of the same name, where Wim works too."""
    oost = Coalition.objects.create(
        expedition=elsewhere, slug="oost-2", name="Samen Oost", place="oost"
    )
    Membership.objects.create(
        person=cast.wim,
        expedition=elsewhere,
        coalition=oost,
        role=Role.RESEARCHER,
        until=elsewhere.ends,
    )
    return elsewhere


def the_same_list(cast: Cast, empty: Expedition) -> None:
    """The framework of the other expedition, in this one."""
    framework = Framework.objects.create(
        author=cast.wim,
        **empty.where,
        circle=Circle.EXPEDITION,
        ceiling=Circle.PUBLIC,
        name_nl="Ons lijstje",
    )
    for row in Element.objects.unguarded(LINE).filter(framework__expedition=cast.expedition):
        Element.objects.create(framework=framework, kin=row.kin, name_nl=row.name_nl)


# As texts alone, or each that sounds as the transcript of a recording.
both_ways = pytest.mark.parametrize("timed", [False, True], ids=["texts", "recordings"])


def chosen(cast: Cast, empty: Expedition) -> dict[str, Any]:
    oost = Coalition.objects.get(expedition=empty)
    return {
        "by": cast.wim,
        "expedition": empty,
        "coalition_by": ours.COALITION,
        "places": {"Samen Oost": oost},
        "voice_by": ours.VOICE,
        "voices": {voice: voice for voice in Voice.values},
        "moment_by": ours.MOMENT,
        "agreed": "spoken",
    }


def the_file(data: bytes) -> str:
    """A project without what the register and the expedition put on it."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    root = etree.fromstring(archive.read("project.qde"))
    for name in ("name", "origin"):
        del root.attrib[name]
    space = f"{{{PROJECT}}}"
    root.remove(root.find(f"{space}Description"))
    # Of a speaker the words say the same, but a person is a name in one layer less.
    words = sorted((name, archive.read(name)) for name in archive.namelist() if "/" in name)
    return etree.tostring(root, pretty_print=True).decode() + repr(words)


@both_ways
def test_all_of_it_comes_into_an_empty_expedition(cast, whole, empty, tmp_path, timed):
    here = without_keys(what_is_there(whole))
    assert len(here["gathered"]) == 3
    assert len(here["versions"]) == 4
    _export, data = give_out(cast, "qdpx", timed=timed)
    insist_valid(zipfile.ZipFile(io.BytesIO(data)).read("project.qde"), "Project.xsd")
    the_same_list(cast, empty)
    arrival = take_in(cast, tmp_path, data, **chosen(cast, empty))
    there = without_keys(what_is_there(empty))
    for name, rows in here.items():
        assert there[name] == rows, name
    assert arrival.kept["counts"]["threads"] == 2
    assert arrival.kept["counts"]["changes"] == 10
    assert arrival.kept["counts"]["talks"] == 2
    assert arrival.kept["counts"]["versions"] == 1


def test_what_a_memo_mentions_leads_to_what_is_here(cast, whole, empty, tmp_path):
    _export, data = give_out(cast, "qdpx")
    assert b"[[sleutel]]" in zipfile.ZipFile(io.BytesIO(data)).read("project.qde")
    take_in(cast, tmp_path, data, **chosen(cast, empty))
    memo = Memo.objects.unguarded(LINE).get(expedition=empty, text__startswith="Zie")
    kinds = {"code": Code, "thread": Thread, "source": Source}
    found = {
        kind: kinds[kind].objects.unguarded(LINE).get(pk=pk)
        for kind, pk in mentions.KEPT.findall(memo.text)
    }
    assert (found["code"].codebook.expedition, found["code"].name_nl) == (empty, "sleutel")
    assert found["thread"].expedition == empty
    merged = Memo.objects.unguarded(LINE).get(expedition=empty, text__startswith="Let ook op")
    assert merged.text == f"Let ook op {mentions.mentioning(found['code'])}."
    assert (found["source"].expedition, found["source"].title) == (empty, "Podcast")


@both_ways
def test_a_second_export_is_the_first(cast, whole, empty, tmp_path, timed):
    _export, data = give_out(cast, "qdpx", timed=timed)
    the_same_list(cast, empty)
    take_in(cast, tmp_path, data, **chosen(cast, empty))
    _export, again = give_out(cast, "qdpx", by=cast.wim, expedition=empty, timed=timed)
    assert the_file(again) == the_file(data)


@both_ways
def test_a_second_time_nothing_is_added(cast, whole, empty, tmp_path, timed):
    _export, data = give_out(cast, "qdpx", timed=timed)
    take_in(cast, tmp_path, data, **chosen(cast, empty))
    there = what_is_there(empty)
    arrival = take_in(cast, tmp_path, data, **chosen(cast, empty))
    assert what_is_there(empty) == there
    assert not any(arrival.kept["counts"].values())


@both_ways
def test_what_is_counted_beforehand_is_what_came(cast, whole, empty, tmp_path, timed):
    _export, data = give_out(cast, "qdpx", timed=timed)
    summary, _things = read(tmp_path, data)
    arrival = take_in(cast, tmp_path, data, **chosen(cast, empty))
    said = {**summary.counts, "memos": summary.counts["notes"]}
    for name in (
        "passages",
        "codings",
        "codes",
        "sources",
        "versions",
        "threads",
        "memos",
        "changes",
        "talks",
    ):
        assert arrival.kept["counts"][name] == said[name], name


def test_what_could_not_come_along_is_told(cast, whole, empty, tmp_path):
    _export, data = give_out(cast, "qdpx")
    summary, _things = read(tmp_path, data)
    assert {loss.code for loss in summary.losses} == {"left_behind"}
    assert (summary.counts["threads"], summary.counts["codes"]) == (2, 3)
    assert (summary.counts["sources"], summary.counts["versions"]) == (3, 1)
    assert (summary.counts["notes"], summary.counts["codings"]) == (4, 5)
    assert (summary.counts["changes"], summary.counts["talks"]) == (10, 2)
    told = {"by": cast.wim, "expedition": empty}
    arrival = take_in(cast, tmp_path, data, **told)
    losses = {loss["code"]: loss["count"] for loss in arrival.kept["losses"]}
    assert losses["place"] == 3
    assert losses["thread_of_somebody"] == 2
    assert (losses["change_of_somebody"], losses["talk_of_somebody"]) == (10, 2)
    assert (losses["element"], losses["change_partly"]) == (2, 2)
    assert "made_here" not in losses


def test_what_sounds_is_a_transcript_with_the_times_that_are_known(cast, whole, empty, tmp_path):
    podcast = Source.objects.unguarded(LINE).get(title="Podcast", expedition=cast.expedition)
    halfway = a_passage(cast, podcast, "de sleutel")
    _export, data = give_out(cast, "qdpx", timed=True)
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("project.qde"))
    space = {"q": PROJECT}
    (heard,) = root.findall(".//q:AudioSource", space)
    assert (heard.get("guid"), heard.get("path")) == (str(podcast.guid), None)
    assert len(root.findall(".//q:TextSource", space)) == 3
    points = {each.get("guid"): each for each in heard.findall(".//q:SyncPoint", space)}
    times = [int(each.get("timeStamp")) for each in points.values() if each.get("timeStamp")]
    assert times == [1_000, 4_500, 5_000, 9_000, 3_723_250, 3_727_000]
    (marked,) = heard.findall(f".//q:TranscriptSelection[@guid='{halfway.guid}']", space)
    begin, end = (points[marked.get(name)] for name in ("fromSyncPoint", "toSyncPoint"))
    assert (int(begin.get("position")), int(end.get("position"))) == (halfway.start, halfway.end)
    assert begin.get("timeStamp") is None  # nobody knows when exactly
    summary, _things = read(tmp_path, data)
    assert {loss.code: loss.where for loss in summary.losses} == {
        "left_behind": [],
        "recording": ["Podcast"],
    }


def test_a_thread_is_read_by_no_more_people_than_its_words(cast, whole, empty, tmp_path):
    """As long as nobody was asked, only who took it in reads the texts, and what rests on them."""
    _export, data = give_out(cast, "qdpx")
    take_in(cast, tmp_path, data, **{**chosen(cast, empty), "agreed": "not yet"})
    strand = Thread.objects.unguarded(LINE).get(expedition=empty, claim__startswith="Wie de")
    assert strand.circle == Circle.PRIVATE
    memo = Memo.objects.unguarded(LINE).get(expedition=empty, thread=strand)
    assert memo.circle == Circle.PRIVATE


def test_what_somebody_may_not_read_stays(cast, whole):
    """Bo of Oost does not read the team's threads, and a private thread goes with nobody."""
    secret = a_thread(cast, claim="Alleen voor mij")
    threads.narrow(secret, to=Circle.PRIVATE, by=cast.els)
    for person, has in ((cast.els, True), (cast.bo, False)):
        _export, data = give_out(cast, "qdpx", by=person)
        xml = zipfile.ZipFile(io.BytesIO(data)).read("project.qde").decode()
        assert ("Nog niets gevonden" in xml) is has
        assert "Alleen voor mij" not in xml
        assert "Klopt." not in xml  # what a coalition says of a thread


def test_a_key_of_elsewhere_means_nothing_here(cast, empty, tmp_path):
    from .builders import G, codes, packed_with, qde
    from .builders import code as a_code_in_a_file

    project = qde(
        codes(a_code_in_a_file(1, "een"))
        + f'<Notes><Note guid="{G(2)}"><PlainTextContent>Zie [[thread 1]].</PlainTextContent>'
        "</Note></Notes>"
    )
    take_in(cast, tmp_path, packed_with(project, {}), by=cast.wim, expedition=empty)
    assert Memo.objects.unguarded(LINE).get(expedition=empty).text == "Zie [thread 1]."
