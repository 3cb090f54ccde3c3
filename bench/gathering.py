"""Meetings to measure, made by the real deeds; prints what phones and facilitator need, as JSON.

`python -m bench.gathering <meetings> <phones>`: for each meeting its key, the seats that sit there
(secret and stream), the facilitator's cookie, and the steps by kind.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    import django

    django.setup()

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from samenspel.circles.models import Coalition, Expedition, Membership, Role, Voice
from samenspel.foundation import live
from samenspel.people.models import Person
from samenspel.pitstops import actions, scripts, seats
from samenspel.pitstops.glance import TO_ALL
from samenspel.pitstops.models import Pitstop, Seat, Step

SESSION = "sessionid"


def coordinator() -> tuple[Person, Coalition]:
    today = timezone.localdate()
    name = f"meting-{today}-{Expedition.objects.count()}"
    expedition = Expedition.objects.create(
        name=name, slug=name, starts=today, ends=today + timedelta(days=300)
    )
    place = Coalition.objects.create(expedition=expedition, slug="hier", name="Hier", place="Hier")
    person = Person.objects.create_user(f"{name}@example.org", name="Begeleider")
    Membership.objects.create(
        person=person, expedition=expedition, coalition=place, role=Role.COORDINATOR
    )
    return person, place


def gather(phones: int) -> dict[str, Any]:
    person, place = coordinator()
    script = scripts.shipped()["2-friction-and-flow"]
    pitstop = actions.plan(place, title="Meting", script=script, by=person)
    actions.begin(pitstop, by=person)
    secrets = [f"secret-{pitstop.pk}-{n}" for n in range(phones)]
    made = Seat.objects.bulk_create(
        Seat(pitstop=pitstop, secret_hash=seats.hash_of(secret), voice=Voice.RESIDENT)
        for secret in secrets
    )
    client = Client()
    client.force_login(person)
    steps = Step.objects.unguarded("command line").filter(pitstop=pitstop)
    return {
        "pk": pitstop.pk,
        "key": pitstop.key,
        "topic": pitstop.topic,
        "lead": {SESSION: client.cookies[SESSION].value},
        "steps": dict(steps.values_list("kind", "pk")),
        "seats": [
            {"secret": secret, "stream": stream(pitstop, seat)}
            for secret, seat in zip(secrets, made, strict=True)
        ],
    }


def stream(pitstop: Pitstop, seat: Seat) -> str:
    return f"/live/{live.ticket(pitstop.topic, to=TO_ALL, who=f'seat:{seat.pk}', hours=2)}/"


if __name__ == "__main__":
    print(json.dumps([gather(int(sys.argv[2])) for _ in range(int(sys.argv[1]))]))
