"""A coalition looks at a lesson with its words before it is public, and what it says counts."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Mail
from samenspel.lessons import actions, checking, looking, public
from samenspel.lessons.models import Edition, Facet, Lesson, Proof, ProofQuote, Remark
from samenspel.sources import traces
from samenspel.sources.models import Naming, Source
from samenspel.sources.tests.builders import a_source

from .builders import (
    CLAIM,
    a_lesson,
    a_quote,
    a_shared_question,
    asked,
    coordinator_of,
    described,
    given,
    looked_at,
    of_bram,
    pictured,
    publish,
    take_back,
    the_proof,
)

ROWS = "command line"
SAID = "Mijn kanarie zingt in de gang."
THEIRS = "Wij staan altijd buiten."


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def lesson(cast):
    """Rests on words of Oost and of West."""
    lesson = a_lesson(cast)
    given(cast, a_quote(cast, lesson, SAID))
    west = a_source(cast, by=cast.cor, place=cast.west, text=THEIRS, circle=Circle.TEAM)
    given(cast, a_quote(cast, lesson, THEIRS, west), Naming.NONE)
    return lesson


def states(lesson):
    return {each.coalition.slug: each.state for each in looking.looked(lesson)}


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_nothing_is_published_before_every_coalition_said_yes(cast, lesson):
    with pytest.raises(actions.NotYet, match="Ask Samen Oost to look at it"):
        actions.publish(lesson, by=cast.wim)
    coordinator_of(cast.west)
    checking.put(lesson, by=cast.wim)
    assert states(lesson) == {"oost": "waiting", "west": "waiting"}
    checking.say(the_proof(lesson, cast.oost), said="yes", by=cast.bo)
    with pytest.raises(actions.NotYet) as no:
        actions.publish(lesson, by=cast.wim)
    assert no.value.lacking == ["Samen West is still looking at it."]
    checking.say(the_proof(lesson, cast.west), said="yes", by=coordinator_of(cast.west))
    assert actions.publish(lesson, by=cast.wim).number == 1


def test_a_coalition_without_a_coordinator_can_not_say_yes(cast, lesson):
    lacking = actions.lacking(lesson, by=cast.wim)
    assert lacking == [
        "Ask Samen Oost to look at it.",
        "Samen West has no coordinator who can look at it. Ask them for one.",
    ]


def test_they_are_asked_when_all_the_rest_is_ready(cast):
    lesson = a_lesson(cast)
    asked(a_quote(cast, lesson, SAID), cast)
    with pytest.raises(actions.NotYet, match="did not answer"):
        checking.put(lesson, by=cast.wim)
    assert not Proof.objects.unguarded(ROWS).exists()


def test_coordinators_get_a_mail_with_a_link_and_none_of_the_words(cast, lesson):
    Mail.objects.all().delete()
    checking.put(lesson, by=cast.wim)
    mail = Mail.objects.get()
    assert mail.to == "bo@example.org"
    assert the_proof(lesson, cast.oost).get_absolute_url() in mail.text
    for words in (SAID, CLAIM):
        assert words not in mail.text + mail.html + mail.subject
    checking.say(the_proof(lesson, cast.oost), said="no", words="Liever niet.", by=cast.bo)
    answer = Mail.objects.exclude(pk=mail.pk).get()
    assert answer.to == "wim@example.org"
    assert "Liever niet" not in answer.text


@pytest.mark.parametrize("name", ["amina", "bram", "cor", "dirk", "els", "wim", "fons", "pia"])
def test_only_a_coordinator_of_that_coalition_answers(cast, lesson, name):
    checking.put(lesson, by=cast.wim)
    with pytest.raises(NotYours):
        checking.say(the_proof(lesson, cast.oost), said="yes", by=getattr(cast, name))


@pytest.mark.parametrize("name", ["amina", "bo", "cor", "fons"])
def test_only_the_team_asks_them(cast, lesson, name):
    with pytest.raises(NotYours):
        checking.put(lesson, by=getattr(cast, name))


def test_who_sees_the_page(cast, lesson):
    checking.put(lesson, by=cast.wim)
    seers = {
        who
        for who, person in cast.everybody().items()
        if Proof.objects.visible_to(person).filter(coalition=cast.oost).exists()
    }
    assert seers == {"amina", "bram", "bo", "els", "wim", "fenna"}


def test_yes_if_and_no_need_words_and_stop_it(cast, lesson):
    looked_at(cast, lesson)
    proof = the_proof(lesson, cast.oost)
    for said in ("yes_if", "no"):
        with pytest.raises(Refused, match="few words"):
            checking.say(proof, said=said, words=" ", by=cast.bo)
        checking.say(proof, said=said, words="Zonder het woord macht.", by=cast.bo)
        assert states(lesson)["oost"] == said
        with pytest.raises(actions.NotYet, match="Samen Oost says"):
            actions.publish(lesson, by=cast.wim)
    checking.say(proof, said="yes", by=cast.bo)
    assert states(lesson) == {"oost": "yes", "west": "yes"}


def test_what_changes_afterwards_is_asked_anew(cast, lesson):
    changes = [
        lambda: actions.write(lesson, revision=lesson.revision, works="Anders.", by=cast.wim),
        lambda: described(cast, lesson, meant_for="residents"),
        lambda: described(cast, lesson, behind="De buurt"),
        lambda: pictured(cast, lesson),
        lambda: actions.order(lesson.quotes.visible_to(cast.wim).last(), earlier=True, by=cast.wim),
        lambda: given(cast, a_quote(cast, lesson, "Ook dit.", of_bram(cast, "Ook dit."))),
    ]
    for change in changes:
        looked_at(cast, lesson)
        assert set(states(lesson).values()) == {"yes"}
        with pytest.raises(Refused, match="Nothing changed"):
            checking.put(lesson, by=cast.wim)
        change()
        assert set(states(lesson).values()) == {"changed"}
        with pytest.raises(actions.NotYet, match="It changed after Samen Oost looked"):
            actions.publish(lesson, by=cast.wim)


def test_a_better_name_beside_the_same_words_is_the_speakers_own(cast, lesson):
    looked_at(cast, lesson)
    quote = lesson.quotes.visible_to(cast.wim).select_related("request__speaker").first()
    given(cast, quote, Naming.ROLE)
    assert set(states(lesson).values()) == {"yes"}


def test_an_older_page_takes_no_answer(cast, lesson):
    checking.put(lesson, by=cast.wim)
    old = the_proof(lesson, cast.oost)
    actions.write(lesson, revision=1, works="Anders.", by=cast.wim)
    checking.put(lesson, note="Het woord macht is weg.", by=cast.wim)
    with pytest.raises(Refused, match="newer page"):
        checking.say(old, said="yes", by=cast.bo)
    assert not ProofQuote.objects.unguarded(ROWS).filter(proof=old).exists()
    assert the_proof(lesson, cast.oost).note == "Het woord macht is weg."


def test_a_new_edition_needs_their_yes_again(cast, lesson):
    publish(cast, lesson)
    actions.write(lesson, revision=1, works="Anders.", by=cast.wim)
    with pytest.raises(actions.NotYet, match="It changed"):
        actions.correct(lesson, difference="Korter.", by=cast.wim)
    looked_at(cast, lesson)
    assert actions.correct(lesson, difference="Korter.", by=cast.wim).number == 2


def test_whose_question_it_answers_looks_too(cast):
    lesson = a_lesson(cast)
    given(cast, a_quote(cast, lesson, SAID))
    question = a_shared_question(cast, place=cast.west)
    described(cast, lesson, question=question)
    assert set(states(lesson)) == {"oost", "west"}


def test_they_are_named_when_they_want_to_be_and_as_long_as_they_do(cast, lesson, client):
    looked_at(cast, lesson)
    checking.say(the_proof(lesson, cast.oost), said="yes", named=True, by=cast.bo)
    edition = actions.publish(lesson, by=cast.wim)
    page = read(client, edition.lesson_url)
    assert "Samen Oost" in page
    assert "Samen West" not in page
    where = reverse("lessons:lessons")
    assert CLAIM in read(client, f"{where}?plaats=oost")
    assert CLAIM not in read(client, f"{where}?plaats=west")
    checking.say(the_proof(lesson, cast.oost), said="no", words="Toch niet.", by=cast.bo)
    assert "Samen Oost" not in read(client, edition.lesson_url)
    assert CLAIM not in read(client, f"{where}?plaats=oost")
    assert not Facet.objects.unguarded(ROWS).exists()
    assert Edition.objects.visible_to(None).standing().exists()


# On the screen


def test_the_page_shows_what_everybody_would_read_and_takes_the_answer(cast, client, lesson):
    checking.put(lesson, by=cast.wim)
    proof = the_proof(lesson, cast.oost)
    actions.write(lesson, revision=1, works="Nog niet voor hen.", by=cast.wim)
    client.force_login(cast.bo)
    assert CLAIM in read(client, reverse("lessons:proofs"))
    text = read(client, proof.get_absolute_url())
    for words in (CLAIM, SAID, THEIRS, "Begin met de deur."):
        assert words in text
    assert "Nog niet voor hen." not in text
    refused = client.post(proof.get_absolute_url(), {"said": "yes_if", "words": ""})
    assert "Zeg in een paar woorden" in refused.content.decode()
    told = {"said": "yes_if", "words": "Zonder het woord macht."}
    assert client.post(proof.get_absolute_url(), told).status_code == 302
    assert Remark.objects.visible_to(cast.wim).get().by == cast.bo
    client.force_login(cast.wim)
    work = read(client, reverse("lessons:work", args=[lesson.slug]))
    assert "Zonder het woord macht." in work


def test_who_reads_along_does_not_answer(cast, client, lesson):
    checking.put(lesson, by=cast.wim)
    proof = the_proof(lesson, cast.oost)
    client.force_login(cast.amina)
    assert "<textarea" not in read(client, proof.get_absolute_url())
    assert client.post(proof.get_absolute_url(), {"said": "yes"}).status_code == 200
    assert not Remark.objects.unguarded(ROWS).exists()
    client.force_login(cast.cor)
    assert client.get(proof.get_absolute_url()).status_code == 404


def test_the_team_asks_from_the_lesson(cast, client, lesson):
    client.force_login(cast.wim)
    work = reverse("lessons:work", args=[lesson.slug])
    where = reverse("lessons:put", args=[lesson.slug])
    assert where in read(client, work)
    assert client.post(where).status_code == 302
    assert states(lesson) == {"oost": "waiting", "west": "waiting"}
    assert where not in read(client, work)
    client.force_login(cast.fenna)
    assert "Samen West" not in read(client, work)


def test_the_home_of_a_coordinator_leads_there(cast, client, lesson):
    checking.put(lesson, by=cast.wim)
    proof = the_proof(lesson, cast.oost)
    client.force_login(cast.bo)
    assert proof.get_absolute_url() in read(client, "/")
    checking.say(proof, said="yes", by=cast.bo)
    assert proof.get_absolute_url() not in read(client, "/")


# Taking back


def test_words_that_are_taken_back_are_gone_from_the_page_too(cast, client, lesson):
    looked_at(cast, lesson)
    proof = the_proof(lesson, cast.west)
    take_back(lesson.quotes.unguarded(ROWS).select_related("request").first())
    client.force_login(cast.cor)
    text = read(client, proof.get_absolute_url())
    assert SAID not in text
    assert "Amina" not in text
    assert THEIRS in text
    row = ProofQuote.objects.unguarded(ROWS).get(proof=proof, order=1)
    assert (row.words, row.name, bool(row.lifted)) == ("", "", True)
    (_gone, here) = public.of_proof(proof).quotes
    assert here.alive


def test_the_speaker_finds_the_pages_among_the_places(cast, lesson):
    looked_at(cast, lesson)
    source = Source.objects.visible_to(cast.amina).get(author=cast.amina)
    shown = [place for place in traces.places(source) if "looks before" in place.kind]
    assert {place.title for place in shown} == {
        f"{CLAIM} (for Samen Oost)",
        f"{CLAIM} (for Samen West)",
    }
    assert all(place.standing for place in shown)
    take_back(lesson.quotes.unguarded(ROWS).select_related("request").first())
    shown = [place for place in traces.places(source) if "looks before" in place.kind]
    assert not any(place.standing for place in shown)


def test_a_lesson_of_which_words_were_taken_back_is_asked_about_anew(cast, lesson):
    looked_at(cast, lesson)
    quote = lesson.quotes.unguarded(ROWS).select_related("request").first()
    take_back(quote)
    actions.unquote(quote, by=cast.wim)
    assert states(lesson) == {"west": "changed"}
    assert Lesson.objects.visible_to(cast.wim).exists()
