"""The pages of coders side by side: a table, a text between two margins, what to talk about."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle, Voice
from samenspel.exchange.models import Export
from samenspel.insight.coders import figures
from samenspel.sources.actions import Spoke, keep
from samenspel.sources.tests.builders import a_source
from samenspel.threads import blind
from samenspel.threads.models import BlindReading, Coding, Talk
from samenspel.threads.tests.builders import a_code, a_codebook

from .builders import whole_is_told
from .coding import LINES, a_text, coder, give

FOR = {"purpose": "Voor een proef"}


@pytest.fixture
def code(cast):
    return a_code(cast, codebook=a_codebook(cast))


@pytest.fixture
def source(cast, code):
    """Els and Wim agree on paragraph 1; 0 is only of Els, and 2 only of Wim."""
    source = a_text(cast)
    give(cast, source, code, "0 1", by=cast.els)
    give(cast, source, code, "1 2", by=cast.wim)
    return source


def as_(person: Any) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def url(page: str, *args: Any, query: str = "") -> str:
    return reverse(f"insight:{page}", args=["polder", *args]) + query


def see(person: Any, page: str, *args: Any, query: str = "") -> str:
    answer = as_(person).get(url(page, *args, query=query))
    assert answer.status_code == 200, answer.status_code
    html: str = answer.content.decode()
    return html


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def rows(html: str) -> list[str]:
    """The table, row by row."""
    body = html.split("<tbody>")[1].split("</tbody>")[0]
    return [plain(row) for row in body.split("</tr>")[:-1]]


# The table


def test_a_row_tells_counts_and_figures(cast, source):
    (row,) = rows(see(cast.els, "agreement"))
    assert row.startswith("● vertrouwen 12 1 2 9 83% 0,43 0,77 0,40 0,43 te weinig")


def test_only_those_at_the_bench(cast, source):
    for page in ("agreement", "differences", "blind", "agreement_now"):
        for person in (cast.amina, cast.cor, cast.dirk, cast.fons, cast.pia, None):
            assert as_(person).get(url(page)).status_code == 404, (page, person)


def test_without_two_coders_it_says_what_to_do(cast, code):
    give(cast, a_text(cast), code, "0", by=cast.els)
    assert "Nog niemand om naast elkaar te leggen" in see(cast.els, "agreement")
    give(cast, a_text(cast, title="Een andere"), code, "0", by=cast.wim)
    assert "Geen tekst die twee van hen codeerden" in see(cast.els, "agreement")


def test_rare_codes_say_so(cast, source, code):
    rare = a_code(cast, "weinig", codebook=code.codebook)
    give(cast, source, rare, "5", by=cast.els)
    give(cast, source, rare, "5", by=cast.wim)
    html = see(cast.els, "agreement")
    assert [("zeldzaam" in row) for row in rows(html)] == [False, True]


def test_a_table_sorted_by_a_column(cast, source, code):
    other = a_code(cast, "andere", codebook=code.codebook)
    give(cast, source, other, "5 6 7", by=cast.els)
    give(cast, source, other, "5 6 7", by=cast.wim)
    names = [
        [row.split()[1] for row in rows(see(cast.els, "agreement", query=f"?op={order}"))]
        for order in ("alpha", "-alpha", "-code")
    ]
    assert names == [["vertrouwen", "andere"], ["andere", "vertrouwen"], ["vertrouwen", "andere"]]
    assert 'aria-sort="descending"' in see(cast.els, "agreement", query="?op=-alpha")


def test_nonsense_in_the_address_is_as_if_nothing_was_chosen(cast, source):
    odd = "?codeur=x&codeur=99999&boek=-1&code=a&moment=ooit&op=<b>&beeld=<b>&laag=nee&een=x"
    assert rows(see(cast.els, "agreement", query=odd))
    assert see(cast.els, "beside", source.pk, query=odd)


def test_other_figures_are_folded_below_the_table(cast, source, code):
    html = see(cast.els, "agreement")
    fold = plain(
        re.search(r'<details class="more" id="more-figures">.*?</details>', html, re.DOTALL)[0]
    )
    assert "Kappa van Cohen, Els en Wim: 0,40" in fold
    assert re.search(r"Kappa van Fleiss: 0,[34]", fold)
    assert "|uα" in fold
    assert "cuα" in fold
    assert "(k)uα, code voor code" in fold


@pytest.mark.parametrize("kind", ["csv", "xlsx", "svg", "png"])
def test_it_can_be_taken_along(cast, source, kind):
    answer = as_(cast.els).post(url("agreement_file", kind), FOR)
    assert answer["Content-Disposition"].endswith(f'polder-1-overeenstemming.{kind}"')
    assert Export.objects.visible_to(cast.els).get().kind == f"count.{kind}"
    content = answer.content
    if kind == "csv":
        head, row, overall = content.decode("utf-8-sig").splitlines()
        assert head.startswith("code,eenheden,allen,sommigen,niemand")
        assert row.startswith("vertrouwen,12,,,,0.8333")
        assert overall.startswith("alle codes samen,12,,,,0.8333")
    elif kind == "xlsx":
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    elif kind == "svg":
        assert b"vertrouwen: 0,43" in content
    else:
        assert content.startswith(b"\x89PNG")


def test_counts_of_a_code_are_taken_along_when_they_rest_on_enough_people(
    cast, source, code, monkeypatch
):
    whole_is_told(monkeypatch)
    for number in range(4):
        spoke = Spoke(f"Stem {number}", voice=Voice.RESIDENT, audience=Circle.TEAM)
        words = "\n".join(LINES)
        other = keep(
            cast.oost, text=words, title="x", speakers=[spoke], circle=Circle.TEAM, by=cast.bo
        )
        give(cast, other, code, "0", by=cast.els)
        give(cast, other, code, "0", by=cast.wim)
    _head, row, _all = (
        as_(cast.els).post(url("agreement_file", "csv"), FOR).content.decode().splitlines()
    )
    assert row.startswith("vertrouwen,60,5,2,53,")


def test_of_a_part_of_the_texts_no_counts_are_taken_along(cast, source):
    answer = as_(cast.els).post(
        url("agreement_file", "csv", query=f"?coalitie={cast.oost.pk}"), FOR
    )
    assert answer.content.decode("utf-8-sig").startswith('code,eenheden,"hetzelfde, in procent"')


def test_there_is_no_file_of_nothing_and_no_other_kind(cast, code):
    assert as_(cast.els).get(url("agreement_file", "csv")).status_code == 404
    give(cast, a_text(cast), code, "0", by=cast.els)
    assert as_(cast.els).get(url("agreement_file", "exe")).status_code == 404


def test_figures_on_their_way_come_into_an_open_page(cast, code, monkeypatch):
    for number in range(5):
        source = a_text(cast, title=f"Tekst {number}")
        give(cast, source, code, "0 1", by=cast.els)
        give(cast, source, code, "1 2", by=cast.wim)
    monkeypatch.setattr(figures, "AT_ONCE", 0.05)
    html = see(cast.els, "agreement")
    assert "De marges worden berekend" in html
    assert "<live-region" in html
    monkeypatch.setattr(figures, "AT_ONCE", 60)
    fragment = see(cast.els, "agreement_now")
    assert "<html" not in fragment
    assert "worden berekend" not in fragment
    assert re.search(r"<small>0,\d\d tot 0,\d\d</small>|<small>-?0,\d\d tot", fragment)


def test_what_the_table_costs(cast, source, code, django_assert_num_queries):
    client = as_(cast.els)
    client.get(url("agreement"))
    with django_assert_num_queries(14):
        client.get(url("agreement"))
    more = a_text(cast, title="Nog een")
    for person in (cast.els, cast.wim):
        give(cast, more, code, "0", by=person)
    client.get(url("agreement"))
    with django_assert_num_queries(14):
        client.get(url("agreement"))


# One text


def test_both_layers_stand_in_the_margins(cast, source):
    html = see(cast.els, "beside", source.pk)
    pieces = html.split('<section class="both-piece')[1:]
    words = [plain(piece.split("</section>")[0].partition(">")[2]) for piece in pieces[:4]]
    assert [each.replace(", over van alles en nog wat", "") for each in words] == [
        "Verschil 1 van 2 Volgende verschil Els ● vertrouwen alleen Els Zin 0. Wim hier geen code",
        "Els ● vertrouwen beiden Zin 1. Wim ● vertrouwen beiden",
        "Verschil 2 van 2 Vorige verschil Els hier geen code Zin 2. Wim ● vertrouwen alleen Wim",
        "Zin 3.",
    ]
    marks = re.findall(r'<mark class="(by-\w+)">(Zin[^<]*)</mark>', html)
    assert marks == [("by-one", "Zin 0,"), ("by-both", "Zin 1,"), ("by-other", "Zin 2,")]


def test_of_three_coders_two_are_chosen(cast, source, code):
    give(cast, source, code, "1", by=cast.fenna)
    query = f"?een={coder(cast.fenna).pk}&ander={coder(cast.els).pk}"
    html = see(cast.els, "beside", source.pk, query=query)
    assert "Verschil 1 van 1" in html
    assert plain(html.split("both-head")[1].split("</div>")[0]).endswith("Fenna Els")


def test_a_text_that_cannot_be_compared_says_why(cast, code):
    alone = a_text(cast)
    give(cast, alone, code, "0", by=cast.els)
    assert "nog niets te vergelijken" in see(cast.els, "beside", alone.pk)
    hidden = a_source(cast, circle=Circle.PRIVATE)
    assert as_(cast.els).get(url("beside", hidden.pk)).status_code == 404


def test_words_are_written_out_safely(cast, code):
    source = a_source(cast, circle=Circle.TEAM, text="<b>Zin 0,</b> & meer\nZin 1, twee")
    for person in (cast.els, cast.wim):
        give(cast, source, code, "0", by=person)
    html = see(cast.els, "beside", source.pk)
    assert "&lt;b&gt;" in html
    assert "<b>Zin" not in html


# What to talk about


def differ(html: str) -> list[str]:
    lists = re.findall(r'<p class="who-differs">(.*?)</p>', html, re.DOTALL)
    return [plain(each) for each in lists]


def told(html: str) -> dict[str, str]:
    """The hidden fields of the first difference."""
    form = html.split('<ol class="plain talks">')[1].split("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\d+)">', form))


def test_differences_stand_in_reading_order(cast, source):
    html = see(cast.els, "differences")
    assert differ(html) == [
        "● vertrouwen gegeven door Els niet door Wim",
        "● vertrouwen gegeven door Wim niet door Els",
    ]


def test_a_note_stays_and_the_difference_stays_open(cast, source):
    page = url("differences")
    said = told(see(cast.els, "differences")) | {"words": "Twijfel ik over.", "outcome": ""}
    assert as_(cast.els).post(page, said).status_code == 302
    html = see(cast.wim, "differences")
    assert len(differ(html)) == 2
    assert "Twijfel ik over." in plain(html)


def test_an_empty_note_is_refused_and_what_was_typed_stays(cast, source):
    said = told(see(cast.els, "differences"))
    answer = as_(cast.els).post(url("differences"), said | {"words": " ", "outcome": ""})
    assert answer.status_code == 422
    assert "Schrijf op wat je erover zegt." in answer.content.decode()
    long = "lang " * 500
    answer = as_(cast.els).post(url("differences"), said | {"words": long, "outcome": "differ"})
    assert answer.status_code == 422
    assert long.strip() in answer.content.decode()
    assert not Talk.objects.unguarded("command line").exists()


@pytest.mark.parametrize(
    ("outcome", "by", "els_has"), [("give", "wim", 2), ("take", "els", 1), ("take", "wim", 2)]
)
def test_settled_is_done_in_ones_own_layer(cast, source, code, outcome, by, els_has):
    """The first difference: Els gave the code, Wim did not."""
    person = getattr(cast, by)
    said = told(see(person, "differences")) | {"words": "Ja.", "outcome": outcome}
    assert as_(person).post(url("differences"), said).status_code == 302
    html = see(person, "differences")
    assert len(differ(html.split('id="settled"')[0])) == 1
    assert "Afgesloten" in html
    own = Coding.objects.visible_to(cast.els).filter(code=code)
    assert own.filter(coder__person=cast.els).count() == els_has
    assert own.filter(coder__person=cast.wim).count() == (3 if outcome == "give" else 2)
    assert ("Nog niet gedaan door Els" in html) == (outcome == "take" and by == "wim")


def test_whoever_has_to_follow_can_do_so_and_take_it_up_again(cast, source, code):
    said = told(see(cast.wim, "differences")) | {"words": "", "outcome": "take"}
    as_(cast.wim).post(url("differences"), said)
    talk = Talk.objects.unguarded("command line").get()
    assert "Doe het in mijn laag" not in see(cast.wim, "differences")
    assert "Doe het in mijn laag" in see(cast.els, "differences")
    own = Coding.objects.visible_to(cast.els).filter(coder__person=cast.els)
    as_(cast.els).post(url("follow_talk", talk.pk))
    assert own.count() == 1
    as_(cast.els).post(url("reopen_talk", talk.pk))
    assert own.count() == 2, "what was done in the own layer is undone"
    assert len(differ(see(cast.els, "differences"))) == 2


def test_we_differ_folds_away_and_the_code_can_be_worded_better(cast, source, code):
    for outcome in ("differ", "reword"):
        said = told(see(cast.els, "differences")) | {"words": "Zo is het.", "outcome": outcome}
        as_(cast.els).post(url("differences"), said)
    html = see(cast.els, "differences")
    assert "Niets meer om over te praten" in html
    assert reverse("threads:change_code", args=[code.pk]) in html
    assert Coding.objects.visible_to(cast.els).count() == 4


def test_a_talk_is_seen_by_who_reads_the_text_and_the_code(cast, source):
    said = told(see(cast.els, "differences")) | {"words": "KANARIE", "outcome": "differ"}
    as_(cast.els).post(url("differences"), said)
    talk = Talk.objects.unguarded("command line").get()
    for person, sees in [(cast.fenna, True), (cast.bo, False), (cast.cor, False)]:
        assert Talk.objects.visible_to(person).exists() == sees
        assert (as_(person).post(url("reopen_talk", talk.pk)).status_code == 302) == sees


def test_only_of_one_text(cast, source, code):
    other = a_text(cast, title="Een andere")
    give(cast, other, code, "0", by=cast.els)
    give(cast, other, code, "1", by=cast.wim)
    assert len(differ(see(cast.els, "differences"))) == 4
    assert len(differ(see(cast.els, "differences", query=f"?bron={other.pk}"))) == 2


def test_what_the_list_costs(cast, source, code, django_assert_num_queries):
    client = as_(cast.els)
    client.get(url("differences"))
    with django_assert_num_queries(16):
        client.get(url("differences"))
    give(cast, source, code, "5 6 7", by=cast.els)
    with django_assert_num_queries(16):
        client.get(url("differences"))


# Reading blind


def test_asked_to_read_blind_and_ready(cast, source):
    client = as_(cast.els)
    chosen = {"wie": [cast.els.pk, cast.wim.pk], "bron": [source.pk]}
    assert client.post(url("blind"), chosen).status_code == 302
    assert (
        "Je leest deze tekst blind"
        in client.get(reverse("threads:desk", args=[source.pk])).content.decode()
    )
    assert "1 tekst wacht" not in see(cast.els, "agreement"), "a blind coder sees one layer only"
    assert "1 tekst wacht" in see(cast.fenna, "agreement")
    for person in (cast.els, cast.wim):
        reading = BlindReading.objects.visible_to(person).get(coder__person=person)
        assert as_(person).get(reverse("threads:ready", args=[reading.pk])).status_code == 200
        assert as_(person).post(reverse("threads:ready", args=[reading.pk])).status_code == 302
    html = see(cast.fenna, "blind")
    (query,) = re.findall(rf'{url("beside", source.pk)}\?([^"]*)"', html)
    beside = see(cast.fenna, "beside", source.pk, query=f"?{query.replace('&amp;', '&')}")
    assert "Verschil 1 van 2" in beside


def test_asking_needs_two_people_and_a_text(cast, source):
    answer = as_(cast.els).post(url("blind"), {"wie": [cast.els.pk], "bron": [source.pk]})
    assert answer.status_code == 422
    assert "Kies minstens twee mensen." in answer.content.decode()
    answer = as_(cast.els).post(url("blind"), {"wie": [cast.els.pk, cast.wim.pk]})
    assert "Kies minstens één tekst." in answer.content.decode()


def test_another_calls_off_and_only_the_coder_is_ready(cast, source):
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.fenna)
    reading = BlindReading.objects.visible_to(cast.els).get(coder__person=cast.els)
    assert as_(cast.wim).get(reverse("threads:ready", args=[reading.pk])).status_code == 404
    assert as_(cast.els).post(url("call_off", reading.pk)).status_code == 404
    assert url("call_off", reading.pk) not in see(cast.els, "blind")
    assert url("call_off", reading.pk) in see(cast.wim, "blind")
    assert as_(cast.wim).post(url("call_off", reading.pk)).status_code == 302
    reading.refresh_from_db(from_queryset=BlindReading.objects.visible_to(cast.els))
    assert reading.ended is not None


def test_fenna_reads_blind_and_side_by_side_tells_nothing(cast, source, code):
    """The canary: what Els and Wim marked, and a note of Wim's, on every page of this corner."""
    said = told(see(cast.wim, "differences")) | {"words": "KANARIE", "outcome": "differ"}
    as_(cast.wim).post(url("differences"), said)
    blind.ask(source, coders=[cast.fenna, cast.bo], by=cast.els)
    assert "KANARIE" in see(cast.wim, "differences")
    assert "alleen Els" in see(cast.wim, "beside", source.pk)
    for page, *args in [("agreement",), ("differences",), ("blind",), ("beside", source.pk)]:
        html = see(cast.fenna, page, *args)
        assert "KANARIE" not in html
        assert "alleen Els" not in html
        assert "niet door" not in html
        assert "<tbody>" not in html
