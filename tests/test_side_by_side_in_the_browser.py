"""Coders side by side: by keyboard from difference to difference, axe, and narrow screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from samenspel.circles.tests.cast import Cast
from samenspel.insight.tests.coding import a_text, give
from samenspel.sources.models import Source
from samenspel.threads import blind, talks
from samenspel.threads.models import Coder, Passage
from samenspel.threads.tests.builders import a_code, a_codebook
from tests.browser import OpenPage

pytestmark = pytest.mark.browser


@pytest.fixture
def source(transactional_db: None, cast: Cast) -> Source:
    """Three differences; one more is settled, and another text is read blind."""
    code = a_code(cast, codebook=a_codebook(cast))
    source = a_text(cast)
    give(cast, source, code, "0 1 5", by=cast.els)
    give(cast, source, code, "1 2 11", by=cast.wim)
    passage = Passage.objects.visible_to(cast.els).order_by("start")[2]
    told: dict[str, Any] = {"start": passage.start, "end": passage.end}
    coders = list(Coder.objects.all())
    talks.settle(passage.version, code=code, **told, coders=coders, outcome="take", by=cast.wim)
    blind.ask(a_text(cast, title="Een andere"), coders=[cast.els, cast.fenna], by=cast.els)
    return source


def test_from_difference_to_difference_by_keyboard(
    cast: Cast, source: Source, open_page: OpenPage
) -> None:
    page = open_page(cast.els)
    page.goto(reverse("insight:beside", args=["polder", source.pk]))
    page.get_by_role("link", name="Naar het eerste verschil").click()
    page.wait_for_function("document.activeElement.id === 'verschil-1'")
    for key, stop in [("n", 2), ("n", 3), ("n", 4), ("n", 4), ("p", 3), ("p", 2), ("p", 1)]:
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == f"verschil-{stop}"
    assert page.url.endswith("#verschil-1")
    page.get_by_role("link", name="Volgende").first.click()
    page.wait_for_function("document.activeElement.id === 'verschil-2'")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    cast: Cast,
    source: Source,
    open_page: OpenPage,
    axe: Callable[[Page], list[str]],
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    scheme: Any,
) -> None:
    for width in (320, 1280):
        page = open_page(cast.els, width=width, scheme=scheme)
        for name, args in [
            ("agreement", []),
            ("beside", [source.pk]),
            ("differences", []),
            ("blind", []),
        ]:
            page.goto(reverse(f"insight:{name}", args=["polder", *args]))
            page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
            assert axe(page) == [], (name, width)
            assert sideways(page) == 0, (name, width)
            look(page, f"{name}-{width}-{scheme}")
