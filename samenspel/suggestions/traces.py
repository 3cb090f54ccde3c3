"""Words that are taken back, or read by fewer people, leave what the computer learned."""

from __future__ import annotations

from collections.abc import Iterable

from samenspel.sources.models import Request, Source
from samenspel.sources.traces import Place

from . import studying


def places(source: Source, request: Request | None) -> Iterable[Place]:
    """No place where words stand: a suggestion is seen through its source."""
    return ()


def lift(source: Source, request: Request | None) -> None:
    """Taking back one quote leaves the source as it was; the rest comes by `narrowed`."""


def narrowed(source: Source) -> None:
    studying.forget(source)
