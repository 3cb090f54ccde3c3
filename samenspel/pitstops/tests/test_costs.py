"""What the screens of a meeting ask of the database: the same with one card and with three."""

from __future__ import annotations

import pytest
from django.test import Client

from samenspel.pitstops.models import Kind
from samenspel.pitstops.views.leading import screen_key

from .builders import a_phone, at, reflecting

PHONE = {Kind.REFLECT: 4, Kind.REVEAL: 4, Kind.GROUP: 6, Kind.VOTE: 5, Kind.TALK: 5}
LEAD = {Kind.REFLECT: 13, Kind.REVEAL: 14, Kind.GROUP: 15, Kind.VOTE: 14, Kind.TALK: 16}
SCREEN = {Kind.REFLECT: 6, Kind.REVEAL: 7, Kind.GROUP: 7, Kind.VOTE: 7, Kind.TALK: 9}


def meeting(cast, kind: str, many: int):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    for n in range(many):
        phone.says(f"Kaart {n}")
    if kind != Kind.REFLECT:
        at(pitstop, kind, cast.bo)
    return pitstop, phone


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("kind", PHONE)
def test_a_phone(cast, kind, many, django_assert_num_queries):
    pitstop, phone = meeting(cast, kind, many)
    client = Client()
    client.cookies.load(phone.cookie())
    first = Client()
    first.cookies.load(a_phone(pitstop).cookie())
    first.get(f"/p/tafel/{pitstop.pk}/nu/")  # it reads the meeting for all that come after it
    with django_assert_num_queries(PHONE[kind]):
        assert client.get(f"/p/tafel/{pitstop.pk}/nu/").status_code == 200


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("kind", LEAD)
def test_the_facilitator(cast, kind, many, django_assert_num_queries):
    pitstop, _phone = meeting(cast, kind, many)
    client = Client()
    client.force_login(cast.bo)
    with django_assert_num_queries(LEAD[kind]):
        assert client.get(f"/pitstop/{pitstop.pk}/leiden/nu/").status_code == 200


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("kind", SCREEN)
def test_the_big_screen(cast, kind, many, django_assert_num_queries):
    pitstop, _phone = meeting(cast, kind, many)
    with django_assert_num_queries(SCREEN[kind]):
        assert Client().get(f"/scherm/{screen_key(pitstop)}/nu/").status_code == 200
