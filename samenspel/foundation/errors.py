"""Errors as values for people."""

from django.utils.functional import Promise


class Refused(Exception):
    """What somebody asked for can't be done as asked; the message says why and what to do next.

    The message is a translated (or lazily translated) sentence in the reader's language. A view
    shows it at the form and keeps everything that was typed.
    """

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
