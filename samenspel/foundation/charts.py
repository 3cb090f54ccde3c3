"""Geometry of the pictures that are drawn on the server.

Plain data goes in, shapes with coordinates come out; templates under `foundation/` turn them
into SVG. Nothing here knows what a picture is about. Coordinates are in the units of the
picture's own viewBox; y grows downward.
"""

from __future__ import annotations

from dataclasses import dataclass

RING_COUNT = 6
RING_STEP = 7.4
RING_CORE = 6.0


@dataclass(frozen=True)
class Ring:
    radius: float
    filled: bool


def rings(level: int) -> list[Ring]:
    """Six concentric rings, outermost first, filled from the middle up to `level` (0 to 5).

    The viewBox is 96 wide and high with the middle at 48.
    """
    if not 0 <= level < RING_COUNT:
        raise ValueError(f"a ring level lies between 0 and {RING_COUNT - 1}, not {level}")
    return [
        Ring(radius=round(RING_CORE + number * RING_STEP, 1), filled=number <= level)
        for number in reversed(range(RING_COUNT))
    ]
