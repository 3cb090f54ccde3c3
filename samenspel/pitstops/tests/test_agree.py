"""Agreements made at the table, and texts read back together."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from samenspel.agendas.models import Agreement, Question
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.pitstops import actions, looking
from samenspel.pitstops.models import Kind, Step
from samenspel.pitstops.seats import TABLE
from samenspel.pitstops.views.leading import screen_key
from samenspel.sources import actions as sources
from samenspel.sources.models import Source, Version

from .builders import a_phone, at, begun, step


def test_an_agreement_lands_in_the_coalitions_space_at_once(cast):
    pitstop = begun(cast)
    at(pitstop, Kind.AGREE, cast.bo)
    key = uuid4()
    for _ in range(2):
        actions.agree(
            pitstop,
            what="De sleutel in een kastje",
            who="Amina, Bram",
            by_when=date(2027, 1, 5),
            key=key,
            by=cast.bo,
        )
    agreement = Agreement.objects.visible_to(cast.amina).get()
    assert (agreement.what, agreement.who) == ("De sleutel in een kastje", "Amina, Bram")
    (agreed,) = looking.agreed_at(pitstop)
    actions.disagree(agreed, by=cast.bo)
    assert not Agreement.objects.visible_to(cast.amina).exists()


def test_what_phones_propose_lies_open_at_once(cast):
    pitstop = begun(cast)
    there = at(pitstop, Kind.AGREE, cast.bo)
    a_phone(pitstop, name="Jan").says("Elke maand koffie")
    there = Step.objects.unguarded(TABLE).get(pk=there.pk)
    (card,) = looking.cards(there, looking.SCREEN, {})
    assert (card.text, card.name) == ("Elke maand koffie", "Jan")


def read_back(cast, *, kind: str, circle: Circle):
    pitstop = begun(cast, script="3-impact")
    kept = sources.keep(
        cast.oost,
        text="Eerste alinea.\nTweede alinea.\nDerde alinea.",
        title="Toen",
        kind=kind,
        circle=circle,
        by=cast.bo,
    )
    review = step(pitstop, Kind.REVIEW)
    actions.change_step(
        review,
        minutes=5,
        title=review.title,
        ask=review.ask,
        promise=review.promise,
        by=cast.bo,
        version=Version.objects.visible_to(cast.bo).get(source=kept),
        paragraphs=[2, 2],
        cards=["question"],
    )
    at(pitstop, Kind.REVIEW, cast.bo)
    return pitstop


def test_a_report_that_was_made_together_is_read_back_on_every_screen(cast):
    pitstop = read_back(cast, kind=Source.Kind.REPORT, circle=Circle.COALITION)
    phone, guest = a_phone(pitstop), Client()
    guest.cookies.load(phone.cookie())
    for path in (f"/p/tafel/{pitstop.pk}/nu/", f"/scherm/{screen_key(pitstop)}/nu/"):
        page = guest.get(path).content.decode()
        assert "Tweede alinea." in page
        assert "Eerste alinea." not in page


def test_other_words_are_shown_only_to_whoever_may_read_them(cast):
    pitstop = read_back(cast, kind=Source.Kind.INTERVIEW, circle=Circle.COALITION)
    stranger, member = a_phone(pitstop), a_phone(pitstop, person=cast.amina)

    def reads(phone) -> bool:
        client = Client()
        client.cookies.load(phone.cookie())
        return "Tweede alinea." in client.get(f"/p/tafel/{pitstop.pk}/nu/").content.decode()

    assert [reads(stranger), reads(member)] == [False, True]
    assert "Tweede alinea." not in Client().get(f"/scherm/{screen_key(pitstop)}/").content.decode()
    lead = Client()
    lead.force_login(cast.bo)
    page = lead.get(f"/pitstop/{pitstop.pk}/leiden/").content.decode()
    assert "Tweede alinea." in page
    assert "Lees het voor" in page


def test_no_agreement_without_words(cast):
    pitstop = begun(cast)
    with pytest.raises(Refused):
        actions.agree(pitstop, what="  ", who="Bo", by=cast.bo)


def test_a_question_lands_on_the_learning_agenda_once(cast):
    pitstop, key = begun(cast), uuid4()
    at(pitstop, Kind.TALK, cast.bo)
    client = Client()
    client.force_login(cast.bo)
    asked = {"do": "wonder", "words": "Hoe houden we dit vol?", "key": str(key)}
    for _ in range(2):
        client.post(f"/pitstop/{pitstop.pk}/leiden/doe/", asked)
    question = Question.objects.visible_to(cast.amina).get()
    assert question.words == "Hoe houden we dit vol?"
    trial = begun(cast, rehearsal=True)
    with pytest.raises(Refused):
        actions.wonder(trial, words="Iets", by=cast.bo)
