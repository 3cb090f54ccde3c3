"""What a phone may do at the table, and what it never does."""

from __future__ import annotations

import re
import threading
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from samenspel.circles.models import Voice
from samenspel.foundation.errors import Refused
from samenspel.pitstops import actions, glance, looking, seats, table
from samenspel.pitstops.looking import Eyes
from samenspel.pitstops.models import Card, CardKind, Kind, Promise, Seat, Step, Vote
from samenspel.pitstops.seats import TABLE

from .builders import a_phone, a_pitstop, at, begun, reflecting, step


def cards() -> list[Card]:
    return list(Card.objects.unguarded(TABLE).order_by("pk"))


def test_a_code_opens_only_while_the_meeting_is_on(cast):
    pitstop = a_pitstop(cast)
    assert seats.by_code(pitstop.key) is None
    actions.begin(pitstop, by=cast.bo)
    assert seats.by_code(pitstop.code) == pitstop
    assert seats.by_code(f"{pitstop.code[:3]} {pitstop.code[3:]}") == pitstop
    assert seats.by_code(pitstop.key) == pitstop
    code = pitstop.code
    actions.end(pitstop, by=cast.bo)
    assert seats.by_code(code) is None
    assert seats.by_code(pitstop.key) is None


def test_a_phone_is_found_by_its_secret_and_by_nothing_else(cast):
    pitstop = begun(cast)
    phone = a_phone(pitstop, name="  Jan   van hier ")
    assert phone.seat.name == "Jan van hier"
    assert glance.seat_of(pitstop.pk, phone.secret) == phone.seat
    assert glance.seat_of(pitstop.pk, phone.secret + "x") is None
    assert glance.seat_of(pitstop.pk, "") is None
    assert phone.secret not in str(list(Seat.objects.unguarded(TABLE).values()))


def test_a_card_arrives_once(cast):
    phone = a_phone(reflecting(cast))
    key = uuid4()
    first = phone.says("De poort was dicht.", key=key, kind="friction")
    again = phone.says("De poort was dicht.", key=key, kind="friction")
    assert first == again
    assert [card.text for card in cards()] == ["De poort was dicht."]
    better = phone.says("De poort was weer dicht.", key=key, kind="flow")
    assert [(c.pk, c.text, c.kind) for c in cards()] == [
        (better.pk, "De poort was weer dicht.", CardKind.FLOW)
    ]


def test_somebody_elses_card_is_not_changed_by_its_key(cast):
    pitstop = reflecting(cast)
    one, other = a_phone(pitstop), a_phone(pitstop)
    card = one.says("Van mij.")
    with pytest.raises(Refused):
        other.says("Van mij nu.", key=card.pk)
    table.take_back(other.fresh(), card.step, secret=other.secret, card=card.pk)
    assert [c.text for c in cards()] == ["Van mij."]


def test_as_many_cards_as_the_step_gives_times_those_who_speak_through_it(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop, people=2)
    most = step(pitstop, Kind.REFLECT).most
    for n in range(most * 2):
        phone.says(f"Kaart {n}")
    with pytest.raises(Refused, match=r"8 (kaarten|cards)"):
        phone.says("Een te veel")
    table.take_back(phone.fresh(), cards()[0].step, secret=phone.secret, card=cards()[0].pk)
    phone.says("Nu weer wel")
    assert len(cards()) == most * 2


@pytest.mark.parametrize("words", ["", "   \n ", "x" * 2001])
def test_no_words_or_too_many_are_refused(cast, words):
    phone = a_phone(reflecting(cast))
    with pytest.raises(Refused):
        phone.says(words)
    assert cards() == []


def test_words_are_kept_in_one_form_from_the_table_on(cast):
    pitstop = reflecting(cast)
    phone, key = a_phone(pitstop), uuid4()
    kept = phone.says("Cafe\u0301\r\nom de hoek\rom vier", key=key).text
    assert kept == "Café\nom de hoek\nom vier"
    assert phone.says("Idee\u0308en", key=key).text == "Ideëen"
    there = step(pitstop, Kind.REFLECT)
    typed = {"voice": Voice.RESIDENT, "key": uuid4(), "by": cast.bo}
    assert actions.type_card(there, text="Cafe\u0301", **typed).text == "Café"


def test_without_a_name_the_author_is_not_stored(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop, name="Amina", person=cast.amina)
    card = phone.says("Zonder naam.")
    assert card.promise == Promise.NAMELESS
    assert card.seat is None
    row = Card.objects.unguarded(TABLE).filter(pk=card.pk).values().get()
    seat = Seat.objects.unguarded(TABLE).filter(pk=phone.seat.pk).values().get()
    # What joins the two rows is the meeting and the voice, and nothing else.
    shared = {str(v) for v in row.values() if v not in ("", None)} & {
        str(v) for v in seat.values() if v not in ("", None)
    }
    assert shared <= {str(pitstop.pk), "resident", "nl", "False", "True", "1", "2"}


def test_one_can_choose_to_be_more_private_and_never_less(cast):
    phone = a_phone(reflecting(cast), name="Jan")
    assert phone.says("a", promise=Promise.NAMED).promise == Promise.NAMELESS
    assert phone.says("b", promise=Promise.LEAD).promise == Promise.LEAD
    assert phone.says("c", promise=Promise.SELF).promise == Promise.SELF


def test_nobody_hands_in_at_a_step_that_has_not_come(cast):
    pitstop = begun(cast)
    phone = a_phone(pitstop)
    later = step(pitstop, Kind.REFLECT)
    with pytest.raises(Refused):
        table.step_of(phone.fresh(), later.pk)
    at(pitstop, Kind.REFLECT, cast.bo)
    assert table.step_of(phone.fresh(), later.pk) == later
    at(pitstop, Kind.VOTE, cast.bo)  # a late card for an earlier step still comes in
    assert table.step_of(phone.fresh(), later.pk) == later
    other = begun(cast)
    with pytest.raises(Refused):
        table.step_of(phone.fresh(), other.step.pk)


def test_after_the_end_and_after_leaving_nothing_is_handed_in(cast):
    pitstop = reflecting(cast)
    gone, stays = a_phone(pitstop), a_phone(pitstop)
    seats.leave(gone.fresh())
    with pytest.raises(Refused):
        table.step_of(gone.fresh(), pitstop.step.pk)
    actions.end(pitstop, by=cast.bo)
    with pytest.raises(Refused):
        table.step_of(stays.fresh(), pitstop.step.pk)


def voting(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    phone.says("Een")
    phone.says("Twee")
    there = at(pitstop, Kind.VOTE, cast.bo)
    keys = [key for key, _ in table.targets_of(Step.objects.unguarded(TABLE).get(pk=there.pk))]
    return pitstop, phone, there, keys


def test_no_more_dots_than_one_has(cast):
    pitstop, phone, there, (one, two) = voting(cast)
    seat = phone.fresh()
    table.vote(seat, there, secret=phone.secret, target=one, dots=2)
    with pytest.raises(Refused):
        table.vote(seat, there, secret=phone.secret, target=two, dots=2)
    table.vote(seat, there, secret=phone.secret, target=two, dots=1)
    assert table.dots_of(seat, phone.secret, there) == {one: 2, two: 1}
    table.vote(seat, there, secret=phone.secret, target=one, dots=0)
    assert looking.dots_on(there) == {two: 1}
    with pytest.raises(Refused):
        table.vote(seat, there, secret=phone.secret, target="p999", dots=1)
    three = a_phone(pitstop, people=3)
    table.vote(three.fresh(), there, secret=three.secret, target=one, dots=9)
    assert looking.dots_on(there) == {two: 1, one: 9}


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_not_more_dots(cast):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite writes one at a time")
    _pitstop, phone, there, (one, two) = voting(cast)

    def tap(target: str) -> None:
        try:
            table.vote(phone.fresh(), there, secret=phone.secret, target=target, dots=2)
        except Refused:
            pass
        finally:
            connection.close()

    both = [threading.Thread(target=tap, args=[target]) for target in (one, two)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sum(Vote.objects.unguarded(TABLE).values_list("dots", flat=True)) == 2


def test_everybody_lays_five_cards_the_same_each_time_and_not_the_same_five(cast):
    pitstop = reflecting(cast)
    phones = [a_phone(pitstop) for _ in range(6)]
    for n, phone in enumerate(phones):
        for m in range(4):
            phone.says(f"Kaart {n}.{m}")
    there = at(pitstop, Kind.GROUP, cast.bo)
    mine = [c.pk for c in table.cards_to_place(phones[0].fresh(), phones[0].secret, there)]
    again = [c.pk for c in table.cards_to_place(phones[0].fresh(), phones[0].secret, there)]
    assert mine == again
    assert len(mine) == table.TO_PLACE
    all_of_them = {c.pk for p in phones for c in table.cards_to_place(p.fresh(), p.secret, there)}
    assert len(all_of_them) > table.TO_PLACE


def test_most_agree_or_it_is_left_to_the_facilitator(cast):
    pitstop = reflecting(cast)
    phones = [a_phone(pitstop) for _ in range(4)]
    phones[0].says("De sleutel")
    phones[0].says("De koffie")
    there = at(pitstop, Kind.GROUP, cast.bo)
    key, coffee = sorted(cards(), key=lambda card: card.text, reverse=True)
    names = [
        ("Toegang", "Samen"),
        ("Toegang", "Gezellig"),
        ("toegang", "Samen"),
        ("Toegang", "Eten"),
    ]
    for phone, (one, two) in zip(phones, names, strict=True):
        table.place(phone.fresh(), there, secret=phone.secret, card=key.pk, name=one)
        table.place(phone.fresh(), there, secret=phone.secret, card=coffee.pk, name=two)
    reflect = step(pitstop, Kind.REFLECT)
    told = looking.disputed(reflect)
    assert (told.agreed, told.disputed) == (1, [coffee.pk])
    assert told.shares == {key.pk: 100, coffee.pk: 50}
    assert actions.settle_piles(reflect, by=cast.bo) == 1
    key.refresh_from_db(from_queryset=Card.objects.unguarded(TABLE))
    assert key.pile.name == "Toegang"


def test_a_hand_is_up_once_and_in_order(cast):
    pitstop = begun(cast)
    there = at(pitstop, Kind.TALK, cast.bo)
    one, two = a_phone(pitstop, name="Een"), a_phone(pitstop, name="Twee")
    for phone in (one, two, one):
        table.raise_hand(phone.fresh(), there)
    assert [hand.seat.name for hand in looking.hands(there)] == ["Een", "Twee"]
    actions.let_speak(looking.hands(there)[0], by=cast.bo)
    assert [hand.seat.name for hand in looking.hands(there)] == ["Twee"]
    table.raise_hand(two.fresh(), there, up=False)
    assert looking.hands(there) == []


def dares(cast, answers: list[str]) -> Step:
    pitstop = begun(cast)
    there = at(pitstop, Kind.CHECKOUT, cast.bo)
    for answer in answers:
        phone = a_phone(pitstop)
        table.dare(phone.fresh(), there, secret=phone.secret, answer=answer)
    return Step.objects.unguarded(TABLE).get(pk=there.pk)


def test_whether_people_dared_is_shown_from_five_answers_on(cast):
    assert looking.dared(dares(cast, ["yes"] * 4)) is None
    assert looking.dared(dares(cast, ["yes"] * 4 + ["no"])) == {"yes": 4, "partly": 0, "no": 1}


def test_nobody_subtracts_one_count_from_the_next(cast):
    there = dares(cast, ["yes"] * 5 + ["no"] * 4)
    assert looking.dared(there) == {"yes": 5, "partly": 0, "no": 0}
    there = dares(cast, ["yes"] * 5 + ["no"] * 5)
    assert looking.dared(there) == {"yes": 5, "partly": 0, "no": 5}


def test_who_thinks_again_counts_once_and_an_odd_answer_not_at_all(cast):
    pitstop = begun(cast)
    there = at(pitstop, Kind.CHECKOUT, cast.bo)
    phone = a_phone(pitstop)
    for answer in ("yes", "no", "partly"):
        table.dare(phone.fresh(), there, secret=phone.secret, answer=answer)
    assert looking.dared_now(there) == {"yes": 0, "partly": 1, "no": 0}
    with pytest.raises(Refused):
        table.dare(phone.fresh(), there, secret=phone.secret, answer="misschien")


@pytest.mark.parametrize("many", [1, 6])
def test_a_voice_is_shown_beside_nameless_cards_only_when_it_tells_nothing(cast, many):
    pitstop = reflecting(cast)
    phones = [a_phone(pitstop, voice=Voice.PROFESSIONAL) for _ in range(many)]
    phones[0].says("De poort was dicht.")
    there = at(pitstop, Kind.REVEAL, cast.bo).about
    there.refresh_from_db(from_queryset=Step.objects.unguarded(TABLE))
    (seen,) = looking.cards(there, Eyes(), seats.phones_at(pitstop))
    assert seen.voice == ("professional" if many >= 5 else "")
    assert seen.name == ""


def test_no_voice_is_known_by_what_it_lacks(cast):
    """Five professionals and one resident: were five cards marked, the sixth would be hers."""
    pitstop = reflecting(cast)
    for _ in range(5):
        a_phone(pitstop, voice=Voice.PROFESSIONAL).says("Van ons.")
    a_phone(pitstop).says("Van mij.")
    there = at(pitstop, Kind.REVEAL, cast.bo).about
    there.refresh_from_db(from_queryset=Step.objects.unguarded(TABLE))
    seen = looking.cards(there, Eyes(), seats.phones_at(pitstop))
    assert {card.voice for card in seen} == {""}


def test_one_phone_that_says_to_be_twelve_is_one_phone(cast):
    pitstop = reflecting(cast)
    a_phone(pitstop, voice=Voice.PROFESSIONAL).says("De enige.")
    a_phone(pitstop, voice=Voice.PROFESSIONAL, people=12)
    assert seats.shown_voices(seats.phones_at(pitstop)) == set()


def test_a_card_taken_back_is_gone_from_other_phones_at_once(cast):
    pitstop = reflecting(cast)
    writer, other = a_phone(pitstop), a_phone(pitstop)
    card = writer.says("Kanariezin")
    at(pitstop, Kind.REVEAL, cast.bo)
    client = Client()
    client.cookies.load(other.cookie())
    page = f"/p/tafel/{pitstop.pk}/nu/"
    assert "Kanariezin" in client.get(page).content.decode()
    Client().post(f"/p/mee/{pitstop.pk}/{writer.secret}/doe/", {"do": "take_back", "card": card.pk})
    assert "Kanariezin" not in client.get(page).content.decode()


def test_fewer_cards_each_orphans_none(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop, people=12)
    for n in range(48):
        phone.says(f"Kaart {n}")
    there = step(pitstop, Kind.REFLECT)
    fields = {"minutes": 5, "title": there.title, "ask": there.ask, "promise": there.promise}
    actions.change_step(there, most=1, cards=["friction"], by=cast.bo, **fields)
    there = Step.objects.unguarded(TABLE).get(pk=there.pk)
    assert len(looking.own(there, phone.seat, phone.secret)) == 48


def test_a_form_that_says_nothing_of_its_promise_promised_the_most(cast):
    pitstop = reflecting(cast, script="1-first-meeting")
    phone, client = a_phone(pitstop, name="Jan"), Client()
    client.cookies.load(phone.cookie())
    there = step(pitstop, Kind.REFLECT)
    client.post(f"/p/tafel/{pitstop.pk}/geef/", {"step": there.pk, "text": "Alleen voor mij"})
    assert [card.promise for card in cards()] == [Promise.SELF]


@pytest.mark.parametrize("typed", ["{0}-{1}", "{0}.{1}", "code:{0}{1}", " {0} {1} "])
def test_a_code_is_typed_in_many_ways(cast, typed):
    code = begun(cast).code
    answer = Client().post("/p/", {"code": typed.format(code[:3], code[3:])})
    assert answer.url == f"/p/{code}"


def test_a_number_that_no_database_holds_is_simply_not_there(cast):
    phone, huge, client = a_phone(begun(cast)), "9" * 30, Client()
    client.cookies.load({f"plek{huge}": phone.secret})
    client.force_login(cast.bo)
    for path in (f"/p/tafel/{huge}/", f"/p/mee/{huge}/x/", f"/pitstop/{huge}/verslag/"):
        assert client.get(path).status_code in (302, 404), path


def test_of_hundreds_of_cards_each_phone_gets_some_to_vote_on_and_others_get_others(cast):
    pitstop = reflecting(cast)
    one, other = a_phone(pitstop), a_phone(pitstop)
    for number in range(70):
        a_phone(pitstop).says(f"Kaart {number}.")
    at(pitstop, Kind.VOTE, cast.bo)

    def offered(phone):
        client = Client()
        client.cookies.load(phone.cookie())
        page = client.get(f"/p/tafel/{pitstop.pk}/nu/").content.decode()
        return re.findall(r'name="target" value="(c[^"]+)"', page)

    first, second = offered(one), offered(other)
    assert len(first) == len(second) == 60
    assert set(first) != set(second)
    assert first == offered(one)
