from __future__ import annotations

import pytest

from samenspel.foundation.errors import needed
from samenspel.foundation.words import one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jan \t de\nSmid ", "Jan de Smid"),
        ("Rene\u0301", "René"),
        ("Jan\0", "Jan"),
        ("\u202eneb nov\u202c", "neb nov"),
        ("\u2066תודה\u2069 Jan", "תודה Jan"),
    ],
)
def test_a_name_is_one_line_that_stays_in_its_place(typed, kept):
    assert one_line(typed) == kept
    assert needed(typed, "no") == kept
