"""A clock that the demo moves, so that everything happened when the demo says it did.

Django's `timezone.now` is the default of many columns and can't be replaced there; the class that
it asks for the time can.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator


class _KnowsDatetimes(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


class Clock(datetime, metaclass=_KnowsDatetimes):
    """`Clock.moment` is what the time is."""

    moment: datetime

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return cls.moment.astimezone(tz)


@contextmanager
def moved() -> Iterator[None]:
    """Let `timezone.now()` answer with `Clock.moment`."""
    real = timezone.datetime  # type: ignore[attr-defined]
    timezone.datetime = Clock  # type: ignore[attr-defined]
    try:
        yield
    finally:
        timezone.datetime = real  # type: ignore[attr-defined]
