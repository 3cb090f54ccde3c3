"""The learning agenda: letters, answers, versions, and who reads them."""

from __future__ import annotations

import itertools
import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client

from samenspel.agendas import actions, reading
from samenspel.agendas.models import Question
from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.sources import search

from .builders import ASKS, a_question, an_agreement

FIRST = datetime(2031, 1, 9, 10, 0, tzinfo=UTC)


def enter(person) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def get(person, path: str, status: int = 200) -> str:
    answer = enter(person).get(path)
    assert answer.status_code == status
    return answer.content.decode()


def agenda_of(cast) -> str:
    return f"/coalitie/{cast.oost.pk}/leeragenda/"


def listed(cast, person, live=True) -> list[tuple[str, str, str]]:
    rows = reading.questions(cast.oost, person, live)
    return [(row.letter, row.words, row.state) for row in rows]


@pytest.fixture
def three_days(cast):
    """An agenda that changed on three days: asked; reworded and answered; one off, one more."""
    with time_machine.travel(FIRST, tick=False) as clock:
        keys = a_question(cast, words="Wie heeft de sleutel?")
        money = a_question(cast, words="Wie betaalt de koffie?")
        clock.shift(timedelta(days=60))
        actions.reword(keys, words=ASKS, by=cast.bram)
        actions.answer(keys, words="Negen mensen, elk een.", less="Bellen", by=cast.bo)
        clock.shift(timedelta(days=60))
        actions.drop(money, why="Het noemen was genoeg.", by=cast.bo)
        a_question(cast, words="Hoe zeggen we nee?")
    return keys, money


def test_letters_go_on_and_stay(cast):
    first, second = a_question(cast), a_question(cast, words="En dan?")
    actions.drop(first, why="Klaar", by=cast.bo)
    third = a_question(cast, words="Wat nu?")
    assert [row.letter for row in (first, second, third)] == ["A", "B", "C"]
    assert a_question(cast, words="Elders?", place=cast.west, by=cast.cor).letter == "A"


def test_after_z_come_two_letters():
    assert list(itertools.islice(actions.letters(), 25, 28)) == ["Z", "AA", "AB"]


def test_what_is_asked_twice_arrives_once(cast):
    key = uuid.uuid4()
    assert a_question(cast, key=key) == a_question(cast, key=key, words="Anders?")
    assert listed(cast, cast.bo) == [("A", ASKS, "asked")]


def test_who_may_ask_and_who_reads(cast):
    a_question(cast, by=cast.fenna)
    for person in (cast.cor, cast.fons, None):
        with pytest.raises(NotYours):
            a_question(cast, by=person)
    for person in (cast.els, cast.cor, cast.fons, None):
        assert listed(cast, person) == []
    assert listed(cast, cast.amina) == listed(cast, cast.fenna) == [("A", ASKS, "asked")]


def test_an_answer_is_for_now_and_the_question_stays(cast):
    question = a_question(cast)
    actions.answer(question, words="Iedereen een.", more="Samen sluiten", by=cast.bram)
    (row,) = reading.questions(cast.oost, cast.amina)
    assert (row.state, row.said, row.less, row.more) == (
        "answered",
        "Iedereen een.",
        "",
        "Samen sluiten",
    )
    actions.reword(question, words="Wie sluit af?", by=cast.amina)
    (row,) = reading.questions(cast.oost, cast.amina)
    assert (row.words, row.state, row.said) == ("Wie sluit af?", "answered", "Iedereen een.")


def test_a_question_goes_with_a_reason_and_comes_back_as_it_was(cast):
    question = a_question(cast)
    actions.answer(question, words="Iedereen een.", by=cast.bram)
    with pytest.raises(Refused):
        actions.drop(question, why=" ", by=cast.bram)
    actions.drop(question, why="Genoemd is genoeg.", by=cast.bram)
    assert listed(cast, cast.bo) == []
    assert listed(cast, cast.bo, live=False) == [("A", ASKS, "dropped")]
    for refused in (
        lambda: actions.answer(question, words="Nog iets", by=cast.bo),
        lambda: actions.drop(question, why="Nog eens", by=cast.bo),
    ):
        with pytest.raises(Refused):
            refused()
    actions.take_up(question, by=cast.bo)
    (row,) = reading.questions(cast.oost, cast.amina)
    assert (row.state, row.said) == ("answered", "Iedereen een.")
    with pytest.raises(Refused):
        actions.take_up(question, by=cast.bo)


def test_how_it_stood_is_written_once(cast):
    question = a_question(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        question.standings.unguarded("command line").update(words="Nooit gezegd")


def test_a_version_is_what_stood_at_the_end_of_a_day(cast, three_days):
    found = reading.versions(cast.oost, cast.amina)
    assert [version.number for version in found] == [1, 2, 3]
    assert [version.day.isoformat() for version in found] == [
        "2031-01-09",
        "2031-03-10",
        "2031-05-09",
    ]
    stood = [
        {letter: (row.words, row.state) for letter, row in version.questions.items()}
        for version in found
    ]
    assert stood == [
        {"A": ("Wie heeft de sleutel?", "asked"), "B": ("Wie betaalt de koffie?", "asked")},
        {"A": (ASKS, "answered"), "B": ("Wie betaalt de koffie?", "asked")},
        {
            "A": (ASKS, "answered"),
            "B": ("Wie betaalt de koffie?", "dropped"),
            "C": ("Hoe zeggen we nee?", "asked"),
        },
    ]


def test_side_by_side_each_letter_says_what_became_of_it(cast, three_days):
    first, second, third = reading.versions(cast.oost, cast.amina)

    def changes(before, after):
        return {pair.letter: pair.change for pair in reading.beside(before, after)}

    assert changes(first, second) == {"A": "anders gezegd", "B": ""}
    assert changes(second, third) == {"A": "", "B": "van de lijst", "C": "nieuw"}
    actions.take_up(three_days[1], by=cast.bo)
    latest = reading.versions(cast.oost, cast.amina)[-1]
    assert changes(third, latest)["B"] == "weer op de lijst"


def test_what_was_taken_off_is_in_no_later_version(cast, three_days):
    a_question(cast, words="Wie belt er?")
    *_, third, latest = reading.versions(cast.oost, cast.amina)
    assert list(third.questions) == ["A", "B", "C"]
    assert list(latest.questions) == ["A", "C", "D"]
    gone = {pair.letter: pair.after for pair in reading.beside(third, latest)}
    assert gone["B"] is None


def test_versions_show_only_what_one_may_read(cast, three_days):
    keys, _money = three_days
    actions.widen_question(keys, to=Circle.PARTNERS, by=cast.bo)
    found = reading.versions(cast.oost, cast.fons)
    assert [set(version.questions) for version in found] == [{"A"}, {"A"}]
    actions.narrow_question(keys, to=Circle.TEAM, by=cast.bo)
    assert reading.versions(cast.oost, cast.fons) == []
    assert len(reading.versions(cast.oost, cast.els)) == 2


def test_only_a_coordinator_shares_it_wider(cast):
    question = a_question(cast)
    for person in (cast.amina, cast.els, cast.fons):
        with pytest.raises(NotYours):
            actions.widen_question(question, to=Circle.PUBLIC, by=person)


def test_it_is_found_until_it_is_off_the_list(cast):
    question = a_question(cast)
    actions.answer(question, words="Bij de bakker.", by=cast.bram)
    assert search.find(cast.amina, "bakker").counts == {"learning": 1}
    assert search.find(cast.cor, "bakker").everything == 0
    actions.drop(question, why="Klaar", by=cast.bo)
    assert search.find(cast.amina, "sleutels").everything == 0


# Pages


def test_versions_stand_side_by_side_on_the_page(cast, three_days):
    path = f"{agenda_of(cast)}versies/"
    page = get(cast.amina, path)
    assert "Hoe zeggen we nee?" in page
    assert "Het noemen was genoeg." in page
    assert "Wie heeft de sleutel?" not in page
    early = get(cast.amina, f"{path}?van=2031-01-09&naar=2031-03-10")
    assert "Wie heeft de sleutel?" in early
    assert "Hoe zeggen we nee?" not in early
    asked = "?van=2031-03-10&naar=2031-01-09"  # the wrong way round
    told = enter(cast.amina).get(path + asked).context
    assert (told["before"].number, told["after"].number) == (1, 2)
    for asked in ("?van=2031-01-10", "?naar=x", "?van=2031-02-31"):
        get(cast.amina, path + asked, status=404)


def test_one_version_says_so_and_none_leads_back(cast):
    path = f"{agenda_of(cast)}versies/"
    assert enter(cast.amina).get(path)["Location"] == agenda_of(cast)
    a_question(cast)
    assert "Er is nu nog één versie" in get(cast.amina, path)


@pytest.mark.parametrize("many", [1, 3])
def test_the_agenda_costs_the_same_with_one_and_with_three(cast, many, django_assert_num_queries):
    for number in range(many):
        question = a_question(cast, words=f"Vraag {number}?")
        actions.answer(question, words="Zo.", by=cast.bram)
        actions.drop(a_question(cast, words=f"Weg {number}?"), why="Klaar", by=cast.bo)
    client = enter(cast.amina)
    client.get(agenda_of(cast))
    with django_assert_num_queries(7):
        client.get(agenda_of(cast))


def test_a_question_walks_through_its_pages(cast):
    client = enter(cast.amina)
    once = client.get(agenda_of(cast)).context["form"]["once"].value()
    assert client.post(agenda_of(cast), {"words": ASKS, "once": once}).status_code == 302
    question = Question.objects.visible_to(cast.amina).get()
    path = f"/leervraag/{question.pk}/"
    client.post(f"{path}woorden/", {"words": "Wie sluit af?"})
    client.post(f"{path}antwoord/", {"words": "Om de beurt.", "less": "", "more": "Een rooster"})
    page = get(cast.bram, path)
    assert "Om de beurt." in page
    assert ASKS in page
    assert f"/coalitie/{cast.oost.pk}/afspraken/?wat=Een%20rooster#nieuw" in page
    client.post(f"{path}van-de-lijst/", {"why": "Het rooster hangt."})
    assert "Het rooster hangt." in get(cast.bram, agenda_of(cast))
    client.post(f"{path}terug/")
    assert listed(cast, cast.bo) == [("A", "Wie sluit af?", "answered")]


def test_a_page_gives_back_what_was_typed(cast):
    question = a_question(cast)
    client, path = enter(cast.amina), f"/leervraag/{question.pk}/antwoord/"
    answer = client.post(path, {"words": "", "less": "Minder bellen", "more": ""})
    assert answer.status_code == 422
    assert "Minder bellen" in answer.content.decode()


def test_who_may_not_work_on_it_reads_it_without_buttons(cast):
    question = a_question(cast)
    actions.widen_question(question, to=Circle.PARTNERS, by=cast.bo)
    page = get(cast.fons, agenda_of(cast))
    assert ASKS in page
    assert "antwoord/" not in page
    for end in ("woorden/", "antwoord/", "van-de-lijst/", "kring/"):
        get(cast.fons, f"/leervraag/{question.pk}/{end}", status=404)
    assert "Amina" not in get(cast.fons, f"/leervraag/{question.pk}/")
    assert enter(cast.fons).post(agenda_of(cast), {"words": "Mag dit?"}).status_code == 404


def test_an_answer_leads_to_an_agreement_with_its_words(cast):
    page = enter(cast.amina).get(f"/coalitie/{cast.oost.pk}/afspraken/?wat=Een%20rooster")
    assert page.context["form"]["what"].value() == "Een rooster"


def test_a_narrowed_agenda_is_gone_at_once(cast):
    question = a_question(cast)
    actions.widen_question(question, to=Circle.EXPEDITION, by=cast.bo)
    get(cast.cor, agenda_of(cast))
    actions.narrow_question(question, to=Circle.COALITION, by=cast.bo)
    for path in (agenda_of(cast), f"{agenda_of(cast)}versies/", f"/leervraag/{question.pk}/"):
        get(cast.cor, path, status=404)
    an_agreement(cast)
    get(cast.cor, agenda_of(cast), status=404)
