"""`samenspel demo`: an invented expedition to look around in."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.utils import DatabaseError

from samenspel.circles.models import Expedition
from samenspel.web.demo import doors
from samenspel.web.demo.load import load
from samenspel.web.demo.wipe import holds_only_the_demo, wipe


class Command(BaseCommand):
    help = "Make an invented expedition of five coalitions to look around in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--fresh", action="store_true", help="begin anew: wipe a database that holds the demo"
        )
        parser.add_argument(
            "--links", action="store_true", help="print a link per role, to come in as that person"
        )

    def handle(self, *, fresh: bool, links: bool, **options: Any) -> None:
        if links:
            self.print_links()
            return
        if fresh:
            self.empty()
        elif self.there():
            raise CommandError(
                "There is an expedition here already, so nothing was changed. "
                "`samenspel demo --fresh` begins the demo anew."
            )
        begun = perf_counter()
        expedition = load()
        seconds = perf_counter() - begun
        self.stdout.write(f"{expedition} is there, invented from start to end ({seconds:.0f} s).")

    def there(self) -> bool:
        try:
            return Expedition.objects.exists()
        except DatabaseError:
            raise CommandError("There are no tables yet. Run `samenspel migrate` first.") from None

    def empty(self) -> None:
        if self.there() and not holds_only_the_demo():
            raise CommandError("A real expedition lives here. It is not wiped for a demo.")
        wipe()

    def print_links(self) -> None:
        if not Expedition.objects.filter(invented=True).exists():
            raise CommandError("The demo is not here yet. `samenspel demo` makes it.")
        if not settings.DEMO_DOORS:
            raise CommandError("These links open nothing here: set SAMENSPEL_DEMO=1 first.")
        for role, name, link in doors.links():
            self.stdout.write(f"  {role + ', ' + name:<48} {link}")
        self.stdout.write(f"  {'a passer-by':<48} {settings.SITE_URL}/")
