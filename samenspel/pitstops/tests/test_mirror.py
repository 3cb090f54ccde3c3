"""The mirror as a step of a meeting: a sheet each, and the rules of small groups at the table."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from samenspel.assessments import actions as mirrors
from samenspel.assessments.models import Answer, Answered, Element, Round
from samenspel.circles.models import Voice
from samenspel.foundation.errors import Refused
from samenspel.pitstops import actions, ghosts, looking, table
from samenspel.pitstops.models import Kind, Step
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.views.leading import screen_key

from .builders import a_phone, at, begun


def a_list(cast: Any) -> Any:
    return mirrors.write_framework(
        cast.expedition,
        name_nl="Hoe we samenwerken",
        elements=[mirrors.Said("Vertrouwen"), mirrors.Said("Rollen")],
        by=cast.fons,
    )


def mirroring(cast: Any, **more: Any) -> tuple[Any, Step]:
    a_list(cast)
    pitstop = begun(cast, script="3-impact", **more)
    at(pitstop, Kind.MIRROR, cast.bo)
    return pitstop, Step.objects.unguarded(TABLE).select_related("round").get(
        pitstop=pitstop, kind=Kind.MIRROR
    )


def scores(phone: Any, there: Step, score: int) -> None:
    told = Element.objects.unguarded(TABLE).filter(framework=there.round.framework_id)
    sheet = mirrors.Sheet(tuple(mirrors.Scored(element, score) for element in told))
    table.hold_mirror(phone.fresh(), there, secret=phone.secret, sheet=sheet)


def pages(pitstop: Any, phone: Any, cast: Any) -> str:
    guest, lead = Client(), Client()
    guest.cookies.load(phone.cookie())
    lead.force_login(cast.bo)
    return "".join(
        client.get(path).content.decode()
        for client, path in [
            (guest, f"/p/tafel/{pitstop.pk}/nu/"),
            (guest, f"/scherm/{screen_key(pitstop)}/nu/"),
            (lead, f"/pitstop/{pitstop.pk}/leiden/nu/"),
        ]
    )


def test_without_a_list_the_step_says_what_to_do(cast):
    pitstop = begun(cast, script="3-impact")
    with pytest.raises(Refused):
        at(pitstop, Kind.MIRROR, cast.bo)
    assert not Round.objects.unguarded(TABLE).exists()


def test_a_round_is_opened_once_and_belongs_to_this_moment(cast):
    pitstop, there = mirroring(cast)
    at(pitstop, Kind.REVEAL, cast.bo)
    at(pitstop, Kind.MIRROR, cast.bo)
    held = Round.objects.unguarded(TABLE).get()
    assert there.round == held
    assert (held.coalition, held.moment) == (cast.oost, pitstop.day)


def test_each_of_those_behind_one_phone_hands_in_a_sheet(cast):
    _pitstop, there = mirroring(cast)
    phone = a_phone(there.pitstop, people=2)
    for score in (2, 4):
        scores(phone, there, score)
    assert table.sheets_left(phone.fresh(), phone.secret, there) == []
    assert mirrors.answered(there.round) == 2
    scores(phone, there, 5)  # the last one anew
    assert mirrors.answered(there.round) == 2
    told = sorted(Answer.objects.unguarded(TABLE).values_list("score", flat=True))
    assert told == [2, 2, 5, 5]


def test_twelve_behind_one_phone_are_one_question(cast, django_assert_num_queries):
    _pitstop, there = mirroring(cast)
    phone = a_phone(there.pitstop, people=12)
    scores(phone, there, 2)
    seat = phone.fresh()
    with django_assert_num_queries(1):
        assert len(table.sheets_left(seat, phone.secret, there)) == 11


def test_nothing_joins_a_sheet_to_a_phone(cast):
    _pitstop, there = mirroring(cast)
    phone = a_phone(there.pitstop, name="Jan")
    scores(phone, there, 3)
    seat = set(map(str, vars(phone.seat).values())) | {phone.secret}
    for row in [
        *Answer.objects.unguarded(TABLE).values(),
        *Answered.objects.unguarded(TABLE).values(),
    ]:
        keys = {str(value) for key, value in row.items() if key in ("key", "person_id")} - {"None"}
        assert not keys & seat


def test_no_figure_before_it_is_closed_and_none_of_a_small_group(cast):
    pitstop, there = mirroring(cast)
    residents = [a_phone(pitstop) for _ in range(4)]
    lonely = a_phone(pitstop, voice=Voice.PROFESSIONAL)
    for phone, score in zip(residents, (2, 3, 4, 4), strict=True):
        scores(phone, there, score)
    scores(lonely, there, 1)
    before = pages(pitstop, residents[0], cast)
    assert "mirror-now" not in before
    assert looking.mirror(there) == {}
    actions.show_mirror(there, by=cast.bo)
    after = pages(pitstop, residents[0], cast)
    assert after.count("mirror-now") == 3
    there.round.refresh_from_db(from_queryset=Round.objects.unguarded(TABLE))
    told = looking.mirror(there)["figures"]
    assert [line.voice for line in told.told] == [Voice.RESIDENT]
    assert [line.voice for line in told.hidden] == [Voice.PROFESSIONAL]
    with pytest.raises(Refused):
        scores(lonely, there, 2)


def test_a_trial_holds_up_no_mirror(cast):
    pitstop, _there = mirroring(cast, rehearsal=True)
    assert not Round.objects.unguarded(TABLE).exists()
    assert "proef" in pages(pitstop, a_phone(pitstop), cast)


def test_a_trial_of_a_meeting_that_is_on_has_nothing_of_its_mirror(cast):
    pitstop, there = mirroring(cast)
    trial = ghosts.rehearse(pitstop, many=1, by=cast.bo)
    copy = Step.objects.unguarded(TABLE).get(pitstop=trial, kind=Kind.MIRROR)
    assert copy.round is None
    with pytest.raises(Refused):
        actions.show_mirror(copy, by=cast.bo)
    assert Round.objects.unguarded(TABLE).get(pk=there.round_id).is_open


def test_a_sheet_by_the_page_and_what_is_not_right_is_given_back(cast):
    pitstop, there = mirroring(cast)
    phone, client = a_phone(pitstop), Client()
    client.cookies.load(phone.cookie())
    one, two = Element.objects.unguarded(TABLE).filter(framework=there.round.framework_id)
    address = f"/p/tafel/{pitstop.pk}/spiegel/"
    wrong = {"step": there.pk, f"spiegel-score_{one.pk}": "9", f"spiegel-reason_{one.pk}": "Omdat"}
    answer = client.post(address, wrong)
    assert answer.status_code == 422
    assert 'value="Omdat"' in answer.content.decode()
    right = {"step": there.pk, f"spiegel-score_{one.pk}": "4", f"spiegel-score_{two.pk}": "2"}
    assert client.post(address, right).status_code == 302
    assert mirrors.answered(there.round) == 1
    page = client.get(f"/p/tafel/{pitstop.pk}/").content.decode()
    assert "Jouw blad is binnen" in page
