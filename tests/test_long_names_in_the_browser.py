"""A code may be called by one long word: no page of codes or counts becomes wider by it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from samenspel.circles.tests.cast import Cast
from samenspel.insight.tests.coding import a_text, give
from samenspel.threads import actions, codebooks
from samenspel.threads.models import Passage
from samenspel.threads.tests.builders import a_code, a_codebook, a_thread
from tests.browser import OpenPage

pytestmark = pytest.mark.browser

LONG = "Verantwoordelijkheidsverdelingsonduidelijkheden" + "-en-samenwerkingsbereidheid"


@pytest.mark.parametrize("width", [360, 768])
def test_no_page_of_codes_is_too_wide(
    transactional_db: None,
    cast: Cast,
    open_page: OpenPage,
    sideways: Callable[[Page], int],
    look: Callable[[Page, str], None],
    width: int,
) -> None:
    source, other = a_text(cast), a_text(cast, title="Een andere")
    code = a_code(cast, LONG, codebook=a_codebook(cast, name=LONG), definition=LONG)
    below = a_code(cast, f"{LONG}-2", codebook=code.codebook, parent=code)
    a_code(cast, f"{LONG}-3", codebook=code.codebook)
    for each, by, numbers in (
        (code, cast.els, "0 1 5"),
        (below, cast.els, "1"),
        (code, cast.wim, "1 2 11"),
    ):
        give(cast, source, each, numbers, by=by)
    give(cast, other, below, "3", by=cast.els)
    codebooks.split_code(code, name_nl=f"{LONG}-4", passages=[_first(cast)], by=cast.els)
    thread = a_thread(cast, claim=LONG)
    actions.add(thread, passage=_first(cast), by=cast.els)
    page = open_page(cast.els, width=width)
    insight = "matrix together over_time absent in_words passages agreement differences".split()
    pages = [
        *(reverse(f"insight:{name}", args=["polder"]) for name in insight),
        reverse("insight:in_words", args=["polder"]) + f"?code={code.pk}",
        reverse("insight:code", args=["polder", code.pk]),
        reverse("insight:beside", args=["polder", source.pk]),
        reverse("threads:codebooks"),
        reverse("threads:codebook", args=[code.codebook_id]),
        reverse("threads:code_history", args=[code.codebook_id]),
        *(
            reverse(f"threads:{name}", args=[code.pk])
            for name in ("code", "change_code", "split_code", "merge_code")
        ),
        reverse("threads:desk", args=[source.pk]),
        reverse("threads:passage", args=[_first(cast).pk]),
        reverse("threads:thread", args=[thread.pk]),
    ]
    wide = {}
    for address in pages:
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
        if sideways(page):
            wide[address] = sideways(page)
        look(page, f"long-{width}-{address.strip('/').replace('/', '-').split('?')[0]}")
    assert wide == {}


def _first(cast: Cast) -> Passage:
    return Passage.objects.visible_to(cast.els).order_by("pk")[0]
