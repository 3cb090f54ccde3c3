"""Somebody's own pattern (a regular expression), read so that it can do no harm.

Whoever searches with it gives it a time (`finditer(..., timeout=)`): some need for ever.
"""

from __future__ import annotations

from math import prod

import regex
from django.utils.translation import gettext as _

from samenspel.foundation.errors import Refused

from .questions import LONGEST

MOST_REPEATED = 200_000
"""Characters of a pattern, when all its repeats are written out."""
# A pattern that calls itself takes hundreds of megabytes before its time is over.
CALLS_ITSELF = regex.compile(r"\(\?(?:R|&|P>|[+-]?\d)")
# A count is written out before anything is searched: `a{1000000000}` takes all the memory there is.
REPEATS = regex.compile(r"\{([0-9]+)")
SPACE = regex.compile(r"#.*|\s", regex.MULTILINE)  # with (?x) it may stand between the digits


def read(pattern: str) -> regex.Pattern[str]:
    """The pattern, each line by itself, capitals or not. `Refused` when it can't be used."""
    if len(pattern) > LONGEST:
        raise Refused(_("This pattern is too long. Keep it under %d characters.") % LONGEST)
    if CALLS_ITSELF.search(pattern):
        raise Refused(_("A pattern can't call itself here. Leave out (?R) and the like."))
    if (
        _written_out(pattern) > MOST_REPEATED
        or _written_out(SPACE.sub("", pattern)) > MOST_REPEATED
    ):
        raise Refused(_("This pattern repeats too often. Take smaller numbers between { and }."))
    try:
        return regex.compile(pattern, regex.IGNORECASE | regex.MULTILINE)
    except regex.error as wrong:
        raise Refused(_wrong_at(getattr(wrong, "pos", None))) from None
    except (OverflowError, RecursionError, ValueError):
        raise Refused(_wrong_at(None)) from None


def _written_out(pattern: str) -> int:
    counts = [int(found) for found in REPEATS.findall(pattern)]
    return len(pattern) * prod(count or 1 for count in counts)


def too_slow() -> Refused:
    return Refused(
        _("This pattern takes too long. Make it simpler, with fewer + and * in each other.")
    )


def _wrong_at(place: int | None) -> str:
    if place is None:
        return _("This is no pattern that can be read. Look at the brackets and the signs.")
    return _("This is no pattern that can be read: something is wrong at character %d.") % (
        place + 1
    )
