"""A nudge travels, never content. Over real sockets, to a server that is a process of its own."""

from __future__ import annotations

import re
import time

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from samenspel.circles import actions as belonging
from samenspel.circles.models import Membership
from samenspel.circles.tests.cast import Cast
from samenspel.foundation import live
from samenspel.foundation.models import Pulse
from samenspel.people import actions as people
from samenspel.pitstops import actions as pitstops
from samenspel.pitstops.rights import who_leads
from samenspel.pitstops.tests.builders import begun
from tests.live_site import LiveSite, Stream, live_site, two_processes

__all__ = ["live_site", "two_processes"]

TOPIC = "proef:1"


def a_ticket(who: str = "seat:1", *to: str, topic: str = TOPIC, hours: float = 1) -> str:
    return live.ticket(topic, to=to, who=who, hours=hours)


def nudge(topic: str = TOPIC, **how: object) -> int:
    with transaction.atomic():
        return live.nudge(topic, **how)


def test_a_nudge_of_another_process_reaches_every_stream(live_site: LiveSite) -> None:
    streams = [live_site.listen(a_ticket(f"seat:{n}")) for n in range(20)]
    assert [stream.revision() for stream in streams] == [0] * 20
    assert nudge() == 1
    assert [stream.revision() for stream in streams] == [1] * 20


def test_whoever_comes_later_hears_at_once_where_it_stands(live_site: LiveSite) -> None:
    for _ in range(3):
        nudge()
    assert live_site.listen(a_ticket()).revision() == 3


def test_every_process_of_the_server_hears_it(two_processes: LiveSite) -> None:
    streams = [two_processes.listen(a_ticket(f"seat:{n}")) for n in range(16)]
    for stream in streams:
        stream.revision()
    nudge()
    assert [stream.revision() for stream in streams] == [1] * 16


def test_what_is_meant_for_one_audience_is_not_heard_by_another(live_site: LiveSite) -> None:
    all_of_them, lead = live_site.listen(a_ticket()), live_site.listen(a_ticket("lead", "lead"))
    assert (all_of_them.revision(), lead.revision()) == (0, 0)
    nudge(to="lead")
    assert lead.revision() == 1
    assert all_of_them.silent()
    nudge()
    assert (all_of_them.revision(), lead.revision()) == (2, 2)


def test_another_topic_is_not_heard(live_site: LiveSite) -> None:
    stream = live_site.listen(a_ticket())
    stream.revision()
    nudge("proef:2")
    assert stream.silent()


def test_what_was_not_done_is_not_heard(live_site: LiveSite) -> None:
    stream = live_site.listen(a_ticket())
    stream.revision()
    with transaction.atomic():
        live.nudge(TOPIC)
        transaction.set_rollback(True)
    assert stream.silent()
    assert nudge() == stream.revision() == 1


def test_when_rights_end_the_stream_ends_at_once_and_others_go_on(
    live_site: LiveSite,
) -> None:
    stays, goes = live_site.listen(a_ticket("seat:1")), live_site.listen(a_ticket("seat:2"))
    assert stays.revision() == goes.revision() == 0
    cache.set("shut", ["seat:2"])
    nudge(rights=True)
    told = [goes.read()]
    if told[-1][0] == "rev":
        told.append(goes.read())
    assert told[-1] == ("bye", {})
    assert stays.revision() == 1
    assert live_site.listen(a_ticket("seat:2")).status == 403
    assert live_site.get(f"/live/{a_ticket('seat:2')}/stand/")[0] == 403
    nudge()
    assert stays.revision() == 2


def rights_changed() -> None:
    with transaction.atomic():
        live.rights_changed()


def ends(stream: Stream) -> bool:
    """Whether the next thing that is heard, pings left aside, is goodbye."""
    while (told := stream.read())[0] == "ping":
        pass
    return told == ("bye", {})


def test_when_rights_change_each_open_topic_asks_its_door_once(live_site: LiveSite) -> None:
    whos, topics = [f"seat:{n}" for n in range(5)], [f"proef:{n}" for n in range(3)]
    streams = {
        (topic, who): live_site.listen(a_ticket(who, topic=topic))
        for topic in topics
        for who in whos
    }
    assert {stream.revision() for stream in streams.values()} == {0}
    cache.set("shut", ["seat:2"])
    cache.set("asked", 0)
    rights_changed()
    assert all(ends(streams[topic, "seat:2"]) for topic in topics)
    assert cache.get("asked") == 3
    assert all(stream.silent() for (_, who), stream in streams.items() if who != "seat:2")
    assert live_site.listen(a_ticket("seat:2")).status == 403


def test_every_process_asks_its_doors_when_rights_change(two_processes: LiveSite) -> None:
    goes = [two_processes.listen(a_ticket("goes")) for _ in range(12)]
    stays = two_processes.listen(a_ticket("stays"))
    assert {stream.revision() for stream in [*goes, stays]} == {0}
    cache.set("shut", ["goes"])
    rights_changed()
    assert all(ends(stream) for stream in goes)
    assert stays.silent()


def test_rights_that_changed_and_then_did_not_are_not_asked_about(live_site: LiveSite) -> None:
    stream = live_site.listen(a_ticket())
    stream.revision()
    cache.set("shut", ["seat:1"])
    with transaction.atomic():
        live.rights_changed()
        transaction.set_rollback(True)
    assert stream.silent()


def test_a_change_of_rights_is_noticed_also_when_the_count_began_anew(live_site: LiveSite) -> None:
    """After thirty days without any, the row is thrown away, and numbers begin at one again."""
    one, two = live_site.listen(a_ticket("one")), live_site.listen(a_ticket("two"))
    one.revision(), two.revision()
    cache.set("shut", ["one"])
    rights_changed()
    assert ends(one)
    cache.set("shut", ["one", "two"])
    with transaction.atomic():
        Pulse.objects.all().delete()
        live.rights_changed()
    assert ends(two)


def test_whoever_is_taken_off_a_coalition_hears_no_more_of_its_meeting(
    live_site: LiveSite, cast: Cast
) -> None:
    pitstop = begun(cast)
    pitstops.name_lead(pitstop, person=cast.amina, by=cast.bo)
    hers, his = (
        live_site.listen(a_ticket(who_leads(person), topic=pitstop.topic))
        for person in (cast.amina, cast.bo)
    )
    assert hers.revision() == his.revision()
    belonging.end(Membership.objects.get(person=cast.amina), by=cast.bo)
    assert ends(hers)
    people.leave_everywhere(cast.bo, by=cast.bo)
    assert ends(his)


def test_rights_that_end_hold_for_whoever_only_asks_now_and_then(live_site: LiveSite) -> None:
    path = f"/live/{a_ticket()}/stand/"
    assert live_site.get(path)[0] == 200
    cache.set("shut", ["seat:1"])
    nudge(rights=True)
    time.sleep(0.6)
    assert live_site.get(path)[0] == 403


@pytest.mark.parametrize("where", ["/", "/stand/"])
def test_without_a_good_ticket_and_an_open_door_nothing_is_told(
    live_site: LiveSite, where: str
) -> None:
    cache.set("shut", ["seat:9"])
    good = a_ticket()
    for bad in (
        "x",
        good[:-1],
        "x" + good,
        a_ticket(hours=-1),
        a_ticket("seat:9"),
        a_ticket(topic="nobody's:1"),
    ):
        status, words, _ = live_site.get(f"/live/{bad}{where}")
        assert (status, words) == (403, b""), bad


def test_a_stream_ends_when_its_ticket_does(live_site: LiveSite) -> None:
    stream = live_site.listen(a_ticket(hours=2 / 3600))
    assert stream.revision() == 0
    while (told := stream.read(6))[0] == "ping":
        pass
    assert told == ("bye", {})
    with pytest.raises(EOFError):
        stream.read()


def test_nothing_but_numbers_and_times_is_ever_said(live_site: LiveSite) -> None:
    stream = live_site.listen(a_ticket("seat:1", "lead"))
    stream.revision()
    cache.set("part", "kanarie")
    nudge(to="lead")
    nudge()
    while stream.revision() < 2:
        pass
    while stream.read(20)[0] != "ping":
        pass
    live_site.running.terminate()
    assert stream.read()[0] == "bye"
    body = stream.all.partition(b"\r\n\r\n")[2].decode()
    events = re.sub(r"(^|\r\n)[0-9a-f]+\r\n", "", body).strip() + "\n\n"
    time_told = r'(null|"[0-9T:.+-]{29}")'
    one = rf'event: rev\ndata: \{{"rev":\d+,"at":{time_told},"spread":[\d.]+\}}\n\n'
    other = r'event: (ping|bye)\ndata: \{("retry":[\d.]+)?\}\n\n'
    assert re.fullmatch(rf"(({one})|({other}))+", events), events


def test_the_stand_is_a_number_that_is_sent_once(live_site: LiveSite) -> None:
    path = f"/live/{a_ticket()}/stand/"
    nudge()
    status, words, headers = live_site.get(path)
    assert (status, headers["etag"]) == (200, '"1"')
    assert re.fullmatch(rb'\{"rev":1,"at":"[0-9T:.+-]+"\}', words)
    assert live_site.get(path, **{"If-None-Match": '"1"'})[:2] == (304, b"")
    nudge(to="lead")
    time.sleep(0.5)
    assert live_site.get(path, **{"If-None-Match": '"1"'})[0] == 304
    nudge()
    for _ in range(200):
        answer = live_site.get(path, **{"If-None-Match": '"1"'})
        if answer[0] != 304:
            break
        time.sleep(0.05)
    assert answer[2]["etag"] == '"3"'


def test_a_stop_says_goodbye_to_all_and_waits_for_nobody(live_site: LiveSite) -> None:
    streams = [live_site.listen(a_ticket(f"seat:{n}")) for n in range(50)]
    for stream in streams:
        stream.revision()
    live_site.stop()
    said = [stream.read() for stream in streams]
    assert {kind for kind, _ in said} == {"bye"}
    waits = [words["retry"] for _, words in said]
    assert len(set(waits)) > 5
    assert 0.2 < min(waits) < max(waits) < 5


def test_a_stop_of_two_processes_is_over_as_soon(two_processes: LiveSite) -> None:
    streams = [two_processes.listen(a_ticket(f"seat:{n}")) for n in range(20)]
    for stream in streams:
        stream.revision()
    two_processes.stop()
    assert {stream.read()[0] for stream in streams} == {"bye"}


def test_many_who_come_at_once_are_one_question_at_the_door(live_site: LiveSite) -> None:
    live_site.listen(a_ticket("first")).revision()
    cache.set("asked", 0)
    streams = [live_site.listen(a_ticket(f"seat:{n}")) for n in range(60)]
    assert {stream.status for stream in streams} == {200}
    assert 0 < cache.get("asked") < 20


def test_pages_and_streams_come_from_one_server(live_site: LiveSite) -> None:
    streams = [live_site.listen(a_ticket(f"seat:{n}")) for n in range(30)]
    assert all(stream.status == 200 for stream in streams)
    status, words, _ = live_site.get("/lessen/")
    assert status == 200
    assert b"<html" in words


def test_thirty_streams_of_one_seat_are_enough(live_site: LiveSite) -> None:
    streams = [live_site.listen(a_ticket()) for _ in range(31)]
    assert [stream.status for stream in streams].count(200) == 30
    assert streams[-1].status == 429


def test_a_lost_line_to_postgresql_is_laid_again(live_site: LiveSite) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the line of PostgreSQL")
    stream = live_site.listen(a_ticket())
    stream.revision()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
        assert cursor.fetchall() == [(True,)]
    nudge()
    assert stream.revision() == 1
