"""The neighbour test: what could tell who somebody is, and what is decided about it."""

from __future__ import annotations

import itertools

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given as over
from hypothesis import strategies as st

from samenspel.circles.deeds import NotYours
from samenspel.circles.models import PracticeArea
from samenspel.foundation.errors import Refused
from samenspel.lessons import actions, checking, weighing
from samenspel.lessons.models import Lesson, Watchword, Weighed
from samenspel.lessons.neighbours import Kind, marks

from .builders import a_lesson, a_quote, decided, given, looked_at, take_back

ROWS = "command line"
KNOWN = {
    "zandhove": Kind.PLACE,
    "samen oost": Kind.PLACE,
    "amina": Kind.NAME,
    "gele huis": Kind.OWN,
    "bolle jos": Kind.OWN,
    "a12": Kind.OWN,
}


def found(text):
    return [(mark.words, mark.kind) for mark in marks(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wij gaan naar Zandhove.", [("Zandhove", "place")]),
        ("Zandhove ligt ver.", [("Zandhove", "place")]),
        ("Het zandhoofd is ver.", []),
        ("Bij Samen Oost dus.", [("Samen Oost", "place")]),
        ("Ik vroeg Amina's zus.", [("Amina's", "name")]),
        ("de amina-groep", [("amina-groep", "name")]),
        ("In het gele huis van bolle  Jos.", [("gele huis", "own"), ("bolle  Jos", "own")]),
        ("Daar woont Jan de Vries.", [("Jan de Vries", "capital")]),
        (
            "Ik zag Ans van den Berg en Piet.",
            [("Ans van den Berg", "capital"), ("Piet", "capital")],
        ),
        ("Dat zei hij. Toen ging hij. ‘Wij niet.’ Klaar", []),
        ("Hij riep: ‘Kom!’ En ik kwam.\nNiemand zei iets", []),
        ("Toen kwam ik. And then I left.", []),
        ("Hij is 43 jaar oud.", [("43 jaar oud", "age")]),
        ("Een 83-jarige man.", [("83-jarige", "age")]),
        ("geboren in 1947", [("geboren in 1947", "age")]),
        ("Op 12 mei 2024 dus", [("12 mei 2024", "date")]),
        ("het was 3-4-2024", [("3-4-2024", "date")]),
        ("in maart 2023", [("maart 2023", "date")]),
        ("bel 06-12345678", [("06-12345678", "phone")]),
        ("bel +31 6 12 34 56 78", [("+31 6 12 34 56 78", "phone")]),
        ("mail jan@x.example", [("jan@x.example", "mail")]),
        ("zie www.x.example/wij", [("www.x.example/wij", "mail")]),
        ("het kost 8 euro", [("8", "number")]),
        ("om 10.30 uur op nummer 12a", [("10.30", "number"), ("12a", "number")]),
        ("1234 AB Zandhove", [("1234 AB", "number"), ("Zandhove", "place")]),
        ("Een huis langs de A12.", [("A12", "own")]),
        ("", []),
    ],
)
def test_what_a_neighbour_would_know_is_marked(text, expected):
    assert found(text) == expected


@over(st.text(max_size=200))
def test_marks_stand_where_they_say_and_never_over_each_other(text):
    import unicodedata

    text = unicodedata.normalize("NFC", text)
    here = marks(text, KNOWN)
    for mark in here:
        assert text[mark.start : mark.end] == mark.words
        assert mark.words
    for one, two in itertools.pairwise(here):
        assert one.end <= two.start


# Decided one by one


def words_to_decide(lesson, person):
    return [each.mark.words for each in weighing.sift(lesson, person).found if each.weighed is None]


@pytest.fixture
def lesson(cast):
    lesson = a_lesson(cast, claim="Vraag Bram eerst", works="Begin bij Bram. Dan Amina, 43 jaar.")
    return given_without_deciding(cast, lesson)


def given_without_deciding(cast, lesson):
    given(cast, a_quote(cast, lesson, "Ik woon naast Gerda."))
    return lesson


def test_nothing_is_put_or_published_before_each_is_decided(cast, lesson):
    with translation.override("en"):
        assert words_to_decide(lesson, cast.wim) == ["Bram", "Bram", "Amina", "43 jaar", "Gerda"]
        assert "5 words may tell" in actions.lacking(lesson, by=cast.wim)[0]
        with pytest.raises(actions.NotYet, match="5 words may tell"):
            checking.put(lesson, by=cast.wim)
        decided(cast, lesson)
        looked_at(cast, lesson)
        assert actions.publish(lesson, by=cast.wim).number == 1


def test_it_may_stay_when_somebody_says_why(cast, lesson):
    with pytest.raises(Refused):
        weighing.keep(lesson, field="claim", words="Bram", because=" ", by=cast.wim)
    kept = weighing.keep(lesson, field="claim", words="Bram", because="Hij wil dat.", by=cast.els)
    assert (kept.words, kept.because, kept.kind) == ("Bram", "Hij wil dat.", "name")
    assert words_to_decide(lesson, cast.wim) == ["Bram", "Amina", "43 jaar", "Gerda"]
    weighing.again(kept, by=cast.wim)
    assert len(words_to_decide(lesson, cast.wim)) == 5


def test_in_words_of_people_it_is_decided_after_talking_with_them(cast, lesson):
    quote = lesson.quotes.unguarded(ROWS).get()
    told = {"field": "quote", "quote": quote, "words": "Gerda", "because": "Zij weet het."}
    with pytest.raises(Refused):
        weighing.keep(lesson, **told, by=cast.wim)
    assert "Gerda" in words_to_decide(lesson, cast.wim)
    kept = weighing.keep(lesson, **told, talked=True, by=cast.wim)
    assert kept.talked
    assert "Gerda" not in words_to_decide(lesson, cast.wim)


def test_what_was_decided_alone_before_is_decided_again(cast, lesson):
    quote = lesson.quotes.unguarded(ROWS).get()
    told = {"field": "quote", "quote": quote, "words": "Gerda", "because": "Mag wel."}
    kept = weighing.keep(lesson, **told, talked=True, by=cast.wim)
    Weighed.objects.unguarded(ROWS).filter(pk=kept.pk).update(talked=False)
    assert "Gerda" in words_to_decide(lesson, cast.wim)


def test_it_is_replaced_everywhere_in_that_text_and_the_word_is_not_kept(cast):
    lesson = a_lesson(cast, works="Vraag het Piet. Ook als Piet Pieters er is, en Pieternel.")
    weighed = weighing.replace(
        lesson, field="works", words="Piet", instead="de buurman", by=cast.wim
    )
    lesson = Lesson.objects.visible_to(cast.wim).get()
    assert lesson.works == "Vraag het de buurman. Ook als Piet Pieters er is, en Pieternel."
    assert (weighed.words, weighed.instead, lesson.revision) == ("", "de buurman", 2)
    with pytest.raises(Refused):
        weighing.replace(lesson, field="works", words="Klaas", instead="x", by=cast.wim)


def test_words_of_a_quote_are_not_changed(cast, lesson):
    with pytest.raises(Refused):
        weighing.replace(lesson, field="quote", words="Gerda", instead="x", by=cast.wim)


def test_a_word_that_was_decided_about_comes_back_when_it_is_written_elsewhere(cast, lesson):
    decided(cast, lesson)
    assert words_to_decide(lesson, cast.wim) == []
    actions.write(lesson, revision=lesson.revision, tomorrow="Ga naar Bram.", by=cast.wim)
    assert words_to_decide(lesson, cast.wim) == ["Bram"]


@pytest.mark.parametrize("name", ["amina", "bo", "cor", "fons"])
def test_only_the_team_decides(cast, lesson, name):
    with pytest.raises(NotYours):
        weighing.keep(lesson, field="claim", words="Bram", because="Zo.", by=getattr(cast, name))


def test_a_decision_about_words_that_are_taken_back_goes_with_them(cast, lesson):
    decided(cast, lesson)
    quote = lesson.quotes.unguarded(ROWS).select_related("request").get()
    assert Weighed.objects.unguarded(ROWS).filter(quote=quote).exists()
    take_back(quote)
    assert not Weighed.objects.unguarded(ROWS).filter(quote=quote).exists()


# The list of a coalition


def test_words_of_the_list_are_found_in_every_lesson(cast, lesson):
    weighing.watch(cast.oost, words="het blauwe hek", by=cast.bo)
    weighing.watch(cast.west, words="de brug", by=cast.wim)
    PracticeArea.objects.create(coalition=cast.oost, name="De Soepketel")
    actions.write(
        lesson,
        revision=1,
        works="Bij het blauwe hek, op de brug, of in de soepketel.",
        by=cast.wim,
    )
    told = words_to_decide(lesson, cast.wim)
    assert "het blauwe hek" in told
    assert "de soepketel" in told
    assert "de brug" not in told  # of a coalition whose words it does not rest on


def test_a_word_stands_on_the_list_once(cast):
    row = weighing.watch(cast.oost, words=" het  hek ", by=cast.bo)
    assert row.words == "het hek"
    for words in ("Het Hek", "", " . "):
        with pytest.raises(Refused):
            weighing.watch(cast.oost, words=words, by=cast.bo)
    weighing.unwatch(row, by=cast.wim)
    assert not Watchword.objects.unguarded(ROWS).exists()


@pytest.mark.parametrize("name", ["amina", "cor", "fons", "pia", "dirk"])
def test_who_does_not_keep_the_list(cast, client, name):
    person = getattr(cast, name)
    with pytest.raises(NotYours):
        weighing.watch(cast.oost, words="het hek", by=person)
    client.force_login(person)
    assert client.get(reverse("lessons:watchwords", args=[cast.oost.pk])).status_code == 404


# On the screen


def test_the_writer_decides_on_the_screen(cast, client, lesson):
    client.force_login(cast.wim)
    where = reverse("lessons:neighbours", args=[lesson.slug])
    text = client.get(where).content.decode()
    assert text.count("<mark") == 5
    assert "Nog 5 woorden" in text
    refused = client.post(where, {"do": "keep", "field": "claim", "words": "Bram", "because": ""})
    assert refused.status_code == 422
    assert "Zeg in een paar woorden" in refused.content.decode()
    told = {"do": "keep", "field": "claim", "words": "Bram", "because": "Zo wil hij het."}
    assert client.post(where, told).status_code == 302
    told = {"do": "replace", "field": "works", "words": "Amina", "instead": "de rest"}
    assert client.post(where, told).status_code == 302
    quote = lesson.quotes.visible_to(cast.wim).get()
    told = {"do": "keep", "field": "quote", "quote": quote.pk, "words": "Gerda", "because": "Ja."}
    alone = client.post(where, told)
    assert alone.status_code == 422
    assert "Praat er eerst over" in alone.content.decode()
    assert client.post(where, {**told, "talked": "on"}).status_code == 302
    text = client.get(where).content.decode()
    assert "Zo wil hij het." in text
    assert text.count("Besproken met wie het zei.") == 1
    assert "Begin bij" in text
    assert "Dan de rest," in text
    assert "Nog 2 woorden" in text
    row = Weighed.objects.visible_to(cast.wim).get(field="claim")
    assert client.post(where, {"do": "again", "weighed": row.pk}).status_code == 302
    assert "Nog 3 woorden" in client.get(where).content.decode()


def test_the_list_is_kept_on_the_screen(cast, client):
    client.force_login(cast.bo)
    where = reverse("lessons:watchwords", args=[cast.oost.pk])
    assert client.post(where, {"words": "het hek"}).status_code == 302
    again = client.post(where, {"words": "het hek"})
    assert again.status_code == 422
    assert "staat al op de lijst" in again.content.decode()
    row = Watchword.objects.visible_to(cast.bo).get()
    assert client.post(where, {"out": row.pk}).status_code == 302
    assert not Watchword.objects.unguarded(ROWS).exists()
