"""Words of one line, as a name or a title: how they are kept, whatever was typed."""

from __future__ import annotations

import re
import unicodedata

TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\0]")


def one_line(typed: str) -> str:
    """NFC, white space folded; no NUL, and no signs that turn what stands after them around."""
    return " ".join(unicodedata.normalize("NFC", TURNS.sub("", typed)).split())
