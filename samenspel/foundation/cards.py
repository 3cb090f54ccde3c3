"""Share cards: a few words as a picture of 1200 by 630, as others show it beside a link.

Words go in, PNG comes out, drawn with the fonts that we ship. It knows no word of the field.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

import resvg_py
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from PIL import ImageFont

FONTS = Path(__file__).parent / "fonts"
BOOK, SANS = "Literata Medium", "Atkinson Hyperlegible Next"

WIDTH, HEIGHT, MARGIN = 1200, 630, 80
ROOM = 350  # height for the title
SIZES = (76, 66, 58, 50, 43, 37, 32)
LEADING = 1.32
TOP = 168
NOWHERE = "\ue000"  # a letter that no font has: drawn as a box


@dataclass(frozen=True)
class Line:
    """A line of the title: its baseline, and how wide it is."""

    words: str
    y: float
    width: float


@dataclass(frozen=True)
class Card:
    """`title` is underlined by the thread; `above` and `below` are one short line each."""

    title: str
    above: str = ""
    below: str = ""
    site: str = ""


def svg(card: Card) -> str:
    """The card as SVG. The same card gives the same text, so that its hash can tell of a change."""
    size, lines = _fitted(plain(card.title))
    context = {
        "lines": lines,
        "size": size,
        "above": plain(card.above)[:70],
        "below": plain(card.below)[:90],
        "site": plain(card.site)[:60],
        "book": BOOK,
        "sans": SANS,
    }
    return render_to_string("foundation/card.svg", context)


@lru_cache(maxsize=32)
def png(drawn: str) -> bytes:
    """A card that was drawn as SVG, as PNG; a few are remembered by this process."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawn,
            skip_system_fonts=True,
            font_files=[str(font) for font in sorted(FONTS.glob("*.ttf"))],
            font_family=SANS,
            sans_serif_family=SANS,
            serif_family=BOOK,
        )
    )


def _fitted(title: str) -> tuple[int, list[Line]]:
    """The largest size in which the title has room; what is too long for any is cut."""
    for size in SIZES:
        broken = _broken(title, size)
        if len(broken) * size * LEADING <= ROOM:
            return size, _laid(broken, size)
    most = int(ROOM / (size * LEADING))
    return size, _laid([*broken[: most - 1], broken[most - 1].rstrip(".,;: ") + "…"], size)


def _laid(broken: list[str], size: int) -> list[Line]:
    return [
        Line(words, round(TOP + size * LEADING * (number + 0.8), 1), round(_width(words, size), 1))
        for number, words in enumerate(broken)
    ]


def _broken(title: str, size: int) -> list[str]:
    """The title in lines; a word that is wider than the card is broken."""
    most = WIDTH - 2 * MARGIN
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer, size) <= most:
            lines[-1] = longer
            continue
        lines.append(word)
        while _width(lines[-1], size) > most:
            whole = lines.pop()
            fits = next(n for n in range(len(whole), 0, -1) if _width(whole[:n], size) <= most)
            lines += [whole[:fits], whole[fits:]]
    return [line for line in lines if line]


def _width(words: str, size: int) -> float:
    return float(_font(size).getlength(words))


@lru_cache(maxsize=len(SIZES))
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / "book-medium.ttf"), size)


def plain(words: str) -> str:
    """One line, without what can't stand in XML, in letters that our fonts have."""
    whole = normalize("NFC", words)
    return " ".join("".join(_letter(c) if c.isprintable() else " " for c in whole).split())


@lru_cache(maxsize=2000)
def _letter(letter: str) -> str:
    """A letter, with fewer marks where our fonts lack it: the ê of Nguyễn is read, a box is not."""
    while _is_missing(letter) and len(spread := normalize("NFD", letter)) > 1:
        letter = normalize("NFC", spread[:-1])
    return letter


def _is_missing(letter: str) -> bool:
    font = _font(SIZES[-1])
    return bytes(font.getmask(letter)) == bytes(font.getmask(NOWHERE))


def picture(request: HttpRequest, card: Card) -> HttpResponse:
    """The card as PNG; not drawn again for whoever has it already."""
    drawn = svg(card)
    tag = f'"{hashlib.sha256(drawn.encode()).hexdigest()[:32]}"'
    same = get_conditional_response(request, etag=tag)
    if same is not None and same.status_code == 304:
        return same
    return HttpResponse(png(drawn), content_type="image/png", headers={"ETag": tag})
