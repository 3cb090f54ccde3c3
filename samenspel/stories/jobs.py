"""What this room does every hour."""

from __future__ import annotations

from samenspel.foundation.jobs import hourly

from . import hearing, masters


@hourly
def forget_masters() -> None:
    masters.forget_files()


@hourly
def tell_of_remarks() -> None:
    hearing.tell_all()
