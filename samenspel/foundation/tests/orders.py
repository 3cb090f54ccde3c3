"""Rules in whatever order: what tests with a machine of `hypothesis` share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from samenspel.foundation.errors import Refused


@contextlib.contextmanager
def refusing() -> Iterator[None]:
    """The house may say no to what a rule tries; then nothing has happened."""
    with contextlib.suppress(Refused), transaction.atomic():
        yield


def in_any_order(
    machine: Callable[[], RuleBasedStateMachine],
    *,
    examples: int = 15,
    steps: int = 20,
    **more: Any,
) -> None:
    """Play the same `examples` each time, of at most so many steps.

    On PostgreSQL a third of them: what is asked there is whether it does as SQLite does.
    """
    sqlite = connection.vendor == "sqlite"
    played = settings(
        max_examples=examples if sqlite else -(-examples // 3),
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        **more,
    )
    run_state_machine_as_test(machine, settings=played)
