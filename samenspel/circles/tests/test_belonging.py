"""Who lets whom in, until when, and who can never be let in."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles import actions, roles
from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, Coalition, Membership, Organisation, Role, Voice
from samenspel.circles.tests.cast import a_person
from samenspel.foundation import live
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry
from samenspel.sources.models import Source
from samenspel.sources.tests.builders import a_source


def place_of(person, coalition) -> Membership:
    return Membership.objects.live().get(person=person, coalition=coalition)


def a_coalition(cast) -> Coalition:
    return actions.form(cast.expedition, name="Samen Zuid", place="Zuid", by=cast.fons)


def test_the_fund_makes_room_and_names_only_the_first_coordinator(cast):
    zuid = a_coalition(cast)
    zara, zeno = a_person("zara"), a_person("zeno")
    with pytest.raises(Refused, match="coördinator"):
        actions.give(zuid, person=zeno, role=Role.MEMBER, by=cast.fons)
    actions.give(zuid, person=zara, role=Role.COORDINATOR, by=cast.fons)
    with pytest.raises(NotYours):
        actions.give(zuid, person=zeno, by=cast.fons)
    actions.give(zuid, person=zeno, voice=Voice.PROFESSIONAL, by=zara)
    with pytest.raises(Refused, match="Zeno"):
        actions.give(zuid, person=zeno, by=zara)
    with pytest.raises(NotYours):
        actions.describe(zuid, ground="Wat het fonds ervan vindt", by=cast.fons)


@pytest.mark.parametrize("who", ["fons", "pia"])
def test_nobody_of_the_fund_or_a_partner_comes_to_read_along(cast, who):
    outsider = getattr(cast, who)
    soon = timezone.localdate() + timedelta(days=9)
    with pytest.raises(Refused):
        actions.give(cast.oost, person=outsider, by=cast.bo)
    with pytest.raises(Refused):
        actions.give_access(
            cast.oost, person=outsider, role=Role.RESEARCHER, until=soon, by=cast.bo
        )
    with pytest.raises(Refused):
        actions.give_place(cast.expedition, person=outsider, role=Role.RESEARCHER, by=cast.fons)
    with pytest.raises(Refused):
        actions.give_place(cast.expedition, person=cast.amina, role=Role.PARTNER, by=cast.fons)


def test_access_of_the_team_ends_when_the_coalition_ends_it(cast):
    source = a_source(cast, circle=Circle.TEAM)
    access = place_of(cast.els, cast.oost)
    with pytest.raises(NotYours):
        actions.end_access(access, by=cast.cor)
    assert source in Source.objects.visible_to(cast.els)
    actions.end_access(access, by=cast.bo)
    assert source not in Source.objects.visible_to(cast.els)
    line = Entry.objects.get(verb="access.end")
    assert (line.space, line.by, line.subject_id) == (cast.oost.pk, cast.bo.pk, access.pk)


def test_the_fund_does_not_open_what_the_coalition_closed(cast):
    actions.end_access(place_of(cast.els, cast.oost), by=cast.bo)
    until = timezone.localdate() + timedelta(days=9)
    told = {"person": cast.els, "role": Role.RESEARCHER, "until": until}
    with pytest.raises(NotYours):
        actions.give_access(cast.oost, **told, by=cast.fons)
    client = Client()
    client.force_login(cast.fons)
    assert client.get(reverse("circles:access", args=[cast.oost.pk])).status_code == 404


def test_access_has_an_end_that_is_near_enough(cast):
    today = timezone.localdate()
    bob = a_person("bob")

    def gives(days: int, by=cast.bo) -> Membership:
        until = today + timedelta(days=days)
        return actions.give_access(cast.oost, person=bob, role=Role.WRITER, until=until, by=by)

    with pytest.raises(Refused):
        gives(-1)
    with pytest.raises(Refused):
        gives(240 + 367)
    first = gives(10)
    longer = gives(100)
    assert list(Membership.objects.live().filter(person=bob)) == [longer]
    first.refresh_from_db()
    assert first.ended_by == cast.bo
    for other in (cast.amina, cast.fenna, cast.fons):
        with pytest.raises(NotYours):
            gives(10, by=other)


def test_a_coalition_is_never_without_coordinator(cast):
    bos = place_of(cast.bo, cast.oost)
    with pytest.raises(Refused):
        actions.end(bos, by=cast.bo)
    with pytest.raises(Refused):
        actions.change(bos, role=Role.MEMBER, voice=Voice.RESIDENT, by=cast.bo)
    aminas = place_of(cast.amina, cast.oost)
    actions.change(aminas, role=Role.COORDINATOR, voice=Voice.RESIDENT, by=cast.bo)
    actions.end(bos, by=cast.amina)
    assert not Membership.objects.live().filter(person=cast.bo).exists()


def test_somebody_may_leave_by_themselves_and_keeps_their_words(cast):
    source = a_source(cast)
    actions.end(place_of(cast.amina, cast.oost), by=cast.amina)
    assert source in Source.objects.visible_to(cast.amina)
    other = a_source(cast, by=cast.bram)
    assert other not in Source.objects.visible_to(cast.amina)


def test_who_leaves_the_team_leaves_its_coalitions(cast):
    els = Membership.objects.live().filter(person=cast.els)
    assert els.count() == 3
    actions.end_place(els.get(coalition=None), by=cast.fons)
    assert els.count() == 0
    spaces = Entry.objects.filter(verb="access.end").values_list("space", flat=True)
    assert set(spaces) == {cast.oost.pk, cast.west.pk}
    fons = Membership.objects.live().get(person=cast.fons)
    with pytest.raises(Refused, match="programmamanager"):
        actions.end_place(fons, by=cast.fons)


def test_a_coalition_tells_about_itself(cast):
    actions.describe(cast.oost, ground=" Een buurthuis. ", practice_word="oefenplek", by=cast.bo)
    cast.oost.refresh_from_db()
    assert (cast.oost.ground, cast.oost.practice_word) == ("Een buurthuis.", "oefenplek")
    with pytest.raises(Refused):
        actions.describe(cast.oost, name=" ", by=cast.bo)
    area = actions.add_practice(cast.oost, name="De tuin", by=cast.bo)
    actions.end_practice(area, by=cast.bo)
    assert not cast.oost.practice_areas.exists()


def test_partners_join_once_and_leave(cast):
    partner = actions.join(cast.oost, name="Bewoners Oost", kind="initiative", by=cast.bo)
    with pytest.raises(Refused):
        actions.join(cast.oost, name="Bewoners Oost", kind="initiative", by=cast.bo)
    actions.join(cast.west, name="Bewoners Oost", kind="initiative", by=a_coordinator(cast))
    assert Organisation.objects.filter(name="Bewoners Oost").count() == 1
    actions.leave(partner, by=cast.bo)
    assert not cast.oost.partnerships.exists()


def a_coordinator(cast):
    wes = a_person("wes")
    actions.give(cast.west, person=wes, role=Role.COORDINATOR, by=cast.fons)
    return wes


def test_the_first_expedition_is_begun_on_the_host_and_the_next_by_its_manager(db, cast):
    today = timezone.localdate()
    days = {"starts": today, "ends": today + timedelta(days=500)}
    with pytest.raises(Refused):
        actions.begin_the_first(name="Reis", manager=cast.amina, fund="F", **days)
    begun = actions.begin(cast.expedition, name="Reis door de polder", by=cast.fons, **days)
    assert begun.slug == "reis-door-de-polder"
    assert Membership.objects.get(expedition=begun).organisation.name == "Fonds Voorbeeld"
    with pytest.raises(NotYours):
        actions.begin(cast.expedition, name="Nog een", by=cast.els, **days)
    with pytest.raises(Refused):
        actions.begin(cast.expedition, name="Kort", by=cast.fons, starts=today, ends=today)


def test_two_coalitions_of_one_name_have_two_addresses(cast):
    assert [a_coalition(cast).slug, a_coalition(cast).slug] == ["samen-zuid", "samen-zuid-2"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Met de hele wijk de straat op", "met-de-hele-wijk-de"),
        ("Samenwerkingsverbandbijeenkomst", "samenwerkingsverbandb"),
        ("!?", "reis"),
        ("Samen Oost", "samen-oost"),
    ],
)
def test_an_address_is_made_of_whole_words(cast, name, slug):
    assert actions.free_slug(Coalition.objects, name, most=21) == slug


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_what_was_typed_stays_when_a_partner_can_not_be_added(cast):
    actions.join(cast.oost, name="Bewoners Oost", kind="initiative", by=cast.bo)
    bo = signed_in(cast.bo)
    told = {"name": "Bewoners Oost", "kind": "initiative"}
    page = bo.post(f"/coalitie/{cast.oost.pk}/partner/", told).content.decode()
    assert "Deze organisatie doet al mee." in page
    assert 'value="Bewoners Oost"' in page
    page = bo.post(f"/coalitie/{cast.oost.pk}/oefenplek/", {"name": "x" * 121}).content.decode()
    assert f'value="{"x" * 121}"' in page
    assert page.count('<details class="more" open>') == 1
    assert bo.get(f"/coalitie/{cast.oost.pk}/oefenplek/").status_code == 200


def test_partners_and_places_to_practise_stand_by_name(cast):
    for name in ("Zuid", "Bewoners", "Midden"):
        actions.join(cast.oost, name=name, kind="initiative", by=cast.bo)
        actions.add_practice(cast.oost, name=name, by=cast.bo)
    sorted_ = ["Bewoners", "Midden", "Zuid"]
    assert [str(row) for row in cast.oost.partnerships.all()] == sorted_
    assert [str(row) for row in cast.oost.practice_areas.all()] == sorted_


def test_partners_and_places_to_practise_come_and_go(cast):
    bo, here = signed_in(cast.bo), f"/coalitie/{cast.oost.pk}"
    added = bo.post(f"{here}/partner/", {"name": "Bewoners Oost", "kind": "initiative"})
    assert added["Location"] == f"{here}/vertellen/"
    bo.post(f"{here}/oefenplek/", {"name": "De tuin"})
    partner, area = cast.oost.partnerships.get(), cast.oost.practice_areas.get()
    west = f"/coalitie/{cast.west.pk}"
    assert bo.post(f"{west}/partner/{partner.pk}/weg/").status_code == 404
    bo.post(f"{here}/partner/{partner.pk}/weg/")
    bo.post(f"{here}/oefenplek/{area.pk}/weg/")
    assert not cast.oost.partnerships.exists()
    assert not cast.oost.practice_areas.exists()


def test_each_way_to_stop_somebody_says_whom(cast):
    fons = signed_in(cast.fons)
    path = f"/expeditie/{cast.expedition.pk}/beheer/"
    page = fons.get(path).content.decode()
    assert "laat Els niet meer meekijken" in page
    assert "laat Els niet meer meereizen" in page
    assert ">stop<" not in page


def test_the_only_manager_is_not_asked_to_go(cast):
    fons, place = signed_in(cast.fons), cast.fons.memberships.get()
    path, ends = f"/expeditie/{cast.expedition.pk}/beheer/", f"/lid/{place.pk}/einde/"
    page = fons.get(path).content.decode()
    assert ends not in page
    assert "kan stoppen zodra er een tweede is" in page
    assert "Maak eerst iemand anders programmamanager." in fons.post(ends).content.decode()
    actions.give_place(cast.expedition, person=a_person("farah"), role=Role.MANAGER, by=cast.fons)
    assert ends in fons.get(path).content.decode()


def test_what_ends_is_said_by_name(cast):
    row = place_of(cast.els, cast.oost)
    page = signed_in(cast.bo).get(f"/lid/{row.pk}/einde/").content.decode()
    assert "Vanaf nu leest Els niets meer van de groep." in page
    mine = signed_in(cast.els).get(f"/lid/{row.pk}/einde/").content.decode()
    assert "Vanaf nu lees je niets meer van de groep." in mine


def test_no_choice_begins_with_dashes(cast):
    page = signed_in(cast.bo).get(f"/coalitie/{cast.oost.pk}/toegang/").content.decode()
    assert "---" not in page
    assert '<option value="" selected>Kies iemand</option>' in page


def test_degrees_are_asked_of_who_looks_for_them(cast):
    bo, path = signed_in(cast.bo), f"/coalitie/{cast.oost.pk}/vertellen/"
    fold = bo.get(path).content.decode().partition("De stip op de kaart")[2]
    assert 'name="latitude"' in fold.partition("</details>")[0]
    said = {"name": "Samen Oost", "place": "Oost", "latitude": "91"}
    page = bo.post(path, said).content.decode()
    assert 'class="more" open><summary>' in page
    assert "Kies een getal van hoogstens 90." in page


def access(cast, until: int) -> Membership:
    day = timezone.localdate() + timedelta(days=until)
    return actions.give_access(
        cast.oost, person=cast.fenna, role=Role.FACILITATOR, until=day, by=cast.bo
    )


ENDS = {
    "a membership": lambda cast: actions.end(cast.amina.memberships.get(), by=cast.bo),
    "a role": lambda cast: actions.change(
        cast.bram.memberships.get(), role=Role.COORDINATOR, voice=Voice.PROFESSIONAL, by=cast.bo
    ),
    "access": lambda cast: actions.end_access(
        cast.els.memberships.get(coalition=cast.oost), by=cast.bo
    ),
    "a longer access": lambda cast: access(cast, 2),
    "a place": lambda cast: actions.end_place(
        cast.els.memberships.get(coalition=None), by=cast.fons
    ),
}


@pytest.mark.parametrize("what", ENDS)
def test_open_screens_are_asked_again_when_somebodys_place_ends(cast, what):
    before = live.revision(live.RIGHTS)
    ENDS[what](cast)
    assert live.revision(live.RIGHTS) > before


def test_what_gives_a_place_or_only_describes_it_asks_nobody_again(cast):
    new = a_person("nora")
    actions.give(cast.oost, person=new, by=cast.bo)
    actions.change(new.memberships.get(), role=Role.MEMBER, voice=Voice.OTHER, by=cast.bo)
    actions.describe(cast.oost, name="Samen in Oost", by=cast.bo)
    assert live.revision(live.RIGHTS) == 0


def test_access_that_ends_with_the_day_is_told_the_day_after(cast):
    access(cast, 2)
    before = live.revision(live.RIGHTS)
    for day, told in ((2, 0), (3, 1), (4, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=day), tick=False):
            roles.tell_what_ended()
            now = live.revision(live.RIGHTS)
        assert now == before + told, day
        before = now
