"""Ticking, and the dashed line: what needs a real browser."""

from __future__ import annotations

import pytest

from samenspel.circles.models import Circle
from samenspel.sources.tests.builders import a_source
from samenspel.suggestions import proposals, studying
from samenspel.suggestions.tests.corpus import Corpus, a_text
from samenspel.threads.models import Coding
from samenspel.threads.tests.builders import a_code, a_codebook

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOST = "command line"
DASHED = "CSS.highlights.get('proposed')?.size ?? 0"


def test_the_button_says_how_many_are_ticked(open_page, cast, axe):
    a_code(cast, codebook=a_codebook(cast))
    a_source(cast, circle=Circle.TEAM, text="De sleutel.\nNog een sleutel.\nGeen sleutel.")
    page = open_page(cast.els, width=360)
    page.goto("/werkbank/polder/zoeken/?q=sleutel")
    give = page.locator("[data-give]")
    assert give.inner_text() == "Geef deze 3 de code"
    assert axe(page) == []
    page.locator("input[name=hit]").first.uncheck()
    assert give.inner_text() == "Geef deze 2 de code"
    page.get_by_label("Of een nieuwe code").fill("sleutel")
    give.click()
    page.get_by_text("2 fragmenten hebben nu de code ‘sleutel’ van jou.").wait_for()
    assert Coding.objects.unguarded(HOST).count() == 2
    page.get_by_role("button", name="Maak het allemaal ongedaan").click()
    page.get_by_text("De code is weer van 2 fragmenten af.").wait_for()
    assert not Coding.objects.unguarded(HOST).exists()


def test_a_suggestion_is_dashed_in_the_text_and_becomes_a_coding(open_page, cast, axe):
    corpus = Corpus(cast)
    fresh = a_text(cast.oost, cast.amina, [True] * 8, 70)
    proposals.allow(fresh, by=cast.amina)
    proposals.learn(corpus.book, by=cast.els)
    studying.study.call(corpus.book.pk)
    page = open_page(cast.els)
    page.goto(f"/bron/{fresh.pk}/lezen/")
    many = page.locator(".proposal-rows > li").count()
    layer = page.get_by_label(f"{many} voorstellen van de computer")
    part = page.locator("[data-proposals]")
    assert part.is_hidden()
    assert page.evaluate(DASHED) == 0
    with page.expect_response("**/voorstellen/laag/"):
        layer.press("Space")
    assert part.is_visible()
    assert page.evaluate(DASHED) == many
    with page.expect_response("**/voorstellen/laag/"):
        layer.press("Space")
    assert part.is_hidden()
    assert page.evaluate(DASHED) == 0
    with page.expect_response("**/voorstellen/laag/"):
        layer.press("Space")
    page.reload()
    assert part.is_visible()
    page.wait_for_function(f"({DASHED}) > 0")
    assert axe(page) == []
    page.get_by_role("button", name="Ja, geef die sleutels").first.click()
    page.get_by_text("De code ‘sleutels’ is nu van jou.").wait_for()
    assert Coding.objects.unguarded(HOST).filter(prompted=True).count() == 1
    assert page.locator(".proposal-rows > li").count() == many - 1
