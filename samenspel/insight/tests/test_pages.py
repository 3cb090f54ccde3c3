"""The pages of counts: what stands there, what opens, what goes out, and what it costs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from html import unescape
from urllib.parse import urlencode

import pytest
from defusedxml import ElementTree
from django.test import Client
from django.urls import reverse

from samenspel.circles.models import Circle, Voice
from samenspel.exchange.models import Export
from samenspel.insight import sentences
from samenspel.insight import together as nearby
from samenspel.insight.tests.builders import FIRST, SECOND, THIRD, Told, whole_is_told
from samenspel.insight.views import together as pairs
from samenspel.sources import actions as sources
from samenspel.threads import actions
from samenspel.threads.tests.builders import a_thread


@pytest.fixture
def told(cast):
    return Told(cast)


def answer(person, name, *args, **asked):
    client = Client()
    client.force_login(person)
    return client.get(reverse(f"insight:{name}", args=["polder", *args]), asked)


def taken(person, name, kind, *, purpose="Voor een proef", **asked):
    """A file of counts, with what it is for."""
    client = Client()
    client.force_login(person)
    query = f"?{urlencode(asked)}" if asked else ""
    return client.post(
        reverse(f"insight:{name}", args=["polder", kind]) + query, {"purpose": purpose}
    )


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


def test_what_goes_out_tells_nothing_of_few_people(told, monkeypatch):
    whole_is_told(monkeypatch)
    for _ in range(6):
        told.said(FIRST, "sleutel", place=told.cast.oost)
    told.said(FIRST, "sleutel", place=told.cast.west)
    rows = cells(see(told.cast.els, "matrix", uit="1"))
    name = next(row for row in rows if row[0].endswith("sleutel"))
    assert name[-1] == "7"
    assert all("niet getoond" in cell for cell in name[1:-1])
    sheet = taken(told.cast.els, "matrix_file", "csv").content.decode("utf-8-sig")
    written = list(csv.reader(io.StringIO(sheet)))
    west = next(row for row in written if row[:2] == ["sleutel", "Samen West"])
    assert west[2:-1] == ["", "", "", "", "niet getoond: te weinig mensen"]
    svg = taken(told.cast.els, "matrix_file", "svg").content.decode()
    assert ">1<" not in svg


def sheet_rows(told, page="matrix_file", **asked):
    sheet = taken(told.cast.els, page, "csv", **asked).content.decode("utf-8-sig")
    return [row[:-1] for row in csv.reader(io.StringIO(sheet))]


def test_one_code_does_not_follow_from_all_less_the_others(told, monkeypatch):
    whole_is_told(monkeypatch)
    for _ in range(6):
        told.said(FIRST, "sleutel")
    for _ in range(2):
        told.said(SECOND, "toegang")
    for many in ("6", "7"):
        rows = {tuple(row[:2]): row[2:] for row in sheet_rows(told, kolommen="stem")}
        few = "niet getoond: te weinig mensen"
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
    assert taken(told.cast.els, "matrix_file", "csv", **asked).status_code == 404
    assert taken(told.cast.els, "together_file", "csv", stem="resident").status_code == 404
    assert taken(told.cast.els, "over_time_file", "svg", stem="resident").status_code == 404


@pytest.mark.parametrize("page", ["matrix_file", "together_file", "over_time_file"])
def test_pictures_and_sheets_are_what_they_say(told, page, monkeypatch):
    whole_is_told(monkeypatch)
    for _ in range(6):
        told.said(FIRST, "=sleutel", "toegang & zo")
    svg = ElementTree.fromstring(taken(told.cast.els, page, "svg").content)
    inside = [child.tag.rpartition("}")[2] for child in svg]
    assert inside[:2] == ["title", "desc"]
    assert "toegang & zo" in "".join(svg.itertext())
    assert taken(told.cast.els, page, "png").content[:4] == b"\x89PNG"
    assert "'=sleutel" in taken(told.cast.els, page, "csv").content.decode()
    book = zipfile.ZipFile(io.BytesIO(taken(told.cast.els, page, "xlsx").content))
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    assert answer(told.cast.els, page, "exe").status_code == 404


def test_what_goes_out_stands_in_the_register_with_what_it_is_for(told):
    for _ in range(6):
        told.said(FIRST, "sleutel")
    els, why = told.cast.els, "Voor het tussenverslag"
    svg = taken(els, "matrix_file", "svg", purpose=why)
    assert svg["Content-Disposition"] == 'attachment; filename="polder-1-tabel.svg"'
    assert "export polder-1" in svg.content.decode()
    sheet = taken(els, "together_file", "csv", purpose=why).content.decode("utf-8-sig")
    assert {row[-1] for row in csv.reader(io.StringIO(sheet))} <= {"export", "polder-2"}
    first, second = Export.objects.visible_to(told.cast.bo).order_by("number")
    assert (first.author, first.purpose, first.kind) == (els, why, "count.svg")
    assert (second.number, second.kind) == (2, "count.csv")
    client = Client()
    client.force_login(told.cast.bo)
    register = client.get("/werkbank/polder/uitwisselen/register/").content.decode()
    assert "1. Voor het tussenverslag" in register
    assert "2. Voor het tussenverslag" in register
    of_one = client.get("/werkbank/polder/uitwisselen/uit/1/").content.decode()
    assert "Er staan geen woorden in" in of_one
    assert "wordt gemaakt" not in of_one
    again = re.search(r'href="([^"]*tellen[^"]*uit=1[^"]*)"', of_one)[1]
    assert client.get(unescape(again)).status_code == 200


@pytest.mark.parametrize("tab", ["matrix", "together", "over_time"])
def test_nothing_goes_out_without_saying_what_for(told, tab):
    for _ in range(6):
        told.said(FIRST, "sleutel", "toegang")
    client = Client()
    client.force_login(told.cast.els)
    page = reverse(f"insight:{tab}", args=["polder"])
    html = client.get(page, {"uit": "1"}).content.decode()
    ways = [unescape(each) for each in re.findall(r'formaction="([^"]+)"', html)]
    assert len(ways) == 4
    for way in ways:
        assert client.get(way).url.startswith(page)
        back = client.post(way, {"purpose": " "}, follow=True).content.decode()
        assert "Schrijf in één regel waar het voor is" in back
    assert not Export.objects.visible_to(told.cast.els).exists()
    client.post(ways[0], {"purpose": "Voor de muur"})
    assert 'value="Voor de muur"' in client.get(page, {"uit": "1"}).content.decode()


def test_what_only_i_read_goes_along_in_no_figure(told, monkeypatch):
    whole_is_told(monkeypatch)
    for _ in range(6):
        told.said(FIRST, "sleutel")
    own = sources.keep(told.cast.expedition, text=FIRST, title="Los", by=told.cast.els)
    told.coded(own, FIRST, "sleutel")
    rows = {tuple(row[:2]): row for row in sheet_rows(told, kolommen="stem")}
    assert rows["sleutel", "alles"][2] == "6"
    name = next(row for row in cells(see(told.cast.els, "matrix")) if row[0].endswith("sleutel"))
    assert name[-1].startswith("7")


# One red thread


def test_a_thread_shows_its_own_table(told):
    inside = told.said(FIRST, "sleutel", place=told.cast.oost)
    told.said(FIRST, "sleutel", place=told.cast.west)
    bare = told.coded(told.source(), SECOND)
    thread = a_thread(told.cast, inside, bare)
    client = Client()
    client.force_login(told.cast.els)
    page = client.get(reverse("threads:thread", args=[thread.pk])).content.decode()
    way = unescape(re.search(r'href="([^"]*draad=[^"]*)"', page)[1])
    assert "Tel deze draad" in page
    html = client.get(way).content.decode()
    assert thread.claim in plain(html)
    assert "Je mag er 2 fragmenten in lezen. 1 heeft nog geen code" in plain(html)
    name = next(row for row in cells(html) if row[0].endswith("sleutel"))
    assert [cell[:1] for cell in name[1:]] == ["1", "·", "1"]
    opens = re.findall(r'<a href="([^"]*fragmenten[^"]*)"', html)
    assert opens
    for href in opens:
        assert client.get(unescape(href)).content.decode().count("<blockquote") == 1
    assert "De tellingen van één rode draad blijven" in client.get(f"{way}&uit=1").content.decode()
    gone = taken(told.cast.els, "matrix_file", "csv", draad=thread.pk)
    assert gone.status_code == 404
    theirs = a_thread(told.cast, place=told.cast.west, claim="GEHEIM")
    assert "GEHEIM" not in see(told.cast.fenna, "matrix", draad=theirs.pk)


def test_on_over_time_every_period_opens_its_passages(told):
    for day in (date(2025, 1, 5), date(2025, 5, 5), date(2025, 9, 5)):
        told.said(FIRST, "sleutel", day=day)
    html = see(told.cast.els, "over_time")
    client = Client()
    client.force_login(told.cast.els)
    opens = {unescape(each) for each in re.findall(r'<a href="([^"]*fragmenten[^"]*)"', html)}
    assert len(opens) == 2
    for href in opens:
        assert client.get(href).content.decode().count("<blockquote") == 1
    table = unescape(re.search(r'<a href="([^"]*kolommen=moment[^"]*)"', html)[1])
    every = client.get(table).content.decode()
    moments = set(re.findall(r"fragmenten/\?[^\"]*code=\d+[^\"]*moment=([^&\"]+)", every))
    assert len(moments) == 3


def test_pairs_stand_on_pages_and_each_opens_all_it_counts(told, monkeypatch):
    monkeypatch.setattr(pairs, "A_PAGE", 2)
    monkeypatch.setattr(nearby, "AT_ONCE", 2)
    source = told.source()
    for words in (FIRST, SECOND, THIRD):
        told.coded(source, words, "a", "b", "c")
    first, second = (see(told.cast.els, "together", pagina=str(n)) for n in (1, 2))
    found = [re.findall(r'<a href="([^"]*met=[^"]*)"', html) for html in (first, second)]
    assert [len(each) for each in found] == [2, 1]
    assert "Paren 1 tot en met 2 van 3" in plain(first)
    for how in ("samen", "bron"):
        html = see(told.cast.els, "together", hoe=how)
        href = unescape(re.search(r'<a href="([^"]*met=[^"]*)"', html)[1])
        client = Client()
        client.force_login(told.cast.els)
        page = client.get(href).content.decode()
        said = [page.index(words) for words in (FIRST, SECOND, THIRD)]
        assert said == sorted(said)


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


# Two for session and person, one for places held, one for the expedition; then how many codings
# there are to count, and what is counted.
BUDGET = {
    "matrix": 12,
    "together": 12,
    "over_time": 12,
    "absent": 18,
    "in_words": 10,
    "passages": 15,
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
