"""The corner of exchange: bring, look over, take in; give out, fetch, and the register."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle, Coalition
from samenspel.exchange import actions, arriving, busy, limits, ours
from samenspel.exchange.forms import ChooseForm
from samenspel.exchange.models import Arrival, Export, Held
from samenspel.exchange.project import Property, Summary
from samenspel.foundation.models import Mail
from samenspel.foundation.tests.post_office import work
from samenspel.sources import actions as sources
from samenspel.sources import traces
from samenspel.sources.models import Source
from samenspel.sources.search import find
from samenspel.sources.tests.builders import a_source
from samenspel.threads import actions as threads
from samenspel.threads.models import Code, Coding, Passage
from samenspel.threads.tests.builders import a_code, a_codebook, a_passage

from .builders import G, code, codes, packed, qde, selection, source

LINE = "command line"
NOTHING = {"coalition_by": "-", "voice_by": "-", "moment_by": "-"}
TEXT = "Wie heeft de sleutel? Wij niet."


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def to(name, *args):
    return reverse(f"exchange:{name}", args=args)


def a_project(**attributes):
    values = (
        f'<VariableValue><VariableRef targetGUID="{G(9)}"/>'
        "<TextValue>west</TextValue></VariableValue>"
    )
    return packed(
        qde(
            f'<Users><User guid="{G(7)}" name="Jan"/></Users>'
            + codes(code(1, "vertrouwen", code(2, "sleutel")))
            + f'<Variables><Variable guid="{G(9)}" name="Plaats" typeOfVariable="Text"/>'
            + "</Variables>"
            + "<Sources>"
            + source(3, TEXT, selection(4, 0, 21, 2), selection(5, 10, 31, 1), after=values)
            + '<PictureSource guid="'
            + G(6)
            + '" name="Foto van het plein"/>'
            + "</Sources>",
            origin="Voorbeeld 1.0",
            **attributes,
        )
    )


def upload(client, data, slug="polder", name="proef.qdpx"):
    sent = {"brought": SimpleUploadedFile(name, data), "complete": "1"}
    return client.post(to("corner", slug), sent)


def test_only_those_with_a_place_at_the_bench_come_here(cast):
    for person, status in [
        (cast.els, 200),
        (cast.bo, 200),
        (cast.amina, 404),
        (cast.fons, 404),
        (cast.dirk, 404),
    ]:
        for name in ("corner", "give", "register"):
            assert as_(person).get(to(name, "polder")).status_code == status
    assert Client().get(to("corner", "polder")).status_code == 302


def test_a_project_is_brought_looked_over_and_taken_in(cast):
    client = as_(cast.els)
    answer = upload(client, a_project())
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Voorbeeld 1.0" in page
    assert "Foto van het plein" in page
    assert Source.objects.unguarded(LINE).count() == 0
    assert 'name="place_0"' in page
    sent = {
        "place": f"e{cast.expedition.pk}",
        "language": "nl",
        "coalition_by": G(9),
        "voice_by": "-",
        "moment_by": "-",
        "place_0": f"c{cast.west.pk}",
    }
    done = client.post(answer.url, sent)
    assert done.status_code == 302
    kept = Source.objects.unguarded(LINE).get()
    assert (kept.coalition, kept.circle, kept.author) == (cast.west, Circle.TEAM, cast.els)
    codings = Coding.objects.visible_to(cast.wim).select_related("coder", "code")
    assert {(str(each.coder), each.code.name_nl) for each in codings} == {
        ("Voorbeeld 1.0", "vertrouwen"),
        ("Voorbeeld 1.0", "sleutel"),
    }
    assert find(cast.wim, "sleutel").total >= 1
    page = client.get(answer.url).content.decode()
    assert "Foto van het plein" in page  # the list stays
    assert not any(arriving.folder().glob(f"{Arrival.objects.unguarded(LINE).get().key}*"))


def test_the_value_of_a_property_is_asked_about_with_a_likely_answer(cast):
    client = as_(cast.els)
    page = client.get(upload(client, a_project()).url).content.decode()
    field = re.search(r'<select name="place_0".*?</select>', page, re.DOTALL)[0]
    assert f'<option value="c{cast.west.pk}" selected>' in field


def test_nobody_else_sees_what_was_brought(cast):
    url = upload(as_(cast.els), a_project()).url
    assert as_(cast.wim).get(url).status_code == 404
    assert "proef.qdpx" not in as_(cast.wim).get(to("corner", "polder")).content.decode()


def test_a_file_that_cannot_be_read_is_told_at_the_field(cast):
    answer = upload(as_(cast.els), b"hallo")
    assert answer.status_code == 422
    assert "soort bestand" in answer.content.decode()
    assert not Arrival.objects.unguarded(LINE).exists()


def test_a_project_that_is_too_large_is_told_what_to_do(cast, settings, tmp_path):
    settings.VAR = tmp_path
    settings.SAMENSPEL_MOST_PROJECT = 1024**2
    client = as_(cast.els)
    assert "Hoogstens 1 MB." in client.get(to("corner", "polder")).content.decode()
    answer = upload(client, a_project() + b" " * 1024**2)
    assert answer.status_code == 422
    assert "groter dan 1 MB" in answer.content.decode()
    assert not Arrival.objects.unguarded(LINE).exists()
    assert not any(arriving.folder().iterdir())


def test_only_so_many_projects_of_one_person_wait(cast, settings, tmp_path, monkeypatch):
    settings.VAR = tmp_path
    monkeypatch.setattr(limits, "WAITING", 2)
    client = as_(cast.els)
    for _ in range(2):
        assert upload(client, a_project()).status_code == 302
    files = set(arriving.folder().iterdir())
    answer = upload(client, a_project())
    assert answer.status_code == 422
    assert "Er wachten hier 2 projecten van jou." in answer.content.decode()
    assert set(arriving.folder().iterdir()) == files
    assert upload(as_(cast.wim), a_project()).status_code == 302
    waits = Arrival.objects.unguarded(LINE).filter(author=cast.els).first()
    actions.discard(waits, by=cast.els)
    assert upload(client, a_project()).status_code == 302


def test_a_voice_is_asked_about_by_its_name_here(cast):
    """What we wrote ourselves comes back as a word of ours, and still means that voice."""
    summary = Summary(
        counts={"sources": 1},
        properties=[Property(ours.VOICE, "stem", "Text", {"resident": 1, "Beroepskracht": 1})],
    )
    place = cast.expedition
    sent = {"place": f"e{place.pk}", "language": "nl", "voice_by": ours.VOICE, "moment_by": "-"}
    sent |= {"coalition_by": "-", "voice_0": "resident", "voice_1": "professional"}
    form = ChooseForm(
        {**sent, "agreed": "spoken"},
        summary=summary,
        places={f"e{place.pk}": place},
        by_language="nl",
    )
    assert [field.label for field in form.voice_values] == ["Bewoner", "Beroepskracht"]
    assert form.is_valid(), form.errors
    assert form.choices().voices == {"resident": "resident", "Beroepskracht": "professional"}


def test_a_coordinator_takes_in_for_the_own_coalition(cast):
    client = as_(cast.bo)
    url = upload(client, a_project()).url
    client.post(
        url,
        {
            "place": f"c{cast.oost.pk}",
            "language": "nl",
            "coalition_by": "-",
            "voice_by": "-",
            "moment_by": "-",
        },
    )
    kept = Source.objects.unguarded(LINE).get()
    assert (kept.coalition, kept.circle) == (cast.oost, Circle.COALITION)
    assert Code.objects.visible_to(cast.amina).count() == 2
    assert not Source.objects.visible_to(cast.els).exists()


def test_a_place_of_somebody_else_is_refused_and_nothing_is_kept(cast):
    client = as_(cast.fenna)
    url = upload(client, a_project()).url
    sent = {"place": f"c{cast.west.pk}", "language": "nl", **NOTHING}
    assert client.post(url, sent).status_code == 422
    assert not Source.objects.unguarded(LINE).exists()


def test_when_taking_in_goes_wrong_nothing_is_half_there(cast):
    client = as_(cast.els)
    url = upload(client, a_project()).url
    arrival = Arrival.objects.unguarded(LINE).get()
    lines = arriving.path_of(arrival.key, "lines")
    whole = lines.read_text()
    lines.write_text(whole[: whole.index('{"is":"Summary"')] + '{"is":"Source","guid":"x"}\n')
    with pytest.raises(ValueError, match="UUID"):
        client.post(url, {"place": f"e{cast.expedition.pk}", "language": "nl", **NOTHING})
    assert not Source.objects.unguarded(LINE).exists()
    assert not Code.objects.unguarded(LINE).exists()
    assert not Passage.objects.unguarded(LINE).exists()
    arrival.refresh_from_db(from_queryset=Arrival.objects.unguarded(LINE))
    assert arrival.state == Arrival.State.READY


@pytest.mark.django_db(transaction=True)
def test_a_large_one_goes_to_the_worker_and_the_page_hears_of_it(cast, monkeypatch):
    monkeypatch.setattr(busy, "AT_ONCE", 10)
    monkeypatch.setattr(busy, "LINES_AT_ONCE", 10)
    client = as_(cast.els)
    url = upload(client, a_project()).url
    page = client.get(url).content.decode()
    assert "<live-region" in page
    work()
    assert client.get(url).status_code == 200
    arrival = Arrival.objects.unguarded(LINE).get()
    assert arrival.state == Arrival.State.READY
    client.post(url, {"place": f"e{cast.expedition.pk}", "language": "nl", **NOTHING})
    assert not Source.objects.unguarded(LINE).exists()
    work()
    assert Source.objects.unguarded(LINE).count() == 1
    assert "<live-region" not in client.get(url).content.decode()


def test_one_file_is_thrown_away(cast):
    client = as_(cast.els)
    url = upload(client, a_project()).url
    arrival = Arrival.objects.unguarded(LINE).get()
    client.post(to("discard", "polder", arrival.key))
    assert client.get(url).status_code == 404
    assert not any(arriving.folder().glob(f"{arrival.key}*"))


# Giving out


@pytest.fixture
def marked(cast):
    told = a_source(cast, circle=Circle.TEAM, text=TEXT)
    passage = a_passage(cast, told, "Wij niet.")
    threads.give(passage, code=a_code(cast, codebook=a_codebook(cast)), by=cast.els)
    return told


def give(client, kind="qdpx", slug="polder"):
    oost = Coalition.objects.get(slug="oost")
    sent = {"kind": kind, "purpose": "Voor het archief", "coalitions": [0, oost.pk]}
    return client.post(to("give", slug), sent)


def test_a_file_is_made_registered_and_fetched_by_whoever_made_it(cast, marked):
    client = as_(cast.els)
    answer = give(client)
    assert answer.status_code == 302, answer.content.decode()
    export = Export.objects.visible_to(cast.els).get()
    assert (export.number, export.purpose) == (1, "Voor het archief")
    assert [row.source for row in Held.objects.visible_to(cast.els)] == [marked]
    file = client.get(to("file", "polder", 1))
    assert 'filename="polder-1.qdpx"' in file["Content-Disposition"]
    assert "project.qde" in zipfile.ZipFile(BytesIO(b"".join(file))).namelist()
    assert as_(cast.wim).get(to("file", "polder", 1)).status_code == 302
    register = as_(cast.wim).get(to("register", "polder")).content.decode()
    assert "Voor het archief" in register
    assert "Els" in register


def test_without_a_purpose_there_is_no_file(cast, marked):
    answer = as_(cast.els).post(to("give", "polder"), {"kind": "csv", "purpose": " "})
    assert answer.status_code == 422
    assert not Export.objects.unguarded(LINE).exists()


def test_whoever_spoke_finds_the_export_among_their_traces(cast, marked):
    give(as_(cast.els))
    place = next(place for place in traces.places(marked) if "polder-1" in place.title)
    assert not place.can_be_recalled
    assert "Voor het archief" in place.title


def test_when_words_are_taken_back_the_holder_is_told_and_the_file_here_goes(cast, marked):
    client = as_(cast.els)
    give(client)
    export = Export.objects.unguarded(LINE).get()
    assert arriving.path_of(export.key, "out").exists()
    sources.narrow(marked, to=Circle.PRIVATE, by=cast.amina)
    assert not arriving.path_of(export.key, "out").exists()
    letter = Mail.objects.get(to=cast.els.email)
    assert "polder-1" in letter.text
    assert "sleutel" not in letter.text
    page = client.get(to("export", "polder", 1)).content.decode()
    assert str(marked.guid) in page
    assert marked.title not in page
    assert "polder-1" not in as_(cast.wim).get(to("export", "polder", 1)).content.decode()
    assert client.get(to("file", "polder", 1)).status_code == 302
    register = as_(cast.wim).get(to("register", "polder")).content.decode()
    assert "teruggenomen" in register


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_back_before_the_file_was_made_is_not_in_it(cast, marked, monkeypatch):
    monkeypatch.setattr(busy, "AT_ONCE", 1)
    client = as_(cast.els)
    a_source(cast, circle=Circle.TEAM, text="Dit blijft.", title="Blijft")
    give(client, "jsonl")
    sources.narrow(marked, to=Circle.PRIVATE, by=cast.amina)
    work()
    text = b"".join(client.get(to("file", "polder", 1))).decode()
    assert "Dit blijft." in text
    assert "Wij niet." not in text


def test_files_are_removed_after_a_day(cast, marked):
    give(as_(cast.els))
    export = Export.objects.unguarded(LINE).get()
    Export.objects.unguarded(LINE).update(created="2026-01-01T00:00:00Z")
    actions.forget_files()
    assert not arriving.path_of(export.key, "out").exists()
    assert Export.objects.unguarded(LINE).count() == 1


@pytest.mark.parametrize(
    ("name", "args", "most"),
    [("corner", [], 12), ("give", [], 17), ("register", [], 13), ("export", [1], 16)],
)
def test_what_a_page_costs(cast, marked, name, args, most, django_assert_max_num_queries):
    client = as_(cast.els)
    give(client)
    for number in range(3):
        a_source(cast, circle=Circle.TEAM, text=f"Nog {number}.", title=f"Nog {number}")
    with django_assert_max_num_queries(most):
        assert client.get(to(name, "polder", *args)).status_code == 200
