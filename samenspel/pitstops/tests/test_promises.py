"""What is hidden is absent from every response, for everybody, and from the log."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from samenspel.circles.models import Voice
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry
from samenspel.pitstops import actions, looking
from samenspel.pitstops.looking import Eyes
from samenspel.pitstops.models import Card, Kind, Promise, Step
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.views.leading import screen_key

from .builders import a_phone, at, reflecting, step

SECRET = "Kanariezin over de sleutel"
NAME = "Kanarienaam"


class Room:
    """Everybody in and around the room, and every address of the meeting."""

    def __init__(self, cast: Any, pitstop: Any, *phones: Any) -> None:
        self.pitstop = pitstop
        self.clients: dict[str, Client] = {"passer-by": Client()}
        for name in ("amina", "bo", "fenna", "els", "cor", "fons"):
            self.clients[name] = Client()
            self.clients[name].force_login(getattr(cast, name))
        for n, phone in enumerate(phones):
            self.clients[f"phone {n}"] = Client()
            self.clients[f"phone {n}"].cookies.load(phone.cookie())

    def addresses(self) -> list[str]:
        pk, key = self.pitstop.pk, screen_key(self.pitstop)
        return [
            f"/pitstop/{pk}/",
            f"/pitstop/{pk}/leiden/",
            f"/pitstop/{pk}/leiden/nu/",
            f"/scherm/{key}/",
            f"/scherm/{key}/nu/",
            f"/p/tafel/{pk}/",
            f"/p/tafel/{pk}/nu/",
            f"/p/{self.pitstop.key}",
            f"/coalitie/{self.pitstop.coalition_id}/",
            f"/coalitie/{self.pitstop.coalition_id}/pitstops/",
            f"/coalitie/{self.pitstop.coalition_id}/geschiedenis/",
            "/zoeken/?q=kanariezin",
        ]

    def who_meets(self, words: str) -> set[str]:
        return {
            who
            for who, client in self.clients.items()
            for path in self.addresses()
            if words in b"".join(client.get(path)).decode()
        }


def test_before_the_cards_are_turned_over_only_their_writer_meets_them(cast):
    pitstop = reflecting(cast)
    writer, other = a_phone(pitstop, name=NAME), a_phone(pitstop)
    writer.says(SECRET)
    room = Room(cast, pitstop, writer, other)
    assert room.who_meets(SECRET) == {"phone 0"}
    lead = room.clients["bo"].get(f"/pitstop/{pitstop.pk}/leiden/nu/").content.decode()
    assert re.search(r"1\s+kaart binnen", lead)

    at(pitstop, Kind.REVEAL, cast.bo)
    # Everybody with a screen of the room; the team's Fenna and Els lead it, and the screen is open.
    assert room.who_meets(SECRET) >= {"phone 0", "phone 1", "bo", "fenna"}
    assert room.who_meets(SECRET) & {"passer-by"}  # by the screen's own secret address
    room.addresses = lambda: [f"/p/tafel/{pitstop.pk}/", f"/pitstop/{pitstop.pk}/leiden/nu/"]
    assert room.who_meets(SECRET) == {"phone 0", "phone 1", "bo", "fenna", "els"}


def test_a_name_is_nowhere_near_what_was_said_without_one(cast):
    pitstop = reflecting(cast)
    writer, other = a_phone(pitstop, name=NAME), a_phone(pitstop)
    writer.says(SECRET)
    at(pitstop, Kind.REVEAL, cast.bo)
    room = Room(cast, pitstop, writer, other)
    assert room.who_meets(NAME) == {
        "phone 0",
        "bo",
        "fenna",
        "els",
    }  # who sits there, not who wrote
    page = room.clients["bo"].get(f"/pitstop/{pitstop.pk}/leiden/nu/").content.decode()
    (card,) = re.findall(r'<li class="card.*?</li>', page, re.DOTALL)
    assert SECRET in card
    assert NAME not in card


@pytest.mark.parametrize(
    ("promise", "sees"),
    [
        (Promise.SELF, {"phone 0"}),
        (Promise.LEAD, {"phone 0", "bo", "fenna", "els"}),
        (Promise.NAMELESS, {"phone 0", "phone 1", "bo", "fenna", "els"}),
    ],
)
def test_each_promise_is_kept_after_the_cards_are_turned(cast, promise, sees):
    pitstop = reflecting(cast)
    writer, other = a_phone(pitstop), a_phone(pitstop)
    writer.says(SECRET, promise=promise)
    at(pitstop, Kind.REVEAL, cast.bo)
    room = Room(cast, pitstop, writer, other)
    room.addresses = lambda: [
        f"/p/tafel/{pitstop.pk}/nu/",
        f"/pitstop/{pitstop.pk}/leiden/nu/",
    ]
    # The writer meets a card again at the step where it was written.
    met = room.who_meets(SECRET)
    at(pitstop, Kind.REFLECT, cast.bo)
    assert met | room.who_meets(SECRET) == sees


def test_a_promise_can_only_become_more_private(cast):
    pitstop = reflecting(cast, script="1-first-meeting")
    there = step(pitstop, Kind.REFLECT)
    phone = a_phone(pitstop, name=NAME)
    card = phone.says(SECRET)
    assert card.seat == phone.seat
    actions.narrow(there, promise=Promise.NAMELESS, by=cast.bo)
    card = Card.objects.unguarded(TABLE).get(pk=card.pk)
    assert (card.promise, card.seat) == (Promise.NAMELESS, None)
    with pytest.raises(Refused):
        actions.narrow(there, promise=Promise.NAMED, by=cast.bo)
    fields = {"minutes": 5, "title": there.title, "ask": there.ask, **there.more}
    with pytest.raises(Refused):
        actions.change_step(there, promise=Promise.NAMED, by=cast.bo, **fields)


def test_a_card_that_was_laid_aside_is_seen_by_its_writer_and_the_facilitator(cast):
    pitstop = reflecting(cast)
    writer, other = a_phone(pitstop), a_phone(pitstop)
    card = writer.says(SECRET)
    at(pitstop, Kind.REVEAL, cast.bo)
    actions.hide(card, by=cast.bo)
    there = Step.objects.unguarded(TABLE).get(pk=card.step_id)

    def meets(eyes: Eyes) -> bool:
        return bool(looking.cards(there, eyes, {}))

    assert [meets(Eyes()), meets(Eyes(other.secret))] == [False, False]
    assert [meets(Eyes(leads=True)), meets(Eyes(writer.secret))] == [True, True]


def test_the_log_does_not_know_who_handed_in_what(cast):
    pitstop = reflecting(cast)
    before = Entry.objects.count()
    a_phone(pitstop, voice=Voice.RESIDENT, person=cast.amina).says(SECRET)
    assert Entry.objects.count() == before


def test_a_member_sees_no_cards_by_being_a_member(cast):
    pitstop = reflecting(cast)
    a_phone(pitstop).says(SECRET)
    at(pitstop, Kind.REVEAL, cast.bo)
    for person in (cast.amina, cast.bo, cast.fenna, cast.cor, None):
        assert not Card.objects.visible_to(person).exists()
