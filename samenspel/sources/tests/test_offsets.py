import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samenspel.sources.offsets import (
    OutsideTextError,
    around,
    cut,
    from_utf16,
    paragraphs,
    to_utf16,
    trim,
)

SHARED = json.loads((Path(__file__).parent / "offsets.json").read_text())
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[str, int, int]:
    text = draw(words)
    start = draw(st.integers(0, len(text)))
    return text, start, draw(st.integers(start, len(text)))


@pytest.mark.parametrize("case", SHARED["cases"], ids=lambda case: case["name"])
def test_the_shared_cases(case: dict[str, Any]) -> None:
    text = case["text"]
    assert len(text) == case["length"]
    assert [[place, to_utf16(text, place)] for place, _ in case["places"]] == case["places"]
    assert [[from_utf16(text, units), units] for _, units in case["places"]] == case["places"]
    assert [[units, from_utf16(text, units)] for units, _ in case["inside"]] == case["inside"]
    assert [[a, b, cut(text, a, b)] for a, b, _ in case["cuts"]] == case["cuts"]
    assert [[a, b, *trim(text, a, b)] for a, b, *_ in case["trims"]] == case["trims"]
    assert [list(span) for span in paragraphs(text)] == case["paragraphs"]


@pytest.mark.parametrize(("start", "end"), SHARED["wrong"])
def test_a_stretch_outside_its_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(OutsideTextError):
        cut("Wij bouwen samen.", start, end)


@given(stretches())
def test_a_place_goes_to_the_browser_and_back(drawn: tuple[str, int, int]) -> None:
    text, start, _ = drawn
    assert from_utf16(text, to_utf16(text, start)) == start
    assert to_utf16(text, start) == len(text[:start].encode("utf-16-le")) // 2


@given(stretches())
def test_trimming_takes_white_space_only_and_is_done_once(drawn: tuple[str, int, int]) -> None:
    text, start, end = drawn
    trimmed = trim(text, start, end)
    assert start <= trimmed.start <= trimmed.end <= end
    taken = text[start : trimmed.start] + text[trimmed.end : end]
    assert all(character.isspace() or character == "\ufeff" for character in taken)
    assert trim(text, *trimmed) == trimmed


@given(words)
def test_paragraphs_leave_out_nothing_but_line_ends(text: str) -> None:
    spans = paragraphs(text)
    assert "".join(text[a:b] for a, b in spans) == text.replace("\n", "").replace("\r", "")
    assert all(a < b for a, b in spans)


def test_surroundings_stay_in_the_paragraph_and_keep_words_whole() -> None:
    text = "Eerst dit.\nDaar zaten we dan, een hele avond lang, met koffie.\nEn toen dat."
    start = text.index("een hele avond")
    end = start + len("een hele avond")
    assert around(text, start, end) == ("Daar zaten we dan, ", " lang, met koffie.")
    assert around(text, start, end, size=12) == ("we dan, ", " lang, met")
    assert around(text, start, end, size=2) == ("", "")


@given(stretches(), st.integers(0, 20))
def test_surroundings_are_the_words_beside_a_stretch(
    drawn: tuple[str, int, int], size: int
) -> None:
    text, start, end = drawn
    before, after = around(text, start, end, size)
    assert text[:start].endswith(before)
    assert text[end:].startswith(after)
    assert len(before) <= size
    assert len(after) <= size
    assert "\n" not in before + after
