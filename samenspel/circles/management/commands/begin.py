"""Makes the first expedition of a new host, and its programme manager."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from samenspel.circles import actions
from samenspel.foundation.errors import Refused
from samenspel.people import links
from samenspel.people.models import Person

DAYS = 540


class Command(BaseCommand):
    help = "Make the first expedition and its programme manager, and print a link to sign in"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the expedition")
        parser.add_argument("--manager", required=True, help="name of the programme manager")
        parser.add_argument("--email", required=True, help="their e-mail address")
        parser.add_argument("--fund", required=True, help="name of the fund")
        parser.add_argument("--starts", type=date.fromisoformat, help="YYYY-MM-DD, or today")
        parser.add_argument("--ends", type=date.fromisoformat, help=f"or {DAYS} days later")
        parser.add_argument("--language", choices=["nl", "en"], default="nl")

    def handle(self, *args: Any, **options: Any) -> None:
        starts = options["starts"] or timezone.localdate()
        email = options["email"].lower()
        try:
            with transaction.atomic():
                manager = Person.objects.filter(email=email).first() or Person.objects.create_user(
                    email, name=options["manager"], language=options["language"]
                )
                begun = actions.begin_the_first(
                    name=options["name"],
                    starts=starts,
                    ends=options["ends"] or starts + timedelta(days=DAYS),
                    manager=manager,
                    fund=options["fund"],
                )
                key = links.make("people:enter", person=manager, days=1)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{begun.name} is there. {manager.name} signs in with this link, today:")
        self.stdout.write(key.url)
