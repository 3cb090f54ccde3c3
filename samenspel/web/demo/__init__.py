"""The invented expedition, as data: places, people and words that don't exist.

`day` in the files counts from the first day of the expedition; `load` places that day so that the
demo is always in its fourteenth month.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILES = Path(__file__).parent
COALITIONS = ("kolkerhaven", "oudeschor", "rozenwaard", "grutterswier", "rietermade")


def read(name: str) -> dict[str, Any]:
    """One file of the demo, such as `passages`."""
    return tomllib.loads((FILES / f"{name}.toml").read_text(encoding="utf-8"))


def coalitions() -> dict[str, dict[str, Any]]:
    return {name: read(name) for name in COALITIONS}


def longer_sources() -> list[dict[str, Any]]:
    """Pitstop reports, interviews, the podcast and the pictures in words."""
    return [*read("pitstops")["source"], *read("stories")["source"]]


@dataclass(frozen=True)
class Text:
    """Something that is told in the demo: how far it may go, from which day, and the words."""

    key: str
    circle: str
    day: int
    words: str


WRITTEN_OUT_IN = 4  # days after a meeting


def texts() -> list[Text]:
    """Everything that is told, in the words as they stand in the files."""
    told = [
        Text(f"{place}: {row['by']}, {row['day']}", row["circle"], row["day"], row["text"].strip())
        for place, content in coalitions().items()
        for row in content["reflection"]
    ]
    return told + [
        Text(row["slug"], row["circle"], row["day"] + WRITTEN_OUT_IN, row["text"].strip())
        for row in longer_sources()
    ]
