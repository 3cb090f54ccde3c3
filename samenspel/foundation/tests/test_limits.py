"""What may be tried how often."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from samenspel.foundation import limits
from samenspel.foundation.models import Tally


def tries(count: int, key: str = "amina") -> list[bool]:
    return [limits.take("code", key, most=3, minutes=10) for _ in range(count)]


@pytest.mark.django_db
def test_the_fourth_try_of_three_is_one_too_many():
    assert tries(4) == [True, True, True, False]


@pytest.mark.django_db
def test_one_does_not_count_for_another():
    tries(3)
    assert tries(1, "bram") == [True]
    assert limits.take("something else", "amina", most=1, minutes=10)


@pytest.mark.django_db(transaction=True)
def test_what_was_not_done_is_not_counted_within_its_deed():
    for _ in range(4):
        with transaction.atomic():
            tries(1)
            transaction.set_rollback(True)
    assert tries(4) == [True, True, True, False]


@pytest.mark.django_db
def test_after_a_while_one_may_try_again():
    tries(4)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert tries(4) == [True, True, True, False]


@pytest.mark.django_db
def test_who_tried_can_not_be_read_back():
    tries(1, "amina@example.org")
    assert "amina" not in Tally.objects.get().key


@pytest.mark.django_db
def test_old_tallies_are_forgotten():
    tries(1)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert limits.forget_old() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_they_may():
    def one(_):
        try:
            return limits.take("code", "amina", most=3, minutes=10)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(24))) == 3
