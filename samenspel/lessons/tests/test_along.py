"""The second sieve of the neighbour test: what it adds, and that nobody waits for it."""

from __future__ import annotations

import itertools
import json
import os
import stat
import sys
import textwrap
import time
import unicodedata
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from hypothesis import given as over
from hypothesis import strategies as st

from samenspel.lessons import actions, along, weighing
from samenspel.lessons.neighbours import Kind, Mark, marks

from .builders import a_lesson

TOP = Path(__file__).parents[3]
KNOWN = {"oost": Kind.PLACE}


def with_also(text, *also):
    """Which words are marked, with why; `also` are words that the second sieve found."""
    found = [Mark(text.index(one), text.index(one) + len(one), one, Kind.PERSON) for one in also]
    return [(mark.words, mark.kind.value) for mark in marks(text, KNOWN, found)]


@pytest.mark.parametrize(
    ("text", "also", "expected"),
    [
        ("Fatima kwam binnen.", ["Fatima"], [("Fatima", "person")]),
        ("Piet Jansen kwam.", ["Piet Jansen"], [("Piet Jansen", "person")]),
        ("Zij sprak met Jan.", ["Jan"], [("Jan", "capital")]),
        (
            "Buurthuis Oost is open.",
            ["Buurthuis Oost"],
            [("Buurthuis", "person"), ("Oost", "place")],
        ),
        ("van der Oost", ["van der Oost"], [("Oost", "place")]),
        ("Wij zien Jan. Piet zwaait.", ["Jan. Piet"], [("Jan", "capital"), ("Piet", "person")]),
        ("zij is 34 jaar", ["34"], [("34 jaar", "age")]),
        ("bij jan thuis", ["jan"], [("jan", "person")]),
    ],
)
def test_it_adds_what_our_own_missed_and_nothing_twice(text, also, expected):
    assert with_also(text, *also) == expected


@over(st.text(alphabet="Ab1 .\nvan", max_size=40), st.data())
def test_no_two_marks_lie_over_each_other(text, data):
    text = unicodedata.normalize("NFC", text)
    places = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(places, places), max_size=3))
    also = [Mark(a, b, text[a:b], Kind.SPOT) for a, b in spans if a < b]
    found = marks(text, KNOWN, also)
    assert all(text[each.start : each.end] == each.words != "" for each in found)
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    plain = {n for each in marks(text, KNOWN) for n in range(each.start, each.end)}
    assert plain <= {n for each in found for n in range(each.start, each.end)}


# A program of our own that speaks the same lines

ANSWERS = """
    for line in sys.stdin:
        text = json.loads(line)["text"]
        at = text.find("Fatima")
        print(json.dumps({"found": [[at, at + 6, "persoon"]] if at >= 0 else []}))
"""


@pytest.fixture
def program(tmp_path, settings):
    """Puts a program of a few lines where that of deduce would be asked."""

    def put(lines):
        path = tmp_path / "program"
        path.write_text(
            f"#!{sys.executable} -I\nimport json, os, sys, time\n{textwrap.dedent(lines)}"
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        settings.DEDUCE = str(path)
        return path

    return put


@pytest.fixture
def lesson(cast):
    return a_lesson(cast, claim="Fatima vraagt het eerst", works="")


def read(client, cast, lesson):
    client.force_login(cast.wim)
    return client.get(reverse("lessons:neighbours", args=[lesson.slug])).content.decode()


def work(cast, lesson):
    weighing.look_along.func(lesson.pk, cast.wim.pk)


def test_without_the_setting_nothing_is_asked(cast, client, lesson, settings):
    assert settings.DEDUCE == ""
    text = read(client, cast, lesson)
    assert "<mark" not in text
    assert "zeef" not in text


def test_the_page_waits_for_nobody_and_tells_what_came(cast, client, lesson, program):
    program(ANSWERS)
    text = read(client, cast, lesson)
    assert "kijkt nog mee" in text
    assert "<mark" not in text
    assert "notice saved" not in text
    assert any("zoekt nog naar namen" in each for each in actions.lacking(lesson, by=cast.wim))
    work(cast, lesson)
    text = read(client, cast, lesson)
    assert '<mark class="open">Fatima</mark>' in text
    assert "een naam, volgens de tweede zeef" in text
    assert "keek mee in de Nederlandse teksten" in text
    lacking = actions.lacking(lesson, by=cast.wim)
    assert any("1 woord" in each for each in lacking)
    assert not any("zoekt nog naar namen" in each for each in lacking)
    told = {"do": "replace", "field": "claim", "words": "Fatima", "instead": "Een buurvrouw"}
    where = reverse("lessons:neighbours", args=[lesson.slug])
    assert client.post(where, told).status_code == 302
    lesson.refresh_from_db()
    assert lesson.claim == "Een buurvrouw vraagt het eerst"
    assert "kijkt nog mee" in read(client, cast, lesson)  # other words are asked anew


def test_it_is_asked_once_at_a_time(cast, client, lesson, program):
    program(ANSWERS)
    for _time in range(3):
        read(client, cast, lesson)
    waiting = DBTaskResult.objects.filter(task_path=weighing.look_along.module_path)
    assert waiting.count() == 1
    assert "Fatima" not in json.dumps(waiting.get().args_kwargs)  # the words do not wait with it


@pytest.mark.parametrize(
    "lines",
    [
        "sys.exit(1)",
        "print('onzin')",
        "print(json.dumps({'found': [[0, 999, 'persoon']]}))",
        "print(json.dumps({'found': [['a', 'b', 'c']]}))",
        "print(json.dumps([1, 2]))",
        "print(json.dumps({'found': []}))\nprint(json.dumps({'found': []}))",
        "os.kill(os.getpid(), 9)",
        "time.sleep(60)",
        "while True: print('x' * 1000)",
        "print(json.dumps({'found': [], 'x': 'y'})[:-3])",
        "",
    ],
    ids=lambda lines: lines[:20],
)
def test_no_answer_or_a_strange_one_leaves_our_own(
    cast, client, lesson, program, monkeypatch, lines
):
    monkeypatch.setattr(along, "WITHIN", 2)
    program(lines)
    read(client, cast, lesson)
    begun = time.monotonic()
    work(cast, lesson)
    assert time.monotonic() - begun < 20
    text = read(client, cast, lesson)
    assert "gaf geen antwoord" in text
    assert "<mark" not in text
    program(ANSWERS)
    cache.clear()  # as after ten minutes
    work(cast, lesson)
    assert '<mark class="open">Fatima</mark>' in read(client, cast, lesson)


def test_a_program_that_is_not_there(cast, client, lesson, settings):
    settings.DEDUCE = "/nergens/python"
    work(cast, lesson)
    assert "gaf geen antwoord" in read(client, cast, lesson)


def test_it_is_given_the_texts_and_nothing_of_ours(program, monkeypatch):
    monkeypatch.setenv("SAMENSPEL_SECRET_KEY", "geheim")
    program("""
        sys.stdin.readline()
        print(json.dumps({"found": [[0, 1, " ".join([*os.environ, *sys.argv[1:]])]]}))
    """)
    [[(_start, _end, told)]] = along.ask(["Fatima; rm -rf $HOME"])
    assert set(told.split()) <= {"PATH", "LC_ALL", "-I", str(along.PROGRAM)}


# The real one


def python_of_deduce():
    here = TOP / ".venv-deduce"
    built = here / "deduce.stamp"  # is written when its lookup stands
    return os.environ.get("SAMENSPEL_DEDUCE") or (
        str(here / "bin/python") if built.exists() else ""
    )


@pytest.mark.skipif(not python_of_deduce(), reason="bin/setup deduce makes what this needs")
def test_what_deduce_says(db, settings, monkeypatch):
    settings.DEDUCE = python_of_deduce()
    monkeypatch.setattr(along, "WITHIN", 600)  # beside other tests
    texts = ["Fatima Yilmaz kwam 😀 langs.", "Daar zagen wij Jan Jansen. Piet bleef thuis.", ""]
    along.listen(texts)
    assert along.state(texts) == along.State.TOLD
    found = {text: marks(text, {}, also) for text, also in along.marks_in(texts).items()}
    told = [[(mark.words, mark.kind) for mark in found[text]] for text in texts]
    assert told == [
        [("Fatima Yilmaz", Kind.PERSON)],
        [("Jan Jansen", Kind.CAPITAL), ("Piet", Kind.PERSON)],
        [],
    ]
