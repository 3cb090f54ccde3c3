"""A count that the worker makes for a page: who is at it, how far it is, and whether it failed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction

from samenspel.foundation import live

BUSY, FORGIVEN = 15 * 60, 5 * 60
"""Seconds after which somebody may begin again: with one that was heard of no more, or failed."""
FAILED = "failed"
"""What stands in place of how far it is."""


@dataclass(frozen=True)
class Errand:
    """`topic` is where its answer is kept, and what a screen that waits for it listens to."""

    topic: str

    def begin(self) -> bool:
        """Whether it is to be sent now: nobody is at it, and it did not fail just before."""
        return cache.add(self._key, 0, BUSY)

    @property
    def failed(self) -> bool:
        return bool(cache.get(self._key) == FAILED)

    @property
    def done(self) -> int:
        """How far it is, in percent."""
        told = cache.get(self._key)
        return told if isinstance(told, int) else 0

    @contextmanager
    def carried_out(self) -> Iterator[None]:
        """Around the work itself. Whatever came of it, the screens that wait look again."""
        try:
            yield
        except Exception:
            cache.set(self._key, FAILED, FORGIVEN)
            raise
        else:
            cache.delete(self._key)
        finally:
            with transaction.atomic():
                live.nudge(self.topic)

    def tell(self, done: int) -> None:
        cache.set(self._key, done, BUSY)
        live.stir(self.topic, to="all")

    @property
    def _key(self) -> str:
        return f"busy:{self.topic}"


class Teller:
    """Tells open screens how far it is, about once a second."""

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self.told = time.monotonic()

    def __call__(self, number: int, of: int) -> None:
        if time.monotonic() - self.told > 1:
            self.told = time.monotonic()
            self.errand.tell(round(100 * number / of))
