"""What is told to everybody, by the real deeds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from samenspel.circles import actions as circles
from samenspel.circles.tests.cast import Cast
from samenspel.site import actions
from samenspel.site.models import Moment, PublicPage

TOLD = "Wij zijn buren en werkers van Oost."


def in_days(many: int) -> date:
    return timezone.localdate() + timedelta(days=many)


def a_page(cast: Cast, **more: Any) -> PublicPage:
    """The words of Oost for everybody, not shown yet."""
    return actions.write(cast.oost, **{"text": TOLD, "by": cast.bo, **more})


def a_shown_page(cast: Cast, **more: Any) -> PublicPage:
    return actions.show(a_page(cast, **more), by=cast.bo)


def on_the_map(cast: Cast) -> None:
    circles.describe(cast.oost, latitude=52.12345, longitude=5.09876, by=cast.bo)


def a_moment(cast: Cast, place: Any = None, **more: Any) -> Moment:
    """A meeting of the whole expedition, in ten days, unless said otherwise."""
    place = place or cast.expedition
    by = cast.bo if place == cast.oost else cast.fenna
    told = {"title": "De uitwisseling", "day": in_days(10), "kind": "meeting", "by": by}
    return actions.tell(place, **{**told, **more})
