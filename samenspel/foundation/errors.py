"""Errors as values for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .words import one_line

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import QueryDict


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

    def told_at(self, form: BaseForm, *, number: str = "revision") -> None:
        """Keep what was typed. The form carries the number of theirs from now on, so that saving
        again overwrites it knowingly; show theirs above it."""
        typed: QueryDict = form.data.copy()  # type: ignore[attr-defined]
        typed[number] = str(self.number)
        form.data = typed
        form.add_error(None, str(self))


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
