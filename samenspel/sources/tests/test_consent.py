"""Widening is the speaker's; taking back works at once; silence is no."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, Voice
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry
from samenspel.sources import actions, consent, traces
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent, Naming, Request, Source
from samenspel.sources.tests.builders import a_source, asked, newest


def two_voices(cast, **more):
    return actions.keep(
        cast.oost,
        text="Amina: Wij niet.\nBram: Wij ook niet.",
        title="Gesprek",
        kind=Source.Kind.INTERVIEW,
        circle=Circle.COALITION,
        speakers=[
            Spoke("Amina", Voice.RESIDENT, cast.amina, Circle.COALITION, Consent.How.SPOKEN),
            Spoke("Bram", Voice.PROFESSIONAL, cast.bram, Circle.TEAM, Consent.How.SPOKEN),
        ],
        **{"by": cast.els, **more},
    )


def test_amina_widens_her_own_words_and_that_is_her_consent(cast):
    source = a_source(cast)
    actions.widen(source, to=Circle.EXPEDITION, by=cast.amina)
    assert Source.objects.visible_to(cast.cor).get() == source
    line = source.consents.visible_to(cast.amina).last()
    assert (line.answer, line.audience) == ("given", Circle.EXPEDITION)


@pytest.mark.parametrize("name", ["bram", "bo", "els", "wim", "fons", "cor"])
def test_nobody_else_widens_them(cast, name):
    source = a_source(cast)
    with pytest.raises(NotYours):
        actions.widen(source, to=Circle.PUBLIC, by=getattr(cast, name))
    source.refresh_from_db()
    assert source.circle == Circle.COALITION


def test_the_narrowest_voice_sets_the_ceiling(cast):
    source = two_voices(cast)
    assert source.ceiling == Circle.COALITION
    with pytest.raises(Refused, match="coaliti"):
        actions.widen(source, to=Circle.TEAM, by=cast.els)


def test_silence_is_no(cast):
    source = actions.keep(
        cast.oost, text="Bram: Ja.", title="x", by=cast.els, speakers=[Spoke("Bram")]
    )
    assert source.ceiling == Circle.PRIVATE


def test_more_than_was_agreed_is_not_kept_at_all(cast):
    with pytest.raises(Refused):
        actions.keep(
            cast.oost,
            text="Bram: Ja.",
            title="x",
            by=cast.els,
            circle=Circle.PUBLIC,
            speakers=[Spoke("Bram", audience=Circle.TEAM)],
        )
    assert not Source.objects.unguarded("command line").exists()


def test_any_speaker_narrows_for_all(cast):
    source = two_voices(cast)
    actions.narrow(source, to=Circle.PRIVATE, by=cast.bram)
    assert not Source.objects.visible_to(cast.amina).exists()
    source.refresh_from_db()
    assert source.ceiling == Circle.PRIVATE


def test_a_consent_that_has_run_out_is_no(cast):
    source = two_voices(cast)
    bram = source.speakers.unguarded("command line").get(label="Bram")
    Consent.objects.create(
        source=source,
        speaker=bram,
        answer=Consent.Answer.GIVEN,
        audience=Circle.TEAM,
        wording="x",
        how=Consent.How.SPOKEN,
        by=cast.els,
        until=timezone.localdate() - timedelta(days=1),
    )
    assert consent.ceiling(source) == Circle.PRIVATE


def test_a_speaker_says_yes_to_the_very_words(cast):
    request = asked(cast, a_source(cast, circle=Circle.TEAM), "Wie heeft de sleutel?")
    assert consent.holds(request) is None
    actions.answer(request, answer="given", naming=Naming.FIRST, by=cast.amina)
    assert consent.holds(request).naming == Naming.FIRST
    alive = Request.objects.unguarded("is consent alive").filter(consent.alive("pk"))
    assert list(alive) == [request]


@pytest.mark.parametrize("then", ["refused", "change", "withdrawn"])
def test_the_last_line_holds(cast, then):
    request = asked(cast, a_source(cast, circle=Circle.TEAM), "Wie heeft de sleutel?")
    actions.answer(request, answer="given", by=cast.amina)
    actions.answer(request, answer=then, wish="Korter", by=cast.amina)
    assert consent.holds(request) is None
    assert not Request.objects.unguarded("is consent alive").filter(consent.alive("pk")).exists()
    actions.answer(request, answer="given", by=cast.amina)
    assert Request.objects.unguarded("is consent alive").filter(consent.alive("pk")).exists()


def test_only_the_speaker_answers(cast):
    request = asked(cast, a_source(cast, circle=Circle.TEAM), "Wie heeft de sleutel?")
    for other in (cast.bram, cast.bo, cast.wim, cast.fons):
        with pytest.raises(NotYours):
            actions.answer(request, answer="given", by=other)


def test_who_wants_it_different_says_how(cast):
    request = asked(cast, a_source(cast, circle=Circle.TEAM), "Wie heeft de sleutel?")
    with pytest.raises(Refused, match="anders"):
        actions.answer(request, answer="change", by=cast.amina)
    line = actions.answer(request, answer="change", wish="Zonder de straat", by=cast.amina)
    assert line.wish == "Zonder de straat"


def test_a_spoken_yes_is_noted_with_who_noted_it(cast):
    request = asked(cast, a_source(cast, circle=Circle.TEAM), "Wie heeft de sleutel?")
    with pytest.raises(Refused):
        actions.note(request, answer="given", how=Consent.How.TAP, by=cast.bo)
    line = actions.note(request, answer="given", how=Consent.How.PAPER, by=cast.bo)
    assert (line.by, line.how) == (cast.bo, "paper")


def test_taking_back_lifts_the_words_everywhere(cast, monkeypatch):
    lifted = []
    monkeypatch.setattr(traces, "_rooms", {})
    traces.register("test", places=lambda s, r: [], lift=lambda s, r: lifted.append((s, r)))
    source = a_source(cast, circle=Circle.TEAM)
    request = asked(cast, source, "Wie heeft de sleutel?")
    actions.answer(request, answer="given", by=cast.amina)
    actions.take_back(request, by=cast.amina)
    assert lifted == [(source, request)]
    assert consent.holds(request) is None


def test_only_for_me_takes_back_every_quote(cast):
    source = a_source(cast, circle=Circle.TEAM)
    request = asked(cast, source, "Wie heeft de sleutel?")
    actions.answer(request, answer="given", by=cast.amina)
    actions.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    assert consent.holds(request) is None


def test_the_book_of_consents_is_not_rewritten(cast):
    request = asked(cast, a_source(cast, circle=Circle.TEAM), "Wie heeft de sleutel?")
    line = actions.answer(request, answer="refused", by=cast.amina)
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(Exception, match="written once"), transaction.atomic():
        Consent.objects.unguarded("command line").filter(pk=line.pk).update(answer="given")


def test_a_deed_and_its_line_in_the_ledger_stand_or_fall_together(cast):
    source = a_source(cast)
    entry = Entry.objects.get(verb="source.keep")
    assert (entry.by, entry.subject_id, entry.space) == (cast.amina.pk, source.pk, cast.oost.pk)
    with pytest.raises(Refused):
        actions.widen(source, to=Circle.PRIVATE, by=cast.amina)
    assert not Entry.objects.filter(verb="source.widen").exists()


def test_the_ledger_never_holds_words(cast):
    a_source(cast, text="KANARIEWOORD staat hier")
    assert "KANARIE" not in str(list(Entry.objects.values()))


def test_a_new_version_leaves_the_old_words(cast):
    source = a_source(cast)
    old = newest(source)
    new = actions.revise(source, text="Wij hebben nu de sleutel.", by=cast.amina)
    assert (old.number, new.number) == (1, 2)
    old.refresh_from_db()
    assert old.text == "Wie heeft de sleutel? Wij niet."
