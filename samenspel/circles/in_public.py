"""Whether a coalition shows itself to everybody. The room that keeps their pages registers how that
is asked; as long as none did, nobody is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, QuerySet, Value

_pages: list[Callable[[], QuerySet[Any]]] = []


def register(pages: Callable[[], QuerySet[Any]]) -> None:
    """`pages()` are the rows with a `coalition` that everybody may see now."""
    _pages[:] = [pages]


def shows_itself(field: str) -> Any:
    """For a query: whether the coalition in this field shows itself."""
    if not _pages:
        return Value(False, output_field=BooleanField())
    return Exists(_pages[0]().filter(coalition=OuterRef(field)))
