"""Telling something: drafts are private, words arrive once, and nothing is overwritten."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, PracticeArea, Voice
from samenspel.circles.tests.cast import READERS
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Entry
from samenspel.reflections import actions
from samenspel.reflections.actions import Said, TwoEditors
from samenspel.reflections.models import Draft, Kind, Reflection, first_words
from samenspel.sources import actions as sources
from samenspel.sources import search
from samenspel.sources.models import Consent, Source

from .builders import WORDS, a_draft, a_prompt, a_reflection


def seers(cast, rows, row):
    return {
        name
        for name, person in cast.everybody().items()
        if rows.visible_to(person).filter(pk=row.pk).exists()
    }


@pytest.mark.parametrize("circle", Circle)
def test_a_reflection_is_read_by_exactly_the_chosen_circle(cast, circle):
    told = a_reflection(cast, circle=circle)
    assert seers(cast, Reflection.objects, told) == READERS[circle] | {"amina"}


def test_choosing_the_circle_is_the_consent_of_the_one_who_tells(cast):
    told = a_reflection(cast, circle=Circle.TEAM)
    consent = told.source.consents.visible_to(cast.amina).get()
    speaker = told.source.speakers.visible_to(cast.amina).get()
    assert (consent.answer, consent.audience, consent.how) == ("given", Circle.TEAM, "tap")
    assert (speaker.person, speaker.voice) == (cast.amina, Voice.RESIDENT)


@pytest.mark.parametrize(
    ("name", "voice"),
    [("amina", Voice.RESIDENT), ("bram", Voice.PROFESSIONAL), ("fenna", Voice.OTHER)],
)
def test_everybody_speaks_in_their_own_voice(cast, name, voice):
    told = a_reflection(cast, by=getattr(cast, name))
    assert told.source.speakers.visible_to(getattr(cast, name)).get().voice == voice


@pytest.mark.parametrize("name", ["cor", "dirk", "fons", "pia"])
def test_who_does_not_belong_here_does_not_tell_here(cast, name):
    with pytest.raises(NotYours):
        a_reflection(cast, by=getattr(cast, name))
    assert Source.objects.unguarded("command line").count() == 0


def test_an_answer_has_the_kind_of_its_question(cast):
    told = a_reflection(cast, prompt=a_prompt(cast, kind=Kind.FLOW), kind=Kind.FRICTION)
    assert told.kind == Kind.FLOW


def test_a_practice_area_of_another_coalition_is_refused(cast):
    elsewhere = PracticeArea.objects.create(coalition=cast.west, name="De tuin")
    with pytest.raises(Refused, match="van deze coalitie"):
        a_reflection(cast, practice_area=elsewhere)


def test_empty_words_and_unknown_kinds_are_refused_in_a_sentence(cast):
    with pytest.raises(Refused):
        a_reflection(cast, text="  \n ")
    with pytest.raises(Refused, match="Kies wat het is"):
        a_reflection(cast, kind="other")
    assert Reflection.objects.unguarded("command line").count() == 0


def test_what_is_handed_in_twice_arrives_once(cast):
    key = uuid.uuid4()
    told = a_reflection(cast, key=key)
    again = a_reflection(cast, key=key, text="De sleutel lag bij Bram!")
    assert again == told
    assert Source.objects.unguarded("command line").count() == 1
    assert told.source.versions.visible_to(cast.amina).get().text == WORDS


def test_a_key_of_somebody_else_opens_nothing(cast):
    told = a_reflection(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_reflection(cast, by=cast.bram, key=told.key)
    draft = a_draft(cast)
    with pytest.raises(Refused):
        actions.draft(cast.oost, said=Said("Weg ermee"), key=draft.key, by=cast.bram)
    draft.refresh_from_db()
    assert draft.text == WORDS


def test_a_draft_is_seen_by_its_writer_only(cast):
    draft = a_draft(cast)
    assert seers(cast, Draft.objects, draft) == {"amina"}


def test_the_database_itself_keeps_a_draft_private(cast):
    draft = a_draft(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.visible_to(cast.amina).filter(pk=draft.pk).update(circle=1, ceiling=1)


def test_a_draft_is_gone_once_it_was_told(cast):
    draft = a_draft(cast)
    told = a_reflection(cast, key=draft.key)
    assert told.key == draft.key
    assert not Draft.objects.visible_to(cast.amina).exists()


def test_the_ledger_tells_that_a_draft_was_begun_and_not_when_somebody_typed(cast):
    draft = a_draft(cast)
    actions.keep_draft(draft, said=Said("Nog iets."), number=1, by=cast.amina)
    assert list(Entry.objects.values_list("verb", flat=True)) == ["reflection.draft"]


def test_two_screens_on_one_draft_lose_nothing(cast):
    draft = a_draft(cast)
    phone = actions.keep_draft(draft, said=Said("Van de telefoon"), number=1, by=cast.amina)
    assert phone.number == 2
    with pytest.raises(TwoEditors) as both:
        actions.keep_draft(draft, said=Said("Van de laptop"), number=1, by=cast.amina)
    assert (both.value.theirs, both.value.number) == ("Van de telefoon", 2)
    draft.refresh_from_db()
    assert draft.text == "Van de telefoon"


def test_saving_the_same_words_again_is_no_quarrel(cast):
    draft = a_draft(cast)
    actions.keep_draft(draft, said=Said("Hetzelfde"), number=1, by=cast.amina)
    assert actions.keep_draft(draft, said=Said("Hetzelfde"), number=1, by=cast.amina).number == 2


def test_somebody_else_can_not_throw_a_draft_away(cast):
    draft = a_draft(cast)
    with pytest.raises(NotYours):
        actions.discard(draft, by=cast.bo)
    actions.discard(draft, by=cast.amina)
    assert not Draft.objects.visible_to(cast.amina).exists()


def test_a_helper_types_and_the_words_stay_the_speakers(cast):
    told = a_reflection(cast, by=cast.bo, speaker=cast.amina)
    assert told.source.author == cast.amina
    assert told.source.versions.visible_to(cast.amina).get().made_by == cast.bo
    consent = told.source.consents.visible_to(cast.amina).get()
    assert (consent.how, consent.by) == (Consent.How.HELPER, cast.bo)
    sources.narrow(told.source, to=Circle.PRIVATE, by=cast.amina)
    assert seers(cast, Reflection.objects, told) == {"amina"}


def test_not_everybody_types_for_others(cast):
    with pytest.raises(Refused, match="typt voor anderen"):
        a_reflection(cast, by=cast.bram, speaker=cast.amina)
    with pytest.raises(Refused, match="bij deze coalitie hoort"):
        a_reflection(cast, by=cast.bo, speaker=cast.cor)


def test_saying_it_better_keeps_what_was_said(cast):
    told = a_reflection(cast)
    actions.revise(told, text="De sleutel hangt nu bij de deur.", number=1, by=cast.amina)
    texts = told.source.versions.visible_to(cast.bram).values_list("number", "text")
    assert list(texts) == [(2, "De sleutel hangt nu bij de deur."), (1, WORDS)]


def test_a_name_that_was_left_out_is_gone_from_the_title_too(cast):
    told = a_reflection(cast, text="Bram had de sleutel. Wij niet.")
    actions.revise(told, text="Iemand had de sleutel. Wij niet.", number=1, by=cast.amina)
    told.source.refresh_from_db()
    assert told.source.title == "Iemand had de sleutel."
    (hit,) = search.find(cast.bo, "sleutel").hits
    assert "Bram" not in hit.label


def test_two_people_saying_it_better_see_both(cast):
    told = a_reflection(cast)
    actions.revise(told, text="Van de telefoon", number=1, by=cast.amina)
    with pytest.raises(TwoEditors) as both:
        actions.revise(told, text="Van de laptop", number=1, by=cast.amina)
    assert (both.value.theirs, both.value.number) == ("Van de telefoon", 2)


def test_only_the_kind_can_be_mended_without_a_new_version(cast):
    told = a_reflection(cast)
    actions.revise(told, text=WORDS, number=1, kind=Kind.STORY, by=cast.amina)
    told.refresh_from_db()
    assert told.kind == Kind.STORY
    assert told.source.versions.visible_to(cast.amina).count() == 1


@pytest.mark.parametrize("name", ["bram", "bo", "els", "fons"])
def test_nobody_else_changes_somebodys_words(cast, name):
    told = a_reflection(cast)
    with pytest.raises(NotYours):
        actions.revise(told, text="Zo!", number=1, by=getattr(cast, name))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Kort.", "Kort."),
        ("Eerst dit. Dan dat.", "Eerst dit."),
        ("\n\n  Wie heeft de sleutel? Wij niet.", "Wie heeft de sleutel?"),
        ("Zonder punt", "Zonder punt"),
        ("Om 14.30 uur begon het. Toen", "Om 14.30 uur begon het."),
        ("woord " * 30, ("woord " * 11).strip() + "…"),
        ("x" * 80, "x" * 70 + "…"),
        ("", ""),
    ],
)
def test_first_words_end_where_a_sentence_or_a_word_ends(text, words):
    assert first_words(text) == words


def test_a_save_that_comes_after_sharing_makes_no_draft(cast, client):
    """The page saves by itself, also while it leaves."""
    client.force_login(cast.amina)
    key, told = uuid.uuid4(), {"text": WORDS, "kind": "friction", "circle": "1", "number": "0"}
    where = f"?coalitie={cast.oost.pk}"
    shared = client.post(reverse("reflections:write", args=[key]) + where, {**told, "do": "share"})
    assert shared.status_code == 302
    late = client.post(reverse("reflections:keep", args=[key]) + where, told)
    assert late.status_code == 400
    assert "al bewaard" in late.json()["words"]
    assert not Draft.objects.visible_to(cast.amina).exists()


def test_a_draft_that_went_meanwhile_is_told(cast):
    kept = a_draft(cast)
    actions.discard(kept, by=cast.amina)
    with pytest.raises(Refused, match="niet meer"):
        actions.keep_draft(kept, said=Said(text="Later."), number=0, by=cast.amina)
