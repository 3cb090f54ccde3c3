"""Leading a meeting: on and back, two facilitators, and whoever is asked to."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Voice
from samenspel.foundation.errors import Refused
from samenspel.pitstops import actions, looking, scripts, seats
from samenspel.pitstops.models import ABOUT_CARDS, Card, Kind, Lead, Pitstop, Promise, Step
from samenspel.pitstops.seats import TABLE

from .builders import a_phone, a_pitstop, at, begun, reflecting, step


def kinds(pitstop: Pitstop) -> list[str]:
    rows = Step.objects.unguarded(TABLE).filter(pitstop=pitstop)
    return list(rows.values_list("kind", flat=True))


def fresh(pitstop: Pitstop) -> Pitstop:
    return Pitstop.objects.unguarded(TABLE).select_related("step").get(pk=pitstop.pk)


@pytest.mark.parametrize("name", scripts.shipped())
def test_a_script_that_comes_along_is_whole_in_both_languages(cast, name):
    script = scripts.shipped()[name]
    assert all(script.title.values())
    assert all(script.about.values())
    assert 60 <= script.minutes <= 120
    for part in script.parts:
        assert all(part.title.values()), part
        assert all(part.ask.values()), part
    pitstop = a_pitstop(cast, script=name)
    assert kinds(pitstop) == [part.kind for part in script.parts]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"steps": []},
        {"steps": [{"kind": "dansen"}]},
        {"steps": [{"kind": "reflect", "promise": "iedereen"}]},
        {"steps": [{"kind": "vote", "about": 3}]},
        {"steps": [{"kind": "reflect", "cards": ["taart"]}]},
        {"steps": [{"kind": "welcome"}] * 31},
    ],
)
def test_a_script_that_is_not_right_is_refused(wrong):
    with pytest.raises(Refused):
        scripts.read("x", wrong)


def test_on_back_and_to_any_step(cast):
    pitstop = begun(cast)
    assert fresh(pitstop).step.kind == Kind.WELCOME
    assert actions.step_before(fresh(pitstop)) is None
    actions.go(pitstop, to=actions.next_step(fresh(pitstop)), by=cast.bo)
    assert fresh(pitstop).step.kind == Kind.REFLECT
    actions.skip_step(step(pitstop, Kind.REVEAL), by=cast.bo)
    actions.go(pitstop, to=actions.next_step(fresh(pitstop)), by=cast.bo)
    assert fresh(pitstop).step.kind == Kind.GROUP
    with pytest.raises(Refused):
        actions.go(pitstop, to=step(pitstop, Kind.REVEAL), by=cast.bo)
    actions.go(pitstop, to=actions.step_before(fresh(pitstop)), by=cast.bo)
    assert fresh(pitstop).step.kind == Kind.REFLECT


def test_two_facilitators_who_press_at_once_go_one_step_on(cast):
    pitstop = begun(cast)
    seen = fresh(pitstop).step
    after = actions.next_step(fresh(pitstop))
    actions.go(pitstop, to=after, seen=seen.pk, by=cast.bo)
    further = actions.next_step(fresh(pitstop))
    actions.go(pitstop, to=further, seen=seen.pk, by=cast.fenna)
    assert fresh(pitstop).step == after


def test_going_back_leaves_the_cards_face_up(cast):
    pitstop = reflecting(cast)
    assert step(pitstop, Kind.REFLECT).revealed is None
    at(pitstop, Kind.REVEAL, cast.bo)
    at(pitstop, Kind.REFLECT, cast.bo)
    assert step(pitstop, Kind.REFLECT).revealed is not None


def test_more_time_is_for_this_step_only(cast):
    pitstop = reflecting(cast)
    actions.more_time(pitstop, minutes=2, by=cast.bo)
    actions.more_time(pitstop, minutes=2, by=cast.bo)
    now = fresh(pitstop)
    now.moved = timezone.now() - timedelta(minutes=11)
    assert 2 * 60 < looking.seconds_left(now) <= 3 * 60
    at(pitstop, Kind.REVEAL, cast.bo)
    assert fresh(pitstop).more_minutes == 0


def test_a_step_is_added_while_the_meeting_is_on(cast):
    pitstop = reflecting(cast)
    here = step(pitstop, Kind.REFLECT)
    added = actions.add_step(
        pitstop,
        kind=Kind.TALK,
        minutes=5,
        title={"nl": "Even praten"},
        ask={},
        after=here,
        by=cast.bo,
    )
    assert kinds(pitstop)[:4] == ["welcome", "reflect", "talk", "reveal"]
    assert added.about == here
    assert actions.next_step(fresh(pitstop)) == added


def test_steps_change_places_but_not_before_what_they_work_on(cast):
    pitstop = a_pitstop(cast)
    with pytest.raises(Refused):
        actions.move_step(step(pitstop, Kind.REVEAL), up=True, by=cast.bo)
    actions.move_step(step(pitstop, Kind.GROUP), up=True, by=cast.bo)
    assert kinds(pitstop)[1:4] == ["reflect", "group", "reveal"]
    with pytest.raises(Refused):
        actions.move_step(step(pitstop, Kind.WELCOME), up=True, by=cast.bo)


def test_a_used_step_is_not_taken_away(cast):
    pitstop = reflecting(cast)
    a_phone(pitstop).says("Een")
    at(pitstop, Kind.REVEAL, cast.bo)
    with pytest.raises(Refused):
        actions.remove_step(step(pitstop, Kind.REFLECT), by=cast.bo)
    actions.remove_step(step(pitstop, Kind.VOTE), by=cast.bo)
    assert Kind.VOTE not in kinds(pitstop)


def test_who_may_lead_and_who_is_asked_to(cast):
    pitstop = begun(cast)
    to = step(pitstop, Kind.REFLECT)
    for person in (cast.amina, cast.cor, cast.fons, cast.dirk):
        with pytest.raises(NotYours):
            actions.go(pitstop, to=to, by=person)
    actions.name_lead(pitstop, person=cast.amina, by=cast.bo)
    actions.go(pitstop, to=to, by=cast.amina)
    assert Client().get(f"/pitstop/{pitstop.pk}/leiden/").status_code == 302
    client = Client()
    client.force_login(cast.amina)
    assert client.get(f"/pitstop/{pitstop.pk}/leiden/").status_code == 200
    with pytest.raises(Refused):
        actions.name_lead(pitstop, person=cast.cor, by=cast.bo)
    topic = pitstop.topic
    assert seats.still_here(topic, [f"lead:{cast.amina.pk}"]) == {f"lead:{cast.amina.pk}"}
    actions.drop_lead(pitstop, person=cast.amina, by=cast.bo)
    assert not Lead.objects.unguarded(TABLE).exists()
    assert seats.still_here(topic, [f"lead:{cast.amina.pk}"]) == set()
    assert client.get(f"/pitstop/{pitstop.pk}/leiden/nu/").status_code == 404


def test_who_may_listen_ends_with_the_seat_and_with_the_meeting(cast):
    pitstop = begun(cast)
    phone, gone = a_phone(pitstop), a_phone(pitstop)
    asked = [f"seat:{phone.seat.pk}", f"seat:{gone.seat.pk}", "screen", f"lead:{cast.bo.pk}"]
    actions.remove_seat(gone.fresh(), by=cast.bo)
    assert seats.still_here(pitstop.topic, asked) == {asked[0], *asked[2:]}
    assert seats.still_here("pitstop:987654321", asked) == set()
    other = begun(cast)
    assert seats.still_here(other.topic, [asked[0]]) == set()
    actions.end(pitstop, by=cast.bo)
    assert seats.still_here(pitstop.topic, asked) == {asked[3]}


def test_a_card_on_paper_is_typed_once_and_says_so(cast):
    pitstop = reflecting(cast)
    key = uuid4()
    there = step(pitstop, Kind.REFLECT)
    for _ in range(2):
        actions.type_card(
            there, text="Op papier.", voice=Voice.RESIDENT, kind="flow", key=key, by=cast.fenna
        )
    (card,) = Card.objects.unguarded(TABLE)
    assert (card.on_paper, card.kind, card.promise) == (True, "flow", Promise.NAMELESS)
    with pytest.raises(Refused):
        actions.type_card(there, text=" ", voice=Voice.RESIDENT, key=uuid4(), by=cast.fenna)


def test_cards_are_laid_on_piles_and_apart_again(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    cards = [phone.says(f"Kaart {n}") for n in range(3)]
    there = at(pitstop, Kind.GROUP, cast.bo).about
    pile = actions.make_pile(there, name=" Toegang ", cards=cards[:2], by=cast.bo)
    assert actions.make_pile(there, name="toegang", by=cast.bo) == pile
    actions.lay(there, cards=cards[2:], pile=pile, by=cast.bo)
    actions.lay(there, cards=cards[:1], pile=None, by=cast.bo)
    on = Card.objects.unguarded(TABLE).filter(pile=pile)
    assert set(on) == set(cards[1:])
    other = begun(cast)
    strange = actions.make_pile(step(other, Kind.REFLECT), name="Van hen", by=cast.bo)
    with pytest.raises(Refused):
        actions.lay(there, cards=cards, pile=strange, by=cast.bo)
    actions.undo_pile(pile, by=cast.bo)
    assert Card.objects.unguarded(TABLE).filter(pile=None).count() == 3


def test_the_steps_of_a_meeting_become_a_script_of_our_own(cast):
    pitstop = a_pitstop(cast)
    actions.remove_step(step(pitstop, Kind.VOTE), by=cast.bo)
    script = actions.keep_script(cast.oost, pitstop=pitstop, title="Ons eigen", by=cast.bo)
    again = scripts.read("x", {"title": script.title, "steps": script.steps})
    assert [part.kind for part in again.parts] == kinds(pitstop)
    made = actions.plan(cast.oost, title="Nog een keer", script=again, by=cast.bo)
    assert kinds(made) == kinds(pitstop)
    assert step(made, Kind.TALK).about.kind == Kind.REFLECT


def test_before_it_began_a_pitstop_can_be_called_off(cast):
    pitstop = a_pitstop(cast)
    actions.cancel(pitstop, by=cast.bo)
    assert not Pitstop.objects.unguarded(TABLE).exists()
    with pytest.raises(Refused):
        actions.cancel(begun(cast), by=cast.bo)


@pytest.mark.parametrize("name", scripts.shipped())
def test_what_works_on_cards_works_on_what_people_wrote(name):
    parts = scripts.shipped()[name].parts
    about = [parts[part.about].kind for part in parts if part.kind in ABOUT_CARDS]
    assert about
    assert set(about) <= {Kind.REFLECT, Kind.REVIEW}
