"""Coming in: by code, by QR, once for each phone, and not endlessly by guessing."""

from __future__ import annotations

import pytest
from django.test import Client

from samenspel.pitstops import actions, looking, seats
from samenspel.pitstops.models import Kind, Pitstop, Promise, Seat
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.views import table as views

from .builders import a_phone, at, begun, reflecting

JOINS = {"voice": "resident", "name": "Jan", "people": "1"}


def test_a_qr_code_in_capitals_knows_the_phone_that_is_in(cast):
    pitstop, client = begun(cast), Client()
    door = client.get(f"/P/{pitstop.key}")
    assert (door.status_code, door.url) == (302, f"/p/{pitstop.key}")
    assert client.post(door.url, JOINS).url == f"/p/tafel/{pitstop.pk}/"
    again = client.get(f"/P/{pitstop.key}", follow=True)
    assert again.redirect_chain[-1][0] == f"/p/tafel/{pitstop.pk}/"
    assert Seat.objects.unguarded(TABLE).count() == 1


def test_the_cookie_is_for_the_table_alone(cast):
    pitstop, client = begun(cast), Client()
    client.post(f"/p/{pitstop.key}", JOINS)
    cookie = client.cookies[f"plek{pitstop.pk}"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/p/", True, "Lax")
    assert cookie["max-age"] == 30 * 24 * 3600


def test_codes_are_not_guessed_endlessly_and_a_right_one_is_never_counted(cast, monkeypatch):
    pitstop, client = begun(cast), Client()
    monkeypatch.setattr(views, "WRONG_CODES", 3)
    for _ in range(5):
        assert client.post("/p/", {"code": pitstop.code}).status_code == 302
    for _ in range(3):
        assert client.post("/p/", {"code": "000000"}).status_code == 422
    for wrong_or_right in ("000000", pitstop.code):
        typed = client.post("/p/", {"code": wrong_or_right})
        assert (typed.status_code, client.get(f"/p/{wrong_or_right}").status_code) == (409, 409)
    assert client.post(f"/p/{pitstop.code}", JOINS).status_code == 409
    assert client.post(f"/p/{pitstop.key}", JOINS).status_code == 302  # nobody guesses the QR code
    assert client.get(f"/p/{pitstop.code}").status_code == 302  # and whoever sits stays


def test_a_table_has_an_end(cast, monkeypatch):
    pitstop = begun(cast)
    monkeypatch.setattr(seats, "MOST_SEATS", 2)
    client = Client()
    for _ in range(2):
        a_phone(pitstop)
    assert client.post(f"/p/{pitstop.key}", JOINS).status_code == 409
    assert Seat.objects.unguarded(TABLE).count() == 2


@pytest.mark.parametrize("path", ["/p/ABC", "/p/123456", "/p/1234567890123456789", "/p/tafel/999/"])
def test_what_opens_nothing_says_so(cast, path):
    assert Client().get(path).status_code in (302, 404)


def left(cast):
    """A phone whose owner pressed "I have to go", at a meeting that goes on."""
    pitstop = reflecting(cast)
    phone, client = a_phone(pitstop, name="Jan"), Client()
    client.cookies.load(phone.cookie())
    phone.says("Van mij")
    client.post(f"/p/tafel/{pitstop.pk}/weg/")
    return pitstop, phone, client


def test_whoever_left_comes_back_to_the_same_seat(cast):
    pitstop, phone, client = left(cast)
    brought = f"/p/mee/{pitstop.pk}/{phone.secret}/"
    assert "Terug aan tafel" in client.get(brought).content.decode()
    assert "Terug aan tafel" in client.get(f"/p/tafel/{pitstop.pk}/nu/").content.decode()
    answer = Client().post(brought + "doe/", {"do": "come_back"})  # also from another browser
    assert (answer.status_code, answer.url) == (302, f"/p/tafel/{pitstop.pk}/")
    assert answer.cookies[f"plek{pitstop.pk}"].value == phone.secret
    page = client.get(answer.url)
    assert page.status_code == 200
    assert "Van mij" in page.content.decode()
    assert Seat.objects.unguarded(TABLE).get() == phone.seat
    who = f"seat:{phone.seat.pk}"
    assert seats.still_here(pitstop.topic, [who]) == {who}
    assert "Terug aan tafel" not in client.get(brought).content.decode()


def test_the_door_knows_a_phone_that_left(cast):
    pitstop, phone, client = left(cast)
    answer = client.get(f"/p/{pitstop.key}")
    assert answer.status_code == 200
    words = answer.content.decode()
    assert f'action="/p/mee/{pitstop.pk}/{phone.secret}/doe/"' in words
    assert 'name="voice"' not in words
    assert (
        answer["Cache-Control"]
        == client.get(f"/p/mee/{pitstop.pk}/{phone.secret}/")["Cache-Control"]
    )
    client.post(f"/p/{pitstop.key}", JOINS)
    assert Seat.objects.unguarded(TABLE).count() == 1


@pytest.mark.parametrize("how", ["sent away", "over"])
def test_nobody_comes_back_who_was_sent_away_or_after_the_end(cast, how):
    pitstop, phone, client = left(cast)
    if how == "sent away":
        actions.remove_seat(phone.fresh(), by=cast.bo)
    else:
        actions.end(pitstop, by=cast.bo)
    brought = f"/p/mee/{pitstop.pk}/{phone.secret}/"
    assert "Terug aan tafel" not in client.get(brought).content.decode()
    client.post(brought + "doe/", {"do": "come_back"})
    assert Seat.objects.unguarded(TABLE).get().left is not None
    answer = client.get(f"/p/{pitstop.key}", follow=True)
    assert "Terug aan tafel" not in answer.content.decode()


def test_what_was_written_for_the_facilitator_is_read_by_who_led_and_for_thirty_days(cast):
    pitstop = reflecting(cast)
    a_phone(pitstop).says("Alleen voor jou", promise=Promise.LEAD)
    at(pitstop, Kind.TALK, cast.bo)
    actions.end(pitstop, by=cast.bo)
    assert [card.text for card in looking.for_leads(Pitstop.objects.unguarded(TABLE).get())]

    def reads(person) -> bool:
        client = Client()
        client.force_login(person)
        return "Alleen voor jou" in client.get(f"/pitstop/{pitstop.pk}/").content.decode()

    assert [reads(cast.bo), reads(cast.fenna)] == [True, True]
    assert not any(reads(person) for person in (cast.amina, cast.bram, cast.cor, cast.fons))
