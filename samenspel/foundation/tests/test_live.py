"""The outbox, tickets, doors and stirring; streams themselves are tried in `tests/test_live.py`."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from samenspel.foundation import live
from samenspel.foundation.live import doors, outbox, stirring, tickets
from samenspel.foundation.live.listeners import Listener, Watched
from samenspel.foundation.models import Pulse

TOPIC = "toets:1"


def nudge(**how: object) -> int:
    with transaction.atomic():
        return live.nudge(TOPIC, **how)


@pytest.fixture
def door() -> set[str]:
    """Whoever is in this set may listen to topics that begin with "toets:"."""
    inside: set[str] = set()
    live.door("toets:", lambda topic, whos: inside & set(whos))
    yield inside
    del doors.DOORS["toets:"]


@pytest.mark.django_db(transaction=True)
def test_a_nudge_belongs_to_a_deed():
    with pytest.raises(transaction.TransactionManagementError):
        live.nudge(TOPIC)
    assert live.revision(TOPIC) == 0


@pytest.mark.django_db
def test_revisions_follow_one_another_for_all_audiences_together():
    assert [nudge(), nudge(to="lead"), nudge(rights=True)] == [1, 2, 3]
    (state,) = outbox.states([TOPIC])
    assert (state.heard, state.ended, live.revision(TOPIC)) == ({"all": 3, "lead": 2}, 3, 3)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_no_gap():
    def five(_):
        try:
            return [nudge() for _ in range(5)]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = [number for numbers in pool.map(five, range(8)) for number in numbers]
    assert sorted(told) == list(range(1, 41))


@pytest.mark.django_db
def test_a_deed_that_nudges_asks_the_database_little(django_assert_num_queries):
    nudge()
    tell = connection.vendor == "postgresql"  # NOTIFY
    with django_assert_num_queries(4 + tell):  # take and write the row, within a savepoint
        nudge()


@pytest.mark.django_db
def test_old_pulses_are_forgotten():
    nudge()
    assert outbox.forget_old() == 0
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert outbox.forget_old() == 1
    assert not Pulse.objects.exists()


def test_a_ticket_can_be_read_by_us_only_and_in_time():
    words = live.ticket(TOPIC, to=["lead"], who="seat:1", hours=2)
    ticket = tickets.read(words)
    assert ticket.topic == TOPIC
    assert ticket.to == {"all", "lead"}
    assert ticket.who == "seat:1"
    for n in range(0, len(words), 7):
        assert tickets.read(words[:n] + ("A" if words[n] != "A" else "B") + words[n + 1 :]) is None
    with time_machine.travel(timezone.now() + timedelta(hours=2, seconds=1)):
        assert tickets.read(words) is None


def test_the_nearest_door_is_asked_and_nobody_passes_where_there_is_none(door):
    door.add("a")
    assert doors.let_in(TOPIC, ["a", "b"]) == {"a"}
    live.door("toets:1", lambda topic, whos: ["b", "c"])
    assert doors.let_in(TOPIC, ["a", "b"]) == {"b"}
    del doors.DOORS["toets:1"]
    assert doors.let_in("other:1", ["a"]) == set()


@pytest.mark.django_db
def test_without_streams_the_stand_is_a_page_like_any_other(client, door):
    path = f"/live/{live.ticket(TOPIC, who='a', hours=1)}/stand/"
    assert client.get(path).status_code == 403
    door.add("a")
    assert client.get(path).json() == {"rev": 0, "at": None}
    nudge(to="lead")
    assert client.get(path).json()["rev"] == 0
    nudge()
    answer = client.get(path)
    assert (answer.json()["rev"], answer["ETag"]) == (2, '"2"')
    assert client.get(path, headers={"If-None-Match": '"2"'}).status_code == 304
    assert client.get(path.replace("/stand", "x/stand")).status_code == 403
    assert client.get(path.removesuffix("stand/")).status_code == 204


@pytest.mark.django_db(transaction=True)
def test_what_is_stirred_often_is_told_seldom_but_the_last_is_told():
    begun = time.monotonic()
    for _ in range(200):
        live.stir(TOPIC)
        time.sleep(0.005)
    spent = time.monotonic() - begun
    assert live.settle()
    assert 2 <= live.revision(TOPIC) <= 2 + 2 * (spent + 0.5)
    before = live.revision(TOPIC)
    live.stir(TOPIC)
    assert live.settle()
    assert live.revision(TOPIC) == before + 1
    (state,) = outbox.states([TOPIC])
    assert set(state.heard) == {"lead"}


@pytest.mark.django_db(transaction=True)
def test_a_stir_costs_its_caller_no_query_and_falls_with_its_deed(django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(0):
        live.stir(TOPIC)
        transaction.set_rollback(True)
    assert live.settle()
    assert live.revision(TOPIC) == 0


def a_listener(topic: Watched, *to: str, who: str = "a") -> Listener:
    ticket = tickets.Ticket(TOPIC, frozenset({"all", *to}), who, 2**40)
    listener = Listener(ticket, slot=0)
    topic.add(listener)
    return listener


def test_a_slow_reader_holds_the_newest_number_only():
    watched = Watched(TOPIC)
    slow = a_listener(watched)
    for number in range(1, 1000):
        watched.hear(outbox.State(TOPIC, {"all": number}))
        slow.tell("ping", b"event: ping\ndata: {}\n\n")
    words = slow.take()
    assert words.count(b"event:") == 2
    assert b'"rev":999' in words


def test_the_more_screens_the_wider_they_spread():
    watched = Watched(TOPIC)
    for _ in range(400):
        a_listener(watched)
    assert watched.spread() == 1
    for _ in range(2000):
        last = a_listener(watched)
    watched.hear(outbox.State(TOPIC, {"all": 1}))
    assert b'"spread":3' in last.take()


def test_what_is_over_says_goodbye_and_nothing_else():
    watched = Watched(TOPIC)
    listener = a_listener(watched)
    listener.end(b"event: bye\ndata: {}\n\n")
    watched.hear(outbox.State(TOPIC, {"all": 1}))
    listener.end()
    assert listener.take() == b"event: bye\ndata: {}\n\n"


@pytest.mark.django_db(transaction=True)
def test_what_is_stirred_while_a_nudge_has_to_wait_still_takes_its_turn():
    """Somebody holds the topic for a while; two stirs meanwhile are half a second apart."""

    def stir():
        live.stir(TOPIC)
        connection.close()

    begun = time.monotonic()
    with transaction.atomic(), ThreadPoolExecutor(1) as other:
        live.nudge(TOPIC)
        other.submit(stir).result()
        time.sleep(0.1)
        other.submit(stir).result()
        time.sleep(0.1)
    assert live.settle()
    assert time.monotonic() - begun >= stirring.APART
    assert live.revision(TOPIC) == 3
