"""Subscribers and digests, made as they really come about."""

from __future__ import annotations

from typing import Any

from samenspel.circles.tests.cast import Cast
from samenspel.digests import actions, subscribing
from samenspel.digests.models import Digest, Subscriber

ADDRESS = "lezer@example.org"


def asked(cast: Cast, address: str = ADDRESS, **more: Any) -> Subscriber:
    told = {"language": "nl", "what": "all", "meant_for": "", **more}
    subscribing.ask(cast.expedition, address=address, **told)
    return Subscriber.objects.get(expedition=cast.expedition, address=address)


def a_subscriber(cast: Cast, address: str = ADDRESS, **more: Any) -> Subscriber:
    subscriber = asked(cast, address, **more)
    subscribing.confirm(subscriber)
    subscriber.refresh_from_db()
    return subscriber


def a_plan(cast: Cast, **more: Any) -> Any:
    told = {"foreword": "Dag lezer.", "language": "nl", "rhythm": "hand", "by": cast.fenna}
    return actions.plan(cast.expedition, **{**told, **more})


def sent(cast: Cast) -> Digest:
    return actions.send(cast.expedition, by=cast.fenna)
