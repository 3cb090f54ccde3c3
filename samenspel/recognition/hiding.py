"""What may be told of a handful of answers. Nothing here touches a table.

Each answer has the circle that whoever gave it chose: only for me (0), our coalition (1), or the
support team too (2). Whoever may read it reads it, with its words. All answers of a voice together
are told as numbers only where that tells nothing of those one does not read: so the answers that
nobody reads are at least five or none, and so are these with those that only the coalition reads;
and the whole voice is at least five.

The figures are made once, when the round closes. A voice that falls below five later, since
somebody took their answer back, is not told any more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

LEAST = 5
NOBODY, COALITION = 0, 1

Figures = dict[str, dict[str, int]]


def few(people: int) -> bool:
    """Whether there is somebody, and hardly anybody else."""
    return 0 < people < LEAST


def settle(answers: Iterable[tuple[str, str, int]]) -> Figures:
    """By voice how many said what, from (voice, said, circle); without the voices that hide."""
    voices: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for voice, said, circle in answers:
        voices[voice].append((said, circle))
    return {
        voice: dict(Counter(said for said, _circle in rows))
        for voice, rows in sorted(voices.items())
        if may_tell([circle for _said, circle in rows])
    }


def may_tell(circles: list[int]) -> bool:
    unread = [sum(circle <= most for circle in circles) for most in (NOBODY, COALITION)]
    return len(circles) >= LEAST and not any(few(many) for many in unread)


def without(figures: Figures, voice: str, left: int) -> Figures:
    """The figures after somebody of a voice took their answer back, and `left` are there still."""
    return {each: told for each, told in figures.items() if each != voice or left >= LEAST}


def together(hands: Iterable[tuple[str, str]]) -> dict[str, Figures]:
    """What phones without a name said, from (voice, said): by voice where each voice that is there
    has five, else all of them as one, else nothing."""
    voices: dict[str, Counter[str]] = defaultdict(Counter)
    for voice, said in hands:
        voices[voice][said] += 1
    counts = [sum(told.values()) for told in voices.values()]
    if counts and min(counts) >= LEAST:
        return {"voices": {voice: dict(told) for voice, told in sorted(voices.items())}}
    everybody = sum(voices.values(), Counter())
    return {"all": {"": dict(everybody)}} if sum(counts) >= LEAST else {}
