"""Errors as values for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _


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


def needed(words: str, otherwise: str, *, longest: int = 120) -> str:
    """One line of words, white space folded. Refused with `otherwise` when there are none.

    Also refused when longer than `longest` characters, so that no field is cut in silence.
    """
    words = " ".join(words.split())
    if not words:
        raise Refused(otherwise)
    if len(words) > longest:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": len(words), "most": longest}
        )
    return words
