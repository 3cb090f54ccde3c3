"""How far coders agree: coefficients, what they rest on, and where coders differ. Knows no table.

`Text` -> `compare` -> a row of figures for each code; `disagreements` -> what to talk about. Below
that, the coefficients take counts, which may be added up over documents.
"""

from .alpha import Level, alpha
from .closer import Closer
from .coefficients import cohen, fleiss, gwet, percent
from .comparing import Comparison, Given, Row, compare
from .earlier import u_alpha_2004
from .figures import Figure, Interval, Why, figure
from .marking import (
    Disagreement,
    Text,
    amounts_by_code,
    disagreements,
    lengths_by_code,
    units_by_code,
)
from .tallies import pairable, tallied
from .unitised import (
    Marked,
    OverlappingError,
    bar_u_alpha,
    cu_alpha,
    k_u_alpha,
    lengths,
    u_alpha,
    united,
    units,
)

__all__ = [
    "Closer",
    "Comparison",
    "Disagreement",
    "Figure",
    "Given",
    "Interval",
    "Level",
    "Marked",
    "OverlappingError",
    "Row",
    "Text",
    "Why",
    "alpha",
    "amounts_by_code",
    "bar_u_alpha",
    "cohen",
    "compare",
    "cu_alpha",
    "disagreements",
    "figure",
    "fleiss",
    "gwet",
    "k_u_alpha",
    "lengths",
    "lengths_by_code",
    "pairable",
    "percent",
    "tallied",
    "u_alpha",
    "u_alpha_2004",
    "united",
    "units",
    "units_by_code",
]
