"""A lesson rests on words that were given, and on nothing else."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import translation

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import Circle, Voice
from samenspel.foundation.errors import ChangedMeanwhile, Refused
from samenspel.foundation.models import Entry, Mail
from samenspel.lessons import actions
from samenspel.lessons.checklist import lacking
from samenspel.lessons.models import Edition, EditionQuote, Lesson, Quote
from samenspel.people.models import Person
from samenspel.sources import actions as sources
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent, Naming, Source
from samenspel.sources.tests.builders import a_source, newest

from .builders import (
    a_lesson,
    a_quote,
    asked,
    correct,
    given,
    given_again,
    looked_at,
    of_bram,
    publish,
    published,
    take_back,
)

ROWS = "command line"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def quotes_of(edition):
    return list(EditionQuote.objects.visible_to(None).filter(edition=edition).with_life())


# Writing


@pytest.mark.parametrize("name", ["els", "wim", "fenna"])
def test_the_team_starts_a_lesson_that_only_the_team_reads(cast, name):
    lesson = a_lesson(cast, by=getattr(cast, name))
    seers = {
        who
        for who, person in cast.everybody().items()
        if Lesson.objects.visible_to(person).filter(pk=lesson.pk).exists()
    }
    assert seers == {"els", "wim", "fenna"}


@pytest.mark.parametrize("name", ["amina", "bram", "bo", "cor", "dirk", "fons", "pia"])
def test_nobody_else_does(cast, name):
    with pytest.raises(NotYours):
        a_lesson(cast, by=getattr(cast, name))


@pytest.mark.parametrize(("claim", "says"), [("  ", "one sentence"), ("a" * 301, "301")])
def test_a_claim_is_one_sentence(cast, claim, says):
    with pytest.raises(Refused, match=says):
        a_lesson(cast, claim=claim)


def test_two_lessons_with_one_claim_have_two_addresses(cast):
    assert [a_lesson(cast).slug for _ in range(3)] == [
        "wie-de-sleutel-deelt-deelt-de-macht",
        "wie-de-sleutel-deelt-deelt-de-macht-2",
        "wie-de-sleutel-deelt-deelt-de-macht-3",
    ]
    assert a_lesson(cast, claim="???").slug == "les"


def test_two_editors_notice_each_other(cast):
    lesson = a_lesson(cast)
    actions.write(lesson, revision=1, works="Els schreef dit.", by=cast.els)
    with pytest.raises(ChangedMeanwhile) as clash:
        actions.write(lesson, revision=1, works="Wim schreef dat.", by=cast.wim)
    assert (clash.value.number, lesson.works) == (2, "Els schreef dit.")
    assert Lesson.objects.visible_to(cast.wim).get().works == "Els schreef dit."


# Resting on words


def test_a_quote_keeps_the_words_and_knows_who_speaks(cast):
    quote = a_quote(cast, a_lesson(cast), "Wij niet.", a_source(cast, circle=Circle.TEAM))
    assert (quote.words, quote.start, quote.end) == ("Wij niet.", 22, 31)
    assert quote.speaker.person == cast.amina


def test_nobody_quotes_what_they_may_not_read(cast):
    lesson = a_lesson(cast)
    version = newest(a_source(cast, circle=Circle.COALITION))
    with pytest.raises(NotYours):
        actions.quote(lesson, version=version, start=0, end=5, by=cast.wim)


def test_words_of_another_expedition_stay_there(cast):
    source = a_source(cast, by=cast.dirk, place=cast.noord, circle=Circle.PUBLIC)
    with pytest.raises(Refused, match="another expedition"):
        actions.quote(a_lesson(cast), version=newest(source), start=0, end=3, by=cast.wim)


def test_words_are_quoted_once_and_must_be_there(cast):
    lesson, source = a_lesson(cast), a_source(cast, circle=Circle.TEAM)
    a_quote(cast, lesson, "Wij niet.", source)
    with pytest.raises(Refused, match="already"):
        a_quote(cast, lesson, "Wij niet.", source)
    with pytest.raises(Refused, match="no words"):
        actions.quote(lesson, version=newest(source), start=500, end=600, by=cast.wim)


def conversation(cast):
    text = "Amina: Wij niet.\nBram: Wij ook niet."
    return sources.keep(
        cast.oost,
        text=text,
        title="Gesprek",
        kind=Source.Kind.INTERVIEW,
        circle=Circle.TEAM,
        layout=[
            {"kind": "text", "start": 0, "end": 16, "speaker": "Amina"},
            {"kind": "text", "start": 17, "end": 36, "speaker": "Bram"},
        ],
        speakers=[
            Spoke("Amina", Voice.RESIDENT, cast.amina, Circle.TEAM, Consent.How.SPOKEN),
            Spoke("Bram", Voice.PROFESSIONAL, cast.bram, Circle.TEAM, Consent.How.SPOKEN),
        ],
        by=cast.els,
    )


def test_in_a_conversation_the_speaker_is_read_off_the_paragraph(cast):
    quote = a_quote(cast, a_lesson(cast), "Wij ook niet.", conversation(cast))
    assert quote.speaker.label == "Bram"


def test_two_voices_are_two_quotes(cast):
    with pytest.raises(Refused, match="More than one"):
        a_quote(cast, a_lesson(cast), "niet.\nBram: Wij", conversation(cast))


def test_where_nobody_is_named_the_team_says_who_speaks(cast):
    source = sources.keep(
        cast.oost,
        text="Wij niet.\nWij ook niet.",
        title="Verslag",
        circle=Circle.TEAM,
        speakers=[
            Spoke("Amina", Voice.RESIDENT, cast.amina, Circle.TEAM),
            Spoke("Bram", Voice.PROFESSIONAL, cast.bram, Circle.TEAM),
        ],
        by=cast.els,
    )
    lesson = a_lesson(cast)
    quote = a_quote(cast, lesson, "Wij ook niet.", source)
    assert quote.speaker is None
    assert actions.lacking(lesson, by=cast.wim) == ["Quote 1: say who speaks here."]
    with pytest.raises(Refused, match="who speaks"):
        actions.ask(quote, by=cast.wim)
    actions.hear(quote, speaker=source.speakers.visible_to(cast.wim).get(label="Bram"), by=cast.wim)
    assert asked(quote, cast).speaker.person == cast.bram


def test_a_source_without_speakers_can_not_be_quoted(cast):
    source = sources.keep(cast.oost, text="Geen naam", title="x", circle=Circle.TEAM, by=cast.els)
    with pytest.raises(Refused, match="does not say who speaks"):
        a_quote(cast, a_lesson(cast), "Geen naam", source)


def test_quotes_change_places_and_go(cast):
    lesson = a_lesson(cast)
    one, _two, three = (a_quote(cast, lesson, words) for words in ("Een.", "Twee.", "Drie."))
    actions.order(three, earlier=True, by=cast.wim)
    actions.order(one, earlier=True, by=cast.wim)
    words = [quote.words for quote in lesson.quotes.visible_to(cast.wim)]
    assert words == ["Een.", "Drie.", "Twee."]
    actions.unquote(three, by=cast.wim)
    assert lesson.quotes.visible_to(cast.wim).count() == 2


def test_a_quote_is_seen_by_who_sees_both_the_lesson_and_the_source(cast):
    west = a_source(cast, by=cast.cor, place=cast.west, circle=Circle.TEAM)
    a_quote(cast, a_lesson(cast), "Wij niet.", west)
    seers = {
        who for who, person in cast.everybody().items() if Quote.objects.visible_to(person).exists()
    }
    assert seers == {"els", "wim"}


# Publishing


def test_what_is_lacking_is_said_in_sentences(cast):
    lesson = a_lesson(cast)
    assert actions.lacking(lesson, by=cast.wim) == [
        "It does not rest on anybody's words yet. Choose a quote."
    ]
    quote = a_quote(cast, lesson, "Wij niet.")
    assert actions.lacking(lesson, by=cast.wim) == ["Quote 1: ask Amina for these words."]
    request = asked(quote, cast)
    assert actions.lacking(lesson, by=cast.wim) == ["Quote 1: Amina did not answer yet."]
    sources.answer(request, answer="change", wish="Zonder straat", by=cast.amina)
    assert "wants it different" in actions.lacking(lesson, by=cast.wim)[0]
    sources.answer(request, answer="refused", by=cast.amina)
    assert "said no" in actions.lacking(lesson, by=cast.wim)[0]
    sources.answer(request, answer="given", by=cast.amina)
    assert actions.lacking(lesson, by=cast.wim) == ["Ask Samen Oost to look at it."]
    sources.take_back(request, by=cast.amina)
    assert "took it back" in actions.lacking(lesson, by=cast.wim)[0]


def test_without_every_yes_nothing_is_published(cast):
    lesson = a_lesson(cast)
    given(cast, a_quote(cast, lesson, "Wij niet."))
    asked(a_quote(cast, lesson, "Wij ook niet.", of_bram(cast, "Wij ook niet.")), cast)
    with pytest.raises(actions.NotYet, match="Bram did not answer"):
        actions.publish(lesson, by=cast.wim)
    assert not Edition.objects.unguarded(ROWS).exists()


def test_a_speaker_nobody_knows_is_asked_about_first(cast):
    source = sources.keep(
        cast.oost,
        text="Piet: Wij niet.",
        title="x",
        circle=Circle.TEAM,
        speakers=[Spoke("Piet", audience=Circle.TEAM, how=Consent.How.SPOKEN)],
        by=cast.els,
    )
    lesson = a_lesson(cast)
    quote = a_quote(cast, lesson, "Wij niet.", source)
    assert "say who Piet is" in actions.lacking(lesson, by=cast.wim)[0]
    sources.know(quote.speaker, person=cast.bram, by=cast.wim)
    assert "ask Piet" in actions.lacking(lesson, by=cast.wim)[0]


def test_who_may_not_read_a_quote_does_not_publish_it(cast):
    lesson = a_lesson(cast)
    source = a_source(cast, by=cast.cor, place=cast.west, circle=Circle.TEAM)
    given(cast, a_quote(cast, lesson, "Wij niet.", source))
    assert actions.lacking(lesson, by=cast.fenna) == [
        "It also rests on words of a source that you may not read. Ask somebody who may."
    ]


@pytest.mark.parametrize("name", ["fenna", "amina", "bo", "fons", "pia"])
def test_only_writer_and_researcher_publish(cast, name):
    lesson = a_lesson(cast)
    given(cast, a_quote(cast, lesson, "Wij niet."))
    with pytest.raises(NotYours):
        actions.publish(lesson, by=getattr(cast, name))


def test_an_edition_is_a_copy_of_what_was_given(cast):
    lesson = a_lesson(cast, language="en")
    given(cast, a_quote(cast, lesson, "Wij niet."), Naming.FULL)
    given(cast, a_quote(cast, lesson, "Wij ook.", of_bram(cast, "Wij ook.")), Naming.ROLE)
    edition = publish(cast, lesson, by=cast.els)
    assert [(q.words, q.name, q.voice, q.alive) for q in quotes_of(edition)] == [
        ("Wij niet.", "Amina", "resident", True),
        ("Wij ook.", "a professional, oost", "professional", True),
    ]
    actions.write(lesson, revision=1, claim="Iets heel anders", by=cast.wim)
    assert Edition.objects.visible_to(None).get().claim == edition.claim


def test_words_of_a_quote_do_not_hide_in_the_claim(cast):
    words = "Wij niet, en wij ook nooit."
    lesson = a_lesson(cast, works=f"Hij zei: {words}")
    given(cast, a_quote(cast, lesson, words))
    with pytest.raises(actions.NotYet, match="own text"):
        actions.publish(lesson, by=cast.wim)


def test_a_correction_is_a_new_edition_that_says_what_is_different(cast):
    first = published(cast)
    lesson = first.lesson
    with pytest.raises(Refused, match="correct it"):
        actions.publish(lesson, by=cast.wim)
    with pytest.raises(Refused, match="different"):
        actions.correct(lesson, difference=" ", by=cast.wim)
    actions.write(lesson, revision=1, claim="Delen maakt sterk", by=cast.wim)
    given_again(cast, lesson)
    second = correct(cast, lesson, difference="De stelling is korter.")
    assert (second.number, second.claim) == (2, "Delen maakt sterk")
    assert Edition.objects.visible_to(None).standing().count() == 2


def test_a_yes_is_a_yes_to_this_claim(cast):
    """Whoever said yes is asked anew when the lesson says something else; what is out stays."""
    first = published(cast)
    lesson = first.lesson
    (quote,) = lesson.quotes.unguarded("command line")
    earlier = quote.request
    actions.write(lesson, revision=1, claim="Deel nooit een sleutel", by=cast.wim)
    with pytest.raises(Refused, match="claim was changed"):
        actions.correct(lesson, difference="Andersom.", by=cast.wim)
    assert EditionQuote.objects.visible_to(None).with_life().get(edition=first).alive
    actions.write(lesson, revision=2, claim=first.claim, by=cast.wim)
    assert not any("changed" in each for each in lacking(lesson, by=cast.wim))
    actions.write(lesson, revision=3, claim="Deel nooit een sleutel", by=cast.wim)
    anew = asked(quote, cast)
    assert anew != earlier
    assert anew.about == "Deel nooit een sleutel"
    sources.take_back(earlier, by=cast.amina)
    assert EditionQuote.objects.unguarded("command line").get(edition=first).words == ""


def test_the_database_does_not_rewrite_an_edition(cast):
    published(cast)
    with pytest.raises(Exception, match="written once"), transaction.atomic():
        Edition.objects.visible_to(None).update(claim="Nooit gezegd")


# Taking back


def test_taken_back_words_are_gone_from_the_edition_itself(cast):
    edition = published(cast, "Wie heeft de sleutel?", "Wij niet.")
    one, _ = quotes_of(edition)
    take_back(one)
    one, two = quotes_of(edition)
    assert (one.words, one.name, one.alive, bool(one.lifted)) == ("", "", False, True)
    assert two.alive
    assert Edition.objects.visible_to(None).standing().exists()


def test_a_second_yes_does_not_put_words_back_by_itself(cast):
    edition = published(cast, "Wie heeft de sleutel?", "Wij niet.")
    request = quotes_of(edition)[0].request
    take_back(request)
    sources.answer(request, answer="given", by=cast.amina)
    assert not quotes_of(edition)[0].alive
    again = correct(cast, edition.lesson, difference="Een stem is terug.")
    assert quotes_of(again)[0].words == "Wie heeft de sleutel?"


def test_when_more_than_half_is_gone_the_lesson_is_a_draft_again(cast):
    edition = published(cast, "Een.", "Twee.", "Drie.")
    one, _, three = quotes_of(edition)
    take_back(one)
    assert Edition.objects.visible_to(None).standing().exists()
    take_back(three)
    assert not Edition.objects.visible_to(None).exists()
    edition.refresh_from_db(from_queryset=Edition.objects.unguarded(ROWS))
    assert (edition.why, edition.withdrawn_by) == ("too_few", None)
    assert "took it back" in actions.lacking(edition.lesson, by=cast.wim)[0]


def test_a_source_that_is_only_for_its_author_takes_its_quotes_along(cast):
    edition = published(cast, "Wie heeft de sleutel?", "Wij niet.")
    source = quotes_of(edition)[0].request.source
    sources.narrow(source, to=Circle.PRIVATE, by=cast.amina)
    assert [q.alive for q in quotes_of(edition)] == [False, True]


def test_a_retracted_lesson_can_be_published_again(cast):
    edition = published(cast)
    lesson = actions.retract(edition.lesson, reason="Het klopte niet.", by=cast.els)
    assert not Edition.objects.visible_to(None).exists()
    with pytest.raises(Refused, match="not public"):
        actions.retract(lesson, by=cast.els)
    assert publish(cast, lesson).number == 2


def test_what_was_done_is_in_the_ledger_without_a_word_of_it(cast):
    edition = published(cast, "KANARIE zingt.", "Wij niet.")
    actions.retract(edition.lesson, reason="Om de KANARIE.", by=cast.els)
    verbs = set(Entry.objects.filter(verb__startswith="lesson").values_list("verb", flat=True))
    assert {
        "lesson.start",
        "lesson.quote",
        "lesson.ask",
        "lesson.publish",
        "lesson.retract",
    } <= verbs
    assert "KANARIE" not in str(list(Entry.objects.values()))


def test_who_wanted_news_is_mailed_where_their_words_stand(cast):
    Person.objects.filter(pk=cast.bram.pk).update(wants_news=False)
    lesson = a_lesson(cast)
    given(cast, a_quote(cast, lesson, "Wij niet."))
    given(cast, a_quote(cast, lesson, "Wij ook niet.", of_bram(cast, "Wij ook niet.")))
    looked_at(cast, lesson)
    Mail.objects.all().delete()
    edition = actions.publish(lesson, by=cast.wim)
    mail = Mail.objects.get()
    assert mail.to == "amina@example.org"
    assert edition.lesson_url in mail.text
    assert "Wij niet" not in mail.text + mail.html + mail.subject


def test_of_a_correction_only_who_is_new_in_it_hears(cast):
    lesson = a_lesson(cast)
    published(cast, "Wij niet.", lesson=lesson)
    given(cast, a_quote(cast, lesson, "Wij ook niet.", of_bram(cast, "Wij ook niet.")))
    looked_at(cast, lesson)
    Mail.objects.all().delete()
    edition = actions.correct(lesson, difference="Een stem erbij.", by=cast.wim)
    mail = Mail.objects.get()
    assert mail.to == "bram@example.org"
    assert edition.lesson_url in mail.text
    given(cast, a_quote(cast, lesson, "Nooit."))
    looked_at(cast, lesson)
    Mail.objects.all().delete()
    actions.correct(lesson, difference="Nog iets van Amina.", by=cast.wim)
    assert not Mail.objects.exists()
