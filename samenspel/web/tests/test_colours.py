"""Contrast (WCAG 2.2, relative luminance) of what is written on what, in light and in dark."""

import re
from itertools import product
from pathlib import Path

import pytest

VALUES = Path(__file__).parents[1] / "static" / "web" / "css" / "values.css"
GROUNDS = ["paper", "raised", "sunk"]
READ = ["ink", "soft", "thread-ink", "good", "resident", "professional", "other"]
READ_ON = [*product(READ, GROUNDS), ("ink", "marked"), *product(["paper"], ["ink", "soft"])]
READ_ON += [("paper", "thread-ink")]
SEEN_ON = [*product(["thread", "edge"], GROUNDS)]


def colours(start: str) -> dict[str, str]:
    """The custom colours of the block that opens with `start`."""
    block = VALUES.read_text().split(start, 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


THEMES = {
    "light": colours(':root, [data-theme="light"] {'),
    "dark": colours(':root:not([data-theme="light"]) {'),
}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("letters", "ground"), READ_ON)
def test_what_is_read_has_contrast_seven(theme: str, letters: str, ground: str) -> None:
    assert contrast(THEMES[theme][letters], THEMES[theme][ground]) >= 7


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("line", "ground"), SEEN_ON)
def test_what_is_only_seen_has_contrast_three(theme: str, line: str, ground: str) -> None:
    assert contrast(THEMES[theme][line], THEMES[theme][ground]) >= 3


def test_dark_by_choice_is_dark_by_device() -> None:
    assert colours('\n  [data-theme="dark"] {') == THEMES["dark"]
    assert THEMES["dark"].keys() == THEMES["light"].keys()
