"""Meetings in people's own calendar, read by other programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from samenspel.agendas.tests.test_calendar import khal  # noqa: F401
from samenspel.site import actions, jobs
from samenspel.site.models import CalledOff

from .builders import a_moment, a_page, a_shown_page, in_days

ALL = "/expeditie/polder/bijeenkomsten.ics"
OOST = "/expeditie/polder/coalities/oost/bijeenkomsten.ics"


def events(path: str = ALL) -> dict[str, Any]:
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content)
    return {str(each["SUMMARY"]): each for each in found.walk("VEVENT")}


def test_meetings_stand_in_it_and_nothing_else(cast):
    a_moment(cast, where="De Brug", text="Vanaf twee uur;\niedereen mag komen, ook later.")
    a_moment(cast, title="Een stap", kind="step")
    page = a_page(cast)
    a_moment(cast, cast.oost, title="Open huis")
    (event,) = events().values()
    assert (event["SUMMARY"], event["LOCATION"]) == ("De uitwisseling", "De Brug")
    assert event["DESCRIPTION"] == "Vanaf twee uur;\niedereen mag komen, ook later."
    assert event.decoded("DTSTART") == in_days(10)
    assert Client().get(OOST).status_code == 404
    actions.show(page, by=cast.bo)
    assert set(events()) == {"De uitwisseling", "Open huis"}
    assert set(events(OOST)) == {"Open huis"}


def test_a_change_is_the_same_meeting_and_an_unchanged_one_the_same_bytes(cast):
    moment = a_moment(cast)
    client = Client()
    first = client.get(ALL)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        again = client.get(ALL, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304
        before = events()["De uitwisseling"]
        told = {"kind": "meeting", "where": "", "text": "", "by": cast.fenna}
        actions.change(moment, title="De ruil", day=in_days(3), **told)
        assert client.get(ALL, headers={"if-none-match": first["ETag"]}).status_code == 200
    after = events()["De ruil"]
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


def test_what_is_called_off_is_told_for_thirty_days(cast):
    page = a_shown_page(cast)
    moment = a_moment(cast, cast.oost, title="Open huis")
    key = events(OOST)["Open huis"]["UID"]
    actions.remove(moment, by=cast.bo)
    (event,) = events(OOST).values()
    assert (event["UID"], event["STATUS"], event["SEQUENCE"]) == (key, "CANCELLED", 1)
    assert "Open huis" not in Client().get(OOST).content.decode()
    actions.hide(page, by=cast.bo)
    assert events() == {}
    actions.show(page, by=cast.bo)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert events() == {}
        jobs.calendars.forget_called_off()
    assert not CalledOff.objects.unguarded("command line").exists()


def test_a_calendar_program_takes_it_in_twice_and_holds_it_once(cast, khal):  # noqa: F811
    moment = a_moment(cast, title="De sleutelruil")
    khal.take(Client().get(ALL).content)
    told = {"kind": "meeting", "where": "", "text": "", "by": cast.fenna}
    actions.change(moment, title="De sleutelruil", day=in_days(3), **told)
    khal.take(Client().get(ALL).content)
    (line,) = khal.listed()
    assert line.startswith(f"{in_days(3)} {in_days(3)} De sleutelruil")
