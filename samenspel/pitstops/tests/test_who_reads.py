"""What a page promises about who reads something is what is so, before and after."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from samenspel.circles.models import Circle, Voice
from samenspel.pitstops import actions, ghosts, harvest
from samenspel.pitstops.models import Card, Kind, Pitstop, Promise
from samenspel.pitstops.seats import TABLE
from samenspel.sources import actions as sources
from samenspel.sources.models import Source

from .builders import Phone, a_phone, a_pitstop, at, begun, reflecting
from .test_mirror import mirroring, scores


def page(address: str, person: object = None) -> str:
    client = Client()
    if person:
        client.force_login(person)
    return client.get(address).content.decode()


def brought(pitstop: Pitstop, phone: Phone) -> str:
    return page(f"/p/mee/{pitstop.pk}/{phone.secret}/")


def test_a_guest_reads_who_reads_their_card_now_and_who_does_afterwards(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    phone.says("De sleutel")
    assert "Iedereen bij deze pitstop leest dit, zonder je naam." in brought(pitstop, phone)
    actions.end(pitstop, by=cast.bo)
    after = brought(pitstop, phone)
    assert f"Dit lezen nu alleen de mensen van {cast.oost.name}, zonder je naam." in after
    assert "Iedereen bij deze pitstop" not in after
    source = Source.objects.unguarded(TABLE).get()
    readers = [p for p in (cast.bo, cast.amina, cast.fenna, cast.fons, cast.cor) if seen(source, p)]
    assert readers == [cast.bo, cast.amina]


def seen(source: Source, person: object) -> bool:
    return Source.objects.visible_to(person).filter(pk=source.pk).exists()


@pytest.mark.parametrize(
    ("promise", "hidden", "told"),
    [
        (Promise.SELF, False, "Alleen jij leest dit, tot"),
        (Promise.LEAD, False, "Wie de pitstop begeleidde leest dit tot"),
        (Promise.NAMELESS, True, "Alleen jij leest dit, tot"),
    ],
)
def test_what_went_no_further_says_so(cast, promise, hidden, told):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    card = phone.says("De sleutel", promise=promise)
    if hidden:
        actions.hide(card, by=cast.bo)
    actions.end(pitstop, by=cast.bo)
    assert told in brought(pitstop, phone)


def test_what_a_member_shared_on_says_with_whom(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop, person=cast.amina)
    phone.says("De sleutel")
    actions.end(pitstop, by=cast.bo)
    harvest.claim(Pitstop.objects.unguarded(TABLE).get(), secret=phone.secret, by=cast.amina)
    card = Card.objects.unguarded(TABLE).select_related("source").get()
    sources.widen(card.source, to=Circle.TEAM, by=cast.amina)
    assert "Dit heb je zelf verder gedeeld, met: het ondersteuningsteam." in brought(pitstop, phone)


def test_a_sheet_of_the_mirror_says_who_reads_what_is_written_with_it(cast):
    pitstop, _there = mirroring(cast)
    phone, client = a_phone(pitstop), Client()
    client.cookies.load(phone.cookie())
    told = client.get(f"/p/tafel/{pitstop.pk}/").content.decode()
    assert f"lezen alleen de mensen van {cast.oost.name}, zonder je naam" in told


def test_too_few_sheets_are_told_before_closing_and_no_figures_are_offered_after(cast):
    pitstop, there = mirroring(cast)
    for _ in range(3):
        scores(a_phone(pitstop, voice=Voice.PROFESSIONAL), there, 3)
    lead, round_ = f"/pitstop/{pitstop.pk}/leiden/", f"/spiegel/{there.round_id}/"
    assert "Er zijn nog geen vier bladen." in page(lead, cast.bo)
    assert "Er zijn nog geen vier bladen." in page(f"{round_}sluiten/", cast.bo)
    scores(a_phone(pitstop, voice=Voice.PROFESSIONAL), there, 3)
    assert "Er zijn nog geen vier bladen." not in page(lead, cast.bo)


@pytest.mark.parametrize(("sheets", "offered"), [(3, False), (4, True)])
def test_only_figures_that_are_there_are_offered_to_others(cast, sheets, offered):
    pitstop, there = mirroring(cast)
    for _ in range(sheets):
        scores(a_phone(pitstop), there, 3)
    actions.show_mirror(there, by=cast.bo)
    told = page(f"/spiegel/{there.round_id}/", cast.bo)
    assert ("Laat anderen de cijfers zien" in told) == offered


def test_a_trial_is_found_again_by_who_began_it(cast):
    trial = ghosts.rehearse(a_pitstop(cast), many=3, by=cast.bo)
    address = f"/coalitie/{cast.oost.pk}/pitstops/"
    assert f"/pitstop/{trial.pk}/leiden/" in page(address, cast.bo)
    assert f"/pitstop/{trial.pk}/" not in page(address, cast.amina)
    client = Client()
    client.force_login(cast.bo)
    client.post(f"/pitstop/{trial.pk}/afzeggen/")
    assert f"/pitstop/{trial.pk}/" not in page(address, cast.bo)


def test_a_proposal_that_became_an_agreement_is_out_of_the_way(cast):
    pitstop = begun(cast)
    there = at(pitstop, Kind.AGREE, cast.bo)
    one, other = a_phone(pitstop), a_phone(pitstop)
    mine = one.says("Een kastje", step=there, kind="proposal")
    other.says("Samen eten", step=there, kind="proposal")
    client = Client()
    client.force_login(cast.bo)
    said = {"do": "agree", "what": "Een kastje bij de deur", "key": uuid4(), "card": mine.pk}
    client.post(f"/pitstop/{pitstop.pk}/leiden/doe/", said)
    client.cookies.load(other.cookie())
    told = client.get(f"/p/tafel/{pitstop.pk}/").content.decode()
    assert "Een kastje bij de deur" in told
    assert "Een kastje</p>" not in told
    client.cookies.load(one.cookie())
    assert "afgesproken" in client.get(f"/p/tafel/{pitstop.pk}/").content.decode()


def test_a_wrong_code_is_told_once(cast):
    told = Client().post("/p/", {"code": "000000"}).content.decode()
    assert told.count("Met deze code kom je nu nergens binnen") == 1
