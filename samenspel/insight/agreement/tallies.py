"""What coders said of units, counted: how often each pattern of values was given.

A pattern is what one unit received: a value per coder, `None` from a coder who gave none. Every
coefficient is a function of these counts alone, so a million codings are read once, and documents
are added up, or drawn anew, as small tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

Value: TypeAlias = Hashable
Pattern: TypeAlias = tuple[Any, ...]
Tally: TypeAlias = Mapping[Pattern, int]


def tallied(rows: Iterable[Sequence[Value | None]]) -> Counter[Pattern]:
    """The patterns in a table of coders x units; `None` is missing.

    Raises ValueError when the rows differ in length.
    """
    return Counter(zip(*rows, strict=True))


class Given(NamedTuple):
    """What one unit received: its values, each with its number of coders; how many coders gave
    any; and the share of pairs of them that agree, 0 for less than a pair."""

    values: tuple[tuple[Value, int], ...]
    coders: int
    agreed: float


@lru_cache(4096)
def given(pattern: Pattern) -> Given:
    values = tuple(Counter(value for value in pattern if value is not None).items())
    r = sum(n for _, n in values)
    return Given(values, r, sum(n * (n - 1) for _, n in values) / (r * (r - 1)) if r > 1 else 0)


def pairable(tally: Tally) -> int:
    """The number of units that at least two coders gave a value."""
    return sum(units for pattern, units in tally.items() if given(pattern).coders > 1)
