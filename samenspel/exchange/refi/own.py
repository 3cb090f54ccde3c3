"""How a set or a case describes itself that carries what only Samenspel knows.

Where a memo says more than its words, that stands in its last line, for us: `{...}`.
"""

from __future__ import annotations

import json
from typing import Any

from samenspel.exchange.refi.names import own_guid

MARKER = "Samenspel: "
CODEBOOK = f"{MARKER}codebook"
ELEMENT = f"{MARKER}element"
MARK = f"{MARKER}mark"
EXAMPLES = f"{MARKER}examples"
VERSIONS = f"{MARKER}versions"
THREADS = f"{MARKER}threads"
WORDINGS = f"{MARKER}wordings"
WEIGHT = f"{MARKER}weight "
STEP = f"{MARKER}step "
TALKS = f"{MARKER}differences"
PROMPTED = f"{MARKER}prompted"
PROMPTED_SET = own_guid("prompted", "set")
PROMPTED_NOTE = own_guid("prompted")
"""The memo at each coding that a computer proposed: it is one and the same."""


def with_line(words: str, told: dict[str, Any]) -> str:
    """A memo that people can read, with a last line that says the same and more to us."""
    line = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return f"{words.strip()}\n\n{line}"


def line_of(memo: str) -> tuple[str, dict[str, Any]] | None:
    """The words and the last line of such a memo; None when it has no such line."""
    words, _gap, line = memo.rpartition("\n")
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return (words.strip(), told) if isinstance(told, dict) else None
