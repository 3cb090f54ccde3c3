"""Makes the search index anew, from the words as they are now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from samenspel.sources import search


class Command(BaseCommand):
    help = "Make the search index anew"

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            made = search.index_everything()
        for name, rows in made.items():
            self.stdout.write(f"{name}: {rows}")
