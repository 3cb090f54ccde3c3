"""What this room does every hour."""

from samenspel.foundation.jobs import hourly

from . import actions, recordings, search


@hourly
def forget_brought() -> None:
    actions.forget_brought()


@hourly
def let_go_of_words() -> None:
    """A source that is erased takes its rows out of the index; what the index held goes here."""
    search.let_go()


@hourly
def forget_files() -> None:
    recordings.forget_files()
