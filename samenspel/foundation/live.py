"""Stand-in until the live branch lands."""

from typing import Any


def nudge(topic: str, *, to: str = "all", rights: bool = False) -> int:
    return 1


def stir(topic: str, *, to: str = "lead") -> None: ...
def revision(topic: str) -> int:
    return 1


def ticket(topic: str, *, to: Any, who: str, hours: float) -> str:
    return "x"


def door(prefix: str, check: Any) -> None: ...
