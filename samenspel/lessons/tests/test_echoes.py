"""Words of a quote can't hide in the team's own text, where nobody could take them back."""

from __future__ import annotations

import pytest

from samenspel.foundation.errors import Refused
from samenspel.lessons import actions
from samenspel.lessons.models import EditionQuote
from samenspel.sources.echoes import echoes

from .builders import (
    a_lesson,
    a_quote,
    correct,
    given,
    given_again,
    looked_at,
    publish,
    published,
    take_back,
)

SAID = "Mijn KANARIE zingt al jaren in de gang."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wij hoorden: mijn kanarie zingt al jaren!", "mijn kanarie zingt al jaren"),
        ("Zingt al jaren in de gang", "Zingt al jaren in de"),
        ("Een kanarie zingt in de gang.", ""),
        ("", ""),
    ],
)
def test_five_words_in_a_row_are_somebodys(text, found):
    assert echoes(text, [SAID]) == found


def test_a_quote_of_four_words_is_found_whole_and_one_of_three_is_not():
    assert echoes("Toen zei ze: wij niet, nooit meer.", ["Wij niet. Nooit meer."])
    assert not echoes("Wij niet, nooit.", ["Wij niet. Nooit."])


@pytest.mark.parametrize("where", ["claim", "holds", "works", "tomorrow"])
def test_a_lesson_that_repeats_a_quote_is_not_published(cast, where):
    lesson = a_lesson(cast, **{where: "Onthoud: mijn kanarie zingt al jaren"})
    given(cast, a_quote(cast, lesson, SAID))
    with pytest.raises(actions.NotYet, match="staat ook in je eigen tekst"):
        actions.publish(lesson, by=cast.wim)


def test_the_address_follows_the_claim_until_it_is_public(cast):
    lesson = a_lesson(cast, claim="Mijn kanarie zingt al jaren")
    given(cast, a_quote(cast, lesson, SAID))
    actions.write(lesson, revision=1, claim="Luister wat vaker", by=cast.wim)
    given_again(cast, lesson)
    edition = publish(cast, lesson)
    assert edition.slug == "luister-wat-vaker"
    actions.write(lesson, revision=2, claim="Luister nog vaker", by=cast.wim)
    given_again(cast, lesson)
    assert correct(cast, lesson, difference="Korter.").slug == "luister-wat-vaker"


def test_neither_what_is_different_nor_the_reason_repeats_them(cast):
    edition = published(cast, SAID, "Twee woorden zijn hier ook genoeg.")
    lesson = edition.lesson
    take_back(EditionQuote.objects.visible_to(None).get(edition=edition, order=1))
    quote = lesson.quotes.unguarded("command line").get(order=1)
    actions.unquote(quote, by=cast.wim)
    looked_at(cast, lesson)
    with pytest.raises(Refused, match="eigen tekst"):
        actions.correct(lesson, difference="Weg: mijn kanarie zingt al jaren", by=cast.wim)
    with pytest.raises(Refused, match="zonder de woorden"):
        actions.retract(lesson, reason="Om ‘mijn kanarie zingt al jaren’", by=cast.wim)
