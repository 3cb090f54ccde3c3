"""Moments in stretches of time: so many that they can be compared at a glance.

Nothing here touches a table. The stretches follow from the dates alone, so that everybody who
reads the same sources sees the same ones.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

MOST = 8
GRAINS = (1, 3, 6, 12)  # months


@dataclass(frozen=True)
class Period:
    """From the first day up to and including the last one."""

    first: date
    last: date

    @property
    def key(self) -> str:
        """How it stands in an address: '2026-01'."""
        return f"{self.first:%Y-%m}"

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def __str__(self) -> str:
        first = date_format(self.first, "M Y")
        if self.months == 1:
            return first
        if self.months == 12:
            return str(self.first.year)
        if self.first.year == self.last.year:
            first = date_format(self.first, "M")
        return _("%(first)s to %(last)s") % {"first": first, "last": date_format(self.last, "M Y")}


def periods(dates: Collection[date]) -> list[Period]:
    """The months that these dates lie in; or the quarters, half-years or years, when that would be
    more than eight. Without a gap between the first and the last."""
    if not dates:
        return []
    first, last = min(dates), max(dates)
    for months in GRAINS:
        found = _between(first, last, months)
        if len(found) <= MOST:
            break
    return found


def _between(first: date, last: date, months: int) -> list[Period]:
    at = first.replace(month=first.month - (first.month - 1) % months, day=1)
    found = []
    while at <= last:
        after = _later(at, months)
        found.append(Period(at, after - timedelta(days=1)))
        at = after
    return found


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)
