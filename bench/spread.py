"""How measured figures are told: the median, and in brackets the least and the most."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def spread(values: Sequence[float], digits: int | None = 0) -> str:
    """With so many digits, or with as many as tell something. Of one figure that alone; of none
    nothing."""
    if not values:
        return ""
    if len(values) == 1:
        return _told(values[0], digits)
    middle, least, most = statistics.median(values), min(values), max(values)
    return f"{_told(middle, digits)} ({_told(least, digits)}-{_told(most, digits)})"


def _told(value: float, digits: int | None) -> str:
    if digits is not None:
        return f"{value:,.{digits}f}"
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"
