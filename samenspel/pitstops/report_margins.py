"""The parts of a report, as something to talk about in the margin."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from samenspel.sources.models import Source
from samenspel.stories import margins
from samenspel.stories.margins import Beside

from . import reports
from .report_models import Settled
from .reports import Opened, Row

KIND = "verslag"


def find(person: Any, key: str, part: str) -> Beside | None:
    opened = reports.open_for(person, int(key)) if key.isdecimal() and len(key) < 10 else None
    if opened is None:
        return None
    rows = reports.rows_of(opened, person)
    row = next((each for each in rows if each.block.id == part), None)
    if row is None:
        return None
    title = opened.about.title
    return Beside(
        row=opened.row,
        title=title,
        url=f"{reverse('pitstops:report', args=[opened.report.pk])}#deel-{part}",
        shown=row.block.text or title,
        language=opened.report.language,
        said=[card.words for card in row.cards if not card.mine],
        questions=[question.text for question in row.questions],
        quoted=[card.words for card in row.cards],
    )


def lay(rows: list[Row], opened: Opened, person: Any) -> None:
    """The remarks that stand beside each part, for who came in, and how many they are."""
    key = str(opened.report.pk)
    found = margins.counts(person, KIND, key)
    told = margins.all_told(person, KIND, key) if found else {}
    for row in rows:
        row.remarks = found.get(row.block.id, 0)
        row.told = told.get(row.block.id, [])


def lost(rows: list[Row], opened: Opened, person: Any) -> list[Any]:
    parts = [row.block.id for row in rows]
    return list(margins.lost(person, KIND, str(opened.report.pk), parts))


def narrowed(source: Source) -> None:
    settled = Settled.objects.unguarded("taking back reaches everywhere").filter(source=source)
    for report in settled.values_list("report", flat=True):
        margins.narrowed(KIND, str(report), source.circle)
