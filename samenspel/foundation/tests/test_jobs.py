"""The hourly round leaves nothing behind that was thrown away."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from samenspel.foundation import jobs, limits


@pytest.mark.django_db(transaction=True)
def test_what_was_thrown_away_stays_no_longer_than_an_hour_in_the_journal():
    if connection.vendor != "sqlite":
        pytest.skip("the journal of SQLite")
    limits.take("code", "amina", most=1, minutes=10)
    journal = Path(f"{connection.settings_dict['NAME']}-wal")
    assert journal.stat().st_size
    jobs.enqueue_next_round()
    jobs.go_round.call()
    assert journal.stat().st_size == 0
