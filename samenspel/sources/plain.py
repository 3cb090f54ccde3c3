"""Words as they are typed, made plain in the one way in which all words here are kept."""

from __future__ import annotations

import unicodedata

from samenspel.foundation.words import printable


def plain(typed: str) -> str:
    """NFC, line ends as newlines, and printable. What is around it stays."""
    lines = printable(typed).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines)
