"""The main job, in a real browser: one voice travels to a public lesson, and back.

It works on the interview that this software was made for, when that lies beside the checkout
(`../shared/source/`); elsewhere on a text of our own. The name of the test says which.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from samenspel.circles.tests.cast import Cast
from samenspel.threads.models import Thread
from tests.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOP = Path(__file__).parents[1]
INTERVIEW = TOP.parent / "shared/source/interview-vsbfonds.md"
OUR_OWN = Path(__file__).parent / "texts/gesprek-over-de-sleutel.md"
TEXT = INTERVIEW if INTERVIEW.exists() else OUR_OWN
WHICH = "the real interview" if INTERVIEW.exists() else "a text of our own, no shared one found"

CLAIM = "Wie de ander eerst laat praten, hoeft later minder te vergaderen."

# Chooses the first words that somebody says after their name, as a hand with a mouse would.
CHOOSE = """([speaker, many]) => {
  const turns = [...document.querySelectorAll("[data-text] .turn")];
  const turn = turns.find((each) => each.textContent.trim() === speaker);
  const said = turn.nextElementSibling;
  const walker = document.createTreeWalker(said, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest("a.number") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  let node = walker.nextNode();
  while (!node.data.trim()) node = walker.nextNode();
  const words = node.data.match(new RegExp(`^\\\\W*(?:\\\\S+\\\\s+){${many - 1}}\\\\S+`))[0];
  const range = document.createRange();
  range.setStart(node, words.match(/^\\W*/)[0].length);
  range.setEnd(node, words.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
  return range.toString();
}"""


class Team:
    """What the team does, step by step, each in its own browser."""

    def __init__(self, open_page: OpenPage, cast: Cast) -> None:
        self.open_page = open_page
        self.cast = cast
        self.els = open_page(cast.els)

    def brings_the_text_in(self) -> list[str]:
        """The researcher imports the text; gives the two speakers, as they were recognised."""
        page = self.els
        page.goto("/bron/nieuw/")
        page.locator("select[name=place]").select_option(f"c{self.cast.oost.pk}")
        page.locator("input[type=file]").set_input_files(TEXT)
        page.get_by_role("button", name="Lees het, en laat mij kijken").click()
        names = page.locator("input[name^=speaker-][name$=-name]")
        speakers = [names.nth(number).input_value() for number in range(names.count())]
        page.locator("select[name='speaker-0-voice']").select_option("professional")
        page.locator("select[name='speaker-1-voice']").select_option("resident")
        page.locator("select[name='speaker-0-person']").select_option(label="Bram")
        page.locator("select[name='speaker-1-person']").select_option(label="Amina")
        page.get_by_label("Wanneer is het gezegd?").fill("2026-03-01")
        page.locator("input[name=circle][value='2']").check()
        page.locator("input[name=agreed][value=spoken]").check()
        page.get_by_role("button", name="Bewaar deze bron").click()
        expect(page.get_by_role("status")).to_contain_text("Bewaard")
        return speakers

    def marks(self, speaker: str, code: str, many: int = 9) -> str:
        """The researcher marks the first words of somebody, codes them, and puts them in a thread.

        The first time the thread begins; later it is chosen from the list. Gives the words.
        """
        page = self.els
        expect(page.locator("#desk-help")).to_be_visible()
        words: str = page.evaluate(CHOOSE, [speaker, many])
        page.get_by_label("Codes", exact=True).fill(code)
        page.get_by_text("Zet het in een rode draad").click()
        threads = page.locator("select[name=thread]")
        if threads.locator("option").count() > 1:
            threads.select_option(label=CLAIM)
        else:
            page.locator("input[name=claim]").fill(CLAIM)
        page.get_by_role("button", name="Bewaar dit fragment").click()
        expect(page.locator(".fragment-rows")).to_contain_text(words[:30])
        return words


@pytest.mark.parametrize("text", [pytest.param(TEXT, id=WHICH)])
def test_one_voice_travels_to_a_lesson_and_back(
    cast: Cast, open_page: OpenPage, text: Path
) -> None:
    team = Team(open_page, cast)
    speakers = team.brings_the_text_in()
    assert len(speakers) == 2
    team.els.get_by_role("link", name="Woorden aanwijzen").click()
    words = {
        speakers[0]: team.marks(speakers[0], "aan de slag"),
        speakers[1]: team.marks(speakers[1], "eerst luisteren", many=11),
    }
    thread = Thread.objects.visible_to(cast.els).get()
    team.els.goto(f"/draad/{thread.pk}/")
    for said in words.values():
        expect(team.els.locator("main")).to_contain_text(said)
