"""What was told, month by month: flow and what worked above a line, friction below it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from samenspel.circles.models import Voice
from samenspel.foundation.charts import Moment

from .models import Kind
from .reading import rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from samenspel.circles.models import Coalition

MONTHS = 18
ABOVE = (Kind.FLOW, Kind.WORKED)


def of(person: Any, place: Coalition) -> list[Moment]:
    """The tide of a coalition, as far as this person may read it. One query."""
    here = rows(person).filter(source__coalition=place)
    return tide(here.values_list("source__moment", "kind", "source__speakers__voice"))


def tide(lines: Iterable[tuple[date, str, str | None]]) -> list[Moment]:
    """From day, kind and voice of what was told: a moment for each month, up to this one."""
    last = timezone.localdate().replace(day=1)
    months = [back(last, ago) for ago in reversed(range(MONTHS))]
    piles: dict[date, tuple[list[str], list[str]]] = {month: ([], []) for month in months}
    for day, kind, voice in lines:
        pile = piles.get(day.replace(day=1))
        if pile and kind in ABOVE:
            pile[0].append(voice or Voice.OTHER)
        elif pile and kind == Kind.FRICTION:
            pile[1].append(voice or Voice.OTHER)
    begun = next((n for n, month in enumerate(months) if any(piles[month])), len(months))
    return [
        Moment(short(month), sorted(piles[month][0]), sorted(piles[month][1]))
        for month in months[begun:]
    ]


def short(month: date) -> str:
    """Three letters, as the language writes them: English has a capital, Dutch has none."""
    return date_format(month, "M" if (get_language() or "").startswith("en") else "b")


def back(month: date, ago: int) -> date:
    years, months = divmod(month.year * 12 + month.month - 1 - ago, 12)
    return date(years, months + 1, 1)
