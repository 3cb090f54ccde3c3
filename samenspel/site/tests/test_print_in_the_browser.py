"""On paper a page for everybody holds its words and where it stands, and nothing to press."""

from __future__ import annotations

import os
from typing import Any

import pytest

from samenspel.circles.models import Circle
from samenspel.lessons.tests.builders import a_lesson, described, published
from samenspel.site.models import Tale
from samenspel.sources.tests.builders import a_source
from samenspel.stories.tests.builders import out

from .builders import a_moment, a_shown_page, on_the_map

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BOOK = {"kind": "guide", "title": "Over sleutels", "url": "https://example.org/boek"}
TO_PRESS = "nav, button, input, select, audio, video, .button, .masthead-link, .foot a, summary a"
A4 = {"width": 642, "height": 960}  # what is left of A4 between the edges, in pixels of CSS

# What is there to press, and what sticks out over the right edge.
LOOK = """(toPress) => {
  const seen = e => e.checkVisibility() && e.getBoundingClientRect().width > 0;
  const named = e => e.tagName + '.' + e.className;
  const edge = document.documentElement.clientWidth;
  return {
    press: [...document.querySelectorAll(toPress)].filter(seen).map(named),
    over: [...document.querySelectorAll('main *')]
      .filter(e => seen(e) && e.getBoundingClientRect().right > edge + 1).map(named),
    shut: [...document.querySelectorAll('main details:not([open])')].filter(seen).map(e => [
      named(e), [...e.children].slice(1).every(part => part.checkVisibility(
        {contentVisibilityAuto: true}) && part.getBoundingClientRect().height > 0)]),
    words: document.querySelector('main').innerText,
  };
}"""


def a_story(cast: Any) -> str:
    words = "\n".join(f"{number}. Wij zaten aan tafel." for number in range(60))
    source = a_source(cast, circle=Circle.PUBLIC, text=words)
    return str(Tale.objects.unguarded("command line").get(source=source).url)


def a_coalition(cast: Any) -> str:
    on_the_map(cast)
    a_shown_page(cast, on_map=True, partners=True, areas=True)
    a_moment(cast, cast.oost)
    return "/expeditie/polder/coalities/oost/"


def a_published_lesson(cast: Any) -> str:
    lesson = described(cast, a_lesson(cast), links=[BOOK], behind="Wij van Oost.")
    return str(published(cast, lesson=lesson).lesson_url)


PAGES = {
    "lesson": a_published_lesson,
    "episode": lambda cast: out(cast).episode_url,
    "story": a_story,
    "coalition": a_coalition,
}


@pytest.mark.parametrize("kind", PAGES)
def test_on_paper_there_is_nothing_to_press_and_nothing_cut_off(cast, open_page, kind):
    page = open_page()
    page.goto(PAGES[kind](cast))
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    found = page.evaluate(LOOK, TO_PRESS)
    assert found["press"] == []
    assert found["over"] == []
    assert [name for name, open_ in found["shut"] if not open_] == []
    assert "Na het afdrukken kunnen woorden zijn teruggenomen." in found["words"]
    assert page.url.partition("://")[2].partition("/")[2] in found["words"]
    if pictures := os.environ.get("SAMENSPEL_PDF"):
        page.pdf(path=f"{pictures}/{kind}.pdf", prefer_css_page_size=True)


def test_on_paper_one_reads_where_a_link_leads(cast, open_page):
    page = open_page()
    page.goto(a_published_lesson(cast))
    page.emulate_media(media="print")
    link = page.locator(f'main a[href="{BOOK["url"]}"]').first
    said = link.evaluate("e => getComputedStyle(e, '::after').content")
    assert BOOK["url"] in link.inner_text() + said
