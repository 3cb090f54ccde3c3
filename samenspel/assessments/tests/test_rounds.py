"""A round from open to closed: who may, what counts once, and what can be taken back."""

from __future__ import annotations

import pytest
from django.utils import translation

from samenspel.assessments import actions, asking, figures, reading
from samenspel.assessments.frameworks import published
from samenspel.assessments.models import (
    Answer,
    Answered,
    Element,
    Framework,
    Mirror,
    Missing,
    Remark,
    Round,
    Shown,
)
from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, Role, Voice
from samenspel.circles.tests.cast import READERS
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry

from .builders import ELEMENTS, a_framework, a_mark, a_round, a_sheet, elements_of, scored

R, P = Voice.RESIDENT, Voice.PROFESSIONAL


def rows(table):
    return table.objects.unguarded("command line")


def seers(cast, rows, **which):
    return {
        name
        for name, person in cast.everybody().items()
        if rows.visible_to(person).filter(**which).exists()
    }


def closed(cast, residents, professionals=(), **more):
    round = a_round(cast)
    scored(round, R, list(residents), **more)
    scored(round, P, list(professionals), **more)
    return actions.close_round(round, by=cast.bo)


def cells(round, voice=R):
    return [line.cells[voice] for line in figures.of(round).lines]


# Who may


@pytest.mark.parametrize("name", ["bo", "fenna", "els"])
def test_coordinators_and_the_team_open_and_close(cast, name):
    by = getattr(cast, name)
    round = a_round(cast, by=by)
    assert actions.close_round(round, by=by).closed


@pytest.mark.parametrize("name", ["amina", "cor", "fons", "pia", "dirk"])
def test_others_open_nothing(cast, name):
    with pytest.raises(NotYours):
        a_round(cast, by=getattr(cast, name))


@pytest.mark.parametrize("name", ["fenna", "els", "amina", "fons"])
def test_only_the_coalition_itself_shares_its_figures(cast, name):
    round = closed(cast, [3] * 5)
    with pytest.raises(NotYours):
        actions.share(round, to=Circle.TEAM, by=getattr(cast, name))


def test_a_list_of_another_expedition_is_refused(cast):
    framework = a_framework(cast)
    cast.dirk.memberships.update(role=Role.COORDINATOR)
    with pytest.raises(Refused, match="Kies een lijst"):
        a_round(cast, framework=framework, place=cast.noord, by=cast.dirk)


# What is seen


def test_nothing_is_seen_before_the_round_is_closed(cast):
    round = a_round(cast)
    scored(round, R, 6, words="Daarom")
    assert figures.of(round) is None
    assert seers(cast, Mirror.objects) == set()
    assert seers(cast, Remark.objects) == set()
    assert actions.answered(round) == 6


def test_nobody_ever_looks_into_the_sheets(cast):
    round = closed(cast, [3] * 5, missing="Iets")
    assert rows(Answer).filter(round=round).count() == 10
    for table in (Answer, Answered, Missing):
        assert seers(cast, table.objects) == set()


def test_whoever_closed_it_sees_no_more_for_that(cast):
    round = a_round(cast, by=cast.fenna)
    scored(round, R, 5, words="Daarom")
    actions.close_round(round, by=cast.fenna)
    for table in (Mirror, Remark):
        assert seers(cast, table.objects) == {"amina", "bram", "bo"}
    assert figures.seen(cast.fenna, round.pk) is None


@pytest.mark.parametrize("circle", [Circle.TEAM, Circle.EXPEDITION, Circle.PARTNERS, Circle.PUBLIC])
def test_a_shared_round_is_seen_by_exactly_that_circle_without_words(cast, circle):
    round = closed(cast, [5, 4, 3, 2, 1], [3] * 4, words="Daarom")
    actions.share(round, to=circle, by=cast.bo)
    assert seers(cast, Shown.objects) == READERS[circle] | {"bo", "amina"}
    assert seers(cast, Remark.objects) == {"amina", "bram", "bo"}
    shown = figures.seen(cast.els, round.pk)
    assert shown.outside
    assert [line.state for line in shown.voices] == ["told", "few", "none"]
    assert [line.state for line in figures.of(round).voices] == ["told", "told", "none"]
    actions.unshare(round, by=cast.bo)
    assert seers(cast, Shown.objects) == set()


def test_the_figures_are_rounded_and_cut_at_the_ends(cast):
    round = closed(cast, [5, 5, 5, 5], [1, 1, 1, 1, 2, 1, 1])
    assert [cell.text for cell in cells(round)] == ["4 of hoger"] * 2
    assert [cell.text for cell in cells(round, P)] == ["1,5 of lager"] * 2
    with translation.override("en"):
        assert [cell.text for cell in cells(round)] == ["4 or more"] * 2


@pytest.mark.parametrize(
    ("scores", "text", "far"),
    [
        ([3, 3, 3], None, None),
        ([3, 3, 3, None, None], None, None),
        ([3, 3, 3, 4], "3,5", None),
        ([3, 3, 3, 3, None], "3", None),
        ([3, 3, 3, 3, 3], "3", False),
        ([1, 2, 4, 4, 4], "3", True),
        ([2, 2, 3, 2], "2 of lager", None),
    ],
)
def test_what_is_told_of_some_scores(cast, scores, text, far):
    cell = cells(closed(cast, scores))[0]
    assert (cell and cell.text, cell and cell.far) == (text, far)


def test_words_show_from_five_answers_without_order_or_score(cast):
    few = closed(cast, [3] * 4, words="Stil")
    many = closed(cast, [3] * 5, words="Hoorbaar", missing="De tuin")
    assert not rows(Remark).filter(mirror__round=few).exists()
    said = reading.words_of(figures.seen(cast.amina, many.pk), cast.amina)
    assert [(one.element and one.element.name, one.voice, len(one.words)) for one in said] == [
        ("Vertrouwen", R, 5),
        ("Rollen", R, 5),
        (None, R, 5),
    ]
    assert [said.words for said in reading.words_of(figures.of(many), cast.els)] == []


def test_a_voice_that_was_told_stays_as_it_was(cast):
    round = closed(cast, [3] * 5, [2] * 3)
    before = cells(round)
    actions.reopen_round(round, by=cast.bo)
    scored(round, R, [5] * 5, words="Te laat")
    scored(round, P, [2], words="Op tijd")
    actions.close_round(round, by=cast.bo)
    assert cells(round) == before
    assert [cell.half for cell in cells(round, P)] == [4, 4]
    assert not rows(Remark).exists()


# Once, and back


def test_the_same_mark_counts_once_and_the_last_sheet_holds(cast):
    round = a_round(cast)
    for score in (1, 5):
        actions.score(round, voice=R, sheet=a_sheet(round, score), mark=a_mark("amina"))
    assert actions.answered(round) == 1
    first = rows(Answer).filter(round=round, element=elements_of(round)[0])
    assert [row.score for row in first] == [5]


def test_somebody_we_know_answers_once_whatever_their_mark(cast):
    round = a_round(cast)
    scored(round, R, 1, who=cast.amina)
    assert actions.has_answered(round, cast.amina)
    with pytest.raises(Refused, match="al ingevuld"):
        scored(round, R, 1, who=cast.amina)
    assert actions.answered(round) == 1


def test_a_closed_round_takes_no_sheet(cast):
    round = closed(cast, [3] * 4)
    with pytest.raises(Refused, match="gesloten"):
        scored(round, R, 1)
    with pytest.raises(Refused, match="al gesloten"):
        actions.close_round(round, by=cast.bo)


def test_a_mark_that_could_be_guessed_is_refused(cast):
    with pytest.raises(ValueError, match="secret"):
        actions.key_of("amina", a_round(cast), "answered")


def test_rows_of_one_sheet_have_nothing_in_common(cast):
    round = a_round(cast)
    scored(round, R, 1, missing="Iets", who=cast.amina)
    keys = [row.pk for table in (Answered, Answer, Missing) for row in rows(table)]
    assert len(set(keys)) == 4
    assert all(key.version == 4 for key in keys)
    fields = {field.name for field in Answer._meta.fields}
    assert fields == {"key", "round", "element", "voice", "score", "reason", "opened"}


def test_the_ledger_does_not_tell_who_handed_in_when(cast):
    scored(a_round(cast), R, 1, who=cast.amina)
    assert not Entry.objects.filter(by=cast.amina.pk).exists()


def test_after_closing_the_rows_lie_in_the_order_of_their_keys(cast):
    round = a_round(cast)
    scored(round, R, 8)
    actions.close_round(round, by=cast.bo)
    # Without an order a database gives them as they lie.
    laid = list(rows(Answer).order_by().values_list("score", "key"))
    assert [key for _score, key in laid] == sorted(key for _score, key in laid)


def test_a_sheet_is_taken_back_with_its_words_and_the_mean_stays(cast):
    round = a_round(cast)
    marks = scored(round, R, [1, 3, 3, 3, 5], words="Daarom", missing="De tuin")
    actions.close_round(round, by=cast.bo)
    before = cells(round)
    assert actions.take_back(round, mark=marks[0])
    assert not actions.take_back(round, mark=marks[0])
    assert (actions.answered(round), rows(Answer).count()) == (4, 8)
    assert rows(Remark).count() == 12
    assert cells(round) == before


def test_a_voice_with_too_few_sheets_left_is_lifted_for_good(cast):
    round = a_round(cast)
    marks = scored(round, R, [1, 3, 3, 3, 5], words="Daarom")
    actions.close_round(round, by=cast.bo)
    actions.share(round, to=Circle.TEAM, by=cast.bo)
    for mark in marks[:2]:
        actions.take_back(round, mark=mark)
    assert cells(round) == [None, None]
    assert figures.of(round).voices[0].state == "lifted"
    assert not rows(Remark).exists()
    assert not figures.seen(cast.els, round.pk).told
    actions.reopen_round(round, by=cast.bo)
    scored(round, R, 3)
    actions.close_round(round, by=cast.bo)
    assert cells(round) == [None, None]


def test_who_took_back_can_fill_in_again_while_it_is_open(cast):
    round = a_round(cast)
    (mark,) = scored(round, R, 1, who=cast.amina)
    actions.take_back(round, mark=mark)
    scored(round, R, 1, who=cast.amina)
    assert actions.answered(round) == 1


def test_a_paper_sheet_is_typed_in_once_and_counted(cast):
    round, once = a_round(cast), a_mark("the first sheet")
    actions.type_in(round, voice=R, sheet=a_sheet(round), once=once, by=cast.bo)
    with pytest.raises(Refused, match="net al"):
        actions.type_in(round, voice=R, sheet=a_sheet(round), once=once, by=cast.bo)
    round.refresh_from_db()
    assert (round.typed, actions.answered(round)) == (1, 1)


# Order and time


def test_the_talk_begins_where_voices_differ_then_where_one_is_divided(cast):
    said = [*ELEMENTS, ELEMENTS[0].__class__("Plezier")]
    round = a_round(cast, framework=a_framework(cast, elements=said))
    for scores in [(3, 3, 2), (3, 1, 2), (3, 4, 3), (3, 3, 2), (3, 4, 2)]:
        for voice, shift in ((R, 0), (P, 1)):
            sheet = a_sheet(round, scores[0], scores[1], scores[2] + shift)
            mark = a_mark(f"{voice} {actions.answered(round)}")
            actions.score(round, voice=voice, sheet=sheet, mark=mark)
    actions.close_round(round, by=cast.bo)
    order = [line.element.name for line in figures.talk_order(figures.of(round))]
    assert order == ["Plezier", "Rollen", "Vertrouwen"]


def test_earlier_rounds_stand_beside_it_also_with_a_better_list(cast):
    framework = a_framework(cast)
    first = a_round(cast, framework=framework, title="Een")
    scored(first, R, [2] * 4)
    actions.close_round(first, by=cast.bo)
    kept = [
        actions.Said(name_nl=e.name_nl, kin=e.kin)
        for e in rows(Element).filter(framework=framework)
    ]
    better = a_framework(
        cast, elements=[*kept, actions.Said("Plezier", additional=True)], replaces=framework
    )
    second = a_round(cast, framework=better, title="Twee")
    scored(second, R, [4] * 5)
    actions.close_round(second, by=cast.bo)
    now = figures.of(second)
    assert [one.round for one in figures.earlier(now)] == [first]
    actions.share(second, to=Circle.TEAM, by=cast.bo)
    assert figures.earlier(figures.seen(cast.els, second.pk)) == []


def test_what_the_page_of_a_coalition_tells(cast):
    done = closed(cast, [3] * 4)
    opened = a_round(cast)
    told = reading.latest(cast.oost, cast.amina)
    assert (told.to_fill_in, told.closed) == ([opened], done)
    scored(opened, R, 1, who=cast.amina)
    assert reading.latest(cast.oost, cast.amina).to_fill_in == []
    assert not reading.latest(cast.oost, cast.els)
    actions.share(done, to=Circle.TEAM, by=cast.bo)
    assert reading.latest(cast.oost, cast.els).closed == done


# Lists


@pytest.mark.parametrize("name", sorted(published()))
def test_a_published_list_is_taken_over_under_its_own_name(cast, name):
    taken = actions.adopt_framework(cast.expedition, name=name, by=cast.fons)
    told = published()[name]
    assert (taken.name_nl, taken.source, taken.licence) == (
        told["name_nl"],
        told["source"],
        told["licence"],
    )
    elements = rows(Element).filter(framework=taken)
    assert [e.name_nl for e in elements] == [row["name_nl"] for row in told["element"]]
    assert all(e.explanation_en and e.questions_en and e.questions_nl for e in elements)
    with pytest.raises(Refused, match="is er al"):
        actions.adopt_framework(cast.expedition, name=name, by=cast.els)


def test_a_better_list_leaves_the_rounds_with_the_old_one(cast):
    old = a_framework(cast)
    round = a_round(cast, framework=old)
    new = a_framework(cast, name_nl="Beter", replaces=old)
    round.refresh_from_db()
    old.refresh_from_db()
    assert (round.framework, new.number, bool(old.retired)) == (old, 2, True)
    with pytest.raises(Refused, match="intussen"):
        a_framework(cast, replaces=old)
    with pytest.raises(Refused, match="in deze expeditie"):
        a_round(cast, framework=old)


@pytest.mark.parametrize("name", ["amina", "bo", "cor", "pia", "dirk"])
def test_lists_are_written_by_the_manager_and_the_team(cast, name):
    with pytest.raises(NotYours):
        a_framework(cast, by=getattr(cast, name))


def test_a_list_is_read_by_all_who_travel(cast):
    assert seers(cast, Framework.objects, pk=a_framework(cast).pk) == READERS[Circle.PARTNERS] | {
        "amina"
    }
    assert seers(cast, Round.objects, pk=a_round(cast).pk) == READERS[Circle.TEAM] | {"amina"}


# Links


def test_a_link_goes_to_people_of_the_coalition_only(cast, office):
    round = a_round(cast)
    (letter,) = asking.ask(round, people=[cast.amina], by=cast.bo)
    assert asking.opened_by(letter.key.link).author == cast.amina
    with pytest.raises(Refused, match="bij deze coalitie hoort"):
        asking.ask(round, people=[cast.cor], by=cast.bo)
    with pytest.raises(NotYours):
        asking.ask(round, people=[cast.amina], by=cast.bram)
