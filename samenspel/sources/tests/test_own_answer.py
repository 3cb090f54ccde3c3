"""Nobody answers in somebody's place, and a no is never turned into a yes by another."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.deeds import NotYours, take
from samenspel.circles.models import Circle, Help, Voice
from samenspel.foundation.errors import Refused
from samenspel.lessons.models import EditionQuote
from samenspel.lessons.tests.builders import a_lesson, a_quote, given, publish
from samenspel.people.models import Person
from samenspel.sources import actions, consent
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent, Source

from .builders import a_source, asked, newest

ROWS = "command line"
SAID = "Wie heeft de sleutel?"


def brought(cast, **more):
    """A conversation that Els wrote down; Amina and Bram said yes to the team."""
    return actions.keep(
        cast.oost,
        text="Amina: Wie heeft de sleutel?\nBram: Ik heb hem nog.",
        layout=[
            {"kind": "text", "start": 0, "end": 28, "speaker": "Amina"},
            {"kind": "text", "start": 29, "end": 50, "speaker": "Bram"},
        ],
        title="Gesprek",
        kind=Source.Kind.INTERVIEW,
        circle=Circle.TEAM,
        speakers=[
            Spoke("Amina", Voice.RESIDENT, cast.amina, Circle.TEAM, Consent.How.SPOKEN),
            Spoke("Bram", Voice.PROFESSIONAL, cast.bram, Circle.TEAM, Consent.How.SPOKEN),
        ],
        by=cast.els,
        **more,
    )


def voice(source, label):
    return source.speakers.unguarded(ROWS).select_related("person", "source").get(label=label)


def fresh(source):
    return Source.objects.unguarded(ROWS).get(pk=source.pk)


# Whose words they are


def test_a_voice_that_answered_is_not_made_somebody_elses(cast):
    quote = given(cast, a_quote(cast, a_lesson(cast), SAID, brought(cast)))
    publish(cast, quote.lesson)
    with pytest.raises(Refused, match="antwoordde al"):
        actions.know(quote.speaker, person=cast.wim, by=cast.wim)
    with pytest.raises(Refused, match="antwoordde al"):
        actions.meet(quote.speaker, name="Wim", email="wim@example.org", by=cast.wim)
    actions.take_back(quote.request, by=cast.amina)


def test_who_closed_a_source_keeps_it_closed(cast):
    source = brought(cast)
    actions.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    with pytest.raises(Refused):
        actions.know(voice(source, "Amina"), person=cast.bo, by=cast.els)
    with pytest.raises(Refused):
        actions.widen(source, to=Circle.PUBLIC, by=cast.els, agreed=Consent.How.SPOKEN)


def test_a_mistake_about_who_speaks_is_mended_before_anybody_answered(cast):
    source = brought(cast)
    actions.know(voice(source, "Bram"), person=cast.bo, by=cast.els)
    assert voice(source, "Bram").person == cast.bo


def test_an_address_does_not_tell_its_owners_name(cast):
    Person.objects.filter(pk=cast.dirk.pk).update(name="Dirk van Elders")
    source = actions.keep(
        cast.oost,
        text=SAID,
        title="Gesprek",
        circle=Circle.TEAM,
        speakers=[Spoke("D.", Voice.RESIDENT, None, Circle.TEAM, Consent.How.SPOKEN)],
        by=cast.els,
    )
    actions.meet(voice(source, "D."), name="Dirk", email="dirk@example.org", by=cast.fenna)
    request = asked(cast, source, SAID)
    client = Client()
    client.force_login(cast.fenna)
    page = client.get(reverse("sources:note", args=[request.pk])).content.decode()
    assert "Elders" not in page
    assert "Dirk" in page
    client.force_login(cast.dirk)
    assert (
        "Dirk van Elders"
        in client.get(reverse("sources:answer", args=[request.pk])).content.decode()
    )


# Noting


@pytest.mark.parametrize("said", ["refused", "withdrawn", "given"])
def test_a_noted_yes_does_not_stand_over_an_own_answer(cast, said):
    request = asked(cast, a_source(cast, circle=Circle.TEAM), SAID)
    actions.answer(request, answer=said, by=cast.amina)
    with pytest.raises(Refused, match="antwoordde zelf"):
        actions.note(request, answer="given", how=Consent.How.SPOKEN, by=cast.fenna)
    actions.note(request, answer="refused", how=Consent.How.SPOKEN, by=cast.fenna)
    assert consent.last(request).answer == "refused"


def test_a_noted_yes_leaves_the_speakers_own_way_open(cast):
    request = asked(cast, a_source(cast, circle=Circle.TEAM), SAID)
    key = actions.send(request, by=cast.wim)
    until = key.link.expires
    actions.note(request, answer="given", how=Consent.How.SPOKEN, by=cast.fenna)
    key.link.refresh_from_db()
    assert (key.link.expires - until).days > 3000


def test_who_was_not_asked_said_nothing(cast):
    source = actions.keep(
        cast.oost, text="Bram: Ja.", title="x", by=cast.els, speakers=[Spoke("Bram")]
    )
    assert not source.consents.unguarded(ROWS).exists()
    assert source.ceiling == Circle.PRIVATE


# Letters


def test_no_letter_is_made_for_who_has_an_address(cast):
    request = asked(cast, a_source(cast, circle=Circle.TEAM), SAID)
    with pytest.raises(Refused, match="e-mailadres"):
        actions.send(request, on_paper=True, by=cast.fenna)


def test_an_answer_from_a_letter_says_so(cast):
    Person.objects.filter(pk=cast.amina.pk).update(email=None)
    request = asked(cast, a_source(cast, circle=Circle.TEAM), SAID)
    key = actions.send(request, on_paper=True, by=cast.wim)
    Client().post(
        reverse("sources:consent", args=[key.token]), {"answer": "given", "naming": "first"}
    )
    line = consent.last(request)
    assert (line.how, line.by) == (Consent.How.LETTER, cast.amina)


# Two people at once


def test_what_was_loaded_before_somebody_took_back_is_read_again(cast):
    source = brought(cast)
    early = fresh(source)
    actions.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    with pytest.raises(Refused):
        actions.narrow(early, to=Circle.COALITION, by=cast.bram)
    assert fresh(source).circle == Circle.PRIVATE


def test_what_was_thrown_away_meanwhile_is_told(cast):
    source = brought(cast)
    early = fresh(source)
    source.delete()
    with pytest.raises(Refused, match="niet meer"):
        actions.narrow(early, to=Circle.PRIVATE, by=cast.amina)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_taking_back_waits_for_widening_and_wins(cast):
    source = a_source(cast, circle=Circle.COALITION)
    started = threading.Event()

    def closes() -> None:
        started.set()
        actions.narrow(fresh(source), to=Circle.PRIVATE, by=cast.amina)
        connection.close()

    other = threading.Thread(target=closes)
    with transaction.atomic():
        take(source)
        other.start()
        started.wait(5)
        other.join(0.3)  # it waits: it would be done by now
        assert other.is_alive()
        actions.widen(source, to=Circle.PUBLIC, by=cast.amina)
    other.join(10)
    assert (fresh(source).circle, consent.ceiling(source)) == (Circle.PRIVATE, Circle.PRIVATE)


def test_one_who_closes_a_source_leaves_the_others_quote(cast):
    source = brought(cast)
    lesson = a_lesson(cast)
    given(cast, a_quote(cast, lesson, "Ik heb hem nog.", source))
    given(cast, a_quote(cast, lesson, SAID, source))
    edition = publish(cast, lesson)
    actions.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    rows = EditionQuote.objects.visible_to(None).filter(edition=edition).with_life()
    assert [(row.words, row.alive) for row in rows] == [("Ik heb hem nog.", True), ("", False)]


def test_the_ceiling_follows_who_speaks_in_a_new_version(cast):
    source = a_source(cast, circle=Circle.COALITION)
    actions.widen(source, to=Circle.EXPEDITION, by=cast.amina)
    actions.narrow(source, to=Circle.COALITION, by=cast.amina)
    new = [Spoke("Bram", Voice.PROFESSIONAL, cast.bram, Circle.COALITION, Consent.How.SPOKEN)]
    actions.revise(source, text="Amina: Ja.\nBram: Ja.", speakers=new, by=cast.amina)
    assert fresh(source).ceiling == consent.ceiling(source) == Circle.COALITION
    assert newest(source).number == 2


# Typed for


def test_whoever_types_for_somebody_takes_back_in_their_place(cast):
    member = cast.amina.memberships.live().get(coalition=cast.oost)
    source = a_source(cast, circle=Circle.TEAM)
    with pytest.raises(NotYours):
        actions.narrow(source, to=Circle.PRIVATE, by=cast.bo)
    help_ = Help.objects.create(membership=member, helper=cast.bo, said=Help.Said.SPOKEN)
    actions.narrow(source, to=Circle.COALITION, by=cast.bo)
    line = source.consents.unguarded(ROWS).last()
    assert (line.audience, line.how, line.by) == (Circle.COALITION, Consent.How.HELPER, cast.bo)
    Help.objects.filter(pk=help_.pk).update(ended=timezone.now())
    with pytest.raises(NotYours):
        actions.narrow(source, to=Circle.PRIVATE, by=cast.bo)


def test_a_quote_that_goes_with_it_says_who_took_it_back_too(cast):
    member = cast.amina.memberships.live().get(coalition=cast.oost)
    source = a_source(cast, circle=Circle.TEAM)
    request = asked(cast, source, SAID)
    actions.answer(request, answer="given", by=cast.amina)
    Help.objects.create(membership=member, helper=cast.bo, said=Help.Said.SPOKEN)
    actions.narrow(source, to=Circle.PRIVATE, by=cast.bo)
    line = consent.last(request)
    assert (line.answer, line.how, line.by) == ("withdrawn", Consent.How.HELPER, cast.bo)
