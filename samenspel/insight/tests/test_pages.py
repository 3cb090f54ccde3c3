"""The pages of counts: what stands there, what opens, what goes out, and what it costs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from html import unescape

import pytest
from defusedxml import ElementTree
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle, Voice
from samenspel.insight import sentences
from samenspel.insight.tests.builders import FIRST, SECOND, THIRD, Told
from samenspel.sources import actions as sources
from samenspel.threads import actions


@pytest.fixture
def told(cast):
    return Told(cast)


def answer(person, name, *args, **asked):
    client = Client()
    client.force_login(person)
    return client.get(reverse(f"insight:{name}", args=["polder", *args]), asked)


def see(person, name, *args, **asked):
    found = answer(person, name, *args, **asked)
    assert found.status_code == 200
    return found.content.decode()


def plain(html):
    words = re.sub(r"<[^>]+>", " ", html.split("<main")[1].split("</main")[0])
    return unescape(re.sub(r"\s+", " ", words))


def cells(html):
    """The words of every row of the table."""
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    found = [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in found]


def test_every_cell_opens_its_passages(told):
    told.said(FIRST, "sleutel", place=told.cast.oost)
    told.said(SECOND, "sleutel", place=told.cast.west)
    html = see(told.cast.els, "matrix")
    opens = re.findall(r'<a href="([^"]*fragmenten[^"]*)"', html)
    assert opens
    client = Client()
    client.force_login(told.cast.els)
    for href in opens:
        page = client.get(unescape(href)).content.decode()
        number = re.search(rf'href="{re.escape(href)}" aria-label="(\d+):', html)
        assert len(re.findall(r"<blockquote", page)) == int(number[1])
    only_west = [href for href in opens if f"coalitie={told.cast.west.pk}" in href]
    assert SECOND in client.get(unescape(only_west[0])).content.decode()


def test_a_figure_of_few_people_has_a_mark_and_does_not_print(told):
    told.said(FIRST, "sleutel")
    html = see(told.cast.els, "matrix")
    assert '<sup class="few">°</sup>' in html
    assert re.search(r'class="table-box wide no-print"', html)
    assert "Daarom print die niet" in html


def test_what_goes_out_tells_nothing_of_few_people(told):
    for _ in range(6):
        told.said(FIRST, "sleutel", place=told.cast.oost)
    told.said(FIRST, "sleutel", place=told.cast.west)
    rows = cells(see(told.cast.els, "matrix", uit="1"))
    name = next(row for row in rows if row[0].endswith("sleutel"))
    assert name[-1] == "7"
    assert all("niet getoond" in cell for cell in name[1:-1])
    sheet = answer(told.cast.els, "matrix_file", "csv").content.decode("utf-8-sig")
    written = list(csv.reader(io.StringIO(sheet)))
    west = next(row for row in written if row[:2] == ["sleutel", "Samen West"])
    assert west[2:] == ["", "", "", "", "niet getoond: minder dan vijf mensen"]
    svg = answer(told.cast.els, "matrix_file", "svg").content.decode()
    assert ">1<" not in svg


def sheet_rows(told, page="matrix_file", **asked):
    sheet = answer(told.cast.els, page, "csv", **asked).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(sheet)))


def test_one_code_does_not_follow_from_all_less_the_others(told):
    for _ in range(6):
        told.said(FIRST, "sleutel")
    for _ in range(2):
        told.said(SECOND, "toegang")
    for many in ("6", "7"):
        rows = {tuple(row[:2]): row[2:] for row in sheet_rows(told, kolommen="stem")}
        few = "niet getoond: minder dan vijf mensen"
        assert rows["toegang", "alles"][-1] == few
        assert rows["alles", "alles"][-1] == few
        assert rows["sleutel", "alles"] == [many, many, "", "", "van hoeveel is niet getoond"]
        others = sheet_rows(told, rijen="coalitie", kolommen="stem")[1:]
        assert {row[-1] for row in others} == {few}
        told.said(FIRST, "sleutel", "toegang")
    html = see(told.cast.els, "over_time", uit="1")
    assert "Om welk deel het gaat, blijft hier binnen het team." in html
    assert not re.search(r"\d\s?%", html)
    for _ in range(2):
        told.said(SECOND, "toegang")
    rows = {tuple(row[:2]): row[2:] for row in sheet_rows(told, kolommen="stem")}
    assert rows["alles", "alles"][:2] == ["12", "12"]
    assert rows["sleutel", "alles"][:4] == ["8", "8", "12", "12"]


def test_what_is_too_fine_stays_here(told):
    told.said(FIRST, "sleutel")
    asked = {"rijen": "moment", "kolommen": "stem"}
    assert "te fijn uitgesplitst" in see(told.cast.els, "matrix", uit="1", **asked)
    assert answer(told.cast.els, "matrix_file", "csv", **asked).status_code == 404
    assert answer(told.cast.els, "together_file", "csv", stem="resident").status_code == 404
    assert answer(told.cast.els, "over_time_file", "svg", stem="resident").status_code == 404


@pytest.mark.parametrize("page", ["matrix_file", "together_file", "over_time_file"])
def test_pictures_and_sheets_are_what_they_say(told, page):
    for _ in range(6):
        told.said(FIRST, "=sleutel", "toegang & zo")
    svg = ElementTree.fromstring(answer(told.cast.els, page, "svg").content)
    inside = [child.tag.rpartition("}")[2] for child in svg]
    assert inside[:2] == ["title", "desc"]
    assert "toegang & zo" in "".join(svg.itertext())
    assert answer(told.cast.els, page, "png").content[:4] == b"\x89PNG"
    assert "'=sleutel" in answer(told.cast.els, page, "csv").content.decode()
    book = zipfile.ZipFile(io.BytesIO(answer(told.cast.els, page, "xlsx").content))
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    assert answer(told.cast.els, page, "exe").status_code == 404


def test_the_same_data_give_the_same_picture(told):
    for words in (FIRST, SECOND, THIRD):
        told.said(words, "a", "b", "c")
    first, second = (see(told.cast.els, "together") for _ in range(2))
    path = re.compile(r'<path class="arc.*?</path>', re.DOTALL)
    assert path.findall(first) == path.findall(second) != []


def test_codes_that_go_together_open_the_words_they_lie_on(told):
    source = told.source()
    told.coded(source, FIRST, "sleutel")
    told.coded(source, "bij de bakker.\nNiemand", "winkel")
    told.coded(source, THIRD, "vragen")
    html = see(told.cast.els, "together")
    assert len(re.findall(r'<a href="[^"]*met=', html)) == 1
    href = re.search(r'<a href="([^"]*met=[^"]*)"', html)[1]
    client = Client()
    client.force_login(told.cast.els)
    assert "2 fragmenten" in plain(client.get(unescape(href)).content.decode())
    near = see(told.cast.els, "together", hoe="dichtbij")
    assert len(re.findall(r'<a href="[^"]*met=', near)) == 2
    whole = see(told.cast.els, "together", hoe="bron")
    assert len(re.findall(r'<a href="[^"]*met=', whole)) == 3


def test_all_words_of_a_code_in_groups(told):
    told.said(FIRST, "sleutel", place=told.cast.oost, day=date(2026, 1, 5))
    told.said(SECOND, "sleutel", place=told.cast.west, voice=Voice.PROFESSIONAL)
    code = told.code("sleutel")
    html = see(told.cast.els, "code", code.pk)
    assert plain(html).index("Samen Oost") < plain(html).index(FIRST)
    assert FIRST in html
    assert SECOND in html
    by_voice = see(told.cast.els, "code", code.pk, per="stem")
    assert "Bewoners 1" in plain(by_voice)
    assert "Professionals 1" in plain(by_voice)
    assert answer(told.cast.els, "code", 987654).status_code == 404


# A word in its sentences


def test_a_word_with_what_stands_around_it(told):
    told.source()
    html = see(told.cast.els, "in_words", q="sleutels")
    row = re.search(r'<td class="before".*?</tr>', html, re.DOTALL)[0]
    words = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    assert words.startswith("De sleutel hangt bij de bakker. een bewoner Samen Oost")


def test_exactly_these_words_and_a_pattern(told):
    told.source()
    count = '<td class="word"'
    assert see(told.cast.els, "in_words", q="de bakker", manier="woord").count(count) == 1
    assert see(told.cast.els, "in_words", q="de sleutels", manier="woord").count(count) == 0
    assert see(told.cast.els, "in_words", q=r"\bw\w+", manier="patroon").count(count) == 4


def test_by_the_words_after_it(told):
    told.source()
    html = see(told.cast.els, "in_words", q=r"\bwe\w*", manier="patroon", volgorde="rechts")
    after = re.findall(r'<td class="after"[^>]*>(.*?)</td>', html)
    assert after == sorted(after)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [("(sleutel", "niet te lezen"), ("(e|ee)+z", "duurt te lang")],
)
def test_a_pattern_that_can_not_be_used_says_why(told, pattern, says, monkeypatch):
    monkeypatch.setattr(sentences, "PATIENCE", 0.1)
    sources.keep(told.cast.oost, text="e" * 6000, title="Lang", circle=Circle.TEAM, by=told.cast.bo)
    found = answer(told.cast.els, "in_words", q=pattern, manier="patroon")
    assert found.status_code == 422
    assert says in found.content.decode()
    assert f'value="{pattern}"' in unescape(found.content.decode())


def test_nobody_finds_what_they_may_not_read(told):
    sources.keep(
        told.cast.west, text="Een KANARIE.", title="West", circle=Circle.TEAM, by=told.cast.cor
    )
    assert "KANARIE" in see(told.cast.els, "in_words", q="kanarie")
    for way in ("stam", "woord", "patroon"):
        html = see(told.cast.fenna, "in_words", q="kanarie", manier=way)
        assert '<td class="word"' not in html


# Who comes here, and what it costs


def test_the_bench_is_for_the_team_and_coordinators(cast):
    for name in ("matrix", "together", "over_time", "absent", "in_words", "passages"):
        for person in (cast.amina, cast.cor, cast.dirk, cast.fons, cast.pia):
            assert answer(person, name).status_code == 404
        for person in (cast.els, cast.fenna, cast.bo):
            assert answer(person, name).status_code == 200


# Two for session and person, one for places held, one for the expedition; then what is counted.
BUDGET = {
    "matrix": 10,
    "together": 10,
    "over_time": 10,
    "absent": 17,
    "in_words": 10,
    "passages": 14,
}


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("name", BUDGET)
def test_a_page_costs_the_same_with_one_and_with_three(told, name, many, django_assert_num_queries):
    for number in range(many):
        passage = told.said(FIRST, f"code {number}", f"en {number}")
        actions.give(passage, code=told.code(f"ook {number}"), by=told.cast.wim)
    client = Client()
    client.force_login(told.cast.els)
    url = reverse(f"insight:{name}", args=["polder"])
    asked = {"q": "sleutel"} if name == "in_words" else {}
    client.get(url, asked)
    with django_assert_num_queries(BUDGET[name]):
        client.get(url, asked)
