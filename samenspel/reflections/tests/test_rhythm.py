"""Questions are data, in versions; the rhythm is the coalition's own."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.reflections import actions
from samenspel.reflections.models import Prompt, Rhythm, Round

from .builders import a_prompt, a_reflection, a_rhythm


def seers(cast, prompt):
    return {
        name
        for name, person in cast.everybody().items()
        if Prompt.objects.visible_to(person).filter(pk=prompt.pk).exists()
    }


def test_a_question_of_a_coalition_is_seen_there_and_by_its_team(cast):
    assert seers(cast, a_prompt(cast)) == {"amina", "bram", "bo", "els", "wim", "fenna"}


def test_a_question_of_the_expedition_is_seen_by_all_who_travel(cast):
    prompt = a_prompt(cast, place=cast.expedition, by=cast.els)
    assert seers(cast, prompt) == {"amina", "bram", "bo", "els", "wim", "fenna", "cor"}


@pytest.mark.parametrize("name", ["amina", "bram", "cor", "fons", "pia"])
def test_questions_are_written_by_coordinators_and_the_team(cast, name):
    with pytest.raises(NotYours):
        a_prompt(cast, by=getattr(cast, name))


@pytest.mark.parametrize("name", ["bo", "fons"])
def test_questions_of_the_expedition_are_written_by_the_team(cast, name):
    with pytest.raises(NotYours):
        a_prompt(cast, place=cast.expedition, by=getattr(cast, name))


def test_a_question_speaks_the_readers_language_or_the_one_it_has(cast):
    both, dutch = a_prompt(cast), a_prompt(cast, question_en="")
    with translation.override("en"):
        assert both.question == "What chafed these weeks?"
        assert dutch.question == "Wat schuurde er deze weken?"
    with translation.override("nl"):
        assert both.question == "Wat schuurde er deze weken?"


def test_a_better_wording_leaves_the_old_one_with_its_answers(cast):
    old = a_prompt(cast)
    rhythm = a_rhythm(cast, old)
    told = a_reflection(cast, prompt=old)
    new = a_prompt(cast, question_nl="Waar liep je tegenaan?", replaces=old)
    told.refresh_from_db()
    assert (new.number, new.replaces, told.prompt) == (2, old, old)
    assert old.retired
    assert old.retired_by == cast.bo
    assert actions.next_prompt(rhythm) == new


def test_a_question_that_was_replaced_is_not_replaced_again(cast):
    old = a_prompt(cast)
    a_prompt(cast, replaces=old)
    with pytest.raises(Refused, match="intussen"):
        a_prompt(cast, replaces=old)


def test_a_retired_question_is_asked_no_more(cast):
    one, other = a_prompt(cast), a_prompt(cast)
    rhythm = a_rhythm(cast, one, other)
    actions.retire_prompt(one, by=cast.fenna)
    assert actions.next_prompt(rhythm) == other
    actions.retire_prompt(other, by=cast.bo)
    assert actions.next_prompt(rhythm) is None


def test_questions_take_turns(cast):
    one, two, three = (a_prompt(cast) for _ in range(3))
    rhythm = a_rhythm(cast, one, two, three)
    today = timezone.localdate()
    asked = []
    for week in range(5):
        prompt = actions.next_prompt(rhythm)
        Round.objects.create(coalition=cast.oost, prompt=prompt, day=today + timedelta(weeks=week))
        asked.append(prompt)
    assert asked == [one, two, three, one, two]


def test_a_question_that_was_reworded_keeps_its_turn(cast):
    one, two = a_prompt(cast), a_prompt(cast)
    rhythm = a_rhythm(cast, one, two)
    today = timezone.localdate()
    for ago, prompt in [(4, two), (2, one)]:
        Round.objects.create(coalition=cast.oost, prompt=prompt, day=today - timedelta(weeks=ago))
    for words in ("Waar schuurde het?", "Waar schuurde het deze maand?"):
        one = a_prompt(cast, question_nl=words, replaces=one)
    assert actions.next_prompt(rhythm) == two
    Round.objects.create(coalition=cast.oost, prompt=two, day=today)
    assert actions.next_prompt(rhythm) == one


@pytest.mark.parametrize(
    ("after", "following"),
    [
        (date(2026, 1, 1), date(2026, 3, 2)),
        (date(2026, 3, 2), date(2026, 3, 2)),
        (date(2026, 3, 3), date(2026, 3, 16)),
        (date(2026, 3, 16), date(2026, 3, 16)),
        (date(2026, 3, 17), date(2026, 3, 30)),
    ],
)
def test_the_next_day_follows_from_the_first_and_the_step(after, following):
    assert Rhythm(weeks=2, first=date(2026, 3, 2)).next_day(after) == following


def test_a_rhythm_can_rest(cast):
    rhythm = a_rhythm(cast)
    rested = actions.choose_rhythm(cast.oost, weeks=None, prompts=[], by=cast.bo)
    assert rested == rhythm
    assert rested.next_day() is None
    assert rested.coming_days(3) == []
    assert len(a_rhythm(cast).coming_days(3)) == 3


@pytest.mark.parametrize("name", ["amina", "els", "fenna", "fons", "cor"])
def test_the_coalition_itself_chooses_its_rhythm(cast, name):
    with pytest.raises(NotYours):
        a_rhythm(cast, by=getattr(cast, name))


def test_a_rhythm_asks_questions_of_its_own_or_of_the_expedition(cast):
    elsewhere = actions.write_prompt(
        cast.west, kind="flow", question_nl="Wat ging vanzelf?", by=cast.els
    )
    for refused in ({"weeks": 0}, {"weeks": 27}, {"prompts": []}, {"prompts": [elsewhere]}):
        with pytest.raises(Refused, match="Kies"):
            actions.choose_rhythm(
                cast.oost, **{"weeks": 2, "prompts": [a_prompt(cast)], "by": cast.bo, **refused}
            )
    assert a_rhythm(cast, a_prompt(cast, place=cast.expedition, by=cast.els)).weeks == 2


def test_a_question_stays_within_its_circle_whatever_happens(cast):
    assert a_prompt(cast).circle == Circle.TEAM
