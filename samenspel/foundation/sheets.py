"""What a cell of a spreadsheet may hold: words, that nothing runs and that every program opens."""

from __future__ import annotations

from typing import Any

# Also in full width: some keyboards type them so, and some programs take them for the same.
STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
LONGEST = 32_767
"""What Excel takes, in UTF-16."""
_PLANES = [plane * 0x10000 for plane in range(17)]
_UNKNOWN = dict.fromkeys(
    [*range(0xD800, 0xE000), *(plane + last for plane in _PLANES for last in (0xFFFE, 0xFFFF))],
    "\ufffd",
)


def harmless(cell: Any) -> Any:
    """For CSV: a cell that a spreadsheet would run as a formula is made text.

    White space before it changes nothing for some of them.
    """
    if not isinstance(cell, str):
        return cell
    runs = cell.startswith(STARTS_A_FORMULA) or cell.lstrip().startswith(STARTS_A_FORMULA)
    return f"'{cell}" if runs else cell


def is_too_long(text: str) -> bool:
    """Whether a cell of Excel has no room for it."""
    return len(text) > LONGEST // 2 and len(text) + sum(each > "\uffff" for each in text) > LONGEST


def for_excel(text: str) -> str:
    """As a cell of Excel can hold it: what it has no room for ends in an ellipsis."""
    text = text.translate(_UNKNOWN)
    if not is_too_long(text):
        return text
    cut = text.encode("utf-16-le")[: 2 * (LONGEST - 1)]
    return cut.decode("utf-16-le", "ignore") + "…"
