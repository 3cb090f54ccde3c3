"""Steps at the desk: codes given and taken off, undone, and seen in the layers of their coders."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from samenspel.circles.models import Circle
from samenspel.foundation.models import Entry
from samenspel.sources import actions as sources
from samenspel.sources.tests.builders import a_source, newest
from samenspel.threads import actions, blind
from samenspel.threads.models import Code, Coding, Passage
from samenspel.threads.tests.builders import (
    a_code,
    a_codebook,
    a_passage,
    a_thread,
    the_words,
)
from samenspel.threads.tests.test_pages import as_, rows, see


def step(person, source, words="de sleutel", **asked):
    address = reverse("threads:code_here", args=[source.pk])
    return as_(person).post(address, {**the_words(newest(source), words), **asked})


def again(person, source, told, *, forth=False, **asked):
    """What the browser asks to go back, or forth, through a step that it kept."""
    version = newest(source)
    kept = {**the_words(version, "de sleutel"), **told}
    fields = {"stap": json.dumps(kept), "sha256": version.sha256, **asked}
    if forth:
        fields["heen"] = "1"
    address = reverse("threads:again", args=[source.pk])
    return as_(person).post(address, fields, headers={"Accept": "application/json"})


def codings(person):
    rows = Coding.objects.visible_to(person).order_by("id")
    return [(row.code.name_nl, str(row.coder)) for row in rows.select_related("code", "coder")]


@pytest.fixture
def source(cast):
    return a_source(cast, circle=Circle.TEAM)


@pytest.fixture
def book(cast):
    return a_codebook(cast)


def test_a_step_answers_with_the_one_row_and_no_page(cast, source, book):
    code = a_code(cast, codebook=book)
    a_passage(cast, source, "Wij niet")
    told = step(cast.els, source, codes=[code.pk]).json()
    passage = Passage.objects.visible_to(cast.els).get(start=10)
    assert told["passage"] == passage.pk
    assert told["row"].count("<li") == 1
    assert f'data-passage="{passage.pk}"' in told["row"]
    assert "vertrouwen" in told["row"]
    assert told["before"] == {"there": False, "codes": [], "threads": []}
    assert told["after"] == {"there": True, "codes": [code.pk], "threads": []}
    assert told["said"] == "Gegeven: vertrouwen. Het fragment is bewaard."
    assert told["layer"] == actions.coder_of(cast.els, cast.expedition.pk).pk
    assert told["codes"] == [
        {"id": code.pk, "name": "vertrouwen", "colour": 1, "mark": "●", "path": ""}
    ]


def test_the_words_themselves_become_a_code_that_is_used_again(cast, source, book):
    told = step(cast.els, source, names="de sleutel").json()
    again = step(cast.els, source, words="Wij niet", names="De Sleutel").json()
    assert told["after"]["codes"] == again["after"]["codes"]
    assert Code.objects.visible_to(cast.els).get().name_nl == "de sleutel"


def test_undone_all_is_as_it_was(cast, source, book):
    code = a_code(cast, codebook=book)
    done = step(cast.els, source, codes=[code.pk]).json()
    told = again(cast.els, source, done).json()
    assert told["said"] == "Ongedaan gemaakt. Weggehaald: vertrouwen. Het fragment is weg."
    assert told["row"] == ""
    assert told["after"] == {"there": False, "codes": [], "threads": []}
    assert not Passage.objects.visible_to(cast.els).exists()
    told = again(cast.els, source, done, forth=True).json()
    assert told["said"] == ("Opnieuw gedaan. Gegeven: vertrouwen. Het fragment is bewaard.")
    assert codings(cast.els) == [("vertrouwen", "Els")]


def test_undoing_leaves_alone_what_others_did_with_the_words(cast, source, book):
    code, other = a_code(cast, codebook=book), a_code(cast, "moed", codebook=book)
    done = step(cast.els, source, codes=[code.pk]).json()
    step(cast.wim, source, codes=[code.pk, other.pk])
    told = again(cast.els, source, done).json()
    assert told["after"] == {"there": True, "codes": [], "threads": []}
    assert told["row"]
    assert sorted(codings(cast.els)) == [("moed", "Wim"), ("vertrouwen", "Wim")]
    told = step(cast.els, source, off=[other.pk]).json()
    assert told["said"] == "Dat was al zo."
    assert len(codings(cast.els)) == 2


def test_a_passage_in_a_thread_stays_when_its_code_is_undone(cast, source, book):
    code = a_code(cast, codebook=book)
    done = step(cast.els, source, codes=[code.pk]).json()
    passage = Passage.objects.visible_to(cast.els).get()
    thread = a_thread(cast, passage)
    again(cast.els, source, done)
    assert codings(cast.els) == []
    assert thread.gathered.visible_to(cast.els).get().passage == passage


def test_words_that_are_not_there_are_refused_with_a_sentence(cast, source, book):
    code = a_code(cast, codebook=book)
    wrong = step(cast.els, source, codes=[code.pk], words="de sleutel", sha256="0" * 64)
    assert wrong.status_code == 422
    assert "Open hem opnieuw" in wrong.json()["errors"][0]
    before = the_words(newest(source), "de sleutel")
    sources.revise(source, text="Niemand heeft de sleutel.", by=cast.amina)
    address = reverse("threads:code_here", args=[source.pk])
    assert as_(cast.els).post(address, {**before, "codes": [code.pk]}).status_code == 422
    assert step(cast.els, source, codes=["x"]).status_code == 422
    assert not Passage.objects.visible_to(cast.els).exists()


@pytest.mark.parametrize("name", ["amina", "cor", "dirk", "fons", "passerby"])
def test_who_may_not_mark_finds_no_steps(cast, source, name):
    assert step(getattr(cast, name), source, names="kanarie").status_code == 404
    assert not Code.objects.unguarded("command line").exists()


def test_every_step_is_a_deed(cast, source, book):
    code = a_code(cast, codebook=book)
    again(cast.els, source, step(cast.els, source, codes=[code.pk]).json())
    verbs = Entry.objects.filter(by=cast.els.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["passage.mark", "coding.take", "passage.remove"]


@pytest.mark.parametrize("many", [1, 3])
def test_what_a_step_costs_does_not_grow(cast, source, book, many, django_assert_num_queries):
    codes = [a_code(cast, f"code {n}", codebook=book) for n in range(3)]
    for words in ("Wie heeft", "heeft de", "Wij niet")[:many]:
        step(cast.els, source, words=words, codes=[codes[0].pk])
    client = as_(cast.els)
    address = reverse("threads:code_here", args=[source.pk])
    asked = {**the_words(newest(source), "de sleutel"), "codes": [codes[1].pk]}
    client.get(reverse("threads:desk", args=[source.pk]))
    with django_assert_num_queries(26):
        client.post(address, asked)


# Layers


def coded_twice(cast, source, book):
    code, other = a_code(cast, codebook=book), a_code(cast, "moed", codebook=book)
    both, mine, his = (a_passage(cast, source, w) for w in ("de sleutel", "Wie", "Wij niet"))
    a_passage(cast, source, "heeft")
    for passage, given, by in [
        (both, code, cast.els),
        (both, other, cast.wim),
        (mine, code, cast.els),
        (his, other, cast.wim),
    ]:
        actions.give(passage, code=given, by=by)
    return {
        name: actions.coder_of(getattr(cast, name), cast.expedition.pk).pk
        for name in ("els", "wim")
    }


def marked(html):
    return [re.sub(r"<[^>]+>", "|", row).split("|")[1] for row in rows(html)]


def test_a_row_tells_whose_codes_it_has(cast, source, book):
    who = coded_twice(cast, source, book)
    html = see(cast.els, "desk", source.pk)
    (given,) = re.findall(r'data-end="20"\s+data-given="([^"]*)"', html)
    codes = dict(Code.objects.visible_to(cast.els).values_list("name_nl", "pk"))
    assert given == f"{codes['vertrouwen']}:{who['els']} {codes['moed']}:{who['wim']}"


def test_layers_are_chosen_without_javascript(cast, source, book):
    who = coded_twice(cast, source, book)
    html = see(cast.els, "desk", source.pk)
    boxes = re.findall(r'name="laag" value="(\d+)" checked> ([^<]*)</label>', html)
    assert boxes == [(str(who["els"]), "die van mij"), (str(who["wim"]), "Wim")]
    assert marked(html) == ["Wie", "heeft", "de sleutel", "Wij niet"]
    html = see(cast.els, "desk", source.pk, lagen=1, laag=[who["els"]])
    assert marked(html) == ["Wie", "heeft", "de sleutel"]
    assert "moed" not in "".join(rows(html))
    assert marked(see(cast.els, "desk", source.pk, lagen=1)) == ["heeft"]


def test_one_layer_asks_for_no_choice(cast, source, book):
    step(cast.els, source, codes=[a_code(cast, codebook=book).pk])
    assert "Wiens codes je ziet" not in see(cast.els, "desk", source.pk)


def test_a_layer_that_is_kept_from_somebody_shows_nowhere_at_the_desk(cast, source, book):
    """Who reads blind sees their own layer, and what they marked themselves."""
    who = coded_twice(cast, source, book)
    his = actions.mark(newest(source), **the_words(newest(source), "niet"), by=cast.wim)
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.fenna)
    html = see(cast.els, "desk", source.pk)
    assert marked(html) == ["Wie", "heeft", "de sleutel", "Wij niet"]
    assert "moed" not in "".join(rows(html))
    assert "Wim" not in html.split("<main")[1]
    asked = see(cast.els, "desk", source.pk, lagen=1, laag=[who["wim"]])
    assert "moed" not in "".join(rows(asked))
    both = Passage.objects.visible_to(cast.els).get(start=10)
    page = see(cast.els, "passage", both.pk)
    assert "Wim" not in page.split("<main")[1]
    assert as_(cast.els).get(reverse("threads:passage", args=[his.pk])).status_code == 404
    told = step(cast.els, source, codes=[a_code(cast, "iets", codebook=book).pk]).json()
    assert "moed" not in json.dumps(told)
    row = as_(cast.els).get("/werkbank/polder/").context["rows"][0]
    assert (row["passages"], row["codings"]) == (4, 3)


# The palette


def test_the_palette_knows_what_one_gave_last_and_most(cast, source, book):
    top = a_code(cast, "Samen", codebook=book)
    below = a_code(cast, "moed", codebook=book, parent=top)
    a_code(cast, "rust", codebook=book)
    for words, code in [("Wie", below), ("heeft", below), ("de", top)]:
        step(cast.els, source, words=words, codes=[code.pk])
    html = see(cast.els, "desk", source.pk)
    palette = json.loads(html.split('id="code-palette" type="application/json">')[1].split("</")[0])
    assert [(each["name"], each["path"], each["used"], each["recent"]) for each in palette] == [
        ("rust", "", 0, None),
        ("Samen", "", 1, 0),
        ("moed", "Samen", 2, 1),
    ]


def test_a_move_taken_back_tells_the_browser_its_row_and_its_place(cast, source, book):
    passage = a_passage(cast, source, "de sleutel")
    at = [1, passage.start, passage.end]
    moved = actions.change(passage, **the_words(newest(source), "Wij niet"), by=cast.els)
    kept = {"from": at, "to": [1, moved.start, moved.end]}
    told = again(cast.els, source, kept).json()
    assert told["place"] == at[1:]
    assert told["away"] == [passage.pk]
    assert f'data-start="{at[1]}"' in told["row"]
    assert told["said"] == "Ongedaan gemaakt. Het fragment heeft nu andere woorden."
    verbs = Entry.objects.filter(by=cast.els.pk).values_list("verb", flat=True)
    assert list(verbs).count("passage.change") == 2
    assert again(cast.els, source, kept).status_code == 422
    assert again(cast.amina, source, kept).status_code == 404


def test_who_reads_blind_takes_back_a_move_and_touches_nothing_of_others(cast, source, book):
    code = a_code(cast, codebook=book)
    theirs = step(cast.wim, source, codes=[code.pk]).json()["passage"]
    blind.ask(source, coders=[cast.els, cast.wim], by=cast.fenna)
    mine = step(cast.els, source, codes=[code.pk]).json()
    shared = Passage.objects.visible_to(cast.els).get()
    assert shared.pk == theirs == mine["passage"]
    at = [1, shared.start, shared.end]
    twin = actions.change(shared, **the_words(newest(source), "Wij niet"), by=cast.els)
    assert twin.pk != theirs
    told = again(cast.els, source, {"from": at, "to": [1, twin.start, twin.end]}).json()
    assert told["passage"] == theirs
    assert sorted(told["away"]) == sorted([theirs, twin.pk])
    assert codings(cast.els) == [("vertrouwen", "Els")]
    assert codings(cast.wim) == [("vertrouwen", "Wim")]
    assert Passage.objects.unguarded("command line").count() == 1
