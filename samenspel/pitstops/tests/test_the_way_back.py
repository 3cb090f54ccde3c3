"""What was done by mistake in a room full of people can be undone: by a button, at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from samenspel.foundation import live
from samenspel.foundation.errors import Refused
from samenspel.pitstops import actions, harvest, looking, reporting, table
from samenspel.pitstops.blocks import Part, from_json
from samenspel.pitstops.models import Card, Kind, Pile, Report, Seat
from samenspel.pitstops.seats import TABLE

from .builders import a_phone, at, reflecting


def leads(cast) -> Client:
    client = Client()
    client.force_login(cast.bo)
    return client


def lies_on(cards) -> list[str]:
    rows = Card.objects.unguarded(TABLE).filter(pk__in=[card.pk for card in cards])
    return [card.pile.name if card.pile else "" for card in rows.order_by("text")]


@pytest.fixture
def sorted_table(cast):
    """A meeting at its vote: a pile of two cards with two dots, and one loose card."""
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    cards = [phone.says(f"Kaart {n}") for n in range(3)]
    at(pitstop, Kind.GROUP, cast.bo)
    pile = actions.make_pile(cards[0].step, name="Sleutel", cards=cards[:2], by=cast.bo)
    vote = at(pitstop, Kind.VOTE, cast.bo)
    table.vote(phone.fresh(), vote, secret=phone.secret, target=f"p{pile.pk}", dots=2)
    return pitstop, phone, cards, pile, vote


def test_a_pile_comes_back_as_it_was(cast, sorted_table):
    _pitstop, phone, cards, pile, vote = sorted_table
    actions.undo_pile(pile, by=cast.bo)
    assert lies_on(cards) == ["", "", ""]
    assert [key for key, _thing in table.targets_of(vote)] == sorted(
        f"c{card.pk}" for card in cards
    )
    actions.undo_pile(pile, by=cast.bo)  # pressed twice
    actions.put_pile_back(pile, by=cast.bo)
    assert lies_on(cards) == ["Sleutel", "Sleutel", ""]
    assert table.dots_of(phone.fresh(), phone.secret, vote) == {f"p{pile.pk}": 2}


def test_a_card_that_went_to_another_pile_stays_there(cast, sorted_table):
    _pitstop, _phone, cards, pile, _vote = sorted_table
    actions.undo_pile(pile, by=cast.bo)
    actions.make_pile(pile.step, name="Deur", cards=cards[:1], by=cast.bo)
    actions.put_pile_back(pile, by=cast.bo)
    assert lies_on(cards) == ["Deur", "Sleutel", ""]


def test_where_a_new_pile_has_its_name_it_does_not_come_back(cast, sorted_table):
    _pitstop, _phone, cards, pile, _vote = sorted_table
    actions.undo_pile(pile, by=cast.bo)
    other = actions.make_pile(pile.step, name="sleutel", cards=cards[2:], by=cast.bo)
    assert other != pile
    with pytest.raises(Refused):
        actions.put_pile_back(pile, by=cast.bo)


def test_nothing_is_laid_on_what_was_taken_apart(cast, sorted_table):
    pitstop, phone, cards, pile, _vote = sorted_table
    group = at(pitstop, Kind.GROUP, cast.bo)
    for each in (phone, a_phone(pitstop)):
        table.place(each.fresh(), group, secret=each.secret, card=cards[2].pk, pile=pile.pk)
    actions.undo_pile(pile, by=cast.bo)
    assert looking.placings(pile.step) == {}
    assert actions.settle_piles(pile.step, by=cast.bo) == 0
    with pytest.raises(Refused):
        actions.lay(pile.step, cards=cards, pile=pile, by=cast.bo)
    with pytest.raises(Refused):
        table.place(phone.fresh(), group, secret=phone.secret, card=cards[2].pk, pile=pile.pk)


def test_dots_that_came_meanwhile_can_be_taken_off(cast, sorted_table):
    """With the pile its dots come back: somebody may then have more than there are for each."""
    _pitstop, phone, cards, pile, vote = sorted_table
    actions.undo_pile(pile, by=cast.bo)
    loose = f"c{cards[2].pk}"
    table.vote(phone.fresh(), vote, secret=phone.secret, target=loose, dots=3)
    actions.put_pile_back(pile, by=cast.bo)
    with pytest.raises(Refused):
        table.vote(phone.fresh(), vote, secret=phone.secret, target=loose, dots=4)
    table.vote(phone.fresh(), vote, secret=phone.secret, target=loose, dots=2)
    assert sum(table.dots_of(phone.fresh(), phone.secret, vote).values()) == 4


def test_after_the_meeting_nothing_is_left_of_it(cast, sorted_table):
    pitstop, phone, _cards, pile, _vote = sorted_table
    actions.undo_pile(pile, by=cast.bo)
    actions.end(pitstop, by=cast.bo)
    assert not Pile.objects.unguarded(TABLE).exists()
    assert harvest.own_dots(phone.seat, phone.secret) == []
    report = Report.objects.unguarded(TABLE).get(pitstop=pitstop)
    parts = {block.part for block in from_json(reporting.newest(report).blocks)}
    assert Part.DOTS not in parts


def test_the_facilitator_is_offered_it_at_this_step_only(cast, sorted_table):
    pitstop, _phone, _cards, pile, _vote = sorted_table
    client, here = leads(cast), f"/pitstop/{pitstop.pk}/leiden/"
    told = {"do": "undo_pile", "pile": pile.pk}
    html = client.post(f"{here}doe/", told, headers={"X-Live": "1"}).content.decode()
    assert 'value="put_pile_back"' in html
    at(pitstop, Kind.TALK, cast.bo)
    assert 'value="put_pile_back"' not in client.get(here).content.decode()
    at(pitstop, Kind.VOTE, cast.bo)
    actions.put_pile_back(pile, by=cast.bo)
    assert "Sleutel" in client.get(here).content.decode()


def test_a_phone_that_was_sent_away_is_let_back_to_its_own_place(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop, name="Mo")
    card = phone.says("Van mij")
    client, here = leads(cast), f"/pitstop/{pitstop.pk}/leiden/"
    told = {"do": "remove_seat", "seat": phone.seat.pk}
    html = client.post(f"{here}doe/", told, headers={"X-Live": "1"}).content.decode()
    assert 'value="let_seat_back"' in html
    away = Client()
    away.cookies.load(phone.cookie())
    table_now = f"/p/tafel/{pitstop.pk}/nu/"
    assert "card-form" not in away.get(table_now).content.decode()
    client.post(f"{here}doe/", {"do": "let_seat_back", "seat": phone.seat.pk})
    assert str(card.pk) in away.get(table_now).content.decode()
    assert 'value="let_seat_back"' not in client.get(here).content.decode()


def test_its_screen_hears_that_there_is_something_new(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    ticket = live.ticket(pitstop.topic, to=["all"], who=f"seat:{phone.seat.pk}", hours=1)
    stand = reverse("foundation:live_stand", args=[ticket])
    actions.remove_seat(phone.fresh(), by=cast.bo)
    assert Client().get(stand).status_code == 403
    told = live.revision(pitstop.topic)
    actions.let_seat_back(phone.fresh(), by=cast.bo)
    assert Client().get(stand).json()["rev"] > told


def test_nobody_is_fetched_back_who_went_by_themselves(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    client = Client()
    client.cookies.load(phone.cookie())
    client.post(f"/p/tafel/{pitstop.pk}/weg/")
    seat = Seat.objects.unguarded(TABLE).select_related("pitstop").get()
    actions.let_seat_back(seat, by=cast.bo)
    assert Seat.objects.unguarded(TABLE).get().left
