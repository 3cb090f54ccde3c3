"""The forms of a travelogue: pages in a folder, an e-book, and paper (PDF).

Each is made from a `Book` alone and asks nothing from the network.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import resvg_py
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from PIL import ImageFont

from samenspel.foundation.cards import BOOK, FONTS, SANS, plain

if TYPE_CHECKING:
    from .book import Book, Chapter

HERE = Path(__file__).parent
# Each face, and its letters for names from further away.
FACES = tuple(
    f"{face}{letters}"
    for face in ("sans", "sans-bold", "book", "book-medium")
    for letters in ("", "-further")
)
MARKS = ("resident", "professional", "other")
KINDS = {
    ".css": "text/css",
    ".html": "text/html",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
}
FOLDER = "reisverslag"
NAMES = uuid.UUID("6b1d7f52-6f0e-4f0b-9e6e-acde00000024")
SHELF = "https://book.invalid/"  # where paper believes its parts to be; nobody is asked there
ACCESSIBLE: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
DOTS_TO_THE_INCH = 220  # what a picture is made smaller to, for paper

Files = dict[str, Callable[[], bytes]]


class NoPaper(Exception):
    """What draws letters on paper (Pango) is not on this machine."""


# Pages in a folder


def pages(book: Book) -> Files:
    """Every file of the book as pages, by name; `index.html` comes first."""
    found: Files = {"index.html": lambda: _page(book, None)}
    for chapter in book.chapters:
        found[f"{chapter.name}.html"] = lambda each=chapter: _page(book, each)  # type: ignore[misc]
    return {**found, **_beside(book)}


def _page(book: Book, chapter: Chapter | None) -> bytes:
    told: dict[str, Any] = {"book": book, "expedition": book.expedition, "chapter": chapter}
    if chapter:
        place = book.chapters.index(chapter)
        told["words"] = mark_safe(book.told[chapter.name])  # noqa: S308  (drawn by a template)
        told["before"] = book.chapters[place - 1] if place else None
        told["after"] = book.chapters[place + 1] if place + 1 < len(book.chapters) else None
    with override(book.language):
        return render_to_string("travelogue/book/page.html", told).encode()


def _beside(book: Book) -> Files:
    """What pages and e-book have in common: form, letters and pictures."""
    found: Files = {"vorm/book.css": lambda: _own("book.css")}
    for face in FACES:
        found[f"vorm/{face}.woff2"] = lambda face=face: _static(f"web/fonts/{face}.woff2")  # type: ignore[misc]
    for mark in MARKS:
        found[f"vorm/{mark}.svg"] = lambda mark=mark: _own(f"{mark}.svg")  # type: ignore[misc]
    return {**found, **{f"beeld/{each.name}": each.bytes_of for each in book.pictures}}


def _own(name: str) -> bytes:
    return (HERE / "data" / name).read_bytes()


def _static(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_bytes()


def zipped(book: Book) -> bytes:
    """One folder; whoever opens `index.html` in it needs no internet."""
    into = BytesIO()
    with ZipFile(into, "w") as archive:
        for name, bytes_of in pages(book).items():
            _put(archive, book, f"{FOLDER}/{name}", bytes_of())
    return into.getvalue()


def _put(archive: ZipFile, book: Book, name: str, data: bytes) -> None:
    entry = ZipInfo(name, date_time=(book.day.year, book.day.month, book.day.day, 12, 0, 0))
    packed = name.endswith((".jpg", ".png", ".woff2")) or name == "mimetype"
    entry.compress_type = ZIP_STORED if packed else ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, data)


# E-book (EPUB 3.3)


def epub(book: Book) -> bytes:
    into = BytesIO()
    files = dict(_epub_files(book))
    with ZipFile(into, "w") as archive:
        _put(archive, book, "mimetype", b"application/epub+zip")
        _put(archive, book, "META-INF/container.xml", _drawn(book, "container.xml").encode())
        _put(archive, book, "EPUB/book.opf", _package(book, list(files)).encode())
        for name, data in files.items():
            _put(archive, book, f"EPUB/{name}", data)
    return into.getvalue()


def _epub_files(book: Book) -> Iterator[tuple[str, bytes]]:
    yield "cover.xhtml", _drawn(book, "cover.xhtml").encode()
    yield "nav.xhtml", _drawn(book, "nav.xhtml").encode()
    for chapter in book.chapters:
        words = mark_safe(book.words_of(chapter, ending=".xhtml"))  # noqa: S308
        drawn = _drawn(book, "leaf.xhtml", chapter=chapter, words=words)
        yield f"{chapter.name}.xhtml", drawn.encode()
    yield "beeld/omslag.png", cover_png(book)
    for name, bytes_of in _beside(book).items():
        if name != "beeld/omslag.svg":
            yield name, bytes_of()


def _package(book: Book, files: list[str]) -> str:
    items = [
        {
            "id": name.replace("/", "-").replace(".", "-"),
            "href": name,
            "kind": KINDS[Path(name).suffix],
            "says": {"nav.xhtml": "nav", "beeld/omslag.png": "cover-image"}.get(name, ""),
        }
        for name in files
    ]
    noon = datetime.combine(book.day, time(12), UTC)
    return _drawn(
        book,
        "book.opf",
        items=items,
        read=[f"{chapter.name}-xhtml" for chapter in book.chapters],
        mark=uuid.uuid5(NAMES, f"{book.expedition.slug} {book.fingerprint}"),
        modified=noon.strftime("%Y-%m-%dT%H:%M:%SZ"),
        has_pictures=any(picture.name.endswith(".jpg") for picture in book.pictures),
    )


def _drawn(book: Book, name: str, **told: Any) -> str:
    with override(book.language):
        all_told = {"book": book, "expedition": book.expedition, "said": _said(), **told}
        return render_to_string(f"travelogue/epub/{name}", all_told)


def _said() -> dict[str, str]:
    """The words of the e-book's own parts."""
    return {
        "contents": _("Contents"),
        "begin": _("Where to begin"),
        "cover": pgettext("of a book", "Cover"),
        "cover_shows": _(
            "Cover: a red thread winds up the page, with a dot for each meeting and each lesson."
        ),
        "summary": _("All text can be enlarged and read aloud. Every picture is told in words."),
    }


COVER_WIDTH, MARGIN = 2100, 210
SIZES = (190, 164, 140, 120, 100)


def cover_png(book: Book) -> bytes:
    """The cover with its title, as a picture of 1400 by 1980."""
    art = next(each for each in book.pictures if each.name == "omslag.svg").identity
    size, lines = _fitted(plain(book.travelogue.title))
    with override(book.language):
        told = {
            "art": mark_safe(art.split(">", 1)[1].strip().removesuffix("</svg>")),  # noqa: S308
            "lines": [(line, 430 + size * 1.2 * number) for number, line in enumerate(lines, 1)],
            "size": size,
            "book": book,
            "faces": {"book": BOOK, "sans": SANS},
            "above": _("Travelogue"),
        }
        drawn = render_to_string("travelogue/drawn/cover_with_words.svg", told)
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


def _fitted(title: str) -> tuple[int, list[str]]:
    """The largest size in which the title takes at most four lines."""
    for size in SIZES:
        lines = _broken(title, size)
        if len(lines) <= 4:
            break
    return size, lines[:5]


def _broken(title: str, size: int) -> list[str]:
    font = ImageFont.truetype(str(FONTS / "book-medium.ttf"), size)
    lines = [""]
    for word in title.split():
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or font.getlength(longer) <= COVER_WIDTH - 2 * MARGIN:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


# Paper


def pdf(book: Book) -> tuple[bytes, int]:
    """The book as a tagged PDF (PDF/UA-1) on A4, and how many pages it has.

    Raises NoPaper when this machine has no Pango.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as missing:
        raise NoPaper from missing
    fonts, shelf = FontConfiguration(), _shelf(URLFetcher, _on_paper(book))
    style = _own("paper.css").decode()
    css = CSS(string=style, url_fetcher=shelf, font_config=fonts, base_url=SHELF)
    page = HTML(string=paper(book), base_url=SHELF, url_fetcher=shelf)
    said = {**ACCESSIBLE, "dpi": DOTS_TO_THE_INCH, "jpeg_quality": 85}
    document = page.render(stylesheets=[css], font_config=fonts, **said)
    return bytes(document.write_pdf(**said)), len(document.pages)


def paper(book: Book) -> str:
    """The whole book as one page of HTML, for paper."""
    words = "\n".join(book.words_of(chapter, paper=True) for chapter in book.chapters)
    told = {"book": book, "expedition": book.expedition, "words": mark_safe(words)}  # noqa: S308
    with override(book.language):
        return render_to_string("travelogue/book/paper.html", told)


def _on_paper(book: Book) -> Files:
    found = {name.removeprefix("vorm/"): bytes_of for name, bytes_of in _beside(book).items()}
    return {**found, **{each.name: each.bytes_of for each in book.pictures}}


def _shelf(base: Any, files: Files) -> Any:
    """Gives what stands in the book, and nothing else: no address of the world is ever asked."""
    from weasyprint.urls import URLFetcherResponse

    class Shelf(base):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(SHELF)
            if not url.startswith(SHELF) or name not in files:
                raise ValueError(f"not in the book: {name}")
            kind = KINDS[Path(name).suffix]
            return URLFetcherResponse(url, files[name](), {"Content-Type": kind})

    return Shelf()
