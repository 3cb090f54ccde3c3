"""A travelogue by the real deeds."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

from samenspel.circles.tests.cast import Cast
from samenspel.travelogue import actions, making
from samenspel.travelogue.models import Made, Travelogue

TITLE = "Wat we onderweg leerden"


def a_travelogue(cast: Cast, **more: Any) -> Travelogue:
    return actions.write(cast.expedition, **{"title": TITLE, "by": cast.wim, **more})


def made_of(cast: Cast, travelogue: Travelogue) -> Made:
    """Its files, made at once."""
    return finished(actions.make(travelogue, by=cast.wim))


def finished(made: Made) -> Made:
    making.make.func(str(made.key))
    made.refresh_from_db(from_queryset=Made.objects.unguarded("command line"))
    return made


def a_shown_travelogue(cast: Cast, **more: Any) -> Made:
    made = made_of(cast, a_travelogue(cast, **more))
    actions.show(made.travelogue, by=cast.wim)
    return made


def words_in(data: bytes) -> str:
    """All that is written in a zip."""
    with ZipFile(BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".html", ".xhtml", ".opf"))]
        return "\n".join(archive.read(name).decode() for name in names)


def paper_words(data: bytes) -> str:
    """All that is written in a PDF, on one line."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pdf)
