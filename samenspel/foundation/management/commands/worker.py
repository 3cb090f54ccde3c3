"""`samenspel worker`: sends mail and does the hourly round, until it is stopped."""

from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from samenspel.foundation import jobs


class Command(Worker):
    help = "Send mail and do what is done without anybody asking (Ctrl-C stops it)."

    def handle(self, **options: Any) -> None:
        jobs.enqueue_next_round()
        super().handle(**options)
