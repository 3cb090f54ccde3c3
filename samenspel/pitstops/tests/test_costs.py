"""What the screens of a meeting ask of the database: the same with one card and with three."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from samenspel.foundation import live
from samenspel.pitstops import glance
from samenspel.pitstops.models import Kind
from samenspel.pitstops.views.leading import screen_key

from .builders import a_phone, at, reflecting

PHONE = {Kind.REFLECT: 3, Kind.REVEAL: 4, Kind.GROUP: 6, Kind.VOTE: 5, Kind.TALK: 5}
LEAD = {Kind.REFLECT: 13, Kind.REVEAL: 16, Kind.GROUP: 17, Kind.VOTE: 15, Kind.TALK: 18}
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


def test_handing_in(cast, django_assert_num_queries):
    """The meeting's moment, the cards that are here; and the card in a savepoint."""
    pitstop, phone = meeting(cast, Kind.REFLECT, 1)
    client = Client()
    client.cookies.load(phone.cookie())
    client.get(f"/p/tafel/{pitstop.pk}/nu/")  # it reads the meeting for all that come after it
    form = {"step": phone.fresh().pitstop.step_id, "key": str(uuid4()), "text": "Nog een kaart"}
    with django_assert_num_queries(5):
        assert client.post(f"/p/tafel/{pitstop.pk}/geef/", form).status_code == 302


@pytest.mark.parametrize("to", [glance.COUNTS, glance.CARDS])
def test_what_others_hand_in_reads_no_plan_anew(cast, to, django_assert_num_queries):
    """A meeting moves on twice a second while cards come in: its steps and seats stay the same."""
    pitstop = reflecting(cast)
    before = glance.at(pitstop.pk)
    assert before is not None
    with transaction.atomic():
        live.nudge(pitstop.topic, to=to)
    with django_assert_num_queries(1):
        now = glance.at(pitstop.pk)
    assert now is not before
    assert now.plan is before.plan
    with transaction.atomic():
        live.nudge(pitstop.topic, to="lead")  # as when somebody sits down
    assert glance.at(pitstop.pk).plan is not before.plan
    step_before = glance.at(pitstop.pk).step
    at(pitstop, Kind.REVEAL, cast.bo)
    assert glance.at(pitstop.pk).step != step_before
