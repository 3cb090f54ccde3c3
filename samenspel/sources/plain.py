"""Words as they are typed, made plain in the one way in which all words here are kept."""

from __future__ import annotations

import unicodedata


def plain(typed: str) -> str:
    """NFC, line ends as newlines, no NUL (no database takes one). What is around it stays."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return unicodedata.normalize("NFC", lines)
