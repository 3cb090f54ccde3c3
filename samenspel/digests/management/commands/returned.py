"""`samenspel returned`: reads one mail that came back, for the mail server to call."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from samenspel.digests import returned

MOST = 1024 * 1024  # bytes; what matters stands at the beginning


class Command(BaseCommand):
    help = "Read a mail that came back from the standard input, and count it for its subscriber."

    def handle(self, **options: Any) -> None:
        """Never an error for a strange mail: the server would send that back in its turn."""
        returned.take_in(sys.stdin.buffer.read(MOST))
