"""A few words as a picture beside a link."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageFont

from samenspel.foundation import cards
from samenspel.foundation.cards import Card

RED = (194, 42, 31)


def drawn(card: Card) -> Image.Image:
    return Image.open(BytesIO(cards.png(cards.svg(card)))).convert("RGB")


def test_a_card_is_as_large_as_others_ask_and_holds_its_words():
    full, empty = drawn(Card("Wie de sleutel deelt, deelt de macht")), drawn(Card(""))
    assert full.size == (1200, 630)
    ink = [sum(image.convert("L").histogram()[:100]) for image in (full, empty)]
    assert ink[0] > ink[1] + 5000


@pytest.mark.parametrize(
    "title",
    [
        "Kort",
        "Wie de sleutel van het buurthuis deelt, deelt ook de macht " * 5,
        "Hottentottententententoonstellingsorganisatievergadering" * 5,
        "a\x01b</text><script>&amp; “ĳ” 😀",
        "",
    ],
)
def test_whatever_the_title_it_stays_within_its_room(title):
    _size, lines = cards._fitted(cards.plain(title[:300]))
    assert all(line.width <= cards.WIDTH - 2 * cards.MARGIN for line in lines)
    assert not lines or lines[-1].y < cards.TOP + cards.ROOM
    assert len(cards.png(cards.svg(Card(title)))) < 120_000


def test_a_title_is_never_markup():
    assert "<script>" not in cards.svg(Card("<script>x</script>"))


def test_the_same_card_is_the_same_text():
    assert cards.svg(Card("Een", "twee")) == cards.svg(Card("Een", "twee"))
    assert cards.svg(Card("Een")) != cards.svg(Card("Twee"))


@pytest.mark.parametrize("face", ["sans", "sans-bold", "book-medium"])
def test_the_letters_of_names_from_further_away_are_drawn(face):
    font = ImageFont.truetype(str(cards.FONTS / f"{face}.ttf"), 40)
    missing = bytes(font.getmask("\ue000"))
    for letter in "łŁżŻşŞğĞıİščřěțșăőű":
        assert bytes(font.getmask(letter)) != missing, letter


@pytest.mark.parametrize(
    ("said", "read"),
    [("Nguyễn Đặng", "Nguyên Đang"), ("Łukasz Żółtowski", "Łukasz Żółtowski"), ("漢 😀", "漢 😀")],
)
def test_a_letter_that_our_fonts_lack_is_read_with_fewer_marks_and_never_a_box(said, read):
    assert cards.plain(said) == read
    assert cards.plain(said.replace("ễ", "e\u0302\u0303")) == read
