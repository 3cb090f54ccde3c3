"""The register of what leaves as a file, for rooms that make one.

The room that keeps it registers here when it starts, as with `bench`; nothing below knows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samenspel.circles.models import Expedition
    from samenspel.people.models import Person

Enter = Callable[..., str]
_registers: list[Enter] = []


def keep(register: Enter) -> None:
    """`register(expedition, form=, purpose=, page=, by=)` enters a line and gives its number."""
    _registers[:] = [register]


def enter(expedition: Expedition, *, form: str, purpose: str, page: str, by: Person) -> str:
    """Enter a file of counts, in this form (csv, svg, ...), in the register; gives its number.

    `page` is where the same counts can be seen as they are now. Refused without a purpose.
    """
    (register,) = _registers
    return register(expedition, form=form, purpose=purpose, page=page, by=by)
