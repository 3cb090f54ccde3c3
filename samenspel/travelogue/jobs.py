"""What this room does every hour."""

from __future__ import annotations

from samenspel.foundation.jobs import hourly

from . import making


@hourly
def forget_travelogue_files() -> None:
    making.forget_files()
