"""Errors as values for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .words import one_line


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


class ChangedMeanwhile(Refused):
    """Somebody else changed it after this page was opened; `number` is that of theirs."""

    def __init__(self, number: int) -> None:
        super().__init__(
            _(
                "Somebody else changed this in the meantime. Theirs stands above, yours below. "
                "Save again to keep yours."
            )
        )
        self.number = number


def needed(words: str, otherwise: str, *, longest: int = 120) -> str:
    """One line of words, white space folded. Refused with `otherwise` when there are none.

    Also refused when longer than `longest` characters, so that no field is cut in silence.
    """
    words = one_line(words)
    if not words:
        raise Refused(otherwise)
    if len(words) > longest:
        raise Refused(
            _("That is too long: %(now)d characters. Keep it under %(most)d.")
            % {"now": len(words), "most": longest}
        )
    return words
