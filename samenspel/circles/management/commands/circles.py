"""Prints who reads what and who may do what: `samenspel circles > docs/circles.md`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from samenspel.circles import tables


class Command(BaseCommand):
    help = "Print the tables of circles and deeds, for docs/circles.md"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(tables.page(), ending="")
