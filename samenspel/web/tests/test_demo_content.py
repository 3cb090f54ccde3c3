"""What people read when they first meet Samenspel: enough of it, plain, and in its own words."""

from __future__ import annotations

import re
import statistics
from collections import Counter

import pytest
import textstat

from samenspel.circles.models import Circle, Role, Voice
from samenspel.reflections.models import Kind
from samenspel.sources.models import Naming, Source
from samenspel.threads.models import Step, ThreadPassage
from samenspel.web import demo

PLACES = demo.coalitions()
TEXTS = demo.texts()
EXPEDITION = demo.read("expedition")
CIRCLES = {circle.name.lower() for circle in Circle}
READ_BY_TEAM = CIRCLES - {"private", "coalition"}


def the_text_with(words: str) -> demo.Text:
    (text,) = [text for text in TEXTS if words in text.words]
    assert text.words.count(words) == 1, words
    return text


def spoken(text: str) -> str:
    """The words without headings, labels and time codes."""
    marks = r"^#.*$|^WEBVTT$|^[\d:.]+ --> .*$|<v \w+>|\*\*|^[A-Z][\w-]+( \(\w+\))?: "
    return re.sub(marks, "", text, flags=re.MULTILINE)


def test_it_says_everywhere_that_it_is_invented() -> None:
    for file in demo.FILES.glob("*.toml"):
        assert file.read_text(encoding="utf-8").startswith("# Verzonnen voorbeeld."), file.name


@pytest.mark.parametrize("place", PLACES)
def test_every_coalition_tells_enough_in_both_voices_and_of_every_kind(place: str) -> None:
    content = PLACES[place]
    people = {row["key"]: row for row in content["person"]}
    told = content["reflection"]
    assert len(told) >= 36
    assert {row["kind"] for row in told} == set(Kind.values)
    heard = Counter(people[row["by"]]["voice"] for row in told)
    assert min(heard[Voice.RESIDENT], heard[Voice.PROFESSIONAL]) >= 8
    assert {row["circle"] for row in told} == CIRCLES
    assert {row["by"] for row in told} == set(people)
    assert all(20 <= len(row["text"].split()) <= 120 for row in told)
    assert 2 <= len(people) <= 7
    assert {row["effect"] for row in content["event"]} == {"helped", "hindered"}


def test_the_five_have_different_shapes() -> None:
    sides = {
        name: tuple(sorted(row["side"] for row in content["organisation"]))
        for name, content in PLACES.items()
    }
    one_on_one = ("professional", "resident")
    assert sides["kolkerhaven"] == sides["rozenwaard"] == sides["rietermade"] == one_on_one
    assert Counter(sides["oudeschor"]) == {"resident": 3, "professional": 1}
    assert Counter(sides["grutterswier"]) == {"resident": 2, "professional": 1, "other": 1}
    assert [len(PLACES[name]["coalition"]["practices"]) for name in demo.COALITIONS] == [
        1,
        5,
        5,
        3,
        1,
    ]
    assert len({content["coalition"]["practice_word"] for content in PLACES.values()}) == 5
    assert len({content["coalition"]["province"] for content in PLACES.values()}) == 5


def test_people_speak_while_they_are_there() -> None:
    for content in PLACES.values():
        people = {row["key"]: row for row in content["person"]}
        for row in content["reflection"]:
            who = people[row["by"]]
            assert who.get("since", 0) <= row["day"] <= who.get("until", EXPEDITION["today"])
            if "typed_by" in row:
                assert people[row["typed_by"]]["role"] == Role.COORDINATOR


def test_the_days_run_on() -> None:
    for content in PLACES.values():
        days = [row["day"] for row in content["reflection"]]
        assert days == sorted(days)
        assert len({day // 60 for day in days}) >= EXPEDITION["today"] // 60
        assert days[-1] < EXPEDITION["today"]


def test_no_two_texts_are_alike() -> None:
    assert len({text.key for text in TEXTS}) == len(TEXTS)
    openings = Counter(tuple(text.words.split()[:4]) for text in TEXTS)
    assert openings.most_common(1)[0][1] == 1


def test_longer_sources() -> None:
    longer = demo.longer_sources()
    reports = Counter(row["coalition"] for row in longer if row["kind"] == Source.Kind.REPORT)
    assert reports == dict.fromkeys(PLACES, 2)
    for row in longer:
        words = len(row["text"].split())
        if row["kind"] == Source.Kind.REPORT:
            assert 400 <= words <= 900, row["slug"]
        if row["kind"] == Source.Kind.INTERVIEW:
            assert 800 <= words <= 1500, row["slug"]
    assert Counter(row["kind"] for row in longer) == {
        "report": 10,
        "interview": 2,
        "transcript": 1,
        "document": 5,
    }


def test_it_reads_easily() -> None:
    textstat.set_lang("nl")
    scores = [textstat.flesch_reading_ease(spoken(text.words)) for text in TEXTS]
    assert statistics.median(scores) >= 80
    assert statistics.quantiles(scores, n=20)[0] >= 70


def test_passages_stand_in_one_text_that_the_team_may_read() -> None:
    passages = demo.read("passages")["passage"]
    codes = {row["key"] for row in demo.read("codebook")["code"]}
    threads = {row["key"] for row in demo.read("threads")["thread"]}
    assert len(passages) >= 120
    for row in passages:
        assert the_text_with(row["words"]).circle in READ_BY_TEAM, row["words"]
        assert row["codes"], row["words"]
        assert {*row["codes"], *row.get("second", [])} <= codes
        assert row.get("thread", "sleutel") in threads
        assert row.get("weight", "carries") in ThreadPassage.Weight.values


def test_threads_hold_and_are_spoken_against() -> None:
    weights: dict[str, Counter[str]] = {
        row["key"]: Counter() for row in demo.read("threads")["thread"]
    }
    for row in demo.read("passages")["passage"]:
        if "thread" in row:
            weights[row["thread"]][row.get("weight", "carries")] += 1
    assert 6 <= len(weights) <= 8
    for name, counted in weights.items():
        assert counted["carries"] >= 5, name
        assert counted["nuances"] + counted["contradicts"] >= 1, name
    for row in demo.read("threads")["thread"]:
        assert {step["status"] for step in row["said"]} <= set(Step.Status.values)


def test_the_codebook_tells_when_to_give_a_code() -> None:
    codes = demo.read("codebook")["code"]
    assert 15 <= len(codes) <= 25
    keys = [row["key"] for row in codes]
    for at, row in enumerate(codes):
        assert row["nl"], row["key"]
        assert row["en"], row["key"]
        assert row["definition"], row["key"]
        assert row["use_when"], row["key"]
        assert row["not_when"], row["key"]
        assert row.get("parent") in {None, *keys[:at]}


def test_lessons_quote_what_was_said_and_show_every_state() -> None:
    lessons = demo.read("lessons")["lesson"]
    quotes = [quote for lesson in lessons for quote in lesson["quotes"]]
    for quote in quotes:
        assert the_text_with(quote["words"]).circle in READ_BY_TEAM
    assert {quote["naming"] for quote in quotes} == set(Naming.values)
    assert {quote["answer"] for quote in quotes} == {"given", "asked", "withdrawn"}
    assert Counter("published" in lesson for lesson in lessons) == {True: 4, False: 3}


def test_questions_stand_in_two_languages() -> None:
    for prompt in EXPEDITION["prompt"]:
        assert prompt["nl"] != prompt["en"]
    assert {prompt["kind"] for prompt in EXPEDITION["prompt"]} == set(Kind.values)
