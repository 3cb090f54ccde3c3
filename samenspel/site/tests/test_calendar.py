"""Meetings in people's own calendar, read by other programs."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

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


def test_khal_reads_it(cast, tmp_path: Path):
    a_moment(cast, where="De Brug")
    (tmp_path / "own.ics").write_bytes(Client().get(ALL).content)
    config = tmp_path / "config"
    config.write_text(
        f"[calendars]\n[[own]]\npath = {tmp_path}/own\n[default]\ndefault_calendar = own\n"
        f"[sqlite]\npath = {tmp_path}/khal.db\n"
        "[locale]\nlocal_timezone = Europe/Amsterdam\ndefault_timezone = Europe/Amsterdam\n"
        "timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
    )
    (tmp_path / "own").mkdir()
    khal = ["khal", "-c", str(config)]
    subprocess.run([*khal, "import", "--batch", str(tmp_path / "own.ics")], check=True)
    told = subprocess.run([*khal, "list", "today", "30d"], check=True, capture_output=True)
    assert "De uitwisseling" in told.stdout.decode()
    assert in_days(10).isoformat() in told.stdout.decode()
