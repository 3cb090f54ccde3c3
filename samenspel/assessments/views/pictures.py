"""The pictures and figures of a round, to take along."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samenspel.assessments import drawing, figures, picture
from samenspel.foundation.sheets import harmless
from samenspel.people.links import keep_private

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenspel.assessments.figures import Figures, Told
    from samenspel.people.visits import Asked


def voices(request: Asked, pk: int, kind: str) -> HttpResponse:
    """The voices on one scale, as svg or png."""
    now = seen_or_404(request, pk)
    svg = drawing.svg("assessments/voices.svg.html", picture.alone(now))
    return file(now, svg, kind, _("mirror"))


def change(request: Asked, pk: int, kind: str) -> HttpResponse:
    """The change over moments, as svg or png."""
    now = seen_or_404(request, pk)
    over = picture.over_moments(now, figures.earlier(now))
    return file(now, drawing.svg("assessments/change.svg.html", over), kind, _("change"))


def seen_or_404(request: Asked, pk: int) -> Figures:
    now = figures.seen(request.user, pk)
    if now is None:
        raise Http404
    return now


def file(now: Told, svg: str, kind: str, name: str) -> HttpResponse:
    content, mime = (drawing.png(svg), "image/png") if kind == "png" else (svg, "image/svg+xml")
    return _attached(HttpResponse(content, content_type=mime), now, f"{name}.{kind}")


def table(request: Asked, pk: int) -> HttpResponse:
    """The same figures as rows: one for each element, voice and moment."""
    now = seen_or_404(request, pk)
    rows = [line for one in [*figures.earlier(now), now] for line in lines(one)]
    return as_csv(now, [_head(), *rows])


def as_csv(now: Told, rows: Iterable[list[str]]) -> HttpResponse:
    written = StringIO("\ufeff")
    written.seek(0, 2)
    csv.writer(written, delimiter=";").writerows(map(harmless, line) for line in rows)
    answer = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    return _attached(answer, now, "cijfers.csv")


def _head() -> list[str]:
    return [
        _("Round"),
        _("Day"),
        pgettext("mirror", "Element"),
        _("Voice"),
        _("Mean"),
        _("Far apart"),
    ]


def lines(one: Figures) -> list[list[str]]:
    return [
        [
            one.round.title,
            one.moment.isoformat(),
            line.element.name,
            str(told.voice.label),
            cell.text if (cell := line.cells[told.voice.value]) else _("too few answers"),
            {True: _("yes"), False: _("no")}.get(cell.far, "") if cell else "",  # type: ignore[arg-type]
        ]
        for line in one.lines
        for told in one.present
    ]


def _attached(response: Any, now: Told, name: str) -> HttpResponse:
    title = slugify(now.title) or "spiegel"
    response["Content-Disposition"] = f'attachment; filename="{title}-{name}"'
    kept: HttpResponse = keep_private(response)
    return kept
