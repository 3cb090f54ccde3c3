"""After the meeting: sources with their own consent, and what a phone can still do with its own."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from samenspel.agendas import actions as agendas
from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, Voice
from samenspel.foundation.errors import Refused
from samenspel.pitstops import actions, harvest, seats, table
from samenspel.pitstops.models import Card, Dared, Kind, Pitstop, Promise, Seat, Vote
from samenspel.pitstops.rights import who_leads
from samenspel.pitstops.seats import TABLE
from samenspel.sources import actions as sources
from samenspel.sources import consent
from samenspel.sources.models import Source, Speaker, Version

from .builders import a_phone, at, reflecting, step

WORDS = "De sleutel lag bij Bram."


def words(person) -> list[str]:
    rows = Version.objects.visible_to(person).filter(source__kind=Source.Kind.CARD)
    return sorted(rows.values_list("text", flat=True))


def ended(cast, **more):
    pitstop = reflecting(cast, **more)
    phone = a_phone(pitstop, name="Jan")
    phone.says(WORDS)
    actions.end(pitstop, by=cast.bo)
    return pitstop, phone


def test_what_the_group_saw_is_a_source_of_the_coalition_and_of_nobody_else(cast):
    ended(cast)
    for person in (cast.amina, cast.bram, cast.bo):
        assert words(person) == [WORDS]
    for person in (cast.els, cast.fenna, cast.cor, cast.fons, cast.pia, cast.dirk, None):
        assert words(person) == []
    (card,) = Card.objects.unguarded(TABLE)
    assert card.text == ""
    assert card.source.circle == card.source.ceiling == Circle.COALITION
    assert consent.ceiling(card.source) == Circle.COALITION


def test_only_what_the_group_could_see(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    phone.says("Alleen ik", promise=Promise.SELF)
    phone.says("Voor de begeleider", promise=Promise.LEAD)
    aside = phone.says("Opzij gelegd")
    phone.says("Voor de groep")
    actions.hide(aside, by=cast.bo)
    actions.end(pitstop, by=cast.bo)
    assert words(cast.bo) == ["Voor de groep"]
    mine = harvest.own_cards(Pitstop.objects.unguarded(TABLE).get(), phone.secret)
    assert sorted(harvest.words_of(mine).values()) == [
        "Alleen ik",
        "Opzij gelegd",
        "Voor de begeleider",
        "Voor de groep",
    ]


def test_a_trial_leaves_nothing_behind(cast):
    ended(cast, rehearsal=True)
    assert words(cast.bo) == []


def test_nobody_can_be_the_keeper_or_say_who_it_was(cast):
    pitstop, _phone = ended(cast)
    pitstop = Pitstop.objects.unguarded(TABLE).get()
    assert pitstop.keeper.email is None
    assert not pitstop.keeper.memberships.exists()
    source = Source.objects.unguarded(TABLE).get()
    assert source.author == pitstop.keeper
    speaker = Speaker.objects.unguarded(TABLE).get()
    assert (speaker.person, speaker.nameless, speaker.voice) == (None, True, Voice.OTHER)
    for deed in (
        lambda: sources.know(speaker, person=cast.amina, by=cast.bo),
        lambda: sources.meet(speaker, name="Jan", by=cast.bo),
    ):
        with pytest.raises(Refused):
            deed()
    with pytest.raises(NotYours):
        sources.widen(source, to=Circle.PUBLIC, by=cast.bo)
    with pytest.raises(NotYours):
        sources.hand_over(source, to=cast.bo, by=cast.bo)


def test_the_phone_takes_a_card_back_everywhere(cast):
    pitstop, phone = ended(cast)
    client = Client()
    page = f"/p/mee/{pitstop.pk}/{phone.secret}/"
    assert WORDS in client.get(page).content.decode()
    (card,) = Card.objects.unguarded(TABLE)
    client.post(f"{page}doe/", {"do": "take_back", "card": card.pk})
    assert words(cast.bo) == []
    assert WORDS not in client.get(page).content.decode()
    member = Client()
    member.force_login(cast.bo)
    assert WORDS not in member.get("/zoeken/?q=sleutel").content.decode()


def test_somebody_else_with_another_phone_takes_nothing_back(cast):
    pitstop = reflecting(cast)
    one, other = a_phone(pitstop), a_phone(pitstop)
    card = one.says(WORDS)
    actions.end(pitstop, by=cast.bo)
    for asked in ({"do": "take_back", "card": card.pk}, {"do": "all"}):
        Client().post(f"/p/mee/{pitstop.pk}/{other.secret}/doe/", asked)
    assert words(cast.bo) == [WORDS]
    Client().post(f"/p/mee/{pitstop.pk}/{one.secret}/doe/", {"do": "all"})
    assert words(cast.bo) == []


def test_a_member_puts_their_name_to_what_they_said(cast):
    pitstop, phone = ended(cast)
    pitstop = Pitstop.objects.unguarded(TABLE).get()
    with pytest.raises(NotYours):
        harvest.claim(pitstop, secret=phone.secret, by=cast.cor)
    with pytest.raises(Refused):
        harvest.claim(pitstop, secret="geraden", by=cast.amina)
    assert harvest.claim(pitstop, secret=phone.secret, by=cast.amina) == 1
    source = Source.objects.unguarded(TABLE).get()
    assert source.author == cast.amina
    sources.widen(source, to=Circle.EXPEDITION, by=cast.amina)
    assert words(cast.cor) == [WORDS]
    with pytest.raises(Refused):
        harvest.claim(pitstop, secret=phone.secret, by=cast.bram)


def test_with_a_name_and_signed_in_it_is_theirs_at_once(cast):
    pitstop = reflecting(cast, script="1-first-meeting")
    a_phone(pitstop, name="Amina", person=cast.amina).says("Met naam.")
    a_phone(pitstop, name="Gast Jan").says("Ook met naam.")
    actions.end(pitstop, by=cast.bo)
    mine, guests = Source.objects.unguarded(TABLE).order_by("-author__email")
    if mine.author != cast.amina:
        mine, guests = guests, mine
    assert mine.author == cast.amina
    line = consent.Consent.objects.unguarded(TABLE).get(source=mine)
    assert line.by == cast.amina
    speaker = Speaker.objects.unguarded(TABLE).get(source=guests)
    assert (speaker.label, speaker.nameless) == ("Gast Jan", False)


def test_what_you_brought_ends_after_thirty_days(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    phone.says(WORDS)
    phone.says("Alleen ik", promise=Promise.SELF)
    actions.end(pitstop, by=cast.bo)
    harvest.forget_slips()
    assert Seat.objects.unguarded(TABLE).count() == 1
    old = timezone.now() - timedelta(days=31)
    Pitstop.objects.unguarded(TABLE).update(ended=old)
    harvest.forget_slips()
    assert Client().get(f"/p/mee/{pitstop.pk}/{phone.secret}/").status_code == 404
    assert words(cast.bo) == [WORDS]
    assert Card.objects.unguarded(TABLE).count() == 1


def test_dots_stand_on_what_you_brought(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    phone.says(WORDS)
    there = at(pitstop, Kind.VOTE, cast.bo)
    ((key, _card),) = table.targets_of(there)
    table.vote(phone.fresh(), there, secret=phone.secret, target=key, dots=2)
    actions.end(pitstop, by=cast.bo)
    assert harvest.own_dots(phone.fresh(), phone.secret) == [(WORDS, 2)]


def test_dots_on_a_card_do_not_keep_its_words(cast):
    pitstop = reflecting(cast)
    writer, voter = a_phone(pitstop), a_phone(pitstop)
    card = writer.says(WORDS)
    there = at(pitstop, Kind.VOTE, cast.bo)
    ((key, _card),) = table.targets_of(there)
    table.vote(voter.fresh(), there, secret=voter.secret, target=key, dots=1)
    actions.end(pitstop, by=cast.bo)
    Client().post(f"/p/mee/{pitstop.pk}/{writer.secret}/doe/", {"do": "take_back", "card": card.pk})
    for phone in (writer, voter):
        page = Client().get(f"/p/mee/{pitstop.pk}/{phone.secret}/").content.decode()
        assert WORDS not in page


def test_take_everything_back_is_everything(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    phone.says(WORDS)
    there = at(pitstop, Kind.VOTE, cast.bo)
    ((key, _card),) = table.targets_of(there)
    table.vote(phone.fresh(), there, secret=phone.secret, target=key, dots=2)
    checkout = at(pitstop, Kind.CHECKOUT, cast.bo)
    table.dare(phone.fresh(), checkout, secret=phone.secret, answer="no")
    actions.end(pitstop, by=cast.bo)
    Client().post(f"/p/mee/{pitstop.pk}/{phone.secret}/doe/", {"do": "all"})
    assert words(cast.bo) == []
    assert not Vote.objects.unguarded(TABLE).exists()
    assert not Dared.objects.unguarded(TABLE).exists()


def test_who_gave_no_name_gets_none_afterwards(cast):
    pitstop = reflecting(cast, script="1-first-meeting")
    a_phone(pitstop, person=cast.bram).says("Zonder naam in te vullen.")
    actions.end(pitstop, by=cast.bo)
    assert Speaker.objects.unguarded(TABLE).get().label == "een bewoner"


def test_a_step_that_was_skipped_or_made_private_leaves_nothing(cast):
    for how in ("skip", "narrow"):
        pitstop = reflecting(cast)
        a_phone(pitstop).says("Niet voor later.")
        there = step(pitstop, Kind.REFLECT)
        if how == "skip":
            at(pitstop, Kind.TALK, cast.bo)
            actions.skip_step(there, by=cast.bo)
        else:
            actions.narrow(there, promise=Promise.LEAD, by=cast.bo)
        actions.end(pitstop, by=cast.bo)
        assert words(cast.bo) == []


def test_what_came_in_while_it_ended_is_swept_up(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    seat, there = phone.fresh(), step(pitstop, Kind.REFLECT)
    card = phone.says(WORDS)
    actions.end(pitstop, by=cast.bo)
    with pytest.raises(Refused):
        table.step_of(phone.fresh(), there.pk)
    with pytest.raises(Refused):
        phone.says("Anders", key=card.pk, step=there)
    # Written in the same instant, by a phone whose "is it on?" was asked just before.
    table.hand_in(seat, there, secret=phone.secret, key=uuid4(), text="Net op tijd")
    assert "Net op tijd" not in words(cast.bo)
    harvest.sweep()
    assert "Net op tijd" in words(cast.bo)


def test_whoever_left_the_coalition_leads_no_more(cast):
    pitstop = reflecting(cast)
    actions.name_lead(pitstop, person=cast.bram, by=cast.bo)
    client = Client()
    client.force_login(cast.bram)
    assert client.get(f"/pitstop/{pitstop.pk}/leiden/").status_code == 200
    cast.bram.memberships.update(ended=timezone.now())
    assert client.get(f"/pitstop/{pitstop.pk}/leiden/").status_code == 404
    assert seats.still_here(pitstop.topic, [who_leads(cast.bram)]) == set()


def test_what_becomes_of_an_agreement_later_is_not_for_a_guest(cast):
    pitstop = reflecting(cast)
    phone = a_phone(pitstop)
    agreed = actions.agree(pitstop, what="De sleutel in een kastje", who="Bo", by=cast.bo)
    agendas.change_agreement(agreed.agreement, what="Intern: anders", who="Amina", by=cast.bo)
    page = Client().get(f"/p/mee/{pitstop.pk}/{phone.secret}/").content.decode()
    assert "De sleutel in een kastje" in page
    assert "Intern" not in page
