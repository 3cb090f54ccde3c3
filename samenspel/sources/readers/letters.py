"""From bytes to letters. Wrong guesses are worse than questions, so there are few guesses."""

from __future__ import annotations

import codecs
import re

from .refusals import Unreadable

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the mark of UTF-16, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]*?\bcharset\s*=|\?xml\b[^>]*?\bencoding\s*=)\s*["']?\s*([\w:.-]{1,40})""",
    re.IGNORECASE,
)
# As browsers do: what is declared as Latin 1 is Windows-1252.
_ALIASES = {"iso8859-1": "cp1252", "ascii": "cp1252", "utf-16": "utf-8", "utf-32": "utf-8"}
_KNOWN = re.compile(
    r"utf-8|cp125\d|cp866|iso8859-\d+|koi8-[ru]|mac-roman|shift_jis|euc_jp|euc_kr|gbk|gb18030|big5"
)


def decode(data: bytes, *, html: bool = False) -> tuple[str, tuple[str, ...]]:
    """The text and remarks (keys of `REMARKS`)."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _strict(data, codec).removeprefix("\ufeff"), ()
    if _CONTROL.search(data):
        raise Unreadable("not_text")
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    declared = _declared(data) if html else None
    if declared and declared != "utf-8":
        return _strict(data, declared), ()
    if _is_broken_utf8(data):
        raise Unreadable("letters")
    return _strict(data, "cp1252"), ("windows_1252",)


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeError:
        raise Unreadable("letters") from None


def _is_broken_utf8(data: bytes) -> bool:
    """Whether the letters with accents are mostly UTF-8 after all: cut off, or hurt on the way."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(letter > "\x7f" for letter in text) - broken
    return whole >= broken


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:4096])
    if not match:
        return None
    label = match[1].decode("ascii", "replace")
    try:
        codec = codecs.lookup({"macintosh": "mac-roman"}.get(label.lower(), label)).name
    except LookupError:
        return None
    codec = _ALIASES.get(codec, codec)
    return codec if _KNOWN.fullmatch(codec) else None
