"""Two people at the same moment."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from samenspel.agendas.models import Agreement, Question

from .builders import a_question, an_agreement

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def at_once(does: Callable[[int], Any]) -> list[Any]:
    """Do it in several threads that begin together, each with a connection of its own."""
    begin = Barrier(MANY)

    def one(number: int) -> Any:
        try:
            begin.wait()
            return does(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as threads:
        return list(threads.map(one, range(MANY)))


def test_questions_that_come_together_get_a_letter_each(cast):
    at_once(lambda number: a_question(cast, words=f"Vraag {number}?"))
    letters = Question.objects.visible_to(cast.amina).values_list("letter", flat=True)
    assert sorted(letters) == list("ABCDEF")


def test_the_same_agreement_that_comes_twice_at_once_is_there_once(cast):
    key = uuid.uuid4()
    made = at_once(lambda number: an_agreement(cast, key=key).pk)
    assert len(set(made)) == 1
    (row,) = Agreement.objects.visible_to(cast.amina)
    assert row.turnouts.visible_to(cast.amina).count() == 1
