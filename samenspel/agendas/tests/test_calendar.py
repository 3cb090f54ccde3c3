"""The calendar, as a real calendar program reads it (khal), and as the standard has it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from samenspel.agendas import actions
from samenspel.agendas.models import Agreement
from samenspel.agendas.tests.builders import an_agreement, in_days

CONFIG = """\
[calendars]
[[agreements]]
path = {folder}/calendars
[sqlite]
path = {folder}/khal.db
[locale]
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
[default]
default_calendar = agreements
"""


def taken_along(cast, person) -> bytes:
    client = Client()
    client.force_login(person)
    answer = client.get(f"/coalitie/{cast.oost.pk}/afspraken/afspraken.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="afspraken.ics"'
    return answer.content


class Khal:
    """A calendar program with one empty calendar."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "calendars").mkdir()
        (folder / "config").write_text(CONFIG.format(folder=folder))

    def __call__(self, *asked: str) -> str:
        khal = [str(Path(sys.executable).parent / "khal"), "-c", str(self.folder / "config")]
        env = {**os.environ, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        ran = subprocess.run(  # noqa: S603  (the program and what it is asked are ours)
            [*khal, *asked], env=env, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def take(self, calendar: bytes) -> None:
        (self.folder / "taken.ics").write_bytes(calendar)
        self("import", "--batch", str(self.folder / "taken.ics"))

    def listed(self, days: int = 40) -> list[str]:
        shown = self(
            "list", "--format", "{start-date} {end-date} {title} {status}", "today", f"{days}d"
        )
        return [line.strip() for line in shown.splitlines() if "sleutel" in line.lower()]


@pytest.fixture
def khal(tmp_path: Path) -> Khal:
    return Khal(tmp_path)


def test_a_calendar_program_shows_it_on_its_day(cast, khal):
    an_agreement(cast, what="een sleutel bij de bakker, voor ’s avonds", by_when=in_days(12))
    an_agreement(cast, what="sleutel zonder dag")
    khal.take(taken_along(cast, cast.amina))
    day = in_days(12).isoformat()
    (line,) = khal.listed()
    assert line.startswith(f"{day} {day} Een sleutel bij de bakker, voor ’s avonds")


def test_taken_in_again_it_moves_and_is_there_once(cast, khal):
    made = an_agreement(cast, by_when=in_days(3))
    khal.take(taken_along(cast, cast.amina))
    actions.change_agreement(made, what="Vier sleutels", by_when=in_days(20), by=cast.bo)
    khal.take(taken_along(cast, cast.amina))
    (line,) = khal.listed()
    assert line.startswith(f"{in_days(20).isoformat()} {in_days(20).isoformat()} Vier sleutels")


def test_what_is_no_longer_needed_is_cancelled_there(cast, khal):
    made = an_agreement(cast, by_when=in_days(3))
    actions.turn_out(made, state="dropped", by=cast.bo)
    khal.take(taken_along(cast, cast.amina))
    assert "CANCELLED" in khal.listed()[0]


def test_every_change_counts_and_the_name_stays(cast):
    made = an_agreement(cast, by_when=in_days(3), who="Bram")

    def event():
        (found,) = Calendar.from_ical(taken_along(cast, cast.amina)).walk("VEVENT")
        return found

    an_hour_ago = timezone.now() - timedelta(hours=1)
    Agreement.objects.unguarded("command line").update(changed=an_hour_ago)
    first = event()
    actions.turn_out(made, state="stuck", remark="Winkel dicht", by=cast.bo)
    second = event()
    assert first["UID"] == second["UID"] == str(made.key)
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second["DTSTAMP"].dt > first["DTSTAMP"].dt
    assert first["DTEND"].dt - first["DTSTART"].dt == timedelta(days=1)
    assert "VALUE=DATE" in first.to_ical().decode()
    assert second["DESCRIPTION"].split("\n")[:2] == ["Bram", "Winkel dicht"]
    assert str(second["URL"]).endswith(f"/afspraak/{made.pk}/")


def test_lines_are_short_and_words_survive(cast):
    what = "Neem; mee, \\ alles wat je nodig hebt – ook de sleutel van de één na laatste deur" * 3
    an_agreement(cast, what=what, by_when=in_days(3))
    taken = taken_along(cast, cast.amina)
    assert max(len(line) for line in taken.split(b"\r\n")) <= 75
    calendar = Calendar.from_ical(taken)
    assert str(calendar.walk("VEVENT")[0]["SUMMARY"]) == what
    assert calendar["X-WR-CALNAME"] == "Afspraken van Samen Oost"


def test_the_same_agreements_are_not_sent_twice(cast):
    made = an_agreement(cast, by_when=in_days(3))
    client = Client()
    client.force_login(cast.amina)
    path = f"/coalitie/{cast.oost.pk}/afspraken/afspraken.ics"
    tag = client.get(path)["ETag"]
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    actions.turn_out(made, state="stuck", by=cast.bo)
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200
