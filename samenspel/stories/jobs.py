"""What this room does every hour."""

from __future__ import annotations

from samenspel.foundation.jobs import hourly

from . import masters


@hourly
def forget_masters() -> None:
    masters.forget_files()
