"""`samenspel worker`: sends mail and does the hourly round, until it is stopped.

It gives way to the pages: a long piece of work may not make a meeting wait.
"""

import os
from argparse import ArgumentParser
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as Worker

from samenspel.foundation import jobs


class Command(Worker):
    help = "Send mail and do what is done without anybody asking (Ctrl-C stops it)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(interval=0.25)  # seconds: somebody waits for the file they asked for

    def handle(self, **options: Any) -> None:
        os.nice(10)  # whoever waits for a page goes first
        jobs.enqueue_next_round()
        super().handle(**options)
