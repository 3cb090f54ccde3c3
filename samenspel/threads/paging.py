"""Pages of passages to read out."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator

from .models import Passage


class Pages(Paginator[Any]):
    """The keys of all are asked for in their order, which counts them too; the words of one page.

    Ordered with everything that is shown of them, a database carries that along for each it skips.
    `found` may be those keys themselves.
    """

    def __init__(self, found: Any, per_page: int, person: Any) -> None:
        keys = found if isinstance(found, list) else list(found.values_list("pk", flat=True))
        super().__init__(keys, per_page)
        self.person = person

    def page(self, number: int | str) -> Page[Any]:
        page = super().page(number)
        keys = list(page.object_list)
        rows = {row.pk: row for row in Passage.to_read(self.person).filter(pk__in=keys).order_by()}
        page.object_list = [rows[key] for key in keys if key in rows]
        return page
