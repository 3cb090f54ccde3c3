"""Places stay with their words, whatever a text holds: emoji, marks that combine, line ends."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from samenspel.exchange.refi.conventions import Convention, Counted, span
from samenspel.exchange.refi.texts import Kept

LETTERS = st.sampled_from(
    [
        "a",
        "e",
        "e\u0301",
        "é",
        "ñ",
        "n\u0303",
        "😀",
        "👩‍👧",
        "\n",
        " ",
        ".",
        "ĳ",
        "\u0323",
        "가",
        "\u1112\u1161",
    ]
)
TEXTS = st.lists(LETTERS, min_size=1, max_size=60)


@given(TEXTS, st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.data())
def test_a_place_is_found_back_in_every_convention(pieces, inclusive, two, mark, utf16, data):
    text = "".join(pieces)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))

    def told(place: int) -> int:
        before = text[:place]
        more = before.count("\n") if two else 0
        more += sum(letter > "\uffff" for letter in before) if utf16 else 0
        return place + more + mark

    raw = ("\ufeff" if mark else "") + text.replace("\n", "\r\n" if two else "\n")
    way = Convention(inclusive, two, mark, utf16)
    found = span(Counted.of(raw), told(start), told(end) - inclusive, way)
    if inclusive and text[end - 1] in "\n😀👩👧" and (two or utf16):
        return  # the last of what counts as two: which half is meant differs by package
    assert found == (start, end)


PIECES = st.lists(st.sampled_from(["a", "😀", ".", "\n", "\r\n"]), min_size=1, max_size=60)


@given(PIECES, st.booleans(), st.data())
def test_line_ends_may_differ_within_a_text_that_is_counted_as_it_stands(pieces, utf16, data):
    start = data.draw(st.integers(0, len(pieces) - 1))
    end = data.draw(st.integers(start + 1, len(pieces)))

    def told(place: int) -> int:
        before = "".join(pieces[:place])
        return len(before) + (before.count("😀") if utf16 else 0)

    way = Convention(line_end_is_two=True, counts_utf16=utf16, as_written=True)
    # Each piece is one character in the text as it is kept.
    assert span(Counted.of("".join(pieces)), told(start), told(end), way) == (start, end)


@given(TEXTS, st.data())
def test_a_stretch_between_letters_keeps_its_words(pieces, data):
    """Between whole letters (not before a mark that combines) nothing moves to another word."""
    text = "".join(pieces)
    kept = Kept(text)
    assert kept.text == unicodedata.normalize("NFC", text).strip()
    borders = [at for at in range(len(text) + 1) if at == len(text) or text[at] < "\u0300"]
    start = data.draw(st.sampled_from(borders))
    end = data.draw(st.sampled_from([at for at in borders if at >= start]))
    words = unicodedata.normalize("NFC", text[start:end])
    found = kept.text[kept.place(start) : kept.place(end, end=True)]
    assert found.strip() == words.strip()


@given(st.text(max_size=80), st.data())
def test_places_never_leave_the_text_and_never_cross(text, data):
    kept = Kept(text)
    one = data.draw(st.integers(0, len(text)))
    other = data.draw(st.integers(one, len(text)))
    assert 0 <= kept.place(one) <= kept.place(other, end=True) <= len(kept.text)
