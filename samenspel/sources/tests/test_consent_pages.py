"""A speaker answers from a link, without an account, and takes back with the same link."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samenspel.circles.models import Circle, Voice
from samenspel.circles.readers import sentence
from samenspel.foundation.errors import Refused
from samenspel.foundation.models import Mail
from samenspel.lessons import actions as lessons
from samenspel.lessons.tests.builders import CLAIM, a_lesson, a_quote, given, of_bram, publish
from samenspel.people.models import Person
from samenspel.sources import actions, consent
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent, Door, Naming, Request, Speaker
from samenspel.sources.tests.builders import a_source

BOOKS = "command line"
TEXT = "Het regende. Wie heeft de sleutel? Wij niet."
WORDS = "Wie heeft de sleutel?"


@pytest.fixture
def quote(cast):
    return a_quote(cast, a_lesson(cast), WORDS, a_source(cast, text=TEXT, circle=Circle.TEAM))


@pytest.fixture
def link(cast, quote):
    return reverse("sources:consent", args=[lessons.ask(quote, by=cast.wim).token])


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def last(quote):
    return consent.last(quote.request)


YES = {"answer": "given", "naming": "first"}


def test_the_words_are_read_back_in_their_surroundings(client, link):
    text = read(client, link)
    assert f"<mark>{WORDS}</mark>" in text
    assert "Het regende. " in text
    assert CLAIM in text
    assert sentence(Circle.PUBLIC, 0) in text
    assert "Wim" in text


def test_nothing_is_chosen_beforehand(client, link):
    assert "checked" not in read(client, link)


def test_every_name_is_shown_as_it_will_stand(client, link, cast):
    Person.objects.filter(pk=cast.amina.pk).update(name="Amina Bakker")
    text = read(client, link)
    for shown in ("Amina Bakker <small>", "Amina <small>", "een bewoner, oost <small>"):
        assert shown in text


def test_opening_the_link_answers_nothing(client, link, quote):
    for path in (link, link + "?stap=terug", link + "?stap=antwoord", link + "?answer=given"):
        read(client, path)
    assert last(quote) is None


def test_yes_from_the_link(client, link, quote):
    response = client.post(link, YES)
    assert response.status_code == 302
    line = last(quote)
    assert (line.answer, line.naming, line.by.name) == ("given", "first", "Amina")
    assert CLAIM in line.wording
    text = read(client, link)
    assert "Je zei ja" in text
    assert line.sha256[:16] in text
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({}, "Kies ja, liever anders of nee."),
        ({"answer": "given"}, "Kies hoe we je noemen."),
        ({"answer": "given", "naming": "other"}, "Schrijf de naam"),
        ({"answer": "change"}, "Schrijf wat je anders wilt."),
        ({"answer": "withdrawn"}, "Dit kun je hier niet kiezen"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_answered(client, link, quote, told, says):
    text = client.post(link, told).content.decode()
    assert says in text
    assert last(quote) is None


def test_rather_different_says_what(client, link, quote, cast):
    client.post(link, {"answer": "change", "wish": "Zonder de straat, graag."})
    assert last(quote).wish == "Zonder de straat, graag."
    assert "Zonder de straat, graag." in read(client, link)
    assert "wil het anders" in lessons.lacking(quote.lesson, by=cast.wim)[0]


def test_no_is_no(client, link, quote):
    client.post(link, {"answer": "refused"})
    assert last(quote).answer == "refused"
    assert "Je zei nee" in read(client, link)


def test_another_name_stands_as_it_was_written(client, link, quote, cast):
    client.post(link, {"answer": "given", "naming": "other", "named_as": "Tante Mien"})
    edition = publish(cast, quote.lesson)
    assert edition.quotes.visible_to(None).get().name == "Tante Mien"


def test_taking_back_from_the_same_link_shows_each_place(client, link, quote, cast):
    client.post(link, YES)
    given(cast, a_quote(cast, quote.lesson, "Twee.", of_bram(cast, "Twee.")))
    edition = publish(cast, quote.lesson)
    lessons.export(edition, format="md", by=cast.els)
    before = read(client, link + "?stap=terug")
    assert before.count("is-gone") == 0
    assert edition.get_absolute_url() in before
    client.post(link + "?stap=terug")
    assert last(quote).answer == "withdrawn"
    after = read(client, link)
    assert after.count('class="is-gone"') == 3  # the public page, the draft and the proof
    assert "Wat we niet kunnen terughalen" in after
    assert "meenam" in after
    assert WORDS not in client.get(edition.lesson_url).content.decode()


def test_only_a_yes_can_be_taken_back_and_a_second_time_does_no_harm(client, link, quote):
    client.post(link, YES)
    client.post(link + "?stap=terug")
    client.post(link + "?stap=terug")
    assert last(quote).answer == "withdrawn"
    assert "Do you take" not in read(client, link + "?stap=terug")


@pytest.fixture
def twice(cast, client, link, quote):
    """The same sentence, and a part of it, with two yeses for two lessons; and other words."""
    client.post(link, YES)
    other = a_lesson(cast, claim="Een sleutel is van iedereen.")
    part = given(cast, a_quote(cast, other, "de sleutel", quote.request.source))
    given(cast, a_quote(cast, other, "Het regende.", quote.request.source))
    publish(cast, other)
    return part


def test_the_same_words_elsewhere_are_taken_back_too_unless_left(client, link, quote, twice):
    before = read(client, link + "?stap=terug")
    assert before.count('name="ook"') == 1
    assert f'value="{twice.request.pk}" checked' in before
    assert "Een sleutel is van iedereen." in before
    client.post(link + "?stap=terug", {"ook": [twice.request.pk]})
    assert (last(quote).answer, last(twice).answer) == ("withdrawn", "withdrawn")
    assert 'name="ook"' not in read(client, link)


def test_what_somebody_said_once_more_in_another_source_is_found_with_it(client, link, quote, cast):
    """They know that they said it, not in which of our texts it stands."""
    client.post(link, YES)
    again = a_source(cast, text=f"Nog eens. {WORDS} Geen idee. Wij niet.", circle=Circle.TEAM)
    other = a_lesson(cast, claim="Een sleutel is van iedereen.")
    repeated = given(cast, a_quote(cast, other, WORDS, again))
    short = given(cast, a_quote(cast, other, "Wij niet.", again))
    publish(cast, other)
    assert repeated.request.source != quote.request.source
    assert consent.same_words(quote.request) == [repeated.request]
    page = read(client, link + "?stap=terug")
    assert f'value="{repeated.request.pk}" checked' in page
    assert f'value="{short.request.pk}"' not in page
    client.post(link + "?stap=terug", {"ook": [repeated.request.pk]})
    assert (last(quote).answer, last(repeated).answer) == ("withdrawn", "withdrawn")
    assert consent.same_words(short.request) == []


def test_what_was_left_elsewhere_is_told_and_can_still_go(client, link, quote, twice):
    client.post(link + "?stap=terug")
    assert last(twice).answer == "given"
    after = read(client, link)
    assert "Dezelfde woorden staan ook ergens anders" in after
    assert "Een sleutel is van iedereen." in after
    client.post(link + "?stap=terug", {"ook": twice.request.pk, "alleen": "1"})
    assert last(twice).answer == "withdrawn"
    assert Consent.objects.unguarded(BOOKS).filter(request=quote.request).count() == 2


def test_only_the_same_words_of_the_same_person_go_along(client, link, quote, twice, cast):
    """Of one source in which nobody knows who speaks these words, two people are asked for them."""
    theirs = Request.objects.unguarded(BOOKS).get(pk=twice.request.pk)
    theirs.pk, theirs.about = None, "Een les van Bram."
    theirs.speaker = Speaker.objects.create(
        source=quote.request.source, label="Bram", voice=Voice.PROFESSIONAL, person=cast.bram
    )
    theirs.save(force_insert=True)
    actions.answer(theirs, answer="given", naming="first", by=cast.bram)
    rain = twice.lesson.quotes.unguarded(BOOKS).exclude(pk=twice.pk).get().request
    assert consent.same_words(quote.request) == [twice.request]
    assert consent.same_words(theirs) == []
    page = read(client, link + "?stap=terug")
    assert f'value="{rain.pk}"' not in page
    client.post(link + "?stap=terug", {"ook": [theirs.pk, rain.pk, "x", "99999999"]})
    assert consent.holds(theirs)
    assert consent.holds(rain)


def test_longer_words_are_shown_and_not_ticked_beforehand(client, quote, twice, cast):
    """Whoever takes back a part reads the whole that would go along."""
    client.force_login(cast.amina)
    page = read(client, reverse("sources:answer", args=[twice.request.pk]) + "?stap=terug")
    assert f'value="{quote.request.pk}"> ' in page
    assert f'<q lang="nl">{WORDS}</q>' in page


def test_in_another_version_whole_words_are_compared(client, link, quote, twice, cast):
    text = "Wie heeft, de SLEUTEL?"
    revised = actions.revise(quote.request.source, text=text, by=cast.amina)
    for words, found in [(text, True), ("heeft", True), ("LEUT", False)]:
        other = Request.objects.unguarded(BOOKS).get(pk=twice.request.pk)
        start = text.index(words)
        other.version = revised
        other.start, other.end, other.words = start, start + len(words), words
        assert consent._overlap(quote.request, other) is found, words


def test_of_nobody_there_are_no_questions(quote):
    assert not consent.of_person(None).exists()


def test_what_only_a_small_button_asks_leaves_the_rest(client, link, quote, twice):
    client.post(link + "?stap=terug", {"ook": twice.request.pk, "alleen": "1"})
    assert (last(quote).answer, last(twice).answer) == ("given", "withdrawn")


def test_an_answer_can_be_changed(client, link, quote):
    client.post(link, YES)
    client.post(link + "?stap=antwoord", {"answer": "given", "naming": "none"})
    assert last(quote).naming == Naming.NONE
    assert Consent.objects.unguarded(BOOKS).filter(request=quote.request).count() == 2


def test_after_answering_the_link_stays_open_for_years(client, link, quote):
    client.post(link, YES)
    door = Door.objects.unguarded(BOOKS).get()
    assert (door.link.expires - timezone.now()).days > 3000


def test_the_page_stays_out_of_caches_and_search_engines(client, link):
    response = client.get(link)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]


def test_a_link_opens_one_thing(client, link, quote, cast):
    other = a_quote(cast, quote.lesson, "Iets anders.")
    lessons.ask(other, by=cast.wim)
    assert "Iets anders." not in read(client, link)
    assert client.get(reverse("sources:answer", args=[quote.request.pk])).status_code == 302


def test_a_link_of_somebody_who_turned_out_not_to_speak_opens_nothing(client, cast):
    brought = actions.keep(
        cast.oost,
        text=WORDS,
        title="Gesprek",
        circle=Circle.TEAM,
        speakers=[Spoke("A.", Voice.RESIDENT, cast.amina, Circle.TEAM, Consent.How.SPOKEN)],
        by=cast.els,
    )
    quote = a_quote(cast, a_lesson(cast), WORDS, brought)
    link = reverse("sources:consent", args=[lessons.ask(quote, by=cast.wim).token])
    assert client.get(link).status_code == 200
    actions.know(quote.speaker, person=cast.bram, by=cast.wim)
    assert client.get(link).status_code == 404


def test_the_mail_carries_a_link_and_not_a_word(cast, quote):
    key = lessons.ask(quote, by=cast.wim)
    mail = Mail.objects.get()
    assert mail.to == "amina@example.org"
    assert key.url in mail.text
    assert "sleutel" not in mail.text.replace(key.url, "") + mail.subject + mail.html


def test_who_has_no_address_gets_a_letter(cast, quote):
    Person.objects.filter(pk=cast.amina.pk).update(email=None)
    quote.speaker.person.refresh_from_db()
    with pytest.raises(Refused):
        lessons.ask(quote, by=cast.wim)
    quote.refresh_from_db(from_queryset=type(quote).objects.unguarded(BOOKS))
    key = lessons.ask(quote, on_paper=True, by=cast.wim)
    assert re.fullmatch(r"[A-Z]{4} [A-Z]{4}", key.spaced_code)
    assert not Mail.objects.exists()


def test_asking_again_leaves_the_first_link_and_is_not_done_all_day(client, link, quote, cast):
    again = reverse("sources:consent", args=[lessons.ask(quote, by=cast.wim).token])
    assert client.get(link).status_code == 200
    assert client.get(again).status_code == 200
    with pytest.raises(Refused, match="vandaag al twee keer"):
        lessons.ask(quote, by=cast.wim)
    actions.answer(quote.request, answer="given", by=cast.amina)
    for path in (link, again):
        assert "Je zei ja" in read(client, path)


def test_a_letter_that_is_printed_again_closes_the_first(client, quote, cast):
    Person.objects.filter(pk=cast.amina.pk).update(email=None)
    quote.refresh_from_db(from_queryset=type(quote).objects.unguarded(BOOKS))
    first, second = (lessons.ask(quote, on_paper=True, by=cast.wim) for _ in range(2))
    assert client.get(reverse("sources:consent", args=[first.token])).status_code == 404
    assert client.get(reverse("sources:consent", args=[second.token])).status_code == 200


@pytest.mark.parametrize("answer", ["refused", "change", "withdrawn"])
def test_nobody_is_asked_twice_for_the_same_words(cast, quote, answer):
    lessons.ask(quote, by=cast.wim)
    actions.answer(quote.request, answer=answer, wish="Korter", by=cast.amina)
    with pytest.raises(Refused):
        lessons.ask(quote, by=cast.wim)


def test_who_said_yes_can_get_the_way_back_once_more(client, cast, quote, link):
    actions.answer(quote.request, answer="given", by=cast.amina)
    again = lessons.ask(quote, by=cast.wim)
    assert "Je zei ja" in read(client, link)
    assert "Je zei ja" in read(client, reverse("sources:consent", args=[again.token]))
    assert "terug naar je woorden" in Mail.objects.latest("pk").subject
    assert again.link.expires - timezone.now() > timedelta(days=3600)


def test_my_words_are_all_in_one_place(client, link, quote, cast, django_assert_num_queries):
    given(cast, a_quote(cast, quote.lesson, "Twee."))
    client.force_login(cast.amina)
    text = read(client, "/mijn-woorden/")
    assert WORDS in text
    assert "Twee." in text
    mine = reverse("sources:answer", args=[quote.request.pk])
    client.post(mine, YES)
    client.post(mine + "?stap=terug")
    assert last(quote).answer == "withdrawn"
    with django_assert_num_queries(6):
        client.get("/mijn-woorden/")


@pytest.mark.parametrize("name", ["bram", "bo", "cor", "els", "wim", "fons", "pia"])
def test_they_are_nobody_elses(client, link, quote, cast, name):
    client.force_login(getattr(cast, name))
    assert WORDS not in read(client, "/mijn-woorden/")
    mine = reverse("sources:answer", args=[quote.request.pk])
    assert client.get(mine).status_code == 404
    assert client.post(mine, YES).status_code == 404
    assert last(quote) is None


def test_a_spoken_answer_is_noted_by_name(client, link, quote, cast):
    client.force_login(cast.bo)
    where = reverse("sources:note", args=[quote.request.pk])
    assert WORDS in read(client, where)
    client.post(where, {**YES, "how": "spoken"})
    line = last(quote)
    assert (line.answer, line.how, line.by) == ("given", "spoken", cast.bo)
    assert "genoteerd door Bo" in read(Client(), link)


@pytest.mark.parametrize(("name", "status"), [("amina", 404), ("cor", 404), ("fons", 404)])
def test_nobody_else_notes_for_somebody(client, link, quote, cast, name, status):
    client.force_login(getattr(cast, name))
    where = reverse("sources:note", args=[quote.request.pk])
    assert client.post(where, {**YES, "how": "spoken"}).status_code == status
    assert last(quote) is None
