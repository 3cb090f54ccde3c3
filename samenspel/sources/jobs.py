"""What this room does every hour."""

from samenspel.foundation.jobs import hourly

from . import actions


@hourly
def forget_brought() -> None:
    actions.forget_brought()
