"""Leading a meeting: on and back, two facilitators, and whoever is asked to."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Voice
from samenspel.foundation.errors import Refused
from samenspel.people import actions as people
from samenspel.pitstops import actions, looking, scripts, seats, table
from samenspel.pitstops.models import ABOUT_CARDS, Card, Kind, Lead, Pitstop, Promise, Step
from samenspel.pitstops.rights import who_leads
from samenspel.pitstops.seats import TABLE

from .builders import a_phone, a_picture, a_pitstop, at, begun, reflecting, step
from .test_mirror import a_list


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


def used(cast, what: str) -> Step:
    """A step that is not the present one any more, with one thing left there."""
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    card = phone.says("Een")
    if what == Kind.VOTE:
        there = at(pitstop, Kind.VOTE, cast.bo)
        table.vote(phone.fresh(), there, secret=phone.secret, target=f"c{card.pk}", dots=1)
    if what == Kind.GROUP:
        there = at(pitstop, Kind.GROUP, cast.bo)
        table.place(phone.fresh(), there, secret=phone.secret, card=card.pk, name="Stapel")
    if what == Kind.CHECKOUT:
        there = at(pitstop, Kind.CHECKOUT, cast.bo)
        table.dare(phone.fresh(), there, secret=phone.secret, answer="yes")
    if what == "photo":
        actions.keep_photo(
            pitstop, picture=a_picture(), step=step(pitstop, Kind.CHECKOUT), by=cast.bo
        )
        what = Kind.CHECKOUT
    at(pitstop, Kind.REVEAL, cast.bo)
    return step(pitstop, what)


USED = [Kind.REFLECT, Kind.VOTE, Kind.GROUP, Kind.CHECKOUT, "photo"]


@pytest.mark.parametrize("what", USED)
def test_a_step_at_which_something_was_handed_in_is_not_taken_away(cast, what):
    there = used(cast, what)
    with pytest.raises(Refused):
        actions.remove_step(there, by=cast.bo)
    assert there.kind in kinds(there.pitstop)
    actions.skip_step(there, by=cast.bo)


def test_a_mirror_that_was_held_up_is_not_taken_away(cast):
    a_list(cast)
    pitstop = begun(cast, script="3-impact")
    at(pitstop, Kind.MIRROR, cast.bo)
    at(pitstop, Kind.REVEAL, cast.bo)
    with pytest.raises(Refused):
        actions.remove_step(step(pitstop, Kind.MIRROR), by=cast.bo)


def test_a_step_at_which_nothing_was_handed_in_is_taken_away(cast):
    pitstop = reflecting(cast)
    a_phone(pitstop).says("Een")
    for kind in (Kind.VOTE, Kind.GROUP, Kind.TALK):
        actions.remove_step(step(pitstop, kind), by=cast.bo)
        assert kind not in kinds(pitstop)
    with pytest.raises(Refused):
        actions.remove_step(step(pitstop, Kind.REFLECT), by=cast.bo)


def test_instead_of_taking_it_away_one_can_skip_it_at_once(cast):
    there, client = used(cast, Kind.VOTE), Client()
    client.force_login(cast.bo)
    path = f"/pitstop/{there.pitstop_id}/stap/{there.pk}/doe/"
    answer = client.post(path, {"do": "remove"})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Hier is al iets ingeleverd" in words
    assert '<input type="hidden" name="do" value="skip"' in words
    client.post(path, {"do": "skip"})
    assert step(there.pitstop, Kind.VOTE).skipped
    # Once it is skipped, there is nothing more to offer.
    assert client.post(path, {"do": "remove"}).status_code == 302
    assert step(there.pitstop, Kind.VOTE)


# Two who change one step


def typed(there: Step, **more) -> dict:
    return {
        "minutes": there.minutes,
        "title_nl": there.title["nl"],
        "title_en": there.title["en"],
        "ask_nl": there.ask.get("nl", ""),
        "ask_en": there.ask.get("en", ""),
        "promise": there.promise,
        "cards": there.card_kinds,
        "most": there.most,
        "number": there.number,
        **more,
    }


def test_two_who_change_one_step_see_both_texts_and_overwrite_nothing_unseen(cast):
    pitstop = a_pitstop(cast)
    there, (bo, fenna) = step(pitstop, Kind.REFLECT), (Client(), Client())
    bo.force_login(cast.bo)
    fenna.force_login(cast.fenna)
    path = f"/pitstop/{pitstop.pk}/stap/{there.pk}/"
    assert f'name="number" value="{there.number}"' in fenna.get(path).content.decode()
    assert bo.post(path, typed(there, title_nl="Van Bo", most=7)).status_code == 302
    answer = fenna.post(path, typed(there, title_nl="Van Fenna", promise=Promise.LEAD))
    words = answer.content.decode()
    assert answer.status_code == 422
    assert step(pitstop, Kind.REFLECT).title["nl"] == "Van Bo"
    assert "iemand anders" in words.lower()
    theirs = words[words.index('class="facts theirs"') : words.index("</dl>")]
    assert "Van Bo" in theirs
    assert "<dd>7</dd>" in theirs
    assert "De groep, zonder naam" in theirs
    assert "Minuten" not in theirs  # what is the same is not told
    assert 'value="Van Fenna"' in words
    assert f'name="number" value="{there.number + 1}"' in words
    again = typed(there, title_nl="Van ons", number=there.number + 1)
    assert fenna.post(path, again).status_code == 302
    assert step(pitstop, Kind.REFLECT).title["nl"] == "Van ons"


def test_a_step_that_became_more_private_meanwhile_is_not_opened_again_unseen(cast):
    pitstop = reflecting(cast)
    there, client = step(pitstop, Kind.REFLECT), Client()
    client.force_login(cast.fenna)
    actions.narrow(there, promise=Promise.LEAD, by=cast.bo)
    there.promise, there.number = Promise.NAMELESS, there.number - 1
    path = f"/pitstop/{pitstop.pk}/stap/{there.pk}/"
    assert client.post(path, typed(there)).status_code == 422
    assert step(pitstop, Kind.REFLECT).promise == Promise.LEAD


def test_changing_a_step_leaves_alone_what_happened_there_meanwhile(cast):
    pitstop = reflecting(cast)
    before = step(pitstop, Kind.CHECKOUT)
    there = at(pitstop, Kind.CHECKOUT, cast.bo)
    for _ in range(5):
        phone = a_phone(pitstop)
        table.dare(phone.fresh(), there, secret=phone.secret, answer="yes")
    actions.reveal(there, by=cast.bo)
    fields = {"title": before.title, "ask": before.ask, "promise": before.promise}
    actions.change_step(before, minutes=3, by=cast.bo, **fields, **before.more)
    now = step(pitstop, Kind.CHECKOUT)
    assert now.minutes == 3
    assert now.revealed is not None
    assert looking.dared(now) == {"yes": 5, "partly": 0, "no": 0}


def test_what_is_refused_is_told_also_where_nothing_is_promised(cast):
    pitstop = reflecting(cast)
    there, client = step(pitstop, Kind.VOTE), Client()
    client.force_login(cast.bo)
    actions.end(pitstop, by=cast.bo)
    path = f"/pitstop/{pitstop.pk}/stap/{there.pk}/"
    answer = client.post(path, {**typed(there), "dots": 3})
    assert answer.status_code == 422
    assert "is afgelopen" in answer.content.decode()


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
    hers = who_leads(cast.amina)
    assert seats.still_here(topic, [hers]) == {hers}
    assert seats.still_here(topic, [f"lead:{cast.amina.pk}:x", "lead:", "lead:x"]) == set()
    actions.drop_lead(pitstop, person=cast.amina, by=cast.bo)
    assert not Lead.objects.unguarded(TABLE).exists()
    assert seats.still_here(topic, [hers]) == set()
    assert client.get(f"/pitstop/{pitstop.pk}/leiden/nu/").status_code == 404


def test_a_screen_of_somebody_who_left_everywhere_leads_no_more(cast):
    pitstop = begun(cast)
    before = who_leads(cast.bo)
    people.leave_everywhere(cast.bo, by=cast.bo)
    after = who_leads(cast.bo)
    assert seats.still_here(pitstop.topic, [before, after]) == {after}


def test_who_may_listen_ends_with_the_seat_and_with_the_meeting(cast):
    pitstop = begun(cast)
    phone, gone = a_phone(pitstop), a_phone(pitstop)
    asked = [f"seat:{phone.seat.pk}", f"seat:{gone.seat.pk}", "screen", who_leads(cast.bo)]
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


def test_of_hundreds_of_cards_and_phones_the_first_are_shown_and_all_of_them_when_asked(cast):
    """Whoever leads a thousand people gets this page anew with each thing that they do."""
    pitstop = reflecting(cast)
    said = [a_phone(pitstop, name="" if n else "Zeger").says(f"Kaart {n}.") for n in range(125)]
    actions.reveal(step(pitstop, Kind.REFLECT), by=cast.bo)
    client = Client()
    client.force_login(cast.bo)
    page, everything = (
        client.get(f"/pitstop/{pitstop.pk}/leiden/{query}").content.decode()
        for query in ("", "?alles=1")
    )
    assert (page.count("data-card="), everything.count("data-card=")) == (120, len(said))
    assert (page.count('value="remove_seat"'), everything.count('value="remove_seat"')) == (60, 125)
    assert "Zeger" in page  # a name is somebody to look for; nobody looks for one without
    links = [found.count('href="?alles=1"') for found in (page, everything)]
    assert links == [2, 0]
    now = reverse("pitstops:lead_now", args=[pitstop.pk])
    assert f'src="{now}?alles=1"' in everything
