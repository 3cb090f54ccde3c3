"""The team makes a lesson on the screen, and nobody else sees it being made."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from samenspel.circles.models import Circle, Voice
from samenspel.lessons import actions
from samenspel.lessons.models import Edition, Lesson, Quote
from samenspel.people.models import Person
from samenspel.sources import actions as sources
from samenspel.sources.actions import Spoke
from samenspel.sources.models import Consent
from samenspel.sources.tests.builders import a_source
from samenspel.threads.tests.builders import a_passage, a_thread

from .builders import (
    CLAIM,
    a_lesson,
    a_quote,
    asked,
    given,
    looked_at,
    of_bram,
    published,
    take_back,
)

ROWS = "command line"


@pytest.fixture
def wim(cast, client):
    client.force_login(cast.wim)
    return client


def to(name, lesson, *more):
    return reverse(f"lessons:{name}", args=[lesson.slug, *more])


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def said(client, path, told):
    response = client.post(path, told, follow=True)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", ["amina", "bram", "bo", "cor", "dirk", "fons", "pia"])
def test_nobody_else_sees_it_being_made(cast, client, name):
    lesson = a_lesson(cast)
    quote = a_quote(cast, lesson, "Wij niet.")
    client.force_login(getattr(cast, name))
    assert CLAIM not in read(client, reverse("lessons:workshop"))
    assert client.get(reverse("lessons:start")).status_code == 404
    for where in ("work", "write", "preview", "choose"):
        assert client.get(to(where, lesson)).status_code == 404
    assert client.post(to("give", lesson), {"do": "publish"}).status_code == 404
    assert client.post(to("quote", lesson, quote.pk), {"do": "out"}).status_code == 404
    assert Quote.objects.unguarded(ROWS).exists()


def test_a_lesson_begins_with_a_claim(cast, wim):
    told = {"claim": CLAIM, "language": "nl", "place": f"e{cast.expedition.pk}"}
    assert "<h1>Kies een citaat</h1>" in said(wim, reverse("lessons:start"), told)
    lesson = Lesson.objects.visible_to(cast.wim).get()
    assert lesson.author == cast.wim
    text = wim.get(to("work", lesson)).content.decode()
    assert CLAIM in text
    assert "nog op niemands woorden" in text


def test_what_two_people_write_stands_side_by_side(cast, wim):
    lesson = a_lesson(cast)
    actions.write(lesson, revision=1, works="Els schreef dit.", by=cast.els)
    told = {"claim": CLAIM, "works": "Wim schreef dat.", "language": "nl", "revision": "1"}
    text = wim.post(to("write", lesson), told).content.decode()
    assert "Els schreef dit." in text
    assert "Wim schreef dat." in text
    assert 'name="revision" value="2"' in text
    said(wim, to("write", lesson), {**told, "revision": "2"})
    assert Lesson.objects.visible_to(cast.wim).get().works == "Wim schreef dat."


def test_words_are_chosen_from_a_thread(cast, wim):
    source = a_source(cast, circle=Circle.TEAM)
    passage = a_passage(cast, source, "Wij niet.")
    a_thread(cast, passage)
    lesson = a_lesson(cast)
    assert "Wij niet." in read(wim, to("choose", lesson))
    said(wim, to("choose", lesson), {"passage": passage.pk})
    quote = Quote.objects.visible_to(cast.wim).get()
    assert (quote.words, quote.passage) == ("Wij niet.", passage)


def test_words_are_chosen_by_paragraph_and_shortened(cast, wim):
    source = a_source(cast, circle=Circle.TEAM, text="Eerst dit.\nWie heeft de sleutel? Wij niet.")
    lesson = a_lesson(cast)
    where = to("choose_words", lesson, source.pk)
    assert "Eerst dit." in read(wim, where)
    assert "Wij niet." in read(wim, where + "?alinea=2")
    text = said(wim, where, {"piece": "2", "words": "Wie had de sleutel?"})
    assert "Wie had de sleutel?" in text
    assert not Quote.objects.unguarded(ROWS).exists()
    said(wim, where, {"piece": "2", "words": "Wij niet."})
    assert Quote.objects.visible_to(cast.wim).get().words == "Wij niet."


def test_a_source_that_the_team_may_not_read_is_not_there(cast, wim):
    source = a_source(cast, circle=Circle.COALITION)
    lesson = a_lesson(cast)
    assert "De sleutel</a>" not in read(wim, to("choose", lesson))
    assert wim.get(to("choose_words", lesson, source.pk)).status_code == 404


def test_the_state_of_each_question_is_told(cast, wim):
    lesson = a_lesson(cast)
    quote = a_quote(cast, lesson, "Wij niet.")
    work = to("work", lesson)
    assert "Nog niet gevraagd." in read(wim, work)
    said(wim, to("quote", lesson, quote.pk), {"do": "mail"})
    assert "Nog niet geopend." in read(wim, work)
    quote = Quote.objects.visible_to(cast.wim).select_related("request__speaker__person").get()
    sources.answer(quote.request, answer="change", wish="Zonder de straat", by=cast.amina)
    assert "Zonder de straat" in read(wim, work)
    sources.answer(quote.request, answer="given", by=cast.amina)
    looked_at(cast, lesson)
    assert "Alle stemmen en coalities zeiden ja." in read(wim, work)
    take_back(quote)
    text = read(wim, work)
    assert "Wij niet." not in text
    assert "Hier stond een stem." in text


def test_a_letter_shows_its_code_once(cast, wim):
    lesson = a_lesson(cast)
    quote = a_quote(cast, lesson, "Wij niet.")
    Person.objects.filter(pk=cast.amina.pk).update(email=None)
    text = said(wim, to("quote", lesson, quote.pk), {"do": "letter"})
    assert 'class="typed-code"' in text
    assert "<svg" in text
    assert "Wij niet." in text
    assert "typed-code" not in read(wim, to("work", lesson))


def test_a_letter_can_be_answered_with_a_pen(cast, wim):
    quote = a_quote(cast, a_lesson(cast), "Wij niet.")
    Person.objects.filter(pk=cast.amina.pk).update(email=None, name="Amina de B.", language="en")
    page = wim.post(to("quote", quote.lesson, quote.pk), {"do": "letter"}).content.decode()
    ticks = re.findall(r"<li><span>(.+?)</span></li>", page.partition('class="letter-paper"')[2])
    assert ticks[:3] == ["Yes", "Something different", "No"]
    assert ticks[3:] == [
        "Amina de B. <small>my full name</small>",
        "Amina <small>my first name</small>",
        "a resident, oost <small>who I am in the neighbourhood, no name</small>",
        "With another name, which I write below",
        "Without a name",
    ]
    assert "Give this paper back to Wim" in page
    assert ".." not in page.partition("<article")[2]


def test_somebody_nobody_knew_is_given_a_name_and_asked(cast, wim):
    source = sources.keep(
        cast.oost,
        text="Wij niet.",
        title="Gesprek",
        circle=Circle.TEAM,
        speakers=[Spoke("Piet", Voice.RESIDENT, None, Circle.TEAM, Consent.How.SPOKEN)],
        by=cast.els,
    )
    lesson = a_lesson(cast)
    quote = a_quote(cast, lesson, "Wij niet.", source)
    assert "Wie is Piet?" in read(wim, to("work", lesson))
    who = to("who", lesson, quote.pk)
    assert "Piet" in read(wim, who)
    said(wim, who, {"name": "Piet de Boer", "email": "piet@example.org"})
    assert Person.objects.get(email="piet@example.org").name == "Piet de Boer"
    text = said(wim, to("quote", lesson, quote.pk), {"do": "mail"})
    assert "Gevraagd per mail" in text


def test_people_are_listed_for_whoever_may_say_who_speaks(cast, client):
    """Fenna has access to Oost only; of West she reads what is shared, without names."""
    lesson = a_lesson(cast)
    near = a_quote(cast, lesson, "Wij niet.")
    far_source = a_source(
        cast, by=cast.cor, place=cast.west, text="Wij ook.", circle=Circle.EXPEDITION
    )
    far = a_quote(cast, lesson, "Wij ook.", far_source)
    client.force_login(cast.fenna)
    listed = re.findall(r"<option value=.*?>(.*?)<", read(client, to("who", lesson, near.pk)))
    assert listed == ["Kies iemand", "Amina", "Bo", "Bram", "Els", "Fenna", "Wim"]
    assert client.get(to("who", lesson, far.pk)).status_code == 404
    work = read(client, to("work", lesson))
    assert "Cor" not in work
    assert "een bewoner, west" in work
    assert "Vraag het Amina per mail" in work
    assert "Vraag het een bewoner" not in work


def test_of_the_expedition_nobody_is_listed(cast, wim):
    source = sources.keep(
        cast.expedition,
        text="Wij niet.",
        title="Landelijke dag",
        circle=Circle.EXPEDITION,
        speakers=[Spoke("Piet", Voice.RESIDENT, None, Circle.EXPEDITION, Consent.How.SPOKEN)],
        by=cast.els,
    )
    lesson = a_lesson(cast)
    who = to("who", lesson, a_quote(cast, lesson, "Wij niet.", source).pk)
    page = read(wim, who)
    assert "<option" not in page
    assert "Amina" not in page
    said(wim, who, {"name": "Piet de Boer"})
    assert Person.objects.filter(name="Piet de Boer").exists()


def test_quotes_move_and_go(cast, wim):
    lesson = a_lesson(cast)
    one, two = a_quote(cast, lesson, "Een."), a_quote(cast, lesson, "Twee.")
    said(wim, to("quote", lesson, two.pk), {"do": "up"})
    assert list(lesson.quotes.visible_to(cast.wim)) == [two, one]
    said(wim, to("quote", lesson, one.pk), {"do": "out"})
    assert list(lesson.quotes.visible_to(cast.wim)) == [two]


def test_the_preview_leaves_out_what_was_not_given(cast, wim):
    lesson = a_lesson(cast)
    given(cast, a_quote(cast, lesson, "Dit mag."))
    asked(a_quote(cast, lesson, "Dit nog niet.", of_bram(cast, "Dit nog niet.")), cast)
    text = read(wim, to("preview", lesson))
    assert "Dit mag." in text
    assert "Dit nog niet." not in text


def test_publish_correct_and_retract(cast, wim):
    lesson = a_lesson(cast)
    assert "Deze les kan nog niet" in said(wim, to("give", lesson), {"do": "publish"})
    given(cast, a_quote(cast, lesson, "Wij niet."))
    looked_at(cast, lesson)
    said(wim, to("give", lesson), {"do": "publish"})
    lesson.refresh_from_db(from_queryset=Lesson.objects.unguarded(ROWS))
    said(wim, to("give", lesson), {"do": "correct", "difference": "Een komma."})
    assert Edition.objects.visible_to(None).standing().count() == 2
    said(wim, to("give", lesson), {"do": "retract", "reason": "Klopt niet."})
    assert not Edition.objects.visible_to(None).exists()


def test_who_took_a_file_along_is_told_when_a_voice_is_taken_back(cast, wim):
    edition = published(cast, "Een.", "Twee.")
    response = wim.post(to("take_along", edition.lesson), {"format": "csv"})
    assert "attachment" in response["Content-Disposition"]
    assert b"Een." in response.content
    work = to("work", edition.lesson)
    assert "Gooi dit bestand weg" not in read(wim, work)
    take_back(edition.quotes.visible_to(None).get(order=1))
    assert "Gooi dit bestand weg" in read(wim, work)


@pytest.mark.parametrize("quotes", [1, 3])
def test_the_workshop_costs_the_same_for_one_and_three(
    cast, wim, quotes, django_assert_max_num_queries
):
    lesson = a_lesson(cast)
    for number in range(quotes):
        given(cast, a_quote(cast, lesson, f"Woord {number}."))
    with django_assert_max_num_queries(33):
        wim.get(to("work", lesson))
