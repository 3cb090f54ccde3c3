"""Pages that hand out tickets and nudge, for `bench/live.py`; as a command it nudges from outside.

`python -m bench.nudging` nudges the first topic for each line that it reads, and prints the
revision and the moment (monotonic seconds) at which it was committed.
"""

from __future__ import annotations

import os
import sys
import time

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()

from django.db import transaction
from django.http import HttpRequest, JsonResponse

from samenspel.foundation import live

live.door("bench:", lambda topic, whos: whos)


def tickets(request: HttpRequest) -> JsonResponse:
    """A stream's address for each of `each` seats, on each of `topics` topics."""
    topics = [f"bench:{n}" for n in range(int(request.GET["topics"]))]
    seats = range(int(request.GET["each"]))
    return JsonResponse(
        {t: [f"/live/{live.ticket(t, who=f'seat:{n}', hours=1)}/" for n in seats] for t in topics}
    )


def nudge(request: HttpRequest) -> JsonResponse:
    """Each topic in a deed of its own; by topic its revision and the moment of its commit."""
    return JsonResponse(
        {f"bench:{n}": one(f"bench:{n}") for n in range(int(request.GET["topics"]))}
    )


def one(topic: str) -> list[float]:
    with transaction.atomic():
        revision = live.nudge(topic)
    return [revision, time.monotonic()]


if __name__ == "__main__":
    for _ in sys.stdin:
        print(*one("bench:0"), flush=True)
