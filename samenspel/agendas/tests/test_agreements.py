"""Agreements: who may make and turn them, what others read of them, and what one takes along."""

from __future__ import annotations

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from samenspel.agendas import actions, reading
from samenspel.agendas.models import TO_DO, Agreement, Turnout
from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry
from samenspel.sources import search
from samenspel.sources.models import SearchRow

from .builders import WHAT, an_agreement, in_days

State = Turnout.State


def enter(person) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def get(person, path: str, status: int = 200) -> str:
    answer = enter(person).get(path)
    assert answer.status_code == status
    return answer.content.decode()


def list_of(cast) -> str:
    return f"/coalitie/{cast.oost.pk}/afspraken/"


def told(cast, person, **more) -> list[tuple[str, str]]:
    return [(row.what, row.state) for row in reading.agreements(cast.oost, person, **more)]


# Making


def test_who_belongs_to_a_coalition_or_looks_along_may_agree(cast):
    for person in (cast.amina, cast.bo, cast.fenna):
        assert an_agreement(cast, by=person).author == person
    for person in (cast.cor, cast.fons, cast.pia, None):
        with pytest.raises(NotYours):
            an_agreement(cast, by=person)


def test_the_group_reads_it_and_nobody_else(cast):
    an_agreement(cast)
    for person in (cast.amina, cast.bram, cast.bo):
        assert told(cast, person) == [(WHAT, "open")]
    for person in (cast.els, cast.cor, cast.fons, cast.pia, None):
        assert told(cast, person) == []


def test_what_was_agreed_with_the_team_at_the_table_is_read_by_the_team(cast):
    an_agreement(cast, circle=Circle.TEAM)
    assert told(cast, cast.fenna) == [(WHAT, "open")]
    with pytest.raises(Refused):
        an_agreement(cast, circle=Circle.PARTNERS)


def test_what_is_handed_in_twice_arrives_once(cast):
    key = uuid.uuid4()
    first, again = an_agreement(cast, key=key), an_agreement(cast, key=key, what="Iets anders")
    assert first == again
    assert told(cast, cast.bo) == [(WHAT, "open")]
    with pytest.raises(Refused):
        an_agreement(cast, key=key, by=cast.bram)


def test_an_agreement_without_words_is_refused(cast):
    with pytest.raises(Refused):
        an_agreement(cast, what=" \n")
    with pytest.raises(Refused):
        an_agreement(cast, who="x" * 201)
    assert not Agreement.objects.unguarded("command line").exists()


@pytest.mark.parametrize(
    ("who", "meant"),
    [
        ("Bram", {"bram"}),
        ("bram en Amina", {"bram", "amina"}),
        ("Amina, iemand van de gemeente; Bo", {"amina", "bo"}),
        ("Cor", set()),  # of the next coalition
        ("Els", set()),  # looks along
        ("", set()),
    ],
)
def test_names_of_members_are_known(cast, who, meant):
    made = an_agreement(cast, who=who)
    assert set(made.people.all()) == {getattr(cast, name) for name in meant}


def test_a_first_name_that_two_people_have_means_neither(cast):
    cast.bo.name = "Bram de Boer"
    cast.bo.save()
    assert set(an_agreement(cast, who="Bram de Boer").people.all()) == {cast.bo}
    assert set(an_agreement(cast, who="Bram").people.all()) == set()


# Turning out


def test_how_it_turned_out_is_a_row_and_can_be_undone(cast):
    made = an_agreement(cast)
    actions.turn_out(made, state="kept", by=cast.bram)
    assert told(cast, cast.amina) == [(WHAT, "kept")]
    actions.turn_out(made, state="open", by=cast.amina)
    assert told(cast, cast.amina) == [(WHAT, "open")]
    rows = made.turnouts.visible_to(cast.amina)
    assert [(row.state, row.by) for row in rows] == [
        ("open", cast.amina),
        ("kept", cast.bram),
        ("open", cast.amina),
    ]


def test_a_turnout_is_written_once(cast):
    made = an_agreement(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.turnouts.unguarded("command line").update(state="kept")


def test_what_is_to_do_comes_first_by_its_day(cast):
    days = {"later": 9, "soon": 2, "whenever": None, "past": -3, "kept": -9}
    for what, day in days.items():
        an_agreement(cast, what=what, by_when=None if day is None else in_days(day))
    for row in reading.agreements(cast.oost, cast.amina):
        if row.what == "kept":
            actions.turn_out(row, state="kept", by=cast.amina)
        if row.what == "soon":
            actions.turn_out(row, state="stuck", remark="De winkel is dicht.", by=cast.amina)
    rows = list(reading.agreements(cast.oost, cast.amina))
    assert [row.what for row in rows] == ["past", "soon", "later", "whenever", "kept"]
    assert [row.what for row in rows if row.is_late] == ["past"]
    assert [row.what for row in rows if row.is_soon] == ["soon"]
    assert rows[1].remark == "De winkel is dicht."
    assert told(cast, cast.amina, state="kept") == [("kept", "kept")]
    assert len(told(cast, cast.amina, state=TO_DO)) == 4


def test_since_a_day(cast):
    an_agreement(cast, what="toen", moment=in_days(-30))
    an_agreement(cast, what="nu")
    assert told(cast, cast.amina, since=in_days(-29)) == [("nu", "open")]
    assert len(told(cast, cast.amina, since=in_days(-30))) == 2


def test_a_day_is_late_the_day_after(cast):
    an_agreement(cast, by_when=timezone.localdate())
    (row,) = reading.agreements(cast.oost, cast.amina)
    assert not row.is_late
    assert row.is_soon


# Changing and removing


def test_nothing_of_somebody_else_is_overwritten(cast):
    made = an_agreement(cast)
    seen = made.number
    actions.change_agreement(made, what="Vier sleutels", number=seen, by=cast.bram)
    with pytest.raises(actions.ChangedMeanwhile) as meanwhile:
        actions.change_agreement(made, what="Drie sleutels", number=seen, by=cast.amina)
    assert told(cast, cast.bo) == [("Vier sleutels", "open")]
    actions.change_agreement(
        made, what="Drie sleutels", number=meanwhile.value.number, by=cast.amina
    )
    assert told(cast, cast.bo) == [("Drie sleutels", "open")]


def test_the_page_shows_both_and_saves_at_the_second_time(cast):
    made = an_agreement(cast)
    actions.change_agreement(made, what="Vier sleutels", by=cast.bram)
    client, path = enter(cast.amina), f"/afspraak/{made.pk}/wijzigen/"
    told = {"what": "Drie sleutels", "who": "", "by_when": "", "number": "1"}
    answer = client.post(path, told)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Vier sleutels" in page
    assert "Drie sleutels" in page
    again = {**told, "number": answer.context["form"]["number"].value()}
    assert client.post(path, again).status_code == 302
    assert Agreement.objects.visible_to(cast.bo).get().what == "Drie sleutels"


def test_whoever_wrote_it_or_leads_removes_a_mistake(cast):
    for by in (cast.amina, cast.bo, cast.fenna):
        made = an_agreement(cast, circle=Circle.TEAM)
        with pytest.raises(NotYours):
            actions.strike(made, by=cast.bram)
        actions.strike(made, by=by)
        assert told(cast, cast.bo) == []
        assert not SearchRow.objects.unguarded("command line").filter(kind="agreements").exists()


def test_only_a_coordinator_shares_it_wider(cast):
    made = an_agreement(cast)
    for person in (cast.amina, cast.els, cast.fons):
        with pytest.raises(NotYours):
            actions.widen_agreement(made, to=Circle.PARTNERS, by=person)
    actions.widen_agreement(made, to=Circle.PARTNERS, by=cast.bo)
    assert told(cast, cast.fons) == [(WHAT, "open")]
    assert told(cast, None) == []
    actions.narrow_agreement(made, to=Circle.COALITION, by=cast.bo)
    assert told(cast, cast.fons) == []
    with pytest.raises(Refused):
        actions.narrow_agreement(made, to=Circle.PRIVATE, by=cast.bo)


def test_who_does_it_stays_within(cast):
    made = an_agreement(cast, who="Nel van de hoek", by_when=in_days(3))
    actions.turn_out(made, state="stuck", remark="Nel is ziek", by=cast.bram)
    actions.widen_agreement(made, to=Circle.PUBLIC, by=cast.bo)
    paths = [f"/afspraak/{made.pk}/", *(list_of(cast) + end for end in ("", "afspraken.csv"))]
    paths.append(list_of(cast) + "afspraken.ics")
    for path in paths:
        for person in (cast.amina, cast.els):
            page = get(person, path)
            assert "Nel van de hoek" in page
            assert "Nel is ziek" in page
        for person in (cast.cor, cast.fons, None):
            page = get(person, path)
            assert WHAT in page
            assert "Nel" not in page
            assert "Bram" not in page


def test_the_log_holds_no_words(cast):
    made = an_agreement(cast, who="Nel")
    actions.turn_out(made, state="stuck", remark="Nel is ziek", by=cast.bram)
    rows = [f"{row.verb} {row.facts}" for row in Entry.objects.all()]
    assert any(row.startswith("agreement.turn_out") for row in rows)
    assert not any("Nel" in row or "sleutel" in row for row in rows)


# Finding


def test_it_is_found_by_what_and_not_by_who(cast):
    an_agreement(cast, who="Wilhelmina")
    assert search.find(cast.bram, "sleutels").counts == {"agreements": 1}
    assert search.find(cast.bram, "wilhelmina").everything == 0
    assert search.find(cast.cor, "sleutels").everything == 0


def test_after_a_change_it_is_found_by_the_new_words_only(cast):
    made = an_agreement(cast)
    actions.change_agreement(made, what="Een brievenbus ophangen", by=cast.bo)
    assert search.find(cast.bram, "brievenbus").everything == 1
    assert search.find(cast.bram, "sleutel").everything == 0


# Pages


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_with_one_and_with_three(cast, many, django_assert_num_queries):
    for number in range(many):
        made = an_agreement(cast, by_when=in_days(number))
        actions.turn_out(made, state="stuck", remark="Nog niet", by=cast.bram)
    client = enter(cast.amina)
    client.get(list_of(cast))
    with django_assert_num_queries(8):
        client.get(list_of(cast))


def test_an_agreement_is_written_on_the_page_once(cast):
    client = enter(cast.amina)
    once = client.get(list_of(cast)).context["form"]["once"].value()
    told = {"what": WHAT, "who": "Bram", "by_when": "2031-03-01", "once": once}
    for _ in range(2):
        assert client.post(list_of(cast), told).status_code == 302
    page = get(cast.bram, list_of(cast))
    assert page.count(f">{WHAT}</a>") == 1
    assert "uiterlijk 1 maart 2031" in page


def test_what_was_typed_stays_when_something_is_wrong(cast):
    answer = enter(cast.amina).post(list_of(cast), {"what": "", "who": "Bram en Bo", "by_when": ""})
    assert answer.status_code == 422
    assert "Bram en Bo" in answer.content.decode()


def test_one_tap_and_undo(cast):
    made = an_agreement(cast)
    actions.turn_out(made, state="stuck", remark="Winkel dicht", by=cast.bram)
    client = enter(cast.amina)
    page = client.post(f"/afspraak/{made.pk}/stand/", {"state": "kept"}, follow=True)
    assert "is nu: gedaan." in page.content.decode()
    undo = page.context["undo"]
    back = {"state": undo["state"], "remark": undo["remark"], "terug": "1"}
    page = client.post(f"/afspraak/{made.pk}/stand/", back, follow=True).content.decode()
    assert "is nu:" not in page
    (row,) = reading.agreements(cast.oost, cast.amina)
    assert (row.state, row.remark) == ("stuck", "Winkel dicht")


def test_filters_and_whose(cast):
    an_agreement(cast, what="Van Bram")
    mine = an_agreement(cast, what="Van Amina", who="Amina")
    actions.turn_out(mine, state="kept", by=cast.amina)
    path = list_of(cast)
    assert "Van Bram" not in get(cast.amina, f"{path}?stand=kept")
    assert "Van Amina" not in get(cast.amina, f"{path}?stand=open")
    assert "Van Bram" not in get(cast.amina, f"{path}?wie=ik")
    newest = get(cast.amina, f"{path}?volgorde=nieuw")
    assert newest.index("Van Amina") < newest.index("Van Bram")
    assert "Hier past niets bij" in get(cast.amina, f"{path}?stand=stuck")


def test_an_empty_list_says_what_to_do(cast):
    assert "Kleine afspraken lukken het best" in get(cast.amina, list_of(cast))
    for person in (cast.cor, cast.fons, None):
        get(person, list_of(cast), status=404)
    assert enter(cast.cor).post(list_of(cast), {"what": "Niets"}).status_code == 404


def test_one_agreement_tells_how_it_went(cast):
    made = an_agreement(cast)
    client, path = enter(cast.bram), f"/afspraak/{made.pk}/"
    told = {"state": "stuck", "remark": "De winkel is dicht", "van": "afspraak"}
    assert client.post(f"{path}stand/", told)["Location"] == path
    page = get(cast.amina, path)
    assert "De winkel is dicht" in page
    assert "loopt vast" in page
    assert client.post(f"{path}stand/", {"state": "niets"}).status_code == 404


def test_circle_and_removal_are_for_those_who_may(cast):
    made = an_agreement(cast)
    path = f"/afspraak/{made.pk}/"
    for end, may_not in [("kring/", cast.amina), ("weg/", cast.bram)]:
        get(may_not, path + end, status=404)
        get(cast.bo, path + end)
    client = enter(cast.bo)
    assert client.post(f"{path}kring/", {"circle": "4"}).status_code == 302
    assert told(cast, cast.fons) == [(WHAT, "open")]
    assert client.post(f"{path}weg/").status_code == 302
    assert told(cast, cast.bo) == []


# Taking along


def test_a_sheet_holds_what_is_to_do_and_no_formula(cast):
    an_agreement(cast, what="=1+1", by_when=in_days(5))
    actions.turn_out(an_agreement(cast, what="Klaar"), state="kept", by=cast.bo)
    text = get(cast.amina, f"{list_of(cast)}afspraken.csv")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == [
        *("wat", "wie", "wanneer klaar", "hoe het ervoor staat", "opmerking", "afgesproken op")
    ]
    day = in_days(5).isoformat()
    today = timezone.localdate().isoformat()
    assert rows[1:] == [["'=1+1", "Bram", day, "nog te doen", "", today]]


def test_what_is_off_stays_in_the_calendar_as_cancelled_for_a_month(cast):
    made = an_agreement(cast, by_when=in_days(5))
    actions.turn_out(made, state="dropped", by=cast.bo)
    path = f"{list_of(cast)}afspraken.ics"
    assert "STATUS:CANCELLED" in get(cast.amina, path)
    long_ago = timezone.now() - timedelta(days=31)
    Agreement.objects.unguarded("command line").update(changed=long_ago)
    assert "VEVENT" not in get(cast.amina, path)
