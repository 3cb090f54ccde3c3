"""Lists of elements that were published by others, and ship under their own names."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILES = Path(__file__).parent / "published"


@cache
def published() -> dict[str, dict[str, Any]]:
    """The lists by their short name: names, source, licence and elements, in both languages."""
    files = sorted(FILES.glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in files}
