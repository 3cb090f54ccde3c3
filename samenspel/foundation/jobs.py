"""What is done without anybody asking: one round an hour, by the worker.

A room adds to the round with `@hourly` in its `jobs.py`.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from . import limits, mail
from .live import outbox

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger("samenspel.jobs")
ROUND: list[Callable[[], object]] = []


def hourly(job: Callable[[], object]) -> Callable[[], object]:
    ROUND.append(job)
    return job


@task()
def go_round() -> None:
    """Do the hourly work, each part apart: one that fails does not hold up the others."""
    autodiscover_modules("jobs")
    enqueue_next_round()
    for job in [*ROUND, empty_journal]:
        try:
            job()
        except Exception:
            log.exception("%s.%s failed", job.__module__, job.__name__)


def enqueue_next_round(wait: timedelta = timedelta(hours=1)) -> None:
    """Exactly one round waits, however often and by however many workers this is called."""
    waiting = DBTaskResult.objects.filter(
        task_path=go_round.module_path, status=TaskResultStatus.READY
    )
    if not waiting.exists():
        go_round.using(run_after=timezone.now() + wait).enqueue()


@hourly
def forget() -> None:
    """Remove what served its time: old mails, tallies, pulses, sessions and finished tasks."""
    mail.forget_old()
    limits.forget_old()
    outbox.forget_old()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    call_command("prune_db_task_results", min_age_days=14, verbosity=0)


@hourly
def send_stranded_mail() -> None:
    mail.enqueue_stranded()


def empty_journal() -> None:
    """SQLite's journal still holds what was thrown away since the last round. Done last."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
