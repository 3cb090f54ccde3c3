"""What this room does every hour."""

from samenspel.foundation.jobs import hourly

from . import actions, traces


@hourly
def forget_arrivals() -> None:
    actions.forget_arrivals()


@hourly
def forget_files() -> None:
    actions.forget_files()


@hourly
def follow_originals() -> None:
    traces.follow()
