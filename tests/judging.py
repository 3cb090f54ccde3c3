"""The pages of a long play, judged as one comes past them, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

WIDTHS = (360, 1440)


@dataclass(frozen=True)
class Judge:
    """`judge(page, "name")`: axe finds nothing and nothing is too wide; with a picture of each."""

    play: str
    axe: Callable[[Page], list[str]]
    sideways: Callable[[Page], int]
    look: Callable[[Page, str], None]

    def __call__(self, page: Page, name: str) -> None:
        before = page.viewport_size
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            self.look(page, f"{self.play}-{name}-{width}")
            wrong = self.axe(page)
            if self.sideways(page) > 0:
                wrong.append("it is wider than its window")
            if wrong:
                pytest.fail("\n".join([f"{name} at {width}", page.url, *wrong]))
        if before is not None:
            page.set_viewport_size(before)
