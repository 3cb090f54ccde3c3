"""The tables that people read are those by which the house works."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from samenspel.circles import tables
from samenspel.circles.deeds import DEEDS
from samenspel.circles.models import Circle, Expedition, Membership, Role
from samenspel.circles.tests.cast import READERS
from samenspel.foundation.models import Entry

DOCS = Path(__file__).parents[3] / "docs" / "circles.md"
PLAYED_BY = {
    "who wrote it": "amina",
    "coordinator or member of that coalition": "bram",
    "support team with access to that coalition": "els",
    "coordinator or member of another coalition": "cor",
    "programme manager": "fons",
    "partner": "pia",
    "somebody of another expedition": "dirk",
    "passer-by": "passerby",
}


def test_the_page_of_circles_is_the_one_that_the_code_makes():
    assert DOCS.read_text() == tables.page(), "run: samenspel circles > docs/circles.md"


@pytest.mark.parametrize(("who", "name"), PLAYED_BY.items(), ids=PLAYED_BY)
def test_the_table_of_readers_is_what_the_cast_can_read(who, name):
    for circle in Circle:
        reads = name == "amina" or name in READERS[circle]
        assert reads == (circle >= tables.READS[who]), circle


def test_the_team_without_access_reads_as_a_traveller(cast):
    from samenspel.sources.models import Source
    from samenspel.sources.tests.builders import a_source

    rows = {
        circle: a_source(cast, by=cast.cor, place=cast.west, circle=circle) for circle in Circle
    }
    seen = set(Source.objects.visible_to(cast.fenna).values_list("circle", flat=True))
    first = tables.READS["support team without access to it"]
    assert seen == {circle for circle in rows if circle >= first}


def test_every_deed_says_what_it_does_and_who_may():
    for deed in tables.all_deeds():
        assert deed.does.endswith((".", "?")), deed.name
        assert deed.rule.who, deed.name


def test_nobody_of_the_fund_or_a_partner_may_touch_words():
    """The fund makes room, and partners read; neither has a deed with what was said."""
    tables.all_deeds()
    # A list of elements is a method: the fund may write what is scored, and no score.
    household = ("expedition.", "coalition.", "place.", "access.", "membership.", "partner.")
    household += ("framework.",)
    for name, deed in DEEDS.items():
        if {Role.MANAGER, Role.PARTNER} & deed.rule.who:
            assert name.startswith((*household, "invitation.")) or len(deed.rule.who) > 7, name


def test_a_new_host_begins_with_one_command(db, capsys):
    call_command(
        "begin", "Reis", manager="Floor", email="Floor@example.org", fund="Fonds Voorbeeld"
    )
    address = capsys.readouterr().out.strip().splitlines()[-1]
    begun = Expedition.objects.get()
    place = Membership.objects.get(expedition=begun)
    assert (place.role, place.person.email) == (Role.MANAGER, "floor@example.org")
    assert place.organisation.name == "Fonds Voorbeeld"
    assert begun.ends - begun.starts == timedelta(days=540)
    assert begun.starts == timezone.localdate()
    assert Entry.objects.get(verb="expedition.begin").by is None
    client = Client()
    assert client.post(address.split("8000", 1)[1]).status_code == 302
    assert client.session["_auth_user_id"] == str(place.person.pk)
    with pytest.raises(CommandError):
        call_command("begin", "Nog een", manager="X", email="x@example.org", fund="F")
