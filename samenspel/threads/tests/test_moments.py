"""Moments in stretches that can be compared at a glance."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from samenspel.threads.moments import MOST, periods


def keys(*days):
    return [period.key for period in periods(days)]


def test_months_as_long_as_there_are_few():
    assert keys(date(2026, 1, 31), date(2026, 3, 1)) == ["2026-01", "2026-02", "2026-03"]


def test_quarters_and_years_when_it_takes_longer():
    assert keys(date(2025, 11, 5), date(2026, 9, 1)) == ["2025-10", "2026-01", "2026-04", "2026-07"]
    assert keys(date(2016, 1, 1), date(2021, 6, 1))[-1] == "2021-01"


def test_they_are_called_as_people_call_them():
    named = [str(period) for period in periods([date(2025, 11, 5), date(2026, 9, 1)])]
    assert named[0] == "Okt – Dec 2025"
    assert [str(period) for period in periods([date(2026, 3, 1)])] == ["Mrt 2026"]


def test_no_dates_no_periods():
    assert periods([]) == []


@given(st.lists(st.dates(date(2020, 1, 1), date(2027, 12, 31)), min_size=1))
def test_every_day_lies_in_exactly_one_of_few_periods(days):
    found = periods(days)
    assert 1 <= len(found) <= MOST
    assert all(sum(each.first <= day <= each.last for each in found) == 1 for day in days)
    pairs = pairwise(found)
    assert all(after.first == before.last + timedelta(days=1) for before, after in pairs)
