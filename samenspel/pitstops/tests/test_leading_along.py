"""A member who was asked to lead does what leading asks, while the meeting is on and no longer."""

from __future__ import annotations

import pytest
from django.test import Client

from samenspel.agendas import actions as agendas
from samenspel.agendas.models import Agreement
from samenspel.assessments import actions as mirrors
from samenspel.assessments.models import Framework, Round
from samenspel.circles.deeds import NotYours
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry
from samenspel.pitstops import actions, looking
from samenspel.pitstops.models import Kind
from samenspel.pitstops.seats import TABLE

from .builders import at, begun, step
from .test_mirror import a_list


def led_by_amina(cast, **more):
    a_list(cast)
    pitstop = begun(cast, script="3-impact", **more)
    actions.name_lead(pitstop, person=cast.amina, by=cast.bo)
    return pitstop


def did(verb: str) -> list[int]:
    return list(Entry.objects.filter(verb=verb).values_list("by", flat=True))


def test_whoever_leads_along_opens_and_closes_the_mirror_of_the_meeting(cast):
    pitstop = led_by_amina(cast)
    at(pitstop, Kind.MIRROR, cast.amina)
    there = step(pitstop, Kind.MIRROR)
    assert there.round.is_open
    client = Client()
    client.force_login(cast.amina)
    said = {"do": "show_mirror", "step": there.pk}
    answer = client.post(f"/pitstop/{pitstop.pk}/leiden/doe/", said, headers={"X-Live": "1"})
    assert answer.status_code == 200
    assert not Round.objects.unguarded(TABLE).get(pk=there.round_id).is_open
    assert did("mirror.open") == did("mirror.close") == [cast.amina.pk]


def test_by_herself_she_opens_and_closes_none(cast):
    pitstop = led_by_amina(cast)
    at(pitstop, Kind.MIRROR, cast.bo)
    there = step(pitstop, Kind.MIRROR)
    with pytest.raises(NotYours):
        mirrors.close_round(there.round, by=cast.amina)
    framework = Framework.objects.visible_to(cast.amina).get()
    with pytest.raises(NotYours):
        mirrors.open_round(cast.oost, framework=framework, title="Los", by=cast.amina)
    other = begun(cast, script="3-impact", title="Een andere")
    with pytest.raises(NotYours):
        at(other, Kind.MIRROR, cast.amina)


def test_after_the_meeting_the_mirror_is_no_longer_hers(cast):
    pitstop = led_by_amina(cast)
    at(pitstop, Kind.MIRROR, cast.amina)
    actions.end(pitstop, by=cast.amina)
    with pytest.raises(Refused):
        actions.show_mirror(step(pitstop, Kind.MIRROR), by=cast.amina)
    assert step(pitstop, Kind.MIRROR).round.is_open


@pytest.mark.parametrize("who", ["amina", "els"])
def test_whoever_leads_adds_and_strikes_agreements_while_it_is_on(cast, who):
    pitstop, leader = led_by_amina(cast), getattr(cast, who)
    actions.agree(pitstop, what="Per ongeluk", who="", by=cast.bo)
    actions.agree(pitstop, what="Elke maand koffie", who="Bo", by=leader)
    wrong, right = looking.agreed_at(pitstop)
    with pytest.raises(NotYours):
        agendas.strike(wrong.agreement, by=leader)
    actions.disagree(wrong, by=leader)
    assert did("agreement.strike") == [leader.pk]
    actions.end(pitstop, by=leader)
    (right,) = looking.agreed_at(pitstop)
    with pytest.raises(Refused):
        actions.disagree(right, by=leader)
    assert [row.what for row in Agreement.objects.visible_to(cast.amina)] == ["Elke maand koffie"]


def test_a_sheet_from_paper_is_offered_to_whoever_may_type_it(cast):
    pitstop = led_by_amina(cast)
    at(pitstop, Kind.MIRROR, cast.bo)
    address = f"/spiegel/{step(pitstop, Kind.MIRROR).round_id}/typen/"
    offered = []
    for person in (cast.bo, cast.amina):
        client = Client()
        client.force_login(person)
        page = client.get(f"/pitstop/{pitstop.pk}/leiden/nu/").content.decode()
        offered.append(address in page)
    assert offered == [True, False]
