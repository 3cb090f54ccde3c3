"""How what is ours is called in a file for others, so that we know it again when it comes back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from samenspel.threads.models import Code, Step, ThreadPassage

from .refi import own
from .refi.names import own_guid

COALITION = own_guid("variable", "coalition")
VOICE = own_guid("variable", "voice")
MOMENT = own_guid("variable", "moment")
KIND = own_guid("variable", "kind")
LANGUAGE = own_guid("variable", "language")

WEIGHTS = {weight.value: own.WEIGHT + weight.value for weight in ThreadPassage.Weight}
STEPS = {status.value: own.STEP + status.value for status in Step.Status}

# As on paper: the colours of `threads/marks.css` in the light.
COLOURS = {
    Code.Colour.BRICK: "#b4472f",
    Code.Colour.OCHRE: "#96700a",
    Code.Colour.MOSS: "#4f7a28",
    Code.Colour.SEA: "#1f7f76",
    Code.Colour.SKY: "#3d74b8",
    Code.Colour.PLUM: "#7a4fa8",
    Code.Colour.ROSE: "#b83f78",
    Code.Colour.SLATE: "#5d6670",
}

# What a code means is one text elsewhere; ours has parts, each under a line of its own.
PARTS = {
    "use_when": ("Geef deze code als:", "Give it when:"),
    "not_when": ("Geef deze code niet als:", "Don't give it when:"),
    "name_en": ("In het Engels:", "In English:"),
}
_PART = {line: name for name, lines in PARTS.items() for line in lines}


def nearest(colour: str) -> int | None:
    """The colour of ours that is most like `#rrggbb`; None when there is none."""
    if not colour:
        return None
    wanted = _rgb(colour)
    return min(COLOURS, key=lambda each: _apart(wanted, _rgb(COLOURS[each]))).value


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _apart(one: Iterable[int], other: Iterable[int]) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def described(code: Code, *, english: bool) -> str:
    """What a code means, with its parts, as one text."""
    told = [code.definition.strip()]
    for name, lines in PARTS.items():
        words = getattr(code, name).strip()
        told += [f"{lines[english]}\n{words}"] if words else []
    return "\n\n".join(filter(None, told))


def parts_of(description: str) -> dict[str, str]:
    """The parts of such a text; what comes before them is the definition."""
    found: dict[str, list[str]] = {}
    at = "definition"
    for line in description.splitlines():
        known = _PART.get(line.strip())
        if known and known not in found:
            at = known
        found.setdefault(at, [])
        if not known:
            found[at].append(line)
    return {
        name: re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() for name, lines in found.items()
    }
